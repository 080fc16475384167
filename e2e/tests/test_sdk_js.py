"""The AWS SDK for JavaScript v3, unmodified, and tokens verified by jose."""

import pytest

from harness import node
from harness.installation import ACCOUNT
from harness.pools import ALL_FLOWS, PASSWORD, unique


@pytest.fixture
def sdk(server, shared, node_folder):
    """Sends commands; their results in order."""

    def run(*commands, signed=True):
        request = {"endpoint": server.url, "region": "us-east-1"}
        if signed:
            request["key"] = {"id": shared.root.id, "secret": shared.root.secret}
        named = [dict(zip(("name", "input", "service"), command)) for command in commands]
        return node.run(node_folder, "sdk_v3.mjs", request | {"commands": named})

    return run


def test_a_walk_through_a_pool(sdk):
    (made,) = sdk(("CreateUserPool", {"PoolName": "sdk"}))
    pool = made["ok"]["UserPool"]["Id"]
    # The SDK turned the number into a date.
    assert made["ok"]["UserPool"]["CreationDate"].endswith("Z")
    name = unique()
    client, user, _ = sdk(
        (
            "CreateUserPoolClient",
            {"UserPoolId": pool, "ClientName": "sdk", "ExplicitAuthFlows": ALL_FLOWS},
        ),
        ("AdminCreateUser", {"UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS"}),
        (
            "AdminSetUserPassword",
            {"UserPoolId": pool, "Username": name, "Password": PASSWORD, "Permanent": True},
        ),
    )
    assert user["ok"]["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    id = client["ok"]["UserPoolClient"]["ClientId"]
    (signed_in,) = sdk(
        (
            "InitiateAuth",
            {
                "ClientId": id,
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": name, "PASSWORD": PASSWORD},
            },
        ),
        signed=False,
    )
    access = signed_in["ok"]["AuthenticationResult"]["AccessToken"]
    me, out, after, gone, missing = sdk(
        ("GetUser", {"AccessToken": access}),
        ("GlobalSignOut", {"AccessToken": access}),
        ("GetUser", {"AccessToken": access}),
        ("DeleteUserPool", {"UserPoolId": pool}),
        ("DescribeUserPool", {"UserPoolId": pool}),
    )
    assert me["ok"]["Username"] == name
    assert (out, gone) == ({"ok": {}}, {"ok": {}})
    assert after["error"] == {
        "name": "NotAuthorizedException",
        "message": "Access Token has been revoked",
        "status": 400,
    }
    assert missing["error"]["name"] == "ResourceNotFoundException"


def test_who_am_i(sdk):
    (identity,) = sdk(("GetCallerIdentity", {}, "sts"))
    assert identity["ok"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def test_jose_verifies_the_tokens(server, node_folder, pool, app, user, new_pool):
    issuer = f"{server.url}/{pool.id}"
    result = app.tokens(user)
    other = new_pool()
    stranger = other.user()
    foreign = other.app().tokens(stranger)
    id, access, wrong_audience, of_another_pool = node.run(
        node_folder,
        "jose.mjs",
        {
            "issuer": issuer,
            "tokens": [
                {"token": result["IdToken"], "audience": app.id},
                {"token": result["AccessToken"]},
                {"token": result["IdToken"], "audience": "another-client"},
                {"token": foreign["IdToken"]},
            ],
        },
    )
    assert id["payload"]["sub"] == user.sub
    assert id["header"]["alg"] == "RS256"
    assert access["payload"]["username"] == user.name
    assert wrong_audience["error"]["code"] == "ERR_JWT_CLAIM_VALIDATION_FAILED"
    assert of_another_pool["error"]["code"] == "ERR_JWKS_NO_MATCHING_KEY"
