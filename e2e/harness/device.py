"""What a client keeps of a remembered device, and its half of the device's SRP."""

import base64
import secrets

from harness import srp


class Device:
    """Made from the `NewDeviceMetadata` of a sign-in. Its SRP names the group where a pool's name
    stands in a password's, and the device key where the user stands."""

    def __init__(self, metadata: dict):
        self.key, self.group = metadata["DeviceKey"], metadata["DeviceGroupKey"]
        self._secret = base64.b64encode(secrets.token_bytes(40)).decode()

    def verifier(self) -> dict:
        """The DeviceSecretVerifierConfig of ConfirmDevice."""
        salt = b"\x7f" + secrets.token_bytes(15)
        number = srp.verifier(self.group, self.key, self._secret, salt)
        return {
            "Salt": base64.b64encode(salt).decode(),
            "PasswordVerifier": base64.b64encode(srp.pad(number)).decode(),
        }

    def leg(self) -> srp.Client:
        """One attempt to prove the device."""
        return srp.Client(f"_{self.group}", self._secret)

    def start(self, leg: srp.Client, username: str) -> dict:
        """The responses to DEVICE_SRP_AUTH."""
        return {"USERNAME": username, "DEVICE_KEY": self.key, "SRP_A": leg.public}

    def answer(self, leg: srp.Client, challenge: dict) -> dict:
        """The responses to DEVICE_PASSWORD_VERIFIER."""
        claim = leg.answer(challenge | {"USER_ID_FOR_SRP": self.key})
        return claim | {"USERNAME": challenge["USERNAME"], "DEVICE_KEY": self.key}
