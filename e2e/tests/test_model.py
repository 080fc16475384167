"""All 141 operations against the API model: who may call, what is checked, what is not built."""

import uuid

import pytest

from harness import compat, model, wire
from harness.pools import unique
from harness.wire import assert_error

# Made by the layers in front of every operation; no model declares them.
COMMON = {
    "SerializationException",
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "IncompleteSignatureException",
    "AccessDeniedException",
    "NotImplementedException",
}

# Signed in the model; the live service takes them unsigned from clients that show their secret.
BY_SECRET = {"GetClientToken", "GetDerivedToken"}


@pytest.fixture(scope="module")
def known(idp, pool, app):
    """Things that exist, for requests that are to get past looking them up."""
    user = pool.user()
    return {
        "UserPoolId": pool.id,
        "ClientId": app.id,
        "Username": user.name,
        "AccessToken": app.tokens(user)["AccessToken"],
    }


def smallest(operation: str, known: dict | None = None) -> dict:
    """A valid request, with things that exist where it names any."""
    shape = model.shape_of(operation)
    given = {name: value for name, value in (known or {}).items() if name in shape["members"]}
    return model.valid(shape) | given


def call(server, shared, operation, request):
    key = shared.root if operation in model.SIGNED else None
    return wire.call(server.address, operation, request, key)


def test_the_model_is_the_one_we_speak_of():
    assert len(model.OPERATIONS) == 141
    assert len(model.SIGNED) == 107
    assert set(compat.statuses("cognito-idp")) == set(model.OPERATIONS)


@pytest.mark.parametrize("operation", sorted(set(model.SIGNED) - BY_SECRET))
def test_signed_operations_refuse_unsigned_calls(server, operation):
    for request in ({}, smallest(operation)):
        answer = wire.call(server.address, operation, request)
        assert_error(answer, "MissingAuthenticationTokenException", "Missing Authentication Token")


@pytest.mark.parametrize("operation", sorted(BY_SECRET))
def test_a_clients_secret_takes_the_place_of_a_signature(server, operation):
    answer = wire.call(server.address, operation, {})
    assert_error(answer, "InvalidParameterException")
    answer = wire.call(server.address, operation, smallest(operation))
    assert answer.status == 400
    assert answer.code in model.declared_errors(operation)


@pytest.mark.parametrize("operation", model.PUBLIC)
def test_public_operations_need_no_signature(server, operation):
    answer = wire.call(server.address, operation, {})
    assert answer.code not in {
        "MissingAuthenticationTokenException",
        "AccessDeniedException",
        "UnrecognizedClientException",
    }
    assert answer.status < 500 or answer.status == 501


@pytest.mark.parametrize("operation", model.MISSING)
def test_operations_not_built_say_so(server, shared, operation, known):
    """And, with the next, that COMPAT.md tells the truth."""
    answer = call(server, shared, operation, smallest(operation, known))
    assert_error(answer, "NotImplementedException", status=501)
    assert operation in answer.message


@pytest.mark.parametrize("operation", sorted(model.OPERATIONS))
def test_constraints_are_checked_and_worded_as_aws_does(server, shared, operation):
    wrong = []
    for bent in model.bent(model.shape_of(operation)):
        answer = call(server, shared, operation, bent.value)
        if complaint := judge(answer, bent):
            wrong.append(complaint)
    assert wrong == []


def judge(answer, bent) -> str | None:
    """What is wrong with the answer to a bent request."""
    seen = f"{bent.path}: {answer.status} {answer.body[:300]!r}"
    if (answer.status, answer.code) != (400, "InvalidParameterException"):
        return f"{seen}, expected {bent.problems}"
    count = len(bent.problems)
    plural = "" if count == 1 else "s"
    if not answer.message.startswith(f"{count} validation error{plural} detected: "):
        return f"{seen}, expected {count} problems {bent.problems}"
    for problem in bent.problems:
        tail = f" at '{bent.path}' failed to satisfy constraint: {problem}"
        expected = tail if bent.shown == "?" else f"Value{bent.shown}{tail}"
        if expected not in answer.message:
            return f"{seen}, expected {expected!r}"
    return None


@pytest.mark.parametrize("operation", sorted(model.OPERATIONS))
def test_wrong_types_are_no_constraint_problems(server, shared, operation):
    shape = model.shape_of(operation)
    wrong = []
    for name, value in model.wrong_types(shape):
        answer = call(server, shared, operation, model.valid(shape) | {name: value})
        if (answer.status, answer.code) != (400, "SerializationException"):
            wrong.append(f"{name}={value!r}: {answer.status} {answer.body[:200]!r}")
    assert wrong == []


@pytest.mark.parametrize("operation", sorted(model.BUILT))
def test_only_declared_errors(server, shared, operation, known):
    """Things that do not exist, tokens that are none: each error is one the model declares."""
    allowed = model.declared_errors(operation) | COMMON
    missing = {
        "UserPoolId": "us-east-1_NoSuch000",
        "ClientId": "nosuchclient00000000000000",
        "Username": unique("nobody"),
        "AccessToken": "a.b.c",
    }
    members = model.shape_of(operation)["members"]
    for name in set(missing) & set(members):
        request = smallest(operation, known) | {name: missing[name]}
        answer = call(server, shared, operation, request)
        assert answer.code != "NotImplementedException"
        if answer.status != 200:
            assert answer.code in allowed, (request, answer.body)
            assert answer.status == 400, (request, answer.body)
        uuid.UUID(answer.headers["x-amzn-requestid"])
