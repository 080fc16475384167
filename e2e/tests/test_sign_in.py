"""InitiateAuth, RespondToAuthChallenge, AdminInitiateAuth, AdminRespondToAuthChallenge: password and
SRP sign-in, with and without client secret, and every refusal on the way."""

import base64
import datetime
import random
import uuid

import pytest

from harness import srp
from harness.pools import ALL_FLOWS, PASSWORD, secret_hash, unique
from harness.refusal import refused

WRONG = "Incorrect username or password."


def admin_sign_in(app, name, password, flow="ADMIN_USER_PASSWORD_AUTH", **more):
    return app.idp.admin_initiate_auth(
        UserPoolId=app.pool.id,
        ClientId=app.id,
        AuthFlow=flow,
        AuthParameters={"USERNAME": name, "PASSWORD": password} | app.hash(name),
        **more,
    )


def test_password_sign_in_answers_tokens_and_nothing_else(app, user):
    answer = app.password_sign_in(user.name, user.password)
    answer.pop("ResponseMetadata")
    assert set(answer) == {"AuthenticationResult", "ChallengeParameters"}
    assert answer["ChallengeParameters"] == {}
    result = answer["AuthenticationResult"]
    assert set(result) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert (result["ExpiresIn"], result["TokenType"]) == (3600, "Bearer")


def test_srp_sign_in_needs_no_session(app, user):
    client = srp.Client(app.pool.id, user.password)
    challenge = app.srp_challenge(user.name, client.public)
    challenge.pop("ResponseMetadata")
    assert set(challenge) == {"ChallengeName", "ChallengeParameters"}
    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
    parameters = challenge["ChallengeParameters"]
    expected = {"SALT", "SRP_B", "SECRET_BLOCK", "USERNAME", "USER_ID_FOR_SRP"}
    assert set(parameters) == expected
    base64.b64decode(parameters["SECRET_BLOCK"], validate=True)
    answer = app.respond("PASSWORD_VERIFIER", client.answer(parameters))
    assert answer["AuthenticationResult"]["AccessToken"]


def test_srp_works_for_many_random_passwords(pool, app):
    """Short and long, any script, and many salts, so that numbers of every length occur."""
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    alphabet = "abcXYZ019-_.äöüßéλ漢字🔑"
    user = pool.user()
    for _ in range(25):
        tail = "".join(chance.choice(alphabet) for _ in range(chance.randrange(0, 60)))
        password = "Aa1-" + "xxxx" + tail
        pool.set_password(user.name, password)
        assert app.srp_sign_in(user.name, password)["AuthenticationResult"], (seed, password)


@pytest.mark.parametrize("a", [1, 2, 255, 2**128 - 1, 2**256 - 1])
def test_srp_works_for_small_and_large_client_numbers(app, user, a):
    client = srp.Client(app.pool.id, user.password, a)
    challenge = app.srp_challenge(user.name, client.public)["ChallengeParameters"]
    answer = app.respond("PASSWORD_VERIFIER", client.answer(challenge))
    assert answer["AuthenticationResult"]


def test_the_admin_flows(app, user):
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        answer = admin_sign_in(app, user.name, user.password, flow)
        assert answer["AuthenticationResult"]["RefreshToken"]
        with refused("NotAuthorizedException", WRONG):
            admin_sign_in(app, user.name, "Wrong-Horse-1", flow)


def test_the_admin_operations_speak_srp(app, idp, user):
    client = srp.Client(app.pool.id, user.password)
    challenge = idp.admin_initiate_auth(
        UserPoolId=app.pool.id,
        ClientId=app.id,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": user.name, "SRP_A": client.public},
    )
    answer = idp.admin_respond_to_auth_challenge(
        UserPoolId=app.pool.id,
        ClientId=app.id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.answer(challenge["ChallengeParameters"]),
        **({"Session": challenge["Session"]} if "Session" in challenge else {}),
    )
    assert answer["AuthenticationResult"]["IdToken"]


def test_admin_flows_are_not_for_the_public(app, user):
    with refused("InvalidParameterException", "Initiate Auth method not supported."):
        app.idp.initiate_auth(
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            ClientId=app.id,
            AuthParameters={"USERNAME": user.name, "PASSWORD": user.password},
        )


def test_an_admin_names_the_right_pool(app, new_pool, user):
    other = new_pool()
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        app.idp.admin_initiate_auth(
            UserPoolId=other.id,
            ClientId=app.id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.name, "PASSWORD": user.password},
        )


# What is refused


def test_a_wrong_password_is_refused(app, user):
    with refused("NotAuthorizedException", WRONG):
        app.password_sign_in(user.name, "Wrong-Horse-1")
    with refused("NotAuthorizedException", WRONG):
        app.srp_sign_in(user.name, "Wrong-Horse-1")


def test_nobody_is_named_by_default(app):
    with refused("UserNotFoundException", "User does not exist."):
        app.password_sign_in(unique("nobody"), PASSWORD)
    with refused("UserNotFoundException", "User does not exist."):
        app.srp_challenge(unique("nobody"), srp.Client(app.pool.id, "x").public)


@pytest.mark.parametrize(
    "flow, given, missing",
    [
        ("USER_PASSWORD_AUTH", {"PASSWORD": PASSWORD}, "USERNAME"),
        ("USER_PASSWORD_AUTH", {"USERNAME": "somebody"}, "PASSWORD"),
        ("USER_SRP_AUTH", {"USERNAME": "somebody"}, "SRP_A"),
        ("USER_SRP_AUTH", {"SRP_A": "aa"}, "USERNAME"),
        ("REFRESH_TOKEN_AUTH", {}, "REFRESH_TOKEN"),
    ],
)
def test_missing_parameters_are_named(app, flow, given, missing):
    with refused("InvalidParameterException", f"Missing required parameter {missing}"):
        app.idp.initiate_auth(AuthFlow=flow, ClientId=app.id, AuthParameters=given)


@pytest.mark.parametrize("left_out", ["PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP", "USERNAME"])
def test_missing_answers_are_named(app, user, left_out):
    client = srp.Client(app.pool.id, user.password)
    challenge = app.srp_challenge(user.name, client.public)["ChallengeParameters"]
    responses = client.answer(challenge)
    del responses[left_out]
    with refused("InvalidParameterException", f"Missing required parameter {left_out}"):
        app.respond("PASSWORD_VERIFIER", responses)


@pytest.mark.parametrize(
    "allowed, flow",
    [
        ("ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"),
        ("ALLOW_USER_PASSWORD_AUTH", "USER_SRP_AUTH"),
    ],
)
def test_a_flow_must_be_enabled(pool, user, allowed, flow):
    app = pool.app(ExplicitAuthFlows=[allowed])
    with refused("InvalidParameterException", f"{flow} flow not enabled for this client"):
        app.idp.initiate_auth(
            AuthFlow=flow,
            ClientId=app.id,
            AuthParameters={"USERNAME": user.name, "PASSWORD": user.password, "SRP_A": "aa"},
        )


def test_an_admin_flow_must_be_enabled(pool, user):
    app = pool.app(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])
    with refused("InvalidParameterException"):
        admin_sign_in(app, user.name, user.password)


def test_legacy_flow_names(pool, user):
    app = pool.app(ExplicitAuthFlows=["USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
    assert app.tokens(user)["AccessToken"]
    assert admin_sign_in(app, user.name, user.password)["AuthenticationResult"]


@pytest.mark.parametrize("number", [0, srp.N, 2 * srp.N])
def test_client_numbers_that_give_everything_away_are_refused(app, user, number):
    """PW-7: A mod N = 0 would make the shared secret known without the password."""
    with refused("InvalidParameterException"):
        app.srp_challenge(user.name, format(number, "x"))


@pytest.mark.parametrize("text", ["", "xyz", "-1", "0x12", " 12", "1" * 2000])
def test_client_numbers_that_are_no_numbers_are_refused(app, user, text):
    with refused("InvalidParameterException"):
        app.srp_challenge(user.name, text)


def test_an_answer_is_worth_one_sign_in(app, user):
    client = srp.Client(app.pool.id, user.password)
    challenge = app.srp_challenge(user.name, client.public)["ChallengeParameters"]
    responses = client.answer(challenge)
    assert app.respond("PASSWORD_VERIFIER", responses)["AuthenticationResult"]
    with refused("NotAuthorizedException"):
        app.respond("PASSWORD_VERIFIER", responses)


def test_a_secret_block_is_bound_to_its_user_client_and_bytes(pool, app, user):
    other_user, other_app = pool.user(), pool.app()
    client = srp.Client(pool.id, user.password)
    challenge = app.srp_challenge(user.name, client.public)["ChallengeParameters"]
    responses = client.answer(challenge)
    with refused("NotAuthorizedException"):
        other_app.respond("PASSWORD_VERIFIER", responses)
    with refused("NotAuthorizedException"):
        app.respond("PASSWORD_VERIFIER", responses | {"USERNAME": other_user.name})
    block = bytearray(base64.b64decode(challenge["SECRET_BLOCK"]))
    for at in (0, len(block) // 2, len(block) - 1):
        bent = bytearray(block)
        bent[at] ^= 1
        forged = {"SECRET_BLOCK": base64.b64encode(bent).decode()}
        with refused("NotAuthorizedException"):
            app.respond("PASSWORD_VERIFIER", client.answer(challenge | forged))
    with refused("NotAuthorizedException"):
        forged = {"PASSWORD_CLAIM_SECRET_BLOCK": "bm90IGEgYmxvY2s="}
        app.respond("PASSWORD_VERIFIER", responses | forged)
    # None of that used the block up.
    assert app.respond("PASSWORD_VERIFIER", responses)["AuthenticationResult"]


def test_a_timestamp_must_be_of_now(app, user):
    now = datetime.datetime.now(datetime.timezone.utc)
    for shift in (datetime.timedelta(hours=-2), datetime.timedelta(hours=2)):
        client = srp.Client(app.pool.id, user.password)
        challenge = app.srp_challenge(user.name, client.public)["ChallengeParameters"]
        with refused("NotAuthorizedException"):
            app.respond("PASSWORD_VERIFIER", client.answer(challenge, now + shift))


def test_a_challenge_nobody_asked_for_is_refused(app, user):
    with refused("NotAuthorizedException"):
        app.respond(
            "NEW_PASSWORD_REQUIRED",
            {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-1"},
            session="x" * 40,
        )


def test_users_who_must_not_sign_in(pool, app, idp):
    disabled = pool.user()
    idp.admin_disable_user(UserPoolId=pool.id, Username=disabled.name)
    with refused("NotAuthorizedException", "User is disabled."):
        app.tokens(disabled)
    with refused("NotAuthorizedException", "User is disabled."):
        app.srp_sign_in(disabled.name, disabled.password)


# Client secrets


def test_a_client_with_a_secret_signs_in(secret_app, user):
    assert secret_app.tokens(user)["AccessToken"]
    assert secret_app.srp_sign_in(user.name, user.password)["AuthenticationResult"]
    assert admin_sign_in(secret_app, user.name, user.password)["AuthenticationResult"]


def test_the_hash_may_be_over_the_sub(secret_app, user):
    answer = secret_app.idp.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=secret_app.id,
        AuthParameters={"USERNAME": user.name, "PASSWORD": user.password}
        | {"SECRET_HASH": secret_hash(secret_app.secret, user.sub, secret_app.id)},
    )
    assert answer["AuthenticationResult"]


def test_the_hash_is_demanded(secret_app, user):
    parameters = {"USERNAME": user.name, "PASSWORD": user.password}
    with refused(
        "NotAuthorizedException",
        f"Client {secret_app.id} is configured with secret but SECRET_HASH was not received",
    ):
        secret_app.idp.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH", ClientId=secret_app.id, AuthParameters=parameters
        )


@pytest.mark.parametrize("given", ["bm90IHRoZSBoYXNo", "", "not base64!"])
def test_the_hash_is_checked(secret_app, user, given):
    parameters = {"USERNAME": user.name, "PASSWORD": user.password, "SECRET_HASH": given}
    with refused("NotAuthorizedException"):
        secret_app.idp.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH", ClientId=secret_app.id, AuthParameters=parameters
        )


def test_a_wrong_hash_is_worded_as_aws_does(app, secret_app, user):
    parameters = {"USERNAME": user.name, "PASSWORD": user.password, "SECRET_HASH": "d3Jvbmc="}
    for one in (app, secret_app):
        with refused("NotAuthorizedException", f"Unable to verify secret hash for client {one.id}"):
            one.idp.initiate_auth(
                AuthFlow="USER_PASSWORD_AUTH", ClientId=one.id, AuthParameters=parameters
            )


def test_the_second_step_needs_the_hash_too(secret_app, user):
    client = srp.Client(secret_app.pool.id, user.password)
    challenge = secret_app.srp_challenge(user.name, client.public)["ChallengeParameters"]
    with refused("NotAuthorizedException"):
        secret_app.respond("PASSWORD_VERIFIER", client.answer(challenge))


# Existence


def test_existence_can_be_hidden(new_pool):
    """Where user names are generated (sign-in by e-mail), nothing tells who exists."""
    pool = new_pool(UsernameAttributes=["email"])
    app = pool.app(PreventUserExistenceErrors="ENABLED")
    somebody, nobody = "somebody@example.com", "nobody-1@example.com"
    pool.user(somebody)
    public = srp.Client(pool.id, "x").public
    first = app.srp_challenge(nobody, public)["ChallengeParameters"]
    second = app.srp_challenge(nobody, public)["ChallengeParameters"]
    real = app.srp_challenge(somebody, public)["ChallengeParameters"]
    assert set(first) == set(real)
    for challenge in (first, real):
        uuid.UUID(challenge["USERNAME"])
        assert challenge["USERNAME"] == challenge["USER_ID_FOR_SRP"]
    # Stable, as what is stored would be; fresh, as a server number would be.
    for stable in ("SALT", "USERNAME"):
        assert first[stable] == second[stable] != real[stable]
    assert first["SRP_B"] != second["SRP_B"]
    assert len(first["SECRET_BLOCK"]) == len(real["SECRET_BLOCK"])
    for sign_in in (app.password_sign_in, app.srp_sign_in):
        with refused("NotAuthorizedException", WRONG):
            sign_in(nobody, PASSWORD)
    with refused("NotAuthorizedException", WRONG):
        admin_sign_in(app, nobody, PASSWORD)


def test_a_hidden_disabled_user_answers_as_nobody_does(pool, idp):
    app = pool.app(PreventUserExistenceErrors="ENABLED")
    user = pool.user()
    idp.admin_disable_user(UserPoolId=pool.id, Username=user.name)
    with refused("NotAuthorizedException", WRONG):
        app.password_sign_in(user.name, "Wrong-Horse-1")


# Stored settings whose behaviour is not built fail closed


def test_a_pool_that_demands_mfa_signs_nobody_in_without(new_pool, idp):
    pool = new_pool(
        MfaConfiguration="ON",
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::111122223333:role/sms"},
    )
    app, user = pool.app(), pool.user()
    try:
        answer = app.password_sign_in(user.name, user.password)
    except idp.exceptions.ClientError:
        return
    assert "AuthenticationResult" not in answer


def test_a_trigger_that_cannot_be_called_stops_the_flow(new_pool):
    function = "arn:aws:lambda:us-east-1:111122223333:function:missing"
    pool = new_pool(LambdaConfig={"PreAuthentication": function})
    app, user = pool.app(), pool.user()
    with refused("UnexpectedLambdaException"):
        app.tokens(user)
    with refused("UnexpectedLambdaException"):
        app.srp_sign_in(user.name, user.password)


def test_flows_of_later_issues_refuse_clearly(pool, user):
    app = pool.app(ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_CUSTOM_AUTH"])
    with refused(
        "InvalidParameterException",
        "Custom auth lambda trigger is not configured for the user pool.",
    ):
        app.idp.initiate_auth(
            AuthFlow="CUSTOM_AUTH", ClientId=app.id, AuthParameters={"USERNAME": user.name}
        )
