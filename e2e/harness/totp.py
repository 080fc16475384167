"""An authenticator app: RFC 6238 with SHA-1, six digits and 30 seconds."""

import base64
import hashlib
import hmac
import time

PERIOD = 30


def code(secret: str, step: int) -> str:
    """The code of one time step. `secret` is base32, as AssociateSoftwareToken answers it."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


class App:
    """One secret, each step of which is used once. A server that takes the steps before and after
    its own takes two codes without any waiting: the present one and the next."""

    def __init__(self, secret: str):
        self.secret = secret
        self._last = 0

    def code(self) -> str:
        self._last = max(self._last + 1, int(time.time()) // PERIOD)
        return code(self.secret, self._last)

    def used(self) -> str:
        """The last code again."""
        return code(self.secret, self._last)

    def wrong(self) -> str:
        """A code of no step near the present."""
        now = int(time.time()) // PERIOD
        near = {code(self.secret, now + n) for n in range(-3, 4)}
        return next(text for n in range(10) if (text := f"{n:06d}") not in near)
