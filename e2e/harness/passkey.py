"""An authenticator with its browser: makes passkeys and signs with them, as WebAuthn has it."""

import base64
import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, ATTESTED = 1, 4, 64


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """One credential on a page of `origin`."""

    def __init__(self, origin: str):
        self.origin = origin
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(32)
        self._user = ""

    @property
    def id(self) -> str:
        return b64(self._id)

    def register(self, options: dict) -> dict:
        """RegistrationResponseJSON to `CredentialCreationOptions`."""
        self._user = options["user"]["id"]
        flags = USER_PRESENT | USER_VERIFIED | ATTESTED
        data = self._data(options["rp"]["id"], flags) + bytes(16)
        data += len(self._id).to_bytes(2, "big") + self._id + self._cose()
        attestation = b"\xa3" + _text("fmt") + _text("none") + _text("attStmt") + b"\xa0"
        attestation += _text("authData") + bytes([0x58, len(data)]) + data
        return self._answer(
            {
                "clientDataJSON": b64(self._client("webauthn.create", options)),
                "attestationObject": b64(attestation),
                "transports": ["internal"],
            }
        )

    def sign(self, options: dict) -> dict:
        """AuthenticationResponseJSON to `CREDENTIAL_REQUEST_OPTIONS`."""
        client = self._client("webauthn.get", options)
        data = self._data(options["rpId"], USER_PRESENT | USER_VERIFIED)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": self._user,
            }
        )

    def _answer(self, response: dict) -> dict:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client(self, ceremony: str, options: dict) -> bytes:
        data = {"type": ceremony, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(data | {"crossOrigin": False}).encode()

    def _data(self, relying_party: str, flags: int) -> bytes:
        return hashlib.sha256(relying_party.encode()).digest() + bytes([flags]) + bytes(4)

    def _cose(self) -> bytes:
        """EC2, ES256, P-256, x, y."""
        point = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        return bytes.fromhex("a5010203262001215820") + x + bytes.fromhex("225820") + y


def _text(text: str) -> bytes:
    """A text of at most 23 bytes, in CBOR."""
    return bytes([0x60 | len(text)]) + text.encode()
