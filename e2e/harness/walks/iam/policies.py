"""Managed policies."""

import json

from harness.pools import unique
from harness.roles import policy, statement
from harness.walks.rights import Rights
from harness.walks.iam import holders

FIRST, SECOND = (policy(statement(f"cognito-idp:{name}")) for name in ("ListUsers", "ListGroups"))


def managed(rights: Rights):
    call, name = rights.iam, unique("policy")
    asked = {"PolicyName": name, "Path": "/walk/", "Description": "a walk", "PolicyDocument": FIRST}
    made = call("CreatePolicy", **asked)["Policy"]
    which = {"PolicyArn": made["Arn"]}
    holders.tags(call, "Policy", **which)

    second = call("CreatePolicyVersion", **which, PolicyDocument=SECOND)["PolicyVersion"]
    assert (second["VersionId"], second["IsDefaultVersion"]) == ("v2", False)
    versions = call("ListPolicyVersions", **which)["Versions"]
    assert {one["VersionId"]: one["IsDefaultVersion"] for one in versions} == {"v1": True, "v2": False}
    call("SetDefaultPolicyVersion", **which, VersionId="v2")
    shown = call("GetPolicyVersion", **which, VersionId="v2")["PolicyVersion"]
    assert shown["IsDefaultVersion"] and shown["Document"] == json.loads(SECOND)
    call("DeletePolicyVersion", **which, VersionId="v1")

    shown = call("GetPolicy", **which)["Policy"]
    assert (shown["DefaultVersionId"], shown["AttachmentCount"]) == ("v2", 0)
    (listed,) = call("ListPolicies", Scope="Local", PathPrefix="/walk/")["Policies"]
    assert listed["Arn"] == made["Arn"]
    call("DeletePolicy", **which)
    assert call("ListPolicies", Scope="Local", PathPrefix="/walk/")["Policies"] == []
