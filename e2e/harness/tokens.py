"""Tokens read and verified by PyJWT, an implementation that is not ours."""

import json

import jwt

from harness import wire


def claims(token: str) -> dict:
    """The payload, unverified."""
    return jwt.decode(token, options={"verify_signature": False})


def header(token: str) -> dict:
    return jwt.get_unverified_header(token)


def discovery(address: str, pool_id: str) -> dict:
    """The pool's OpenID configuration."""
    path = f"/{pool_id}/.well-known/openid-configuration"
    answer = wire.exchange(address, method="GET", path=path)
    assert answer.status == 200, answer
    return answer.json


def jwks(address: str, pool_id: str) -> dict:
    answer = wire.exchange(address, method="GET", path=f"/{pool_id}/.well-known/jwks.json")
    assert answer.status == 200, answer
    return answer.json


def verified(token: str, keys: dict, issuer: str, audience: str | None = None) -> dict:
    """The payload, after signature, issuer, expiry and (ID tokens) audience were checked."""
    key = jwt.PyJWKSet.from_json(json.dumps(keys))[header(token)["kid"]]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        issuer=issuer,
        audience=audience,
        options={"require": ["iss", "exp", "iat", "sub", "jti"]},
    )
