"""The AWS CLI, unmodified."""

import json

import pytest

from harness.aws import runner
from harness.clients import temporary
from harness.installation import ACCOUNT
from harness.pools import PASSWORD, address, attribute_map, unique, wrong
from harness.sigv4 import Key


@pytest.fixture
def aws(server, shared, tmp_path):
    return runner(server.url, shared.root, tmp_path)


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


def test_the_life_of_an_account(aws, pool, mail):
    aws(
        *("cognito-idp", "update-user-pool", "--user-pool-id", pool.id),
        *("--auto-verified-attributes", "email"),
    )
    client = ("--client-id", pool.app().id)
    name, email, new = unique("cli"), address("cleo"), address("new")
    user = (*client, "--username", name)
    made = aws(
        *("cognito-idp", "sign-up", *user, "--password", PASSWORD),
        *("--user-attributes", f"Name=email,Value={email}"),
    )
    assert made["CodeDeliveryDetails"]["Destination"] == "c***@e***"
    mail.wait(email)
    aws("cognito-idp", "resend-confirmation-code", *user)
    code = mail.code(email, 2)
    error = aws(
        *("cognito-idp", "confirm-sign-up", *user, "--confirmation-code", wrong(code)), fails=True
    )
    assert "(CodeMismatchException)" in error
    aws("cognito-idp", "confirm-sign-up", *user, "--confirmation-code", code)

    def sign_in(password):
        return aws(
            *("cognito-idp", "initiate-auth", *client, "--auth-flow", "USER_PASSWORD_AUTH"),
            *("--auth-parameters", f"USERNAME={name},PASSWORD={password}"),
        )["AuthenticationResult"]["AccessToken"]

    token = ("--access-token", sign_in(PASSWORD))
    changed = aws(
        *("cognito-idp", "update-user-attributes", *token),
        *("--user-attributes", f"Name=email,Value={new}"),
    )
    assert changed["CodeDeliveryDetailsList"][0]["Destination"] == "n***@e***"
    aws(
        *("cognito-idp", "verify-user-attribute", *token),
        *("--attribute-name", "email", "--code", mail.code(new)),
    )
    aws("cognito-idp", "forgot-password", *user)
    aws(
        *("cognito-idp", "confirm-forgot-password", *user),
        *("--confirmation-code", mail.code(new, 2), "--password", "Remembered-Horse-1"),
    )
    found = aws(
        *("cognito-idp", "list-users", "--user-pool-id", pool.id),
        *("--filter", f'email = "{new}"', "--query", "Users[].Username"),
    )
    assert found == [name]
    aws("cognito-idp", "delete-user", "--access-token", sign_in("Remembered-Horse-1"))
    error = aws(
        *("cognito-idp", "admin-get-user", "--user-pool-id", pool.id, "--username", name),
        fails=True,
    )
    assert "(UserNotFoundException)" in error


def test_the_cli_turns_pages(aws, new_pool):
    pool = new_pool()
    names = sorted(pool.invite().name for _ in range(7))
    listed = aws(
        *("cognito-idp", "list-users", "--user-pool-id", pool.id, "--page-size", "3"),
        *("--query", "Users[].Username"),
    )
    assert sorted(listed) == names


def test_iam_and_sts(aws, tmp_path, server):
    user, role = unique("cli"), unique("cli")
    arn = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    assert aws("iam", "create-user", "--user-name", user)["User"]["Arn"] == arn
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": arn},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            },
        }
    )
    document = ("--assume-role-policy-document", trust)
    made = aws("iam", "create-role", "--role-name", role, *document)["Role"]
    # The CLI decodes the document.
    assert made["AssumeRolePolicyDocument"] == json.loads(trust)
    reading = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly"
    aws("iam", "attach-role-policy", "--role-name", role, "--policy-arn", reading)
    attached = aws("iam", "list-attached-role-policies", "--role-name", role)["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == [reading]

    key = aws("iam", "create-access-key", "--user-name", user)["AccessKey"]
    (tmp_path / "user").mkdir()
    own = runner(server.url, Key(key["AccessKeyId"], key["SecretAccessKey"]), tmp_path / "user")
    assert own("sts", "get-caller-identity")["Arn"] == arn
    assert "(AccessDeniedException)" in own(
        "cognito-idp", "list-user-pools", "--max-results", "1", fails=True
    )
    session = own(
        *("sts", "assume-role", "--role-arn", made["Arn"], "--role-session-name", "cli"),
        *("--tags", "Key=team,Value=red"),
    )
    (tmp_path / "role").mkdir()
    assumed = runner(server.url, temporary(session["Credentials"]), tmp_path / "role")
    assert assumed("sts", "get-caller-identity")["UserId"] == f"{made['RoleId']}:cli"
    assert "UserPools" in assumed("cognito-idp", "list-user-pools", "--max-results", "1")
    assert "(AccessDeniedException)" in assumed(
        "cognito-idp", "create-user-pool", "--pool-name", "p", fails=True
    )
    error = aws("iam", "delete-role", "--role-name", role, fails=True)
    assert "(DeleteConflict)" in error
    assert "Cannot delete entity, must detach all policies first." in error
