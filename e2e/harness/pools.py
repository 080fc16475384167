"""User pools, app clients and users, made through boto3."""

import base64
import hashlib
import hmac
import itertools
import uuid
from dataclasses import dataclass, field

from harness import srp

PASSWORD = "Correct-Horse-9"

ALL_FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]

_numbers = itertools.count(1)


def unique(word: str = "user") -> str:
    """A name no other test has."""
    return f"{word}-{next(_numbers)}-{uuid.uuid4().hex[:8]}"


@dataclass
class User:
    name: str
    password: str
    sub: str


@dataclass
class App:
    """An app client and the ways to sign in through it."""

    pool: "Pool"
    id: str
    secret: str | None = None
    description: dict = field(default_factory=dict, repr=False)

    @property
    def idp(self):
        return self.pool.idp

    def hash(self, username: str) -> dict:
        """`{"SECRET_HASH": …}` when this client has a secret."""
        if not self.secret:
            return {}
        return {"SECRET_HASH": secret_hash(self.secret, username, self.id)}

    def member(self, username: str) -> dict:
        """`{"SecretHash": …}`, as the operations outside of sign-in name it."""
        return {"SecretHash": value for value in self.hash(username).values()}

    def sign_up(self, username: str, password: str | None = PASSWORD, **attributes) -> dict:
        """SignUp; the answer."""
        return self.idp.sign_up(
            ClientId=self.id,
            Username=username,
            **({"Password": password} if password is not None else {}),
            UserAttributes=attribute_list(attributes),
            **self.member(username),
        )

    def confirm(self, username: str, code: str, **more) -> dict:
        return self.idp.confirm_sign_up(
            ClientId=self.id,
            Username=username,
            ConfirmationCode=code,
            **self.member(username),
            **more,
        )

    def resend(self, username: str) -> dict:
        """ResendConfirmationCode; its CodeDeliveryDetails."""
        return self.idp.resend_confirmation_code(
            ClientId=self.id, Username=username, **self.member(username)
        )["CodeDeliveryDetails"]

    def forgot(self, username: str) -> dict:
        """ForgotPassword; its CodeDeliveryDetails."""
        return self.idp.forgot_password(
            ClientId=self.id, Username=username, **self.member(username)
        )["CodeDeliveryDetails"]

    def reset(self, username: str, code: str, password: str) -> dict:
        """ConfirmForgotPassword."""
        return self.idp.confirm_forgot_password(
            ClientId=self.id,
            Username=username,
            ConfirmationCode=code,
            Password=password,
            **self.member(username),
        )

    def password_sign_in(self, username: str, password: str, **more) -> dict:
        return self.idp.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.id,
            AuthParameters={"USERNAME": username, "PASSWORD": password} | self.hash(username),
            **more,
        )

    def tokens(self, user: User) -> dict:
        """Signs in by password; the AuthenticationResult."""
        return self.password_sign_in(user.name, user.password)["AuthenticationResult"]

    def srp_challenge(self, username: str, srp_a: str) -> dict:
        return self.idp.initiate_auth(
            AuthFlow="USER_SRP_AUTH",
            ClientId=self.id,
            AuthParameters={"USERNAME": username, "SRP_A": srp_a} | self.hash(username),
        )

    def srp_sign_in(self, username: str, password: str) -> dict:
        client = srp.Client(self.pool.id, password)
        challenge = self.srp_challenge(username, client.public)["ChallengeParameters"]
        responses = client.answer(challenge)
        return self.respond("PASSWORD_VERIFIER", responses | self.hash(responses["USERNAME"]))

    def respond(self, challenge: str, responses: dict, session: str | None = None) -> dict:
        return self.idp.respond_to_auth_challenge(
            ClientId=self.id,
            ChallengeName=challenge,
            ChallengeResponses=responses,
            **({"Session": session} if session else {}),
        )

    def refresh(self, token: str, username: str = "") -> dict:
        """REFRESH_TOKEN_AUTH; the AuthenticationResult."""
        return self.idp.initiate_auth(
            AuthFlow="REFRESH_TOKEN_AUTH",
            ClientId=self.id,
            AuthParameters={"REFRESH_TOKEN": token} | self.hash(username),
        )["AuthenticationResult"]

    def exchange(self, token: str) -> dict:
        """GetTokensFromRefreshToken; the AuthenticationResult."""
        secret = {"ClientSecret": self.secret} if self.secret else {}
        answer = self.idp.get_tokens_from_refresh_token(
            ClientId=self.id, RefreshToken=token, **secret
        )
        return answer["AuthenticationResult"]


@dataclass
class Pool:
    idp: object
    id: str
    description: dict = field(default_factory=dict, repr=False)

    def app(self, **settings) -> App:
        """A client that allows all built flows, unless told otherwise."""
        asked = {"ClientName": unique("app"), "ExplicitAuthFlows": ALL_FLOWS} | settings
        made = self.idp.create_user_pool_client(UserPoolId=self.id, **asked)["UserPoolClient"]
        return App(self, made["ClientId"], made.get("ClientSecret"), made)

    def rotating_app(self, grace: int, **settings) -> App:
        """A client with refresh token rotation, which excludes REFRESH_TOKEN_AUTH."""
        flows = [flow for flow in ALL_FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"]
        rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace}
        return self.app(ExplicitAuthFlows=flows, RefreshTokenRotation=rotation, **settings)

    def invite(self, username: str | None = None, password: str | None = None, **attributes) -> User:
        """A user with a temporary password (FORCE_CHANGE_PASSWORD), without any message."""
        name, password = username or unique(), password or PASSWORD
        made = self.idp.admin_create_user(
            UserPoolId=self.id,
            Username=name,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=attribute_list(attributes),
        )["User"]
        return User(name, password, attribute_map(made["Attributes"])["sub"])

    def user(self, username: str | None = None, password: str | None = None, **attributes) -> User:
        """A CONFIRMED user."""
        user = self.invite(username, password, **attributes)
        self.set_password(user.name, user.password)
        return user

    def set_password(self, username: str, password: str, permanent: bool = True):
        self.idp.admin_set_user_password(
            UserPoolId=self.id, Username=username, Password=password, Permanent=permanent
        )

    def get(self, username: str) -> dict:
        answer = self.idp.admin_get_user(UserPoolId=self.id, Username=username)
        return answer | {"attributes": attribute_map(answer["UserAttributes"])}

    def describe(self) -> dict:
        return self.idp.describe_user_pool(UserPoolId=self.id)["UserPool"]

    def delete(self):
        self.idp.delete_user_pool(UserPoolId=self.id)


def create_pool(idp, **settings) -> Pool:
    asked = {"PoolName": unique("pool")} | settings
    made = idp.create_user_pool(**asked)["UserPool"]
    return Pool(idp, made["Id"], made)


def attribute_list(attributes: dict[str, str]) -> list[dict]:
    """`custom__x` stands for `custom:x`, which is no Python name."""
    return [
        {"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()
    ]


def attribute_map(attributes: list[dict]) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in attributes}


def address(word: str = "mail") -> str:
    """An e-mail address no other test has."""
    return f"{unique(word)}@example.com"


def phone() -> str:
    """A phone number no other test has."""
    return f"+1555{uuid.uuid4().int % 10**7:07d}"


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"


def secret_hash(secret: str, username: str, client_id: str) -> str:
    digest = hmac.new(secret.encode(), (username + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
