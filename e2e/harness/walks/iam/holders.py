"""What users, groups and roles have alike: policies, boundaries, tags."""

import json

from harness.roles import policy, statement

LISTING = policy(statement("cognito-idp:ListUserPools"))
READING = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly"
POWER = "arn:aws:iam::aws:policy/AmazonCognitoPowerUser"


def named(kind: str, name: str) -> dict:
    """`{"UserName": …}`; `kind` is User, Group or Role."""
    return {f"{kind}Name": name}


def inline_policies(call, kind: str, name: str):
    holder = named(kind, name)
    call(f"Put{kind}Policy", **holder, PolicyName="list", PolicyDocument=LISTING)
    shown = call(f"Get{kind}Policy", **holder, PolicyName="list")
    assert shown == holder | {"PolicyName": "list", "PolicyDocument": json.loads(LISTING)}
    assert call(f"List{kind}Policies", **holder)["PolicyNames"] == ["list"]
    call(f"Delete{kind}Policy", **holder, PolicyName="list")
    assert call(f"List{kind}Policies", **holder)["PolicyNames"] == []


def attached_policies(call, kind: str, name: str):
    holder = named(kind, name)
    attached = {"PolicyName": "AmazonCognitoReadOnly", "PolicyArn": READING}
    call(f"Attach{kind}Policy", **holder, PolicyArn=READING)
    assert call(f"ListAttached{kind}Policies", **holder)["AttachedPolicies"] == [attached]
    holding = call("ListEntitiesForPolicy", PolicyArn=READING)[f"Policy{kind}s"]
    assert name in {one[f"{kind}Name"] for one in holding}
    call(f"Detach{kind}Policy", **holder, PolicyArn=READING)
    assert call(f"ListAttached{kind}Policies", **holder)["AttachedPolicies"] == []


def boundary(call, kind: str, name: str):
    holder = named(kind, name)
    call(f"Put{kind}PermissionsBoundary", **holder, PermissionsBoundary=POWER)
    shown = call(f"Get{kind}", **holder)[kind]["PermissionsBoundary"]
    assert shown == {
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": POWER,
    }
    call(f"Delete{kind}PermissionsBoundary", **holder)
    assert "PermissionsBoundary" not in call(f"Get{kind}", **holder)[kind]


def tags(call, kind: str, **which):
    red, blue = {"Key": "team", "Value": "red"}, {"Key": "Stage", "Value": "test"}
    call(f"Tag{kind}", **which, Tags=[red, blue])
    shown = call(f"List{kind}Tags", **which)["Tags"]
    assert sorted(shown, key=lambda tag: tag["Key"]) == [blue, red]
    call(f"Untag{kind}", **which, TagKeys=["Stage"])
    assert call(f"List{kind}Tags", **which)["Tags"] == [red]
