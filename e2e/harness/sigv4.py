"""Signature Version 4, written out, so that tests can bend every part of it.

The unmodified SDKs prove that good signatures are accepted; this makes the bad ones.
"""

import datetime
import hashlib
import hmac
import urllib.parse
from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """An access key of this installation; a temporary one has a session token."""

    id: str
    secret: str
    token: str | None = None


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def sign(
    key: Key,
    host: str,
    body: bytes,
    headers: dict[str, str],
    *,
    method: str = "POST",
    path: str = "/",
    region: str = "us-east-1",
    service: str = "cognito-idp",
    when: datetime.datetime | None = None,
    scope_date: str | None = None,
    leave_out: tuple[str, ...] = (),
) -> dict[str, str]:
    """`headers` plus host, date and authorization. `leave_out` names headers sent but not signed;
    `scope_date` is the date in the credential scope when it is to differ from the request's."""
    when = when or datetime.datetime.now(datetime.timezone.utc)
    stamp = when.strftime("%Y%m%dT%H%M%SZ")
    date = scope_date or stamp[:8]
    scope = f"{date}/{region}/{service}/aws4_request"
    sent = {name.lower(): value for name, value in headers.items()}
    sent |= {"host": host, "x-amz-date": stamp}
    signed = sorted(name for name in sent if name not in leave_out)
    names = ";".join(signed)
    signature = _signature(key, method, path, "", sent, signed, body, stamp, scope)
    sent["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key.id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return sent


def presign(
    key: Key,
    host: str,
    body: bytes,
    headers: dict[str, str],
    *,
    region: str = "us-east-1",
    service: str = "cognito-idp",
) -> tuple[str, dict[str, str]]:
    """The query form: a target with the signature in it, and the headers to send."""
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    sent = {name.lower(): value for name, value in headers.items()} | {"host": host}
    signed = sorted(sent)
    parameters = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{key.id}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": "60",
        "X-Amz-SignedHeaders": ";".join(signed),
    }
    query = urllib.parse.urlencode(sorted(parameters.items()), quote_via=urllib.parse.quote, safe="")
    signature = _signature(key, "POST", "/", query, sent, signed, body, stamp, scope)
    return f"/?{query}&X-Amz-Signature={signature}", sent


def _signature(key, method, path, query, sent, signed, body, stamp, scope) -> str:
    lines = [f"{name}:{' '.join(sent[name].split())}\n" for name in signed]
    digest = hashlib.sha256(body).hexdigest()
    request = f"{method}\n{path}\n{query}\n{''.join(lines)}\n{';'.join(signed)}\n{digest}"
    text = "\n".join(
        ["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()]
    )
    secret = ("AWS4" + key.secret).encode()
    for part in scope.split("/"):
        secret = _mac(secret, part)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
