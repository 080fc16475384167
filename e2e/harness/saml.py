"""A third-party SAML identity provider: `node/saml_provider.mjs`, with a key of its own."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization

from harness import node
from harness.certificate import pem, self_signed

AWS = "https://aws.amazon.com/SAML/Attributes/"
SIGN_IN = "https://signin.aws.amazon.com/saml"


class SamlProvider:
    def __init__(self, folder: Path, issuer: str):
        certificate, key = self_signed()
        self.folder = folder
        self.given = {
            "issuer": issuer,
            "key": pem(key),
            "certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
            "audience": "urn:amazon:webservices",
            "recipient": SIGN_IN,
        }
        self.metadata = self._ask([])["metadata"]

    def response(self, subject: str, roles: list[tuple[str, str]], named=None, **more) -> str:
        """Base64 of a signed response. `roles`: pairs of a role's and a provider's ARN; `named`: further
        attributes; `more`: options of the script and of samlp."""
        attributes = {
            AWS + "Role": [",".join(pair) for pair in roles],
            AWS + "RoleSessionName": subject,
        }
        login = {"subject": subject, "attributes": attributes | (named or {})} | more
        return self._ask([login])["responses"][0]

    def _ask(self, logins: list) -> dict:
        return node.run(self.folder, "saml_provider.mjs", self.given | {"logins": logins})
