"""What a walk has: a client under test, and the people who get its messages."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.mail import MailServer
from harness.pools import ALL_FLOWS, PASSWORD, attribute_list, unique
from harness.sms import SmsHook

REGION, ELSEWHERE = "us-east-1", "us-west-2"


@dataclass
class World:
    call: Callable[..., dict]
    """`call("SignUp", ClientId=…)`: the answer; anything but a success raises."""
    mail: MailServer
    sms: SmsHook
    account: str

    def pool(self, **settings) -> str:
        """A new pool's id."""
        asked = {"PoolName": unique("walk")} | settings
        return self.call("CreateUserPool", **asked)["UserPool"]["Id"]

    def client(self, pool: str, **settings) -> dict:
        """A new client, as it is described."""
        asked = {"ClientName": unique("app"), "ExplicitAuthFlows": ALL_FLOWS} | settings
        return self.call("CreateUserPoolClient", UserPoolId=pool, **asked)["UserPoolClient"]

    def user(self, pool: str, **attributes) -> str:
        """A confirmed user's name."""
        name = unique()
        self.call(
            "AdminCreateUser",
            UserPoolId=pool,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=attribute_list(attributes),
        )
        self.call(
            "AdminSetUserPassword",
            UserPoolId=pool,
            Username=name,
            Password=PASSWORD,
            Permanent=True,
        )
        return name

    def begin(self, client: str, name: str, password: str = PASSWORD, **parameters) -> dict:
        """InitiateAuth by password: a challenge or tokens."""
        return self.call(
            "InitiateAuth",
            ClientId=client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password} | parameters,
        )

    def tokens(self, client: str, name: str, password: str = PASSWORD, **parameters) -> dict:
        return self.begin(client, name, password, **parameters)["AuthenticationResult"]

    def arn(self, pool: str) -> str:
        return f"arn:aws:cognito-idp:{REGION}:{self.account}:userpool/{pool}"
