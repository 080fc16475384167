"""Signature Version 4: every way to get it wrong has its own answer; the public needs none."""

import datetime
import json
from dataclasses import replace

import pytest

from harness import sigv4, wire
from harness.wire import assert_error

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)
UNKNOWN_KEY = "The security token included in the request is invalid."
BODY = {"MaxResults": 1}


def now(minutes: float = 0) -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)


@pytest.fixture
def call(server, shared):
    """ListUserPools, signed as root unless bent."""

    def call(key=shared.root, **bent):
        return wire.call(server.address, "ListUserPools", BODY, key, **bent)

    return call


def headers_of(server, key, body=BODY, **bent) -> dict[str, str]:
    """The headers of a signed ListUserPools, for bending by hand."""
    plain = {
        "content-type": wire.JSON_1_1,
        "x-amz-target": f"{wire.PREFIX}.ListUserPools",
    }
    return sigv4.sign(key, server.address, json.dumps(body).encode(), plain, **bent)


def test_a_good_signature(call):
    assert call().status == 200


def test_no_signature(call):
    assert_error(
        call(key=None), "MissingAuthenticationTokenException", "Missing Authentication Token"
    )


def test_an_unknown_key(call, shared):
    key = sigv4.Key("AKIAIOSFODNN7EXAMPLE", shared.root.secret)
    assert_error(call(key=key), "UnrecognizedClientException", UNKNOWN_KEY)


def test_a_wrong_secret(call, shared):
    assert_error(
        call(key=replace(shared.root, secret="x" * 40)), "InvalidSignatureException", MISMATCH
    )


@pytest.mark.parametrize("minutes", [-30, -6])
def test_an_expired_signature(call, minutes):
    answer = call(when=now(minutes))
    assert_error(answer, "InvalidSignatureException")
    assert answer.message.startswith("Signature expired: ")


def test_a_signature_of_the_future(call):
    answer = call(when=now(minutes=6))
    assert_error(answer, "InvalidSignatureException")
    assert answer.message.startswith("Signature not yet current: ")


def test_a_scope_of_another_day(call):
    assert_error(call(scope_date="20200101"), "InvalidSignatureException")


def test_a_scope_of_another_service(call):
    answer = call(service="cognito-identity")
    assert_error(answer, "InvalidSignatureException")
    assert "Credential should be scoped to correct service: 'cognito-idp'" in answer.message


@pytest.mark.parametrize("left_out", ["host", "x-amz-date", "x-amz-target"])
def test_headers_that_must_be_signed(call, left_out):
    assert_error(call(leave_out=(left_out,)), "InvalidSignatureException")


def test_a_header_added_after_signing(server, shared):
    headers = headers_of(server, shared.root) | {"x-amz-injected": "1"}
    answer = wire.exchange(server.address, json.dumps(BODY), headers)
    assert_error(answer, "InvalidSignatureException")


def test_a_body_changed_after_signing(server, shared):
    headers = headers_of(server, shared.root)
    answer = wire.exchange(server.address, json.dumps({"MaxResults": 60}), headers)
    assert_error(answer, "InvalidSignatureException", MISMATCH)


def test_a_target_changed_after_signing(server, shared):
    headers = headers_of(server, shared.root)
    headers["x-amz-target"] = f"{wire.PREFIX}.CreateUserPool"
    answer = wire.exchange(server.address, json.dumps(BODY), headers)
    assert_error(answer, "InvalidSignatureException", MISMATCH)


@pytest.mark.parametrize(
    "authorization",
    [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a",
        "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=abc",
        "AWS4-ECDSA-P256-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=abc",
        "Basic dXNlcjpwYXNz",
        "nonsense",
    ],
)
def test_an_authorization_that_cannot_be_read(server, shared, authorization):
    headers = headers_of(server, shared.root) | {"authorization": authorization}
    answer = wire.exchange(server.address, json.dumps(BODY), headers)
    assert answer.status in (400, 403)
    assert answer.code in {
        "IncompleteSignatureException",
        "MissingAuthenticationTokenException",
        "InvalidSignatureException",
    }


def test_a_bent_signature(server, shared):
    headers = headers_of(server, shared.root)
    last = headers["authorization"][-1]
    headers["authorization"] = headers["authorization"][:-1] + ("0" if last != "0" else "1")
    answer = wire.exchange(server.address, json.dumps(BODY), headers)
    assert_error(answer, "InvalidSignatureException", MISMATCH)


def test_a_session_token_with_a_long_term_key(call):
    answer = call(headers={"x-amz-security-token": "bm90IGEgdG9rZW4="})
    assert_error(answer, "UnrecognizedClientException", UNKNOWN_KEY)


def test_the_query_form(server, shared):
    """Presigned requests are the other form of the same signature."""
    body = json.dumps(BODY)
    headers = {"x-amz-target": f"{wire.PREFIX}.ListUserPools", "content-type": wire.JSON_1_1}
    path, sent = sigv4.presign(shared.root, server.address, body.encode(), headers)
    assert wire.exchange(server.address, body, sent, path=path).status == 200
    bent = path[:-1] + ("0" if path[-1] != "0" else "1")
    answer = wire.exchange(server.address, body, sent, path=bent)
    assert_error(answer, "InvalidSignatureException", MISMATCH)
    both = sigv4.sign(shared.root, server.address, body.encode(), headers)
    answer = wire.exchange(server.address, body, sent | both, path=path)
    assert answer.status == 400


def test_public_operations_ignore_even_a_bad_signature(server, app, user):
    parameters = {"USERNAME": user.name, "PASSWORD": user.password}
    body = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": app.id, "AuthParameters": parameters}
    bad = sigv4.Key("AKIAIOSFODNN7EXAMPLE", "x" * 40)
    assert wire.call(server.address, "InitiateAuth", body, bad).status == 200
    assert wire.call(server.address, "InitiateAuth", body).status == 200


def test_every_sort_of_answer_carries_the_date(call):
    """SDKs correct their clock by it."""
    for answer in (call(), call(when=now(-30)), call(key=None)):
        assert answer.headers["date"].endswith("GMT")
        assert answer.headers["x-amzn-requestid"]
