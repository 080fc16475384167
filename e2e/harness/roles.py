"""IAM users, roles and identity pools for tests, made through boto3."""

import json
from dataclasses import dataclass

from harness import clients
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.sigv4 import Key

COGNITO = "cognito-identity.amazonaws.com"


def statement(actions, resources="*", effect="Allow", **condition) -> dict:
    """`condition`: operators, `StringEquals={"aws:…": "…"}`."""
    made = {"Effect": effect, "Action": actions, "Resource": resources}
    return made | ({"Condition": condition} if condition else {})


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(principal, *actions: str, **condition) -> str:
    made = {"Effect": "Allow", "Principal": principal, "Action": list(actions or ["sts:AssumeRole"])}
    return policy(made | ({"Condition": condition} if condition else {}))


def pool_trust(pool_id: str, amr: str) -> str:
    """What the console writes for the roles of an identity pool, and sts:TagSession."""
    return trust(
        {"Federated": COGNITO},
        "sts:AssumeRoleWithWebIdentity",
        "sts:TagSession",
        **{
            "StringEquals": {f"{COGNITO}:aud": pool_id},
            "ForAnyValue:StringLike": {f"{COGNITO}:amr": amr},
        },
    )


def user_pool_arn(pool_id: str) -> str:
    return f"arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{pool_id}"


@dataclass
class Account:
    """The installation's IAM, as its root sees it."""

    url: str
    root: Key

    def __post_init__(self):
        self.iam = clients.iam(self.url, self.root)

    def user(self, *statements: dict) -> tuple[str, Key]:
        """A user who may do what the statements say, and an access key."""
        name = unique("iam")
        self.iam.create_user(UserName=name)
        if statements:
            self.iam.put_user_policy(
                UserName=name, PolicyName="inline", PolicyDocument=policy(*statements)
            )
        made = self.iam.create_access_key(UserName=name)["AccessKey"]
        return name, Key(made["AccessKeyId"], made["SecretAccessKey"])

    def role(self, trusting: str, *statements: dict, **more) -> str:
        """The ARN of a role; its policy is called `inline`."""
        name = unique("role")
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting, **more)
        if statements:
            self.iam.put_role_policy(
                RoleName=name, PolicyName="inline", PolicyDocument=policy(*statements)
            )
        return made["Role"]["Arn"]


def name_of(role_arn: str) -> str:
    return role_arn.rsplit("/", 1)[1]
