"""Signature Version 4, written out, so that tests can bend every part of it.

The unmodified SDKs prove that good signatures are accepted; this makes the bad ones.
"""

import datetime
import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """An access key of this installation."""

    id: str
    secret: str


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
    lines = [f"{name}:{' '.join(sent[name].split())}\n" for name in signed]
    names = ";".join(signed)
    digest = hashlib.sha256(body).hexdigest()
    request = f"{method}\n{path}\n\n{''.join(lines)}\n{names}\n{digest}"
    text = "\n".join(
        ["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()]
    )

    secret = ("AWS4" + key.secret).encode()
    for part in (date, region, service, "aws4_request"):
        secret = _mac(secret, part)
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    sent["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key.id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return sent
