"""App clients: Create, Describe, Update, List, Delete and the rules between their members."""

import re

import pytest

from harness import pools
from harness.compare import differences
from harness.installation import ACCOUNT
from harness.refusal import refused

SETTINGS = {
    "ClientName": "all settings",
    "RefreshTokenValidity": 90,
    "AccessTokenValidity": 30,
    "IdTokenValidity": 1800,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours"},
    "ReadAttributes": ["email", "email_verified", "name"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://app.example/cb", "http://localhost:3000/cb", "myapp://cb"],
    "LogoutURLs": ["https://app.example/bye"],
    "DefaultRedirectURI": "https://app.example/cb",
    "AllowedOAuthFlows": ["code", "implicit"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AnalyticsConfiguration": {
        "ApplicationId": "0123456789abcdef",
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/analytics",
        "ExternalId": "outside",
        "UserDataShared": True,
    },
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": False,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 10,
    "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0},
}


def describe(app: pools.App) -> dict:
    answer = app.idp.describe_user_pool_client(UserPoolId=app.pool.id, ClientId=app.id)
    return answer["UserPoolClient"]


def test_a_client_with_only_a_name_has_the_documented_defaults(pool, idp):
    answer = idp.create_user_pool_client(UserPoolId=pool.id, ClientName="plain")
    made = answer["UserPoolClient"]
    assert re.fullmatch(r"[a-z0-9]{26}", made["ClientId"])
    own = {"ClientId", "CreationDate", "LastModifiedDate"}
    assert {name: value for name, value in made.items() if name not in own} == {
        "UserPoolId": pool.id,
        "ClientName": "plain",
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AuthSessionValidity": 3,
    }


def test_the_default_flows_allow_srp_and_refresh_but_no_plain_password(pool, idp, user):
    made = idp.create_user_pool_client(UserPoolId=pool.id, ClientName="plain")["UserPoolClient"]
    app = pools.App(pool, made["ClientId"])
    tokens = app.srp_sign_in(user.name, user.password)["AuthenticationResult"]
    assert app.refresh(tokens["RefreshToken"])["AccessToken"]
    with refused(
        "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"
    ):
        app.tokens(user)


def test_every_member_of_create_user_pool_client_is_read_back(pool):
    app = pool.app(**SETTINGS)
    assert differences(SETTINGS, app.description) == []
    assert differences(app.description, describe(app)) == []


def test_every_member_of_update_user_pool_client_is_read_back(pool, idp):
    app = pool.app()
    asked = SETTINGS | {"ClientName": "renamed"}
    answer = idp.update_user_pool_client(UserPoolId=pool.id, ClientId=app.id, **asked)
    assert differences(asked, answer["UserPoolClient"]) == []
    assert differences(asked, describe(app)) == []


def test_update_user_pool_client_resets_what_it_does_not_name(pool, idp):
    app = pool.app(**(SETTINGS | {"GenerateSecret": True}))
    idp.update_user_pool_client(UserPoolId=pool.id, ClientId=app.id)
    described = describe(app)
    assert described["ClientName"] == "all settings"
    assert described["ClientSecret"] == app.secret
    assert described["RefreshTokenValidity"] == 30
    assert described["EnableTokenRevocation"] is True
    assert described["AuthSessionValidity"] == 3
    gone = {"CallbackURLs", "LogoutURLs", "ReadAttributes", "WriteAttributes", "AllowedOAuthFlows"}
    assert not gone & set(described)


def test_list_user_pool_clients_pages_through_all(new_pool, idp):
    pool = new_pool()
    made = {pool.app(ClientName=f"app {n}").id: f"app {n}" for n in range(5)}
    pages = idp.get_paginator("list_user_pool_clients").paginate(
        UserPoolId=pool.id, PaginationConfig={"PageSize": 2}
    )
    listed = [page["UserPoolClients"] for page in pages]
    assert all(len(page) <= 2 for page in listed)
    flat = [one for page in listed for one in page]
    assert {one["ClientId"]: one["ClientName"] for one in flat} == made
    assert {one["UserPoolId"] for one in flat} == {pool.id}


def test_a_deleted_client_is_gone(pool, idp, user):
    app = pool.app()
    tokens = app.tokens(user)
    answer = idp.delete_user_pool_client(UserPoolId=pool.id, ClientId=app.id)
    assert set(answer) == {"ResponseMetadata"}
    missing = f"User pool client {app.id} does not exist."
    with refused("ResourceNotFoundException", missing):
        describe(app)
    with refused("ResourceNotFoundException", missing):
        app.tokens(user)
    with refused("ResourceNotFoundException", missing):
        app.refresh(tokens["RefreshToken"])


def test_a_client_is_found_only_in_its_own_pool(new_pool, app, idp):
    other = new_pool()
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        idp.describe_user_pool_client(UserPoolId=other.id, ClientId=app.id)


def test_an_own_secret_is_kept_and_works(pool, user):
    secret = "bring_your_own_secret_0123456789"
    app = pool.app(ClientSecret=secret)
    assert app.secret == secret
    assert describe(app)["ClientSecret"] == secret
    assert app.tokens(user)["AccessToken"]


def test_a_generated_secret_has_the_usual_form(secret_app):
    assert re.fullmatch(r"[a-z0-9]{50,52}", secret_app.secret)


def test_token_lifetimes_follow_their_units(pool, user):
    from harness import tokens as reading

    app = pool.app(
        AccessTokenValidity=10,
        IdTokenValidity=7200,
        RefreshTokenValidity=3,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours"},
    )
    result = app.tokens(user)
    assert result["ExpiresIn"] == 600
    access, id = reading.claims(result["AccessToken"]), reading.claims(result["IdToken"])
    assert access["exp"] - access["iat"] == 600
    assert id["exp"] - id["iat"] == 7200


@pytest.mark.parametrize(
    "settings, code",
    [
        ({"GenerateSecret": True, "ClientSecret": "a" * 32}, "InvalidParameterException"),
        (
            {"ExplicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
            "InvalidParameterException",
        ),
        (
            {
                "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
                "RefreshTokenRotation": {"Feature": "ENABLED"},
            },
            "InvalidParameterException",
        ),
        (
            {
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["no-such-server/scope"],
                "CallbackURLs": ["https://app.example/cb"],
            },
            "ScopeDoesNotExistException",
        ),
        (
            {
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid"],
                "CallbackURLs": ["http://app.example/cb"],
            },
            "InvalidParameterException",
        ),
        (
            {
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid"],
                "CallbackURLs": ["https://app.example/cb#fragment"],
            },
            "InvalidParameterException",
        ),
        ({"EnablePropagateAdditionalUserContextData": True}, "InvalidParameterException"),
        ({"SupportedIdentityProviders": ["Nobody"]}, "InvalidParameterException"),
        (
            {"AccessTokenValidity": 4, "TokenValidityUnits": {"AccessToken": "minutes"}},
            "InvalidParameterException",
        ),
        (
            {"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "days"}},
            "InvalidParameterException",
        ),
        (
            {"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}},
            "InvalidParameterException",
        ),
        ({"ReadAttributes": ["custom:unknown"]}, "InvalidParameterException"),
    ],
)
def test_settings_that_contradict_are_refused(pool, settings, code):
    with refused(code):
        pool.app(**settings)


# AddUserPoolClientSecret, ListUserPoolClientSecrets, DeleteUserPoolClientSecret


def secrets_of(app: pools.App) -> list[dict]:
    answer = app.idp.list_user_pool_client_secrets(UserPoolId=app.pool.id, ClientId=app.id)
    return answer["ClientSecrets"]


def test_secrets_are_rotated_without_a_gap(pool, idp, user):
    app = pool.app(GenerateSecret=True)
    first = app.secret
    before = secrets_of(app)
    assert len(before) == 1 and "ClientSecretValue" not in before[0]
    added = idp.add_user_pool_client_secret(UserPoolId=pool.id, ClientId=app.id)
    descriptor = added["ClientSecretDescriptor"]
    assert descriptor["ClientSecretId"].startswith(f"{app.id}--")
    second = descriptor["ClientSecretValue"]
    assert second != first

    for secret in (first, second):
        app.secret = secret
        assert app.tokens(user)["AccessToken"]
    listed = secrets_of(app)
    assert len(listed) == 2
    assert all("ClientSecretValue" not in one for one in listed)
    assert descriptor["ClientSecretId"] in {one["ClientSecretId"] for one in listed}

    with refused("LimitExceededException"):
        idp.add_user_pool_client_secret(UserPoolId=pool.id, ClientId=app.id)

    answer = idp.delete_user_pool_client_secret(
        UserPoolId=pool.id, ClientId=app.id, ClientSecretId=before[0]["ClientSecretId"]
    )
    assert set(answer) == {"ResponseMetadata"}
    assert app.tokens(user)["AccessToken"]
    app.secret = first
    with refused("NotAuthorizedException", f"Unable to verify secret hash for client {app.id}"):
        app.tokens(user)
    with pytest.raises(idp.exceptions.ClientError):
        idp.delete_user_pool_client_secret(
            UserPoolId=pool.id, ClientId=app.id, ClientSecretId=descriptor["ClientSecretId"]
        )
    assert len(secrets_of(app)) == 1


def test_an_own_second_secret_is_not_echoed(pool, idp, user):
    app = pool.app(GenerateSecret=True)
    own = "my_own_second_secret_0123456789"
    added = idp.add_user_pool_client_secret(
        UserPoolId=pool.id, ClientId=app.id, ClientSecret=own
    )
    assert "ClientSecretValue" not in added["ClientSecretDescriptor"]
    assert added["ClientSecretDescriptor"]["ClientSecretCreateDate"]
    app.secret = own
    assert app.tokens(user)["AccessToken"]
