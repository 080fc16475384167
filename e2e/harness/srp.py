"""The client's side of SRP, straight from the definition (and from no library)."""

import base64
import datetime
import hashlib
import hmac
import secrets

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836"
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804"
    "F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6"
    "955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64"
    "ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D226"
    "1AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2


def pad(value: int) -> bytes:
    """Minimal big-endian bytes with a zero in front when the top bit is set."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


K = int.from_bytes(_hash(pad(N), pad(G)), "big")


def timestamp(when: datetime.datetime | None = None) -> str:
    """`Thu Jan 1 00:00:00 UTC 1970`."""
    when = when or datetime.datetime.now(datetime.timezone.utc)
    return when.strftime(f"%a %b {when.day} %H:%M:%S UTC %Y")


class Client:
    """One attempt to sign in."""

    def __init__(self, pool_id: str, password: str, a: int | None = None):
        self._pool_name = pool_id.split("_", 1)[1]
        self._password = password
        self._a = a or secrets.randbits(256)
        self._public = pow(G, self._a, N)
        self.public = format(self._public, "x")

    def answer(self, challenge: dict, when: datetime.datetime | None = None) -> dict:
        """The responses to PASSWORD_VERIFIER."""
        stamp = timestamp(when)
        user = challenge["USER_ID_FOR_SRP"]
        block = base64.b64decode(challenge["SECRET_BLOCK"], validate=True)
        key = self._key(user, int(challenge["SALT"], 16), int(challenge["SRP_B"], 16))
        message = self._pool_name.encode() + user.encode() + block + stamp.encode()
        signature = hmac.new(key, message, hashlib.sha256).digest()
        return {
            "USERNAME": user,
            "TIMESTAMP": stamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
        }

    def _key(self, user: str, salt: int, server_public: int) -> bytes:
        u = int.from_bytes(_hash(pad(self._public), pad(server_public)), "big")
        inner = _hash(f"{self._pool_name}{user}:{self._password}".encode())
        x = int.from_bytes(_hash(pad(salt), inner), "big")
        base = (server_public - K * pow(G, x, N)) % N
        shared = pow(base, self._a + u * x, N)
        prk = hmac.new(pad(u), pad(shared), hashlib.sha256).digest()
        return hmac.new(prk, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]


def verifier(pool_name: str, user: str, password: str, salt: bytes) -> int:
    """What the other side keeps of a password."""
    inner = _hash(f"{pool_name}{user}:{password}".encode())
    return pow(G, int.from_bytes(_hash(pad(int.from_bytes(salt, "big")), inner), "big"), N)
