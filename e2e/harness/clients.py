"""boto3, unmodified: only the endpoint and the credentials are ours."""

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from harness.sigv4 import Key

# One attempt: a test wants to see the first answer, not the third.
ONCE = {"total_max_attempts": 1}


def idp(url: str, key: Key | None, region: str = "us-east-1", pool: int = 50):
    """A user-pools client; without a key it cannot sign."""
    return _client("cognito-idp", url, key, region, pool)


def sts(url: str, key: Key | None, region: str = "us-east-1"):
    return _client("sts", url, key, region, 10)


def iam(url: str, key: Key | None, region: str = "us-east-1"):
    return _client("iam", url, key, region, 10)


def identity(url: str, key: Key | None, region: str = "us-east-1"):
    """An identity-pools client; its public operations are sent unsigned."""
    return _client("cognito-identity", url, key, region, 10)


def temporary(credentials: dict) -> Key:
    """The key in an answer's `Credentials`, STS's or an identity pool's."""
    secret = credentials.get("SecretAccessKey") or credentials["SecretKey"]
    return Key(credentials["AccessKeyId"], secret, credentials["SessionToken"])


def _client(service: str, url: str, key: Key | None, region: str, pool: int):
    config = {"retries": ONCE, "max_pool_connections": pool, "read_timeout": 120}
    if key is None:
        return boto3.client(
            service,
            endpoint_url=url,
            region_name=region,
            config=Config(signature_version=UNSIGNED, **config),
        )
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=key.id,
        aws_secret_access_key=key.secret,
        aws_session_token=key.token,
        config=Config(**config),
    )
