"""The AWS CLI, unmodified: only --endpoint-url is ours."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.installation import ACCOUNT
from harness.pools import PASSWORD, attribute_map, unique


@pytest.fixture
def aws(server, shared, tmp_path):
    """Runs `aws …`; the parsed answer, or the text of the error when `fails`."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": shared.root.id,
        "AWS_SECRET_ACCESS_KEY": shared.root.secret,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }

    def run(*words: str, fails: bool = False):
        program = [sys.executable, str(Path(sys.executable).with_name("aws"))]
        options = ["--endpoint-url", server.url, "--output", "json"]
        done = subprocess.run(
            [*program, *words, *options], capture_output=True, text=True, env=environment
        )
        if fails:
            assert done.returncode != 0
            return done.stderr
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


def test_a_walk_through_a_pool(aws):
    pool = aws("cognito-idp", "create-user-pool", "--pool-name", "cli")["UserPool"]["Id"]
    made = aws(
        *("cognito-idp", "create-user-pool-client", "--user-pool-id", pool),
        *("--client-name", "cli", "--explicit-auth-flows", "ALLOW_USER_PASSWORD_AUTH"),
        "ALLOW_REFRESH_TOKEN_AUTH",
    )
    client = made["UserPoolClient"]["ClientId"]
    name = unique()
    user = aws(
        *("cognito-idp", "admin-create-user", "--user-pool-id", pool, "--username", name),
        *("--message-action", "SUPPRESS", "--temporary-password", PASSWORD),
        *("--user-attributes", "Name=email,Value=cli@example.com"),
    )
    assert attribute_map(user["User"]["Attributes"])["email"] == "cli@example.com"

    sign_in = (
        *("cognito-idp", "initiate-auth", "--client-id", client),
        *("--auth-flow", "USER_PASSWORD_AUTH", "--auth-parameters"),
    )
    challenge = aws(*sign_in, f"USERNAME={name},PASSWORD={PASSWORD}")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    tokens = aws(
        *("cognito-idp", "respond-to-auth-challenge", "--client-id", client),
        *("--challenge-name", "NEW_PASSWORD_REQUIRED", "--session", challenge["Session"]),
        *("--challenge-responses", f"USERNAME={name},NEW_PASSWORD=Cli-Horse-1"),
    )["AuthenticationResult"]
    me = aws("cognito-idp", "get-user", "--access-token", tokens["AccessToken"])
    assert me["Username"] == name
    assert aws("cognito-idp", "global-sign-out", "--access-token", tokens["AccessToken"]) is None
    error = aws("cognito-idp", "get-user", "--access-token", tokens["AccessToken"], fails=True)
    assert "(NotAuthorizedException)" in error
    assert "Access Token has been revoked" in error

    listed = aws("cognito-idp", "list-user-pools", "--max-results", "60")["UserPools"]
    assert pool in {one["Id"] for one in listed}
    assert aws("cognito-idp", "delete-user-pool", "--user-pool-id", pool) is None
    error = aws("cognito-idp", "describe-user-pool", "--user-pool-id", pool, fails=True)
    assert f"User pool {pool} does not exist." in error


def test_who_am_i(aws):
    assert aws("sts", "get-caller-identity")["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def test_an_operation_not_built(aws, pool):
    error = aws("cognito-idp", "list-users", "--user-pool-id", pool.id, fails=True)
    assert "(NotImplementedException)" in error and "ListUsers" in error
