"""USER_AUTH with boto3: choosing the first factor, codes and passkeys instead of passwords, signing up
without one, and going up to a stronger sign-in."""

import json

import pytest

from harness import pools, srp, totp
from harness import tokens as reading
from harness.factors import PREFERRED, SENDER, offer, prefer
from harness.passkey import Passkey
from harness.pools import address, attribute_list, phone, unique, wrong
from harness.refusal import refused

FACTORS = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
RELYING_PARTY = {"RelyingPartyId": "example.com"}


def open_pool(idp, **settings):
    """A pool with every first factor."""
    policy = {"SignInPolicy": {"AllowedFirstAuthFactors": FACTORS}}
    return pools.create_pool(
        idp,
        Policies=policy,
        AutoVerifiedAttributes=["email"],
        SmsConfiguration=SENDER,
        **settings,
    )


@pytest.fixture(scope="module")
def pool(idp):
    pool = open_pool(idp)
    idp.set_user_pool_mfa_config(UserPoolId=pool.id, WebAuthnConfiguration=RELYING_PARTY)
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def app(pool):
    return pool.app(ExplicitAuthFlows=FLOWS)


def begin(app, name, **parameters):
    return app.idp.initiate_auth(
        ClientId=app.id, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": name} | parameters
    )


def answer(app, name, asked, **given):
    return app.respond(asked["ChallengeName"], {"USERNAME": name} | given, asked["Session"])


def test_choosing_a_code(pool, app, mail, sms):
    email, number = address("ann"), phone()
    user = pool.user(
        email=email, email_verified="true", phone_number=number, phone_number_verified="true"
    )
    for factor, destination, read in [
        ("EMAIL_OTP", "a***@e***", lambda: mail.code(email)),
        ("SMS_OTP", number[-4:], lambda: sms.code(number)),
    ]:
        asked = begin(app, user.name)
        assert asked["ChallengeName"] == "SELECT_CHALLENGE"
        assert asked["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"]
        challenge = answer(app, user.name, asked, ANSWER=factor)
        assert challenge["ChallengeName"] == factor
        sent_to = challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"]
        assert sent_to.endswith(destination)
        code = read()
        assert len(code) == 8
        with refused("CodeMismatchException"):
            answer(app, user.name, challenge, **{f"{factor}_CODE": wrong(code)})
        done = answer(app, user.name, challenge, **{f"{factor}_CODE": code})
        assert reading.claims(done["AuthenticationResult"]["IdToken"])["sub"] == user.sub
        with refused("NotAuthorizedException"):
            answer(app, user.name, challenge, **{f"{factor}_CODE": code})


def test_preferring_a_code(pool, app, mail):
    email = address()
    user = pool.user(email=email, email_verified="true")
    challenge = begin(app, user.name, PREFERRED_CHALLENGE="EMAIL_OTP")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["AvailableChallenges"] == ["EMAIL_OTP"]
    done = answer(app, user.name, challenge, EMAIL_OTP_CODE=mail.code(email))
    assert done["AuthenticationResult"]["RefreshToken"]


def test_passwords(pool, app):
    user = pool.user()
    at_once = begin(app, user.name, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=user.password)
    assert at_once["AuthenticationResult"]
    asked = begin(app, user.name)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        answer(app, user.name, asked, ANSWER="PASSWORD", PASSWORD="Wrong-Horse-1")
    chosen = answer(app, user.name, asked, ANSWER="PASSWORD", PASSWORD=user.password)
    assert chosen["AuthenticationResult"]
    with refused("InvalidParameterException"):
        answer(app, user.name, begin(app, user.name), ANSWER="EMAIL_OTP")


@pytest.mark.parametrize("preferred", [False, True], ids=["chosen", "preferred"])
def test_srp(pool, app, preferred):
    user = pool.user()
    client = srp.Client(pool.id, user.password)
    if preferred:
        given = {"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": client.public}
        asked = begin(app, user.name, **given)
    else:
        given = {"ANSWER": "PASSWORD_SRP", "SRP_A": client.public}
        asked = answer(app, user.name, begin(app, user.name), **given)
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    responses = client.answer(asked["ChallengeParameters"])
    done = app.respond("PASSWORD_VERIFIER", responses, asked["Session"])
    assert done["AuthenticationResult"]["AccessToken"]


def test_passkeys(idp, pool, app):
    user, passkey = pool.user(), Passkey("https://example.com")
    token = {"AccessToken": app.tokens(user)["AccessToken"]}
    options = idp.start_web_authn_registration(**token)["CredentialCreationOptions"]
    stranger = Passkey("https://example.org").register(options)
    with refused("WebAuthnOriginNotAllowedException"):
        idp.complete_web_authn_registration(**token, Credential=stranger)
    options = idp.start_web_authn_registration(**token)["CredentialCreationOptions"]
    idp.complete_web_authn_registration(**token, Credential=passkey.register(options))
    factors = idp.get_user_auth_factors(**token)["ConfiguredUserAuthFactors"]
    assert set(factors) == {"PASSWORD", "WEB_AUTHN"}

    asked = begin(app, user.name, PREFERRED_CHALLENGE="WEB_AUTHN")
    options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    assert [one["id"] for one in options["allowCredentials"]] == [passkey.id]
    signed = json.dumps(passkey.sign(options))
    done = answer(app, user.name, asked, CREDENTIAL=signed)
    assert done["AuthenticationResult"]["AccessToken"]
    with refused("NotAuthorizedException"):
        answer(app, user.name, asked, CREDENTIAL=signed)
    # A signature of one challenge answers no other.
    with refused("NotAuthorizedException"):
        asked = begin(app, user.name, PREFERRED_CHALLENGE="WEB_AUTHN")
        answer(app, user.name, asked, CREDENTIAL=signed)


def test_signing_up_without_a_password(idp, pool, app, mail):
    name, email = unique(), address()
    made = app.sign_up(name, None, email=email)
    confirmed = app.confirm(name, mail.code(email), Session=made["Session"])
    done = idp.initiate_auth(
        ClientId=app.id,
        AuthFlow="USER_AUTH",
        Session=confirmed["Session"],
        AuthParameters={"USERNAME": name},
    )
    access = done["AuthenticationResult"]["AccessToken"]
    factors = idp.get_user_auth_factors(AccessToken=access)["ConfiguredUserAuthFactors"]
    assert factors == ["EMAIL_OTP"]
    # Next time by a code; and then with a password, too.
    challenge = begin(app, name, PREFERRED_CHALLENGE="EMAIL_OTP")
    done = answer(app, name, challenge, EMAIL_OTP_CODE=mail.code(email, 2))
    access = done["AuthenticationResult"]["AccessToken"]
    idp.change_password(AccessToken=access, ProposedPassword="First-Horse-1")
    assert app.password_sign_in(name, "First-Horse-1")["AuthenticationResult"]


def test_administrators_invite_without_a_password(idp, pool, app, mail):
    name, email = unique(), address()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=name,
        MessageAction="SUPPRESS",
        UserAttributes=attribute_list({"email": email, "email_verified": "true"}),
    )
    assert pool.get(name)["UserStatus"] == "CONFIRMED"
    challenge = begin(app, name, PREFERRED_CHALLENGE="EMAIL_OTP")
    done = answer(app, name, challenge, EMAIL_OTP_CODE=mail.code(email))
    assert done["AuthenticationResult"]


def test_stepping_up(idp, mail):
    pool = open_pool(idp)
    offer(pool, WebAuthnConfiguration=RELYING_PARTY)
    app, user = pool.app(ExplicitAuthFlows=FLOWS), pool.user()
    weak = app.tokens(user)["AccessToken"]
    made = idp.associate_software_token(AccessToken=weak)
    app_code = totp.App(made["SecretCode"])
    idp.verify_software_token(AccessToken=weak, UserCode=app_code.code())
    target = {"TARGET_ACR_VALUES": "urn:cognito:loa:4"}
    challenge = begin(app, user.name, **target, ACCESS_TOKEN=weak)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    done = answer(app, user.name, challenge, SOFTWARE_TOKEN_MFA_CODE=app_code.code())
    claims = reading.claims(done["AuthenticationResult"]["AccessToken"])
    assert claims["acr"] == "urn:cognito:loa:4"
    assert set(claims["amr"]) >= {"pwd", "otp"}
    pool.delete()


def test_a_demanded_second_factor_leaves_only_passwords(idp, sms):
    pool, number = open_pool(idp), phone()
    offer(pool, "ON")
    app = pool.app(ExplicitAuthFlows=FLOWS)
    user = pool.user(
        email=address(), email_verified="true", phone_number=number, phone_number_verified="true"
    )
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    asked = begin(app, user.name)
    assert asked["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]
    challenge = answer(app, user.name, asked, ANSWER="PASSWORD", PASSWORD=user.password)
    assert challenge["ChallengeName"] == "SMS_MFA"
    done = answer(app, user.name, challenge, SMS_MFA_CODE=sms.code(number))
    assert done["AuthenticationResult"]
    pool.delete()


def test_nobody_is_told_who_exists(pool):
    app = pool.app(ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")
    nobody = unique("nobody")
    challenge = begin(app, nobody, PREFERRED_CHALLENGE="EMAIL_OTP")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    with refused("CodeMismatchException"):
        answer(app, nobody, challenge, EMAIL_OTP_CODE="12345678")


def test_a_client_without_the_flow(pool):
    with refused("InvalidParameterException"):
        begin(pool.app(), pool.user().name)
