"""What a walk through an account's rights has: callers of its services, all of them the root."""

from dataclasses import dataclass

from harness import clients, pools
from harness.calls import Calls
from harness.roles import Account
from harness.sigv4 import Key


@dataclass
class Rights:
    """IAM, STS and identity pools of one server, and the operations that were called with success."""

    server: object
    root: Key

    def __post_init__(self):
        url = self.server.url
        self.account = Account(url, self.root)
        self.iam = Calls(clients.iam(url, self.root))
        self.sts = Calls(clients.sts(url, self.root))
        self.identity = Calls(clients.identity(url, self.root))

    def sts_as(self, key: Key | None) -> Calls:
        return self.sts.by(clients.sts(self.server.url, key))

    def app(self) -> pools.App:
        """A client of a new user pool."""
        return pools.create_pool(clients.idp(self.server.url, self.root)).app()

    @property
    def called(self) -> dict[str, set[str]]:
        return {
            "iam": self.iam.called,
            "sts": self.sts.called,
            "cognito-identity": self.identity.called,
        }
