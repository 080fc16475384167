"""Credentials by the JavaScript clients: fromCognitoIdentityPool, and Amplify's fetchAuthSession."""

import pytest

from harness import clients, node
from harness.identities import IdentityPool
from harness.refusal import refused
from harness.roles import statement, user_pool_arn
from harness.sigv4 import Key


@pytest.fixture(scope="module")
def identities(server, shared, app):
    """Users may list users, guests may list groups."""
    identities = IdentityPool(server, shared, app)
    arn = user_pool_arn(app.pool.id)
    identities.set_roles(
        [statement("cognito-idp:ListUsers", arn)], [statement("cognito-idp:ListGroups", arn)]
    )
    return identities


@pytest.fixture
def sdk(server, node_folder, identities, pool):
    """The results of ListUsers and ListGroups, and the identity that asked."""

    def run(**logins):
        asked = {"UserPoolId": pool.id}
        request = {
            "endpoint": server.url,
            "region": "us-east-1",
            "identityPoolId": identities.id,
            "commands": [
                {"name": "ListUsers", "input": asked},
                {"name": "ListGroups", "input": asked},
            ],
        }
        return node.run(node_folder, "credentials.mjs", request | logins)

    return run


DENIED = {"name": "AccessDeniedException", "status": 400}


def test_the_sdk_gets_credentials_for_a_user(sdk, identities, app, user):
    logins = {identities.login: app.tokens(user)["IdToken"]}
    answer = sdk(logins=logins)
    users, groups = answer["results"]
    assert "Users" in users["ok"]
    assert groups["error"] == DENIED
    assert sdk(logins=logins)["identity"] == answer["identity"]


def test_the_sdk_gets_credentials_for_a_guest(sdk):
    users, groups = sdk()["results"]
    assert users["error"] == DENIED
    assert "Groups" in groups["ok"]


def test_amplify(server, node_folder, identities, app, pool, user):
    """A guest signs in and keeps the identity; what was allowed to the guest no longer is."""
    steps = [
        {"do": "credentials"},
        {"do": "signIn", "username": user.name, "password": user.password},
        {"do": "credentials"},
        {"do": "signOut"},
        {"do": "credentials"},
    ]
    request = {
        "endpoint": server.url,
        "pool": pool.id,
        "client": app.id,
        "identityPool": identities.id,
        "steps": steps,
    }
    results = node.run(node_folder, "amplify.mjs", request)
    guest, _, signed_in, _, other = (result["ok"] for result in results)

    def idp(session):
        return clients.idp(
            server.url,
            Key(session["accessKeyId"], session["secretAccessKey"], session["sessionToken"]),
        )

    assert guest["identity"] == signed_in["identity"] != other["identity"]
    assert "Groups" in idp(guest).list_groups(UserPoolId=pool.id)
    with refused("AccessDeniedException"):
        idp(guest).list_users(UserPoolId=pool.id)
    assert "Users" in idp(signed_in).list_users(UserPoolId=pool.id)
    with refused("AccessDeniedException"):
        idp(signed_in).list_groups(UserPoolId=pool.id)
