"""Signatures, long-term and temporary, at all four services: the same causes, in the words of JSON and of
the query protocol."""

import datetime
import urllib.parse
from dataclasses import replace
from http.client import HTTPMessage

import pytest
import requests

from harness import clients
from harness.clients import temporary
from harness.doors import DOORS, fault
from harness.installation import ACCOUNT
from harness.roles import Account, name_of, statement, trust
from harness.sigv4 import Key
from harness.wire import Answer

MISMATCH = "The request signature we calculated does not match the signature you provided. "
UNKNOWN = "The security token included in the request is invalid."
HERE = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})

# Cause: exception of JSON (400), code of the query protocol, its status.
MISSING = ("MissingAuthenticationTokenException", "MissingAuthenticationToken", 403)
INCOMPLETE = ("IncompleteSignatureException", "IncompleteSignature", 400)
NOBODY = ("UnrecognizedClientException", "InvalidClientTokenId", 403)
INVALID = ("InvalidSignatureException", "SignatureDoesNotMatch", 403)
DENIED = ("AccessDeniedException", "AccessDenied", 403)

pytestmark = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.service)


@pytest.fixture(scope="module")
def account(server, shared):
    return Account(server.url, shared.root)


def session(url: str, account: Account) -> Key:
    role = account.role(HERE, statement("*"))
    _, key = account.user(statement("sts:AssumeRole", role))
    made = clients.sts(url, key).assume_role(RoleArn=role, RoleSessionName="door")
    return temporary(made["Credentials"])


@pytest.fixture(scope="module")
def temporary_key(server, account):
    return session(server.url, account)


@pytest.fixture(params=["long-term", "temporary"])
def key(request, shared, temporary_key):
    return shared.root if request.param == "long-term" else temporary_key


def expect(door, reply, cause, message: str = ""):
    """`message`: what it contains."""
    json_code, query_code, status = cause
    expected = (400, json_code) if door.is_json else (status, query_code)
    assert (reply.status, reply.code) == expected, reply
    assert message in reply.message


def now(minutes: float) -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)


def test_a_good_signature(door, server, key):
    assert door.ask(server.address, key).status == 200


def test_no_signature(door, server):
    expect(door, door.ask(server.address, None), MISSING, "Authentication Token")


def test_a_wrong_secret(door, server, key):
    reply = door.ask(server.address, replace(key, secret="x" * 40))
    expect(door, reply, INVALID, MISMATCH)


@pytest.mark.parametrize(
    "bent, message",
    [
        ({"when": now(-30)}, "Signature expired: "),
        ({"when": now(30)}, "Signature not yet current: "),
        (
            {"scope_date": "20200101"},
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
        ),
        ({"region": "nowhere"}, "Credential should be scoped to a valid region."),
        ({"service": "s3"}, "Credential should be scoped to correct service: "),
        ({"leave_out": ("host",)}, "must be a 'SignedHeader' in the AWS Authorization."),
    ],
    ids=["late", "early", "date", "region", "service", "host"],
)
def test_a_scope_that_does_not_fit(door, server, key, bent, message):
    expect(door, door.ask(server.address, key, **bent), INVALID, message)


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text.split()[0],
        lambda text: text.replace("Signature=", "Sign="),
        lambda text: text.replace("/aws4_request", ""),
        lambda text: text.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
        lambda text: text + ", Signature=" + "0" * 64,
    ],
    ids=["bare", "component", "scope", "algorithm", "twice"],
)
def test_an_authorization_that_cannot_be_read(door, server, key, bend):
    headers = door.sign(server.address, key)
    headers["authorization"] = bend(headers["authorization"])
    expect(door, door.send(server.address, headers), INCOMPLETE)


def test_a_header_or_a_body_of_somebody_else(door, server, key):
    headers = door.sign(server.address, key)
    expect(door, door.send(server.address, headers | {"x-amz-injected": "1"}), INVALID)
    changed = door.body + (b" " if door.is_json else b"&MaxItems=1")
    expect(door, door.send(server.address, headers, changed), INVALID, MISMATCH)


def test_an_inactive_key(door, server, account):
    name, key = account.user(statement("*"))
    assert door.ask(server.address, key).status == 200
    account.iam.update_access_key(UserName=name, AccessKeyId=key.id, Status="Inactive")
    expect(door, door.ask(server.address, key), NOBODY, UNKNOWN)


def test_tokens_that_do_not_belong_to_the_key(door, server, shared, account, temporary_key):
    other = session(server.url, account)
    good = temporary_key.token
    middle = len(good) // 2
    bent = good[:middle] + ("B" if good[middle] == "A" else "A") + good[middle + 1 :]
    for bad in [
        replace(temporary_key, token=None),
        replace(temporary_key, token=""),
        replace(temporary_key, token="bm90IGEgdG9rZW4="),
        replace(temporary_key, token=bent),
        replace(temporary_key, token=good[:-8]),
        replace(temporary_key, token=good + "AAAA"),
        replace(temporary_key, token=other.token),
        replace(other, token=good),
        replace(temporary_key, id="ASIAIOSFODNN7EXAMPLE"),
        replace(shared.root, token=good),
    ]:
        expect(door, door.ask(server.address, bad), NOBODY, UNKNOWN)
    assert door.ask(server.address, temporary_key).status == 200


def test_a_session_of_another_installation(door, server, own, temporary_key):
    elsewhere = own().serve()
    expect(door, door.ask(elsewhere.address, temporary_key), NOBODY, UNKNOWN)


def test_a_token_must_be_signed_and_be_there_once(door, server, temporary_key):
    unsigned = door.ask(server.address, temporary_key, leave_out=("x-amz-security-token",))
    expect(door, unsigned, INVALID)
    signed = door.sign(server.address, replace(temporary_key, token=None))
    added = signed | {"x-amz-security-token": temporary_key.token}
    expect(door, door.send(server.address, added), INVALID)
    twice = HTTPMessage()
    for name, value in door.sign(server.address, temporary_key).items():
        twice[name] = value
    twice["x-amz-security-token"] = temporary_key.token
    assert door.send(server.address, twice).status in (400, 403)


def test_who_lost_its_role_is_nobody(door, server, account):
    role = account.role(HERE)
    _, key = account.user(statement("sts:AssumeRole", role))
    made = clients.sts(server.url, key).assume_role(RoleArn=role, RoleSessionName="door")
    lost = temporary(made["Credentials"])
    reply = door.ask(server.address, lost)
    if door.service == "sts":
        # Everybody may ask who they are.
        assert reply.status == 200
    else:
        expect(door, reply, DENIED, f":assumed-role/{name_of(role)}/door is not authorized to")
    account.iam.delete_role(RoleName=name_of(role))
    expect(door, door.ask(server.address, lost), NOBODY, UNKNOWN)


def test_a_presigned_request_carries_its_token(door, server, temporary_key):
    """By boto3's own signer."""
    if door.is_json:
        pytest.skip("clients presign the query protocol only")
    client = {"sts": clients.sts, "iam": clients.iam}[door.service](server.url, temporary_key)
    operation = {"sts": "get_caller_identity", "iam": "list_roles"}[door.service]
    url = client.generate_presigned_url(operation, ExpiresIn=60, HttpMethod="GET")
    assert requests.get(url).status_code == 200
    parts = urllib.parse.urlsplit(url)
    fields = dict(urllib.parse.parse_qsl(parts.query))

    def ask(changed: dict):
        query = urllib.parse.urlencode(fields | changed)
        seen = requests.get(parts._replace(query=query).geturl())
        return fault(Answer(seen.status_code, {}, seen.content))

    expect(door, ask({"X-Amz-Security-Token": "AAAA"}), NOBODY, UNKNOWN)
    expect(door, ask({"X-Amz-Signature": "0" * 64}), INVALID, MISMATCH)
    fields.pop("X-Amz-Security-Token")
    expect(door, ask({}), NOBODY, UNKNOWN)
