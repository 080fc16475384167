"""Roles and their sessions, by boto3: what a policy allows goes, everything else does not."""

import pytest

from harness import clients
from harness.clients import temporary
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.refusal import refused
from harness.roles import Account, name_of, policy, statement, trust, user_pool_arn

EVERYBODY_HERE = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "sts:AssumeRole", "sts:TagSession")


@pytest.fixture(scope="module")
def account(server, shared):
    return Account(server.url, shared.root)


def sts(server, key):
    return clients.sts(server.url, key)


def test_nobody_may_anything_before_a_policy_says_so(server, account, pool):
    name, key = account.user()
    idp = clients.idp(server.url, key)
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    with refused("AccessDeniedException") as seen:
        idp.describe_user_pool(UserPoolId=pool.id)
    action = "cognito-idp:DescribeUserPool"
    assert seen.message == (
        f"User: {arn} is not authorized to perform: {action} on resource: "
        f"{user_pool_arn(pool.id)} because no identity-based policy allows the {action} action"
    )
    account.iam.put_user_policy(
        UserName=name,
        PolicyName="inline",
        PolicyDocument=policy(statement(action, user_pool_arn(pool.id))),
    )
    assert idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id
    with refused("AccessDeniedException"):
        idp.list_user_pools(MaxResults=1)


def test_a_chain_of_roles_carries_tags(server, account, pool):
    """Tags of the first session that are transitive decide in the second."""
    team = {"aws:PrincipalTag/team": "red"}
    last = account.role(EVERYBODY_HERE, statement("cognito-idp:ListUsers", StringEquals=team))
    first = account.role(EVERYBODY_HERE, statement(["sts:AssumeRole", "sts:TagSession"]))
    _, key = account.user(statement(["sts:AssumeRole", "sts:TagSession"]))

    def chained(transitive):
        given = {"TransitiveTagKeys": ["team"]} if transitive else {}
        one = sts(server, key).assume_role(
            RoleArn=first,
            RoleSessionName="one",
            Tags=[{"Key": "team", "Value": "red"}],
            **given,
        )
        two = sts(server, temporary(one["Credentials"])).assume_role(
            RoleArn=last, RoleSessionName="two"
        )
        assert two["AssumedRoleUser"]["Arn"].endswith(f"assumed-role/{name_of(last)}/two")
        return clients.idp(server.url, temporary(two["Credentials"]))

    assert "Users" in chained(True).list_users(UserPoolId=pool.id)
    with refused("AccessDeniedException"):
        chained(False).list_users(UserPoolId=pool.id)


def test_an_external_id_and_a_session_policy(server, account, pool):
    trusting = trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, StringEquals={"sts:ExternalId": "third-party"}
    )
    role = account.role(trusting, statement("cognito-idp:*"))
    _, key = account.user(statement("sts:AssumeRole", role))
    asked = {"RoleArn": role, "RoleSessionName": "partner"}
    with refused("AccessDenied", status=403):
        sts(server, key).assume_role(**asked)
    made = sts(server, key).assume_role(
        ExternalId="third-party",
        Policy=policy(statement("cognito-idp:ListGroups")),
        **asked,
    )
    idp = clients.idp(server.url, temporary(made["Credentials"]))
    assert idp.list_groups(UserPoolId=pool.id)["Groups"] == []
    with refused("AccessDeniedException") as seen:
        idp.list_users(UserPoolId=pool.id)
    assert "no session policy allows" in seen.message


def test_a_session_ends_with_its_role(server, account):
    role = account.role(EVERYBODY_HERE, statement("cognito-idp:ListUserPools"))
    _, key = account.user(statement("sts:AssumeRole"))
    made = sts(server, key).assume_role(RoleArn=role, RoleSessionName="short")
    session = temporary(made["Credentials"])
    idp = clients.idp(server.url, session)
    assert "UserPools" in idp.list_user_pools(MaxResults=1)
    who = sts(server, session).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name_of(role)}/short"

    account.iam.delete_role_policy(RoleName=name_of(role), PolicyName="inline")
    with refused("AccessDeniedException"):
        idp.list_user_pools(MaxResults=1)
    account.iam.delete_role(RoleName=name_of(role))
    with refused("UnrecognizedClientException"):
        idp.list_user_pools(MaxResults=1)


def test_sessions_older_than_a_moment_are_revoked(server, account):
    role = account.role(EVERYBODY_HERE, statement("cognito-idp:ListUserPools"))
    _, key = account.user(statement("sts:AssumeRole"))
    made = sts(server, key).assume_role(RoleArn=role, RoleSessionName="old")
    idp = clients.idp(server.url, temporary(made["Credentials"]))
    assert "UserPools" in idp.list_user_pools(MaxResults=1)
    account.iam.put_role_policy(
        RoleName=name_of(role),
        PolicyName="AWSRevokeOlderSessions",
        PolicyDocument=policy(
            statement("*", effect="Deny", DateLessThan={"aws:TokenIssueTime": "2099-01-01T00:00:00Z"})
        ),
    )
    with refused("AccessDeniedException") as seen:
        idp.list_user_pools(MaxResults=1)
    assert "explicit deny" in seen.message


def test_other_kinds_of_sessions(server, account):
    name, key = account.user(statement(["cognito-idp:ListUserPools", "sts:GetFederationToken"]))
    client = sts(server, key)
    same = temporary(client.get_session_token()["Credentials"])
    assert "UserPools" in clients.idp(server.url, same).list_user_pools(MaxResults=1)
    with refused(
        "AccessDenied", "Cannot call GetSessionToken with session credentials", status=403
    ):
        sts(server, same).get_session_token()

    allowing = policy(statement("cognito-idp:ListUserPools"))
    made = client.get_federation_token(Name="guest", Policy=allowing)
    federated = temporary(made["Credentials"])
    assert made["FederatedUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
    assert "UserPools" in clients.idp(server.url, federated).list_user_pools(MaxResults=1)
    nothing = temporary(client.get_federation_token(Name="guest")["Credentials"])
    with refused("AccessDeniedException"):
        clients.idp(server.url, nothing).list_user_pools(MaxResults=1)

    with refused("AccessDenied", status=403):
        client.get_access_key_info(AccessKeyId=key.id)
    root = sts(server, account.root)
    assert root.get_access_key_info(AccessKeyId=federated.id)["Account"] == ACCOUNT


def test_a_spoilt_token_is_nobody(server, account):
    _, key = account.user(statement("cognito-idp:*"))
    session = temporary(sts(server, key).get_session_token()["Credentials"])
    other = temporary(sts(server, key).get_session_token()["Credentials"])
    flipped = ("B" if session.token[40] == "A" else "A").join((session.token[:40], session.token[41:]))
    for token in (flipped, other.token, session.token[:-4], None):
        spoilt = type(session)(session.id, session.secret, token)
        with refused("UnrecognizedClientException"):
            clients.idp(server.url, spoilt).list_user_pools(MaxResults=1)


def test_a_trust_policy_must_name_the_identity_pool(account):
    open_to_all = trust(
        {"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity"
    )
    with refused("MalformedPolicyDocument") as seen:
        account.iam.create_role(RoleName=unique("role"), AssumeRolePolicyDocument=open_to_all)
    assert "cognito-identity.amazonaws.com:aud" in seen.message
