"""Files of users: written, and uploaded as the documentation says."""

import urllib.request

ENCRYPTED = {"x-amz-server-side-encryption": "aws:kms"}


def row(username: str, **more: str) -> dict[str, str]:
    """A user with a verified address."""
    plain = {
        "cognito:username": username,
        "cognito:mfa_enabled": "false",
        "email": f"{username}@example.com",
        "email_verified": "true",
    }
    return plain | more


def csv(columns: list[str], rows: list[dict[str, str]]) -> bytes:
    """AWS's dialect: no quotes, a comma in a value behind a backslash."""
    lines = [columns] + [[row.get(column, "") for column in columns] for row in rows]
    return "".join(
        ",".join(value.replace(",", "\\,") for value in line) + "\n" for line in lines
    ).encode()


def put(url: str, body: bytes) -> int:
    """The upload by the job's URL; the status of a success. An HTTPError for anything else."""
    request = urllib.request.Request(url, body, ENCRYPTED, method="PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status
