"""The four services by hand, each with one signed operation that needs nothing. Two speak JSON, two the
query protocol: the same refusal has other names there."""

import json
import urllib.parse
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from typing import NamedTuple

from harness import sigv4, wire
from harness.sigv4 import Key

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Door:
    service: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    is_json: bool

    def sign(self, address: str, key: Key, headers: dict | None = None, **bent) -> dict[str, str]:
        """The headers of the request. `bent` goes to `sigv4.sign`."""
        plain = dict(self.headers) | (headers or {})
        if key.token is not None:
            plain["x-amz-security-token"] = key.token
        return sigv4.sign(key, address, self.body, plain, **{"service": self.service} | bent)

    def send(self, address: str, headers, body: bytes | None = None) -> "Reply":
        return self.reply(wire.exchange(address, self.body if body is None else body, headers))

    def ask(self, address: str, key: Key | None, **bent) -> "Reply":
        headers = dict(self.headers) if key is None else self.sign(address, key, **bent)
        return self.send(address, headers)

    def reply(self, answer: wire.Answer) -> "Reply":
        if answer.status == 200:
            return Reply(200)
        if self.is_json:
            return Reply(answer.status, answer.code, answer.message)
        return fault(answer)


class Reply(NamedTuple):
    """An error's code and message; neither for a success."""

    status: int
    code: str | None = None
    message: str | None = None


def fault(answer: wire.Answer) -> Reply:
    """An error of the query protocol. Which namespace it is in differs between its causes, and clients
    do not look at it."""
    error = xml.fromstring(answer.body).find("{*}Error")
    code, message = error.find("{*}Code"), error.find("{*}Message")
    return Reply(answer.status, code.text, message.text)


def _json(service: str, prefix: str, operation: str, request: dict) -> Door:
    headers = ("content-type", wire.JSON_1_1), ("x-amz-target", f"{prefix}.{operation}")
    return Door(service, json.dumps(request).encode(), headers, True)


def _query(service: str, version: str, operation: str) -> Door:
    fields = {"Action": operation, "Version": version}
    return Door(service, urllib.parse.urlencode(fields).encode(), (("content-type", FORM),), False)


DOORS = [
    _json("cognito-idp", wire.PREFIX, "ListUserPools", {"MaxResults": 1}),
    _json("cognito-identity", "AWSCognitoIdentityService", "ListIdentityPools", {"MaxResults": 1}),
    _query("iam", "2010-05-08", "ListRoles"),
    _query("sts", "2011-06-15", "GetCallerIdentity"),
]
