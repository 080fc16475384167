"""Tokens, key sets and discovery documents, judged by an independent library."""

import re
import time

import jwt
import pytest

from harness import tokens as reading
from harness import wire
from harness.installation import ACCOUNT

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_both_tokens_verify_against_the_published_keys(server, pool, app, user):
    document = reading.discovery(server.address, pool.id)
    keys = reading.jwks(server.address, pool.id)
    result = app.tokens(user)
    id = reading.verified(result["IdToken"], keys, document["issuer"], app.id)
    access = reading.verified(result["AccessToken"], keys, document["issuer"])
    assert (id["token_use"], access["token_use"]) == ("id", "access")


def test_the_discovery_document(server, pool):
    document = reading.discovery(server.address, pool.id)
    issuer = document["issuer"]
    assert issuer == f"{server.url}/{pool.id}"
    assert document["jwks_uri"] == f"{issuer}/.well-known/jwks.json"
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]
    assert "public" in document["subject_types_supported"]
    assert document["response_types_supported"]


def test_the_key_set(server, pool):
    path = f"/{pool.id}/.well-known/jwks.json"
    answer = wire.exchange(server.address, method="GET", path=path)
    keys = answer.json["keys"]
    assert len(keys) >= 2
    for key in keys:
        assert set(key) == {"alg", "e", "kid", "kty", "n", "use"}
        assert (key["alg"], key["e"], key["kty"], key["use"]) == ("RS256", "AQAB", "RSA", "sig")
        assert len(key["kid"]) == 44
        assert jwt.PyJWK(key).key.key_size == 2048
    assert len({key["kid"] for key in keys}) == len(keys)
    assert "max-age" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert wire.exchange(server.address, method="GET", path=path).json == answer.json


def test_id_and_access_tokens_have_keys_of_their_own(app, user):
    result = app.tokens(user)
    headers = [reading.header(result[kind]) for kind in ("IdToken", "AccessToken")]
    assert all(list(header) == ["kid", "alg"] for header in headers)
    assert headers[0]["kid"] != headers[1]["kid"]


def test_the_claims_of_an_id_token(server, new_pool):
    pool = new_pool(Schema=[{"Name": "team", "AttributeDataType": "String"}])
    app = pool.app(ReadAttributes=["email", "email_verified", "address", "updated_at", "custom:team"])
    user = pool.user(
        email="claims@example.com",
        email_verified="true",
        address="1 Main Street",
        updated_at="1700000000",
        custom__team="7",
        name="not readable by this client",
    )
    before = int(time.time())
    claims = reading.claims(app.tokens(user)["IdToken"])
    assert UUID.fullmatch(claims.pop("jti"))
    assert UUID.fullmatch(claims.pop("origin_jti"))
    assert UUID.fullmatch(claims.pop("event_id"))
    issued = claims.pop("iat")
    assert before <= issued <= time.time() + 1
    assert claims.pop("auth_time") == pytest.approx(issued, abs=1)
    assert claims.pop("exp") == issued + 3600
    assert claims == {
        "sub": user.sub,
        "aud": app.id,
        "iss": f"{server.url}/{pool.id}",
        "token_use": "id",
        "cognito:username": user.name,
        "email": "claims@example.com",
        "email_verified": True,
        "address": {"formatted": "1 Main Street"},
        "updated_at": 1700000000,
        "custom:team": "7",
    }


def test_the_claims_of_an_access_token(server, pool, app, user):
    result = app.tokens(user)
    claims, id = reading.claims(result["AccessToken"]), reading.claims(result["IdToken"])
    assert claims["origin_jti"] == id["origin_jti"]
    assert claims["event_id"] == id["event_id"]
    assert claims["jti"] != id["jti"]
    changing = {"jti", "origin_jti", "event_id", "iat", "exp", "auth_time"}
    assert {name: value for name, value in claims.items() if name not in changing} == {
        "sub": user.sub,
        "iss": f"{server.url}/{pool.id}",
        "client_id": app.id,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "username": user.name,
    }


def test_without_revocation_tokens_carry_no_origin(pool, user):
    app = pool.app(EnableTokenRevocation=False)
    assert "origin_jti" not in reading.claims(app.tokens(user)["IdToken"])


def test_each_pool_has_its_own_keys(server, pool, new_pool, app, user):
    other = new_pool()
    mine = {key["kid"] for key in reading.jwks(server.address, pool.id)["keys"]}
    theirs = reading.jwks(server.address, other.id)
    assert not mine & {key["kid"] for key in theirs["keys"]}
    with pytest.raises(KeyError):
        reading.verified(app.tokens(user)["IdToken"], theirs, "x")


def test_documents_of_unknown_pools(server):
    for name in ("jwks.json", "openid-configuration"):
        path = f"/us-east-1_NoSuch000/.well-known/{name}"
        answer = wire.exchange(server.address, method="GET", path=path)
        assert answer.status == 404
        assert ACCOUNT not in answer.body.decode()
