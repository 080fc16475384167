"""Headers of answers, browsers' pre-flight requests, health and readiness."""

import uuid

import pytest

from harness import wire


def test_headers_of_a_success(server, shared):
    answer = wire.call(server.address, "ListUserPools", {"MaxResults": 1}, shared.root)
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    uuid.UUID(answer.headers["x-amzn-requestid"])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


def test_headers_of_an_error(server):
    answer = wire.call(server.address, "ListUserPools", {"MaxResults": 1})
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert answer.headers["x-amzn-errortype"].startswith("MissingAuthenticationTokenException")
    assert answer.headers["x-amzn-errormessage"] == "Missing Authentication Token"
    uuid.UUID(answer.headers["x-amzn-requestid"])


def test_operations_without_output_answer_no_byte(server, shared, new_pool):
    pool = new_pool()
    answer = wire.call(server.address, "DeleteUserPool", {"UserPoolId": pool.id}, shared.root)
    assert (answer.status, answer.body) == (200, b"")


def test_operations_with_empty_output_answer_an_object(server, shared, new_pool):
    pool = new_pool()
    answer = wire.call(server.address, "UpdateUserPool", {"UserPoolId": pool.id}, shared.root)
    assert (answer.status, answer.body) == (200, b"{}")


def test_timestamps_are_seconds_with_milliseconds(server, shared, new_pool):
    pool = new_pool()
    answer = wire.call(server.address, "DescribeUserPool", {"UserPoolId": pool.id}, shared.root)
    created = answer.json["UserPool"]["CreationDate"]
    assert isinstance(created, (int, float))
    assert round(created, 3) == created


def test_no_answer_holds_null(server, shared, new_pool):
    pool = new_pool()
    answer = wire.call(server.address, "DescribeUserPool", {"UserPoolId": pool.id}, shared.root)
    assert b"null" not in answer.body


@pytest.mark.parametrize(
    "asked",
    [
        "content-type,x-amz-target,x-amz-user-agent,cache-control",
        "amz-sdk-invocation-id,amz-sdk-request,authorization,content-type,x-amz-content-sha256,"
        "x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent",
    ],
)
def test_browsers_may_ask_first(server, asked):
    headers = {
        "origin": "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
    }
    answer = wire.exchange(server.address, headers=headers, method="OPTIONS")
    assert answer.status in (200, 204)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = {
        name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")
    }
    needed = set(asked.split(",")) - {"x-amz-content-sha256"}
    assert needed <= allowed
    assert int(answer.headers["access-control-max-age"]) > 0
    assert "access-control-allow-credentials" not in answer.headers


def test_browsers_may_read_what_clients_need(server, app):
    answer = wire.call(
        server.address, "InitiateAuth", {"ClientId": app.id}, headers={"origin": "https://a.example"}
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = {
        name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")
    }
    assert {"x-amzn-requestid", "x-amzn-errortype", "x-amzn-errormessage", "date"} <= exposed


@pytest.mark.parametrize("path", ["/_cognate/health", "/_cognate/ready"])
def test_health_and_readiness(server, path):
    assert wire.exchange(server.address, method="GET", path=path).status == 200


@pytest.mark.parametrize("path", ["/nowhere", "/_cognate/nothing", "/../etc/passwd", "/%00"])
def test_paths_that_are_nothing(server, path):
    answer = wire.exchange(server.address, method="GET", path=path)
    assert answer.status in (400, 404)


def test_one_connection_serves_many_requests(server):
    import http.client

    connection = http.client.HTTPConnection(server.address, timeout=30)
    for _ in range(20):
        connection.request("GET", "/_cognate/health")
        response = connection.getresponse()
        response.read()
        assert response.status == 200
    connection.close()
