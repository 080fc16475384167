"""STS GetCallerIdentity: the query protocol and its XML, by boto3 and by hand."""

import urllib.parse
import uuid
import xml.etree.ElementTree as xml

import pytest

from harness import clients, sigv4, wire
from harness.doors import FORM, fault
from harness.installation import ACCOUNT

NAMESPACE = "{https://sts.amazonaws.com/doc/2011-06-15/}"


def ask(server, key, fields, **bent):
    body = urllib.parse.urlencode(fields).encode()
    headers = {"content-type": FORM}
    if key:
        headers = sigv4.sign(key, server.address, body, headers, service="sts", **bent)
    return wire.exchange(server.address, body, headers)


GET = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}


def test_boto3_learns_who_it_is(server, shared):
    answer = clients.sts(server.url, shared.root).get_caller_identity()
    answer.pop("ResponseMetadata")
    assert answer == {
        "Account": ACCOUNT,
        "UserId": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:root",
    }


def test_the_document(server, shared):
    answer = ask(server, shared.root, GET)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/xml")
    root = xml.fromstring(answer.body)
    assert root.tag == f"{NAMESPACE}GetCallerIdentityResponse"
    result = root.find(f"{NAMESPACE}GetCallerIdentityResult")
    assert result.find(f"{NAMESPACE}Account").text == ACCOUNT
    metadata = root.find(f"{NAMESPACE}ResponseMetadata")
    stated = metadata.find(f"{NAMESPACE}RequestId").text
    uuid.UUID(stated)
    assert answer.headers["x-amzn-requestid"] == stated


def test_errors(server, shared):
    assert fault(ask(server, None, GET))[:2] == (403, "MissingAuthenticationToken")
    unknown = sigv4.Key("AKIAIOSFODNN7EXAMPLE", "x" * 40)
    assert fault(ask(server, unknown, GET)) == (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )
    wrong = sigv4.Key(shared.root.id, "x" * 40)
    assert fault(ask(server, wrong, GET))[:2] == (403, "SignatureDoesNotMatch")
    nothing = GET | {"Action": "NoSuchAction"}
    assert fault(ask(server, shared.root, nothing))[:2] == (400, "InvalidAction")


@pytest.mark.parametrize("service", ["cognito-idp", "iam"])
def test_the_scope_must_name_the_service(server, shared, service):
    body = urllib.parse.urlencode(GET).encode()
    headers = sigv4.sign(
        shared.root, server.address, body, {"content-type": FORM}, service=service
    )
    assert fault(wire.exchange(server.address, body, headers))[1] == "SignatureDoesNotMatch"
