"""Two nodes on one PostgreSQL: keys, policies and sessions mean the same on both."""

import pytest
from botocore.exceptions import ClientError

from harness import clients, pools
from harness.clients import temporary
from harness.deadline import eventually
from harness.identities import IdentityPool
from harness.installation import ACCOUNT
from harness.race import race
from harness.roles import Account, name_of, policy, statement, trust

HERE = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})


@pytest.fixture(scope="module")
def account(two):
    installation, first, _ = two
    return Account(first.url, installation.root)


def allowed(server, key) -> bool:
    try:
        clients.idp(server.url, key).list_user_pools(MaxResults=1)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        assert code in ("AccessDeniedException", "UnrecognizedClientException"), error
        return False
    return True


def soon(seen):
    eventually(seen, "the other node has heard of it")


def test_keys_and_policies_reach_the_other_node(two, account):
    _, first, second = two
    name, key = account.user()
    soon(lambda: not allowed(second, key))
    listing = policy(statement("cognito-idp:ListUserPools"))
    account.iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=listing)
    assert allowed(first, key)
    soon(lambda: allowed(second, key))
    account.iam.delete_user_policy(UserName=name, PolicyName="p")
    assert not allowed(first, key)
    soon(lambda: not allowed(second, key))
    account.iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=listing)
    soon(lambda: allowed(second, key))
    account.iam.update_access_key(UserName=name, AccessKeyId=key.id, Status="Inactive")
    assert not allowed(first, key)
    soon(lambda: not allowed(second, key))


def test_a_session_dies_on_both_nodes(two, account):
    _, first, second = two
    _, key = account.user(statement("sts:AssumeRole"))
    for end in ("revocation", "deletion"):
        role = account.role(HERE, statement("cognito-idp:ListUserPools"))
        made = clients.sts(first.url, key).assume_role(RoleArn=role, RoleSessionName="session")
        session = temporary(made["Credentials"])
        assert allowed(first, session)
        soon(lambda: allowed(second, session))
        if end == "revocation":
            late = {"aws:TokenIssueTime": "2099-01-01T00:00:00Z"}
            account.iam.put_role_policy(
                RoleName=name_of(role),
                PolicyName="AWSRevokeOlderSessions",
                PolicyDocument=policy(statement("*", effect="Deny", DateLessThan=late)),
            )
        else:
            account.iam.delete_role_policy(RoleName=name_of(role), PolicyName="inline")
            account.iam.delete_role(RoleName=name_of(role))
        assert not allowed(first, session)
        soon(lambda: not allowed(second, session))


def test_a_user_who_comes_through_both_nodes_at_once_is_one_identity(two, nodes):
    installation, first, second = two
    pool = pools.create_pool(nodes[0])
    app = pool.app()
    identities = IdentityPool(first, installation, app)
    anyone = [clients.identity(server.url, None) for server in (first, second)]
    for _ in range(10):
        logins = {identities.login: app.tokens(pool.user())["IdToken"]}
        ask = [
            lambda client=client: client.get_id(IdentityPoolId=identities.id, Logins=logins)
            for client in anyone * 4
        ]
        answers = race(ask)
        assert len({answer["IdentityId"] for answer in answers}) == 1
    pool.delete()
