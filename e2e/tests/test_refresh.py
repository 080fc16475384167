"""REFRESH_TOKEN_AUTH, REFRESH_TOKEN, GetTokensFromRefreshToken, with and without rotation."""

import base64
import json

import pytest

from harness import tokens as reading
from harness.deadline import eventually
from harness.race import codes
from harness.refusal import refused


@pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
def test_a_refresh_keeps_what_belongs_to_the_sign_in(app, user, flow):
    first = app.tokens(user)
    answer = app.idp.initiate_auth(
        AuthFlow=flow,
        ClientId=app.id,
        AuthParameters={"REFRESH_TOKEN": first["RefreshToken"]},
    )
    second = answer["AuthenticationResult"]
    assert set(second) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    for kind in ("AccessToken", "IdToken"):
        old, new = reading.claims(first[kind]), reading.claims(second[kind])
        for kept in ("sub", "iss", "auth_time", "origin_jti", "event_id", "token_use"):
            assert old[kept] == new[kept], kept
        assert old["jti"] != new["jti"]
        assert new["exp"] >= old["exp"]


def test_the_other_doors_to_a_refresh(app, idp, user):
    token = app.tokens(user)["RefreshToken"]
    assert set(app.exchange(token)) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    answer = idp.admin_initiate_auth(
        UserPoolId=app.pool.id,
        ClientId=app.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": token},
    )
    assert answer["AuthenticationResult"]["AccessToken"]


def test_with_a_client_secret(secret_app, user):
    token = secret_app.tokens(user)["RefreshToken"]
    assert secret_app.refresh(token, user.name)["AccessToken"]
    assert secret_app.exchange(token)["AccessToken"]
    with refused("NotAuthorizedException"):
        secret_app.idp.initiate_auth(
            AuthFlow="REFRESH_TOKEN_AUTH",
            ClientId=secret_app.id,
            AuthParameters={"REFRESH_TOKEN": token},
        )
    for wrong in ({}, {"ClientSecret": "x" * 40}):
        with refused("NotAuthorizedException"):
            secret_app.idp.get_tokens_from_refresh_token(
                RefreshToken=token, ClientId=secret_app.id, **wrong
            )


def test_attributes_are_read_anew(new_pool):
    pool = new_pool()
    app, user = pool.app(), pool.invite(name="Before")
    session = app.password_sign_in(user.name, user.password)["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
    token = app.respond("NEW_PASSWORD_REQUIRED", responses, session)["AuthenticationResult"]
    assert reading.claims(token["IdToken"])["name"] == "Before"
    assert reading.claims(app.refresh(token["RefreshToken"])["IdToken"])["name"] == "Before"


def test_a_refresh_token_tells_nothing(app, user):
    token = app.tokens(user)["RefreshToken"]
    parts = token.split(".")
    assert len(parts) == 5
    header = json.loads(base64.urlsafe_b64decode(parts[0] + "=="))
    assert list(header)[:3] == ["cty", "enc", "alg"]
    assert (header["cty"], header["enc"], header["alg"]) == ("JWT", "A256GCM", "dir")
    for part in parts[1:]:
        opened = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        assert user.name.encode() not in opened
        assert user.sub.encode() not in opened


def test_a_refresh_token_belongs_to_its_client(pool, app, user):
    token = app.tokens(user)["RefreshToken"]
    other = pool.app()
    for way in (other.refresh, other.exchange):
        with refused("NotAuthorizedException", "Invalid Refresh Token"):
            way(token)
    assert app.refresh(token)["AccessToken"]


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: "not-a-token",
        lambda token: token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        lambda token: token.replace(".", ".x", 1),
        lambda token: token.rsplit(".", 1)[0],
        lambda token: token + ".x",
    ],
)
def test_a_forged_refresh_token_is_refused(app, user, bend):
    token = app.tokens(user)["RefreshToken"]
    with refused("NotAuthorizedException", "Invalid Refresh Token"):
        app.refresh(bend(token))


def test_other_tokens_are_no_refresh_tokens(app, user):
    tokens = app.tokens(user)
    for kind in ("AccessToken", "IdToken"):
        with refused("NotAuthorizedException", "Invalid Refresh Token"):
            app.refresh(tokens[kind])


def test_a_client_that_does_not_allow_it(pool, user):
    app = pool.app(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    token = app.tokens(user)["RefreshToken"]
    with refused("InvalidParameterException") as seen:
        app.refresh(token)
    assert seen.message.endswith("flow not enabled for this client")


# Rotation


def test_rotation_replaces_the_token_at_once_without_grace(pool, user):
    app = pool.rotating_app(grace=0)
    first = app.tokens(user)["RefreshToken"]
    second = app.exchange(first)
    assert second["RefreshToken"] != first
    third = app.exchange(second["RefreshToken"])
    assert third["AccessToken"] and third["RefreshToken"]


def test_a_reused_token_is_refused_and_ends_the_family(pool, user):
    """OTP-9: whoever uses a replaced token may be a thief; the newest token dies with it."""
    app = pool.rotating_app(grace=0)
    first = app.tokens(user)["RefreshToken"]
    second = app.exchange(first)
    with refused("RefreshTokenReuseException"):
        app.exchange(first)
    with refused("NotAuthorizedException"):
        app.exchange(second["RefreshToken"])
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        app.idp.get_user(AccessToken=second["AccessToken"])


def test_a_grace_period_forgives_a_repetition_and_ends(pool, user):
    app = pool.rotating_app(grace=2)
    first = app.tokens(user)["RefreshToken"]
    second = app.exchange(first)["RefreshToken"]
    again = app.exchange(first)["RefreshToken"]
    assert app.exchange(again)["AccessToken"]
    assert second

    def refused_at_last():
        try:
            app.exchange(first)
        except app.idp.exceptions.ClientError as error:
            return codes([error])
        return None

    assert eventually(refused_at_last, "the grace period ends", every=0.2) == [
        "RefreshTokenReuseException"
    ]


def test_rotation_excludes_the_old_flow(pool, user):
    app = pool.rotating_app(grace=0)
    token = app.tokens(user)["RefreshToken"]
    with refused("InvalidParameterException"):
        app.refresh(token)


def test_a_rotated_token_keeps_the_sign_in(pool, user):
    app = pool.rotating_app(grace=0)
    first = app.tokens(user)
    second = app.exchange(first["RefreshToken"])
    old, new = reading.claims(first["AccessToken"]), reading.claims(second["AccessToken"])
    for kept in ("auth_time", "origin_jti", "event_id", "sub"):
        assert old[kept] == new[kept]
