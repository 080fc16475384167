"""The JSON 1.1 protocol by hand: what clients would never send, and answers as they are."""

import http.client
import json
from dataclasses import dataclass

from harness import sigv4

JSON_1_1 = "application/x-amz-json-1.1"
PREFIX = "AWSCognitoIdentityProviderService"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        """The exception, as clients read it from the header; None for a success."""
        kind = self.headers.get("x-amzn-errortype")
        return kind.split(":")[0] if kind is not None else None

    @property
    def message(self) -> str:
        """An error's message, from the body."""
        return self.json["message"]


def exchange(
    address: str,
    body: bytes | str = b"",
    headers: dict[str, str] | None = None,
    *,
    method: str = "POST",
    path: str = "/",
    seconds: float = 60,
) -> Answer:
    """One request on a connection of its own. `address` is host:port."""
    connection = http.client.HTTPConnection(address, timeout=seconds)
    try:
        raw = body.encode() if isinstance(body, str) else body
        connection.request(method, path, raw, headers or {})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, response.read())
    finally:
        connection.close()


def call(
    address: str,
    operation: str,
    request: dict | bytes | str,
    key: sigv4.Key | None = None,
    *,
    region: str = "us-east-1",
    prefix: str = PREFIX,
    headers: dict[str, str] | None = None,
    **bent,
) -> Answer:
    """Calls an operation, signed when `key` is given. `request` may be raw bytes or text instead of
    an object; further arguments go to `sigv4.sign`."""
    body = json.dumps(request) if isinstance(request, dict) else request
    raw = body.encode() if isinstance(body, str) else body
    sent = {"content-type": JSON_1_1, "x-amz-target": f"{prefix}.{operation}"}
    sent |= {name.lower(): value for name, value in (headers or {}).items()}
    if key is not None:
        sent = sigv4.sign(key, address, raw, sent, region=region, **bent)
    return exchange(address, raw, sent)


def assert_error(answer: Answer, code: str, message: str | None = None, status: int = 400):
    """An AWS-shaped error: status, header, body and message agree."""
    assert answer.code == code, (answer.status, answer.headers, answer.body)
    assert answer.status == status
    assert answer.json["__type"].split("#")[-1] == code
    if message is not None:
        assert answer.message == message
