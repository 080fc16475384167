"""An identity pool with its roles, made through boto3, and credentials from it."""

from harness import clients
from harness.clients import temporary
from harness.pools import unique
from harness.roles import Account, pool_trust


class IdentityPool:
    """A pool that lets guests in, and users of one app; two roles."""

    def __init__(self, server, shared, app, **settings):
        self.account = Account(server.url, shared.root)
        self.server = server
        self.admin = clients.identity(server.url, shared.root)
        self.anyone = clients.identity(server.url, None)
        self.login = f"cognito-idp.us-east-1.amazonaws.com/{app.pool.id}"
        settings.setdefault("AllowUnauthenticatedIdentities", True)
        made = self.admin.create_identity_pool(
            IdentityPoolName=unique("identities"),
            CognitoIdentityProviders=[
                {"ProviderName": self.login, "ClientId": app.id, "ServerSideTokenCheck": True}
            ],
            **settings,
        )
        self.id = made["IdentityPoolId"]

    def set_roles(self, user_may: list, guest_may: list, **more):
        roles = {
            "authenticated": self.account.role(pool_trust(self.id, "authenticated"), *user_may),
            "unauthenticated": self.account.role(
                pool_trust(self.id, "unauthenticated"), *guest_may
            ),
        }
        self.admin.set_identity_pool_roles(IdentityPoolId=self.id, Roles=roles, **more)
        return roles

    def credentials(self, id_token=None, **more):
        """(identity id, key) by the enhanced flow."""
        logins = {"Logins": {self.login: id_token}} if id_token else {}
        identity = self.anyone.get_id(IdentityPoolId=self.id, **logins)["IdentityId"]
        made = self.anyone.get_credentials_for_identity(IdentityId=identity, **logins, **more)
        assert made["IdentityId"] == identity
        return identity, temporary(made["Credentials"])
