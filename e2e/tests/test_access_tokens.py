"""GetUser, ChangePassword and what every operation with an access token checks."""

import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from harness import tokens as reading
from harness.pools import attribute_map
from harness.refusal import refused


def test_get_user_answers_what_the_client_may_read(pool, app, idp, user):
    answer = idp.get_user(AccessToken=app.tokens(user)["AccessToken"])
    assert set(answer) == {"Username", "UserAttributes", "ResponseMetadata"}
    assert answer["Username"] == user.name
    stored = pool.get(user.name)["attributes"]
    assert attribute_map(answer["UserAttributes"]) == stored
    narrow = pool.app(ReadAttributes=["email_verified"])
    answer = idp.get_user(AccessToken=narrow.tokens(user)["AccessToken"])
    seen = attribute_map(answer["UserAttributes"])
    assert seen["email_verified"] == "true"
    assert "email" not in seen
    assert seen["sub"] == user.sub


def test_custom_attributes_need_permission_to_be_read(new_pool, idp):
    pool = new_pool(Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}])
    user = pool.user(custom__team="core")
    for app, visible in (
        (pool.app(), False),
        (pool.app(ReadAttributes=["custom:team"]), True),
    ):
        tokens = app.tokens(user)
        answer = idp.get_user(AccessToken=tokens["AccessToken"])
        assert ("custom:team" in attribute_map(answer["UserAttributes"])) is visible
        assert ("custom:team" in reading.claims(tokens["IdToken"])) is visible


def test_change_password(app, idp, user):
    tokens = app.tokens(user)
    answer = idp.change_password(
        AccessToken=tokens["AccessToken"],
        PreviousPassword=user.password,
        ProposedPassword="Changed-Horse-1",
    )
    assert set(answer) == {"ResponseMetadata"}
    assert app.password_sign_in(user.name, "Changed-Horse-1")["AuthenticationResult"]
    assert app.srp_sign_in(user.name, "Changed-Horse-1")["AuthenticationResult"]
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.tokens(user)
    # Sessions stay, as in AWS.
    assert idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == user.name
    assert app.refresh(tokens["RefreshToken"])["AccessToken"]


def test_change_password_refuses(app, idp, user):
    access = app.tokens(user)["AccessToken"]
    with refused("NotAuthorizedException", "Incorrect username or password."):
        idp.change_password(
            AccessToken=access, PreviousPassword="Wrong-Horse-1", ProposedPassword="New-Horse-9"
        )
    with refused(
        "InvalidPasswordException",
        "Password did not conform with policy: Password must have symbol characters",
    ):
        idp.change_password(
            AccessToken=access, PreviousPassword=user.password, ProposedPassword="NewHorse9"
        )
    with refused("InvalidParameterException"):
        idp.change_password(AccessToken=access, ProposedPassword="New-Horse-9")
    assert app.tokens(user)["AccessToken"]


def test_change_password_is_no_way_to_guess(app, idp, user):
    """RL-3: one counter for all ways to try a password."""
    access = app.tokens(user)["AccessToken"]
    seen = []
    for n in range(8):
        try:
            idp.change_password(
                AccessToken=access, PreviousPassword=f"Wrong-Horse-{n}", ProposedPassword="New-Horse-9"
            )
        except idp.exceptions.ClientError as error:
            seen.append(error.response["Error"]["Message"])
    assert seen.count("Incorrect username or password.") <= 6
    assert len(seen) == 8


# Tokens that must not be accepted


def forged(claims: dict, header: dict, key=None, algorithm="RS256") -> str:
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, key, algorithm=algorithm, headers=header)


def segment(value: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_signed_by_somebody_else(app, idp, user):
    access = app.tokens(user)["AccessToken"]
    claims, header = reading.claims(access), reading.header(access)
    with refused(
        "NotAuthorizedException", "Could not verify signature for Access Token"
    ):
        idp.get_user(AccessToken=forged(claims, {"kid": header["kid"]}))


def test_a_token_without_signature(app, idp, user):
    access = app.tokens(user)["AccessToken"]
    claims, kid = reading.claims(access), reading.header(access)["kid"]
    unsigned = f"{segment({'kid': kid, 'alg': 'none'})}.{segment(claims)}."
    hmac = forged(claims, {"kid": kid}, key="x" * 64, algorithm="HS256")
    for token in (unsigned, hmac):
        with refused("NotAuthorizedException"):
            idp.get_user(AccessToken=token)


def test_a_token_that_brings_its_own_key(app, idp, user):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    access = app.tokens(user)["AccessToken"]
    claims, kid = reading.claims(access), reading.header(access)["kid"]
    for extra in ({"jwk": own}, {"jku": "http://127.0.0.1:1/keys"}, {"crit": ["exp"]}):
        with refused("NotAuthorizedException"):
            idp.get_user(AccessToken=forged(claims, {"kid": kid} | extra, key))


def test_a_token_with_other_claims(app, idp, user):
    access = app.tokens(user)["AccessToken"]
    header, payload, signature = access.split(".")
    claims = reading.claims(access) | {"username": "admin", "exp": int(time.time()) + 10**6}
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=f"{header}.{segment(claims)}.{signature}")


def test_a_token_of_another_kind(app, idp, user):
    tokens = app.tokens(user)
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=tokens["IdToken"])
    with refused("NotAuthorizedException", "Invalid Access Token"):
        idp.get_user(AccessToken=tokens["RefreshToken"])


@pytest.mark.parametrize("token", ["x", "a.b.c", "...", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"])
def test_a_token_that_is_none(idp, token):
    with refused("NotAuthorizedException", "Invalid Access Token"):
        idp.get_user(AccessToken=token)


def test_a_token_of_a_pool_of_another_installation(own, idp):
    """Well-formed, rightly signed, but by keys this installation does not have."""
    from harness import clients, pools

    elsewhere = own()
    server = elsewhere.serve()
    pool = pools.create_pool(clients.idp(server.url, elsewhere.root))
    access = pool.app().tokens(pool.user())["AccessToken"]
    server.stop()
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=access)


@pytest.mark.parametrize("operation", ["get_user", "global_sign_out", "change_password"])
def test_every_operation_checks(idp, operation):
    more = {}
    if operation == "change_password":
        more = {"PreviousPassword": "Old-Horse-1", "ProposedPassword": "New-Horse-9"}
    with refused("NotAuthorizedException", "Invalid Access Token"):
        getattr(idp, operation)(AccessToken="a.b.c", **more)
