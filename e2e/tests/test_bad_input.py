"""What no client sends: a clear AWS-shaped error, nothing half done, and the server keeps serving."""

import json

import pytest

from harness import wire
from harness.wire import assert_error

SERIALIZATION = "SerializationException"


@pytest.fixture
def call(server, shared):
    """Calls signed as root, raw body allowed."""
    return lambda operation, body, **more: wire.call(
        server.address, operation, body, shared.root, **more
    )


@pytest.fixture(autouse=True)
def still_serving(server):
    yield
    answer = wire.exchange(server.address, method="GET", path="/_cognate/health")
    assert answer.status == 200


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"text"',
        "17",
        "nul",
        '{"MaxResults": 1,}',
        "{'MaxResults': 1}",
        '{"MaxResults": 1} trailing',
        '{"MaxResults": 01}',
        '{"MaxResults": 1, "MaxResults": 2}',
        '{"NextToken": "\\ud800"}',
        b'{"NextToken": "\xff"}',
        "[" * 10_000,
        '{"a":' * 10_000,
    ],
    ids=lambda body: (body if isinstance(body, str) else repr(body))[:24],
)
def test_malformed_json(call, body):
    assert_error(call("ListUserPools", body), SERIALIZATION)


def test_deep_nesting_even_in_members_nobody_knows(call):
    deep = "[" * 100 + "]" * 100
    assert_error(call("ListUserPools", f'{{"MaxResults": 1, "Unknown": {deep}}}'), SERIALIZATION)
    shallow = "[" * 20 + "]" * 20
    assert call("ListUserPools", f'{{"MaxResults": 1, "Unknown": {shallow}}}').status == 200


@pytest.mark.parametrize(
    "operation, body",
    [
        ("ListUserPools", {"MaxResults": "1"}),
        ("ListUserPools", {"MaxResults": True}),
        ("CreateUserPool", {"PoolName": 7}),
        ("CreateUserPool", {"PoolName": "p", "Policies": []}),
        ("CreateUserPool", {"PoolName": "p", "Schema": {}}),
        ("CreateUserPool", {"PoolName": "p", "AutoVerifiedAttributes": "email"}),
        ("CreateUserPool", {"PoolName": "p", "UserPoolTags": {"a": 1}}),
        ("CreateUserPool", {"PoolName": "p", "UsernameConfiguration": {"CaseSensitive": "no"}}),
    ],
)
def test_wrong_types(call, operation, body):
    assert_error(call(operation, body), SERIALIZATION)


@pytest.mark.parametrize("number", [10**30, -(10**30), 1e300])
def test_numbers_beyond_every_integer(call, number):
    answer = call("ListUserPools", {"MaxResults": number})
    assert answer.status == 400
    assert answer.code in {SERIALIZATION, "InvalidParameterException"}


def test_unknown_members_are_ignored_and_nulls_are_absent(call):
    body = {"MaxResults": 1, "NextToken": None, "Extra": {"a": [1, {"b": None}]}}
    assert call("ListUserPools", body).status == 200


def test_nulls_inside_string_maps_are_absent(server, app, user):
    """amazon-cognito-identity-js sends `"DEVICE_KEY": null`."""
    parameters = {"USERNAME": user.name, "PASSWORD": user.password, "DEVICE_KEY": None}
    body = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": app.id, "AuthParameters": parameters}
    answer = wire.call(server.address, "InitiateAuth", body)
    assert answer.status == 200
    assert "AuthenticationResult" in answer.json


def test_a_body_above_the_limit(call):
    answer = call("ListUserPools", json.dumps({"MaxResults": 1, "Extra": "x" * 300_000}))
    assert answer.status in (400, 413)
    assert answer.code is not None
    below = call("ListUserPools", json.dumps({"MaxResults": 1, "Extra": "x" * 200_000}))
    assert below.status == 200


def test_an_unknown_operation(call):
    assert_error(call("NoSuchOperation", {}), "UnknownOperationException")


def test_no_operation_at_all(server):
    answer = wire.exchange(server.address, "{}", {"content-type": wire.JSON_1_1})
    assert 400 <= answer.status < 500


def test_the_prefix_of_another_service(server, shared):
    answer = wire.call(server.address, "ListTables", {}, shared.root, prefix="DynamoDB_20120810")
    assert_error(answer, "UnknownOperationException")


@pytest.mark.parametrize(
    "content_type",
    ["application/x-amz-json-1.0", "application/x-amz-json-1.1; charset=utf-8"],
)
def test_content_types_of_aws_json(call, content_type):
    answer = call("ListUserPools", {"MaxResults": 1}, headers={"content-type": content_type})
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"


@pytest.mark.parametrize("content_type", ["text/plain", "text/xml", ""])
def test_other_content_types_do_not_break_anything(call, content_type):
    answer = call("ListUserPools", {"MaxResults": 1}, headers={"content-type": content_type})
    assert answer.status < 500
    if answer.status != 200:
        assert answer.code is not None


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods(server, method):
    answer = wire.exchange(server.address, method=method)
    assert 400 <= answer.status < 500


def test_an_empty_body_is_an_empty_object(call):
    answer = call("ListUserPools", "")
    assert_error(
        answer,
        "InvalidParameterException",
        "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: "
        "Member must not be null",
    )


def test_a_refused_request_changes_nothing(pool, idp):
    """The name is taken only when everything else is right."""
    from harness.pools import unique
    from harness.refusal import refused

    name = unique()
    for bad in (
        {"UserAttributes": [{"Name": "email", "Value": "none"}]},
        {"TemporaryPassword": "short"},
        {"MessageAction": "RESEND"},
    ):
        asked = {"MessageAction": "SUPPRESS"} | bad
        try:
            idp.admin_create_user(UserPoolId=pool.id, Username=name, **asked)
        except idp.exceptions.ClientError:
            pass
        else:
            raise AssertionError(f"accepted {bad}")
        with refused("UserNotFoundException"):
            pool.get(name)
    assert pool.invite(name).name == name


def test_a_half_sent_request_harms_nobody(server):
    """A client that dies in the middle of its body."""
    import socket

    host, port = server.address.rsplit(":", 1)
    for cut in (b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\n", b"\x00\xff\xfe"):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(cut)
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST / HTTP/1.1\r\nHost: {server.address}\r\nContent-Length: 100\r\n\r\n"
        connection.sendall(head.encode() + b"{")


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: two\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Bad Header: x\r\nContent-Length: 2\r\n",
        "X-Folded: a\r\n b\r\nContent-Length: 2\r\n",
    ],
)
def test_ambiguous_framing_is_refused_and_the_connection_closed(server, head):
    """HT-1: what two parsers could read in two ways is not read at all."""
    import socket

    host, port = server.address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        request = f"POST / HTTP/1.1\r\nHost: {server.address}\r\n{head}\r\n{{}}"
        connection.sendall(request.encode())
        received = b""
        while chunk := connection.recv(4096):
            received += chunk
    assert received == b"" or received.startswith(b"HTTP/1.1 4"), received[:100]
