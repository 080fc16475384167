"""Codes, steps, passkeys and sessions on two nodes: one winner each, limits never exceeded."""

import json

import pytest

from harness import pools
from harness.factors import PREFERRED, enrol, offer, prefer, reachable
from harness.nodes import known_everywhere, on
from harness.passkey import Passkey
from harness.pools import wrong
from harness.race import codes, race, winners
from harness.refusal import refused

ROUNDS = 8
GUESSES = {"SMS_MFA": 5, "SMS_OTP": 10}
"""OTP-2: of one code, of six digits and of eight."""
FLOWS = [*pools.ALL_FLOWS, "ALLOW_USER_AUTH"]


@pytest.fixture(scope="module")
def pool(nodes):
    first = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]}
    pool = pools.create_pool(nodes[0], Policies={"SignInPolicy": first})
    offer(pool, WebAuthnConfiguration={"RelyingPartyId": "example.com"})
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def apps(nodes, pool):
    """One client, through each node."""
    app = pool.app(ExplicitAuthFlows=FLOWS)
    known_everywhere(nodes, app)
    return [on(node, app) for node in nodes]


def begin(app, user, factor):
    return app.idp.initiate_auth(
        ClientId=app.id,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": user.name, "PREFERRED_CHALLENGE": factor},
    )


def answered(app, user, asked, **given):
    return app.respond(asked["ChallengeName"], {"USERNAME": user.name} | given, asked["Session"])


def raced(apps, user, asked, each: int = 2, **given) -> list:
    """The same answer, several times at both nodes at once."""
    return race([lambda app=app: answered(app, user, asked, **given) for app in apps * each])


def one_winner(results):
    assert len(winners(results)) == 1, results
    assert winners(results)[0]["AuthenticationResult"]
    taken = {"NotAuthorizedException", "ExpiredCodeException", "CodeMismatchException"}
    assert set(codes(results)) <= taken, results


def test_a_challenge_asked_by_one_node_is_answered_at_the_other(pool, apps, sms):
    user, _, number = reachable(pool)
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    asked = apps[0].password_sign_in(user.name, user.password)
    done = answered(apps[1], user, asked, SMS_MFA_CODE=sms.code(number))
    assert done["AuthenticationResult"]


def test_a_code_of_a_second_factor_has_one_winner(pool, apps, sms):
    for _ in range(ROUNDS):
        user, _, number = reachable(pool)
        prefer(pool, user, SMSMfaSettings=PREFERRED)
        asked = apps[0].password_sign_in(user.name, user.password)
        one_winner(raced(apps, user, asked, SMS_MFA_CODE=sms.code(number)))


def test_a_code_of_a_first_factor_has_one_winner(pool, apps, mail):
    for _ in range(ROUNDS):
        user, email, _ = reachable(pool)
        asked = begin(apps[0], user, "EMAIL_OTP")
        one_winner(raced(apps, user, asked, EMAIL_OTP_CODE=mail.code(email)))


@pytest.mark.parametrize("factor", ["SMS_MFA", "SMS_OTP"])
def test_a_code_is_guessed_at_no_more_often_than_allowed(pool, apps, sms, factor):
    for _ in range(ROUNDS // 2):
        user, _, number = reachable(pool)
        if factor == "SMS_MFA":
            prefer(pool, user, SMSMfaSettings=PREFERRED)
            asked = apps[0].password_sign_in(user.name, user.password)
        else:
            asked = begin(apps[0], user, factor)
        assert asked["ChallengeName"] == factor
        code = sms.code(number)
        results = raced(apps, user, asked, each=8, **{f"{factor}_CODE": wrong(code)})
        assert winners(results) == []
        told = [one for one in codes(results) if one == "CodeMismatchException"]
        assert len(told) <= GUESSES[factor], codes(results)
        # What is left of the limit, and then the right one is worth nothing.
        for _ in range(GUESSES[factor] - len(told)):
            with pytest.raises(pool.idp.exceptions.ClientError):
                answered(apps[1], user, asked, **{f"{factor}_CODE": wrong(code)})
        with pytest.raises(pool.idp.exceptions.ClientError):
            answered(apps[0], user, asked, **{f"{factor}_CODE": code})


def test_a_step_of_an_authenticator_app_has_one_winner(pool, apps):
    for _ in range(ROUNDS):
        user = pool.user()
        phone = enrol(apps[0], apps[0].tokens(user)["AccessToken"])
        prefer(pool, user, SoftwareTokenMfaSettings=PREFERRED)
        asked = [app.password_sign_in(user.name, user.password) for app in apps * 2]
        code = phone.code()
        results = race(
            [
                lambda app=app, one=one: answered(app, user, one, SOFTWARE_TOKEN_MFA_CODE=code)
                for app, one in zip(apps * 2, asked, strict=True)
            ]
        )
        one_winner(results)
        assert set(codes(results)) == {"ExpiredCodeException"}, results


def test_an_answer_of_a_passkey_has_one_winner(pool, apps):
    user, passkey = pool.user(), Passkey("https://example.com")
    token = {"AccessToken": apps[0].tokens(user)["AccessToken"]}
    options = apps[0].idp.start_web_authn_registration(**token)["CredentialCreationOptions"]
    made = passkey.register(options)
    # One challenge registers one passkey.
    results = race(
        [
            lambda app=app: app.idp.complete_web_authn_registration(**token, Credential=made)
            for app in apps * 2
        ]
    )
    assert len(winners(results)) == 1, results
    for _ in range(ROUNDS):
        asked = begin(apps[0], user, "WEB_AUTHN")
        options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
        signed = json.dumps(passkey.sign(options))
        one_winner(raced(apps, user, asked, CREDENTIAL=signed))


def test_sessions_never_exceed_their_limit(nodes):
    most = 3
    pool = pools.create_pool(nodes[0])
    nodes[0].set_user_pool_session_configuration(
        UserPoolId=pool.id,
        UserSessionTracking="ENABLED",
        TokenSession={"MaxPerUser": most},
    )
    app = pool.app()
    known_everywhere(nodes, app)
    apps = [on(node, app) for node in nodes]
    for _ in range(ROUNDS // 2):
        user = pool.user()
        results = race([lambda app=app: app.tokens(user) for app in apps * 4])
        assert len(winners(results)) >= most, results

        def lives(tokens, node):
            try:
                return node.get_user(AccessToken=tokens["AccessToken"])["Username"] == user.name
            except node.exceptions.NotAuthorizedException:
                return False

        for node in nodes:
            assert sum(lives(tokens, node) for tokens in winners(results)) == most
            named = {"UserPoolId": pool.id, "Username": user.name}
            assert len(node.admin_list_user_sessions(**named)["Sessions"]) == most
    pool.delete()


def test_a_session_ended_at_one_node_is_ended_at_the_other(nodes):
    pool = pools.create_pool(nodes[0])
    nodes[0].set_user_pool_session_configuration(
        UserPoolId=pool.id, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": 5}
    )
    app, user = pool.app(), pool.user()
    known_everywhere(nodes, app)
    tokens = app.tokens(user)
    named = {"UserPoolId": pool.id, "Username": user.name}
    (seen,) = nodes[1].admin_list_user_sessions(**named)["Sessions"]
    nodes[1].admin_revoke_user_session(**named, SessionId=seen["SessionId"])
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        nodes[0].get_user(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(tokens["RefreshToken"])
    pool.delete()
