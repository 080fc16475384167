"""What `COMPAT.md` calls built. That page is made from the code, and checked against it."""

import re

from harness.binary import E2E

_HEADINGS = {
    "cognito-idp": "User pools",
    "cognito-identity": "Identity pools",
    "sts": "STS",
    "iam": "IAM",
}
_ROW = re.compile(r"^\| (\w+) \| (complete|differs|missing) \|", re.MULTILINE)


def statuses(service: str) -> dict[str, str]:
    """`complete`, `differs` or `missing`, of every operation in scope."""
    page = (E2E.parent / "COMPAT.md").read_text()
    section = page.split(f"\n## {_HEADINGS[service]}")[1].split("\n## ")[0]
    return dict(_ROW.findall(section))


def built(service: str) -> set[str]:
    return {name for name, status in statuses(service).items() if status != "missing"}
