"""Second factors at sign-in, with boto3."""

import json

import pytest

from harness import pools, totp
from harness.factors import ON, PREFERRED, enrol, offer, prefer, reachable
from harness.pools import address, wrong
from harness.refusal import refused

MISMATCH = "Invalid code or auth state for the user."
CODES = {
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
}


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp)
    offer(pool)
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def strict(idp):
    """A pool that demands a second factor."""
    pool = pools.create_pool(idp)
    offer(pool, "ON")
    yield pool
    pool.delete()


def answer(app, user, challenge, code):
    """Answers the challenge with a code."""
    name = challenge["ChallengeName"]
    return app.respond(name, {"USERNAME": user.name, CODES[name]: code}, challenge["Session"])


def test_totp(idp, pool, app):
    user = pool.user()
    access = app.tokens(user)["AccessToken"]
    phone = enrol(app, access)
    prefer(pool, user, SoftwareTokenMfaSettings=PREFERRED)
    seen = pool.get(user.name)
    assert seen["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
    assert seen["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"

    challenge = app.password_sign_in(user.name, user.password)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert challenge["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "phone"
    with refused("CodeMismatchException"):
        answer(app, user, challenge, phone.wrong())
    used = phone.used()
    with refused("ExpiredCodeException", "Your software token has already been used once."):
        answer(app, user, challenge, used)
    assert answer(app, user, challenge, phone.code())["AuthenticationResult"]["IdToken"]

    idp.admin_delete_software_token(UserPoolId=pool.id, Username=user.name)
    assert app.password_sign_in(user.name, user.password)["AuthenticationResult"]


def test_totp_after_srp_and_with_a_secret(pool, secret_app):
    user = pool.user()
    phone = enrol(secret_app, secret_app.tokens(user)["AccessToken"])
    prefer(pool, user, SoftwareTokenMfaSettings=PREFERRED)
    challenge = secret_app.srp_sign_in(user.name, user.password)
    responses = {"USERNAME": user.name, "SOFTWARE_TOKEN_MFA_CODE": phone.code()}
    responses |= secret_app.hash(user.name)
    done = secret_app.respond("SOFTWARE_TOKEN_MFA", responses, challenge["Session"])
    assert done["AuthenticationResult"]["RefreshToken"]


def test_a_wrong_first_code_sets_up_nothing(idp, pool, app):
    user = pool.user()
    access = app.tokens(user)["AccessToken"]
    secret = idp.associate_software_token(AccessToken=access)["SecretCode"]
    with refused("EnableSoftwareTokenMFAException", "Code mismatch"):
        idp.verify_software_token(AccessToken=access, UserCode=totp.App(secret).wrong())
    with refused("InvalidParameterException"):
        prefer(pool, user, SoftwareTokenMfaSettings=PREFERRED)


def test_text_messages(pool, app, sms):
    user, _, number = reachable(pool)
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    challenge = app.password_sign_in(user.name, user.password)
    assert challenge["ChallengeName"] == "SMS_MFA"
    parameters = challenge["ChallengeParameters"]
    assert parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
    assert parameters["CODE_DELIVERY_DESTINATION"].endswith(number[-4:])
    code = sms.code(number)
    with refused("CodeMismatchException"):
        answer(app, user, challenge, wrong(code))
    assert answer(app, user, challenge, code)["AuthenticationResult"]["AccessToken"]
    with refused("NotAuthorizedException"):
        answer(app, user, challenge, code)


def test_mails(pool, app, mail):
    user, email, _ = reachable(pool)
    prefer(pool, user, EmailMfaSettings=PREFERRED)
    challenge = app.password_sign_in(user.name, user.password)
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "m***@e***"
    code = mail.code(email)
    assert len(code) == 6
    assert answer(app, user, challenge, code)["AuthenticationResult"]["AccessToken"]


def test_a_code_is_dead_after_five_wrong_answers(pool, app, sms):
    user, _, number = reachable(pool)
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    challenge = app.password_sign_in(user.name, user.password)
    code = sms.code(number)
    for _ in range(5):
        with refused("CodeMismatchException"):
            answer(app, user, challenge, wrong(code))
    with pytest.raises(pool.idp.exceptions.ClientError):
        answer(app, user, challenge, code)


def test_choosing_among_factors(idp, pool, app, mail, sms):
    user, email, number = reachable(pool)
    phone = enrol(app, app.tokens(user)["AccessToken"])
    prefer(pool, user, SMSMfaSettings=ON, SoftwareTokenMfaSettings=ON, EmailMfaSettings=ON)
    code = {
        "SMS_MFA": lambda: sms.code(number),
        "EMAIL_OTP": lambda: mail.code(email),
        "SOFTWARE_TOKEN_MFA": phone.code,
    }
    for factor, read in code.items():
        asked = app.password_sign_in(user.name, user.password)
        assert asked["ChallengeName"] == "SELECT_MFA_TYPE"
        assert set(json.loads(asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"])) == set(code)
        chosen = {"USERNAME": user.name, "ANSWER": factor}
        challenge = app.respond("SELECT_MFA_TYPE", chosen, asked["Session"])
        assert challenge["ChallengeName"] == factor
        assert answer(app, user, challenge, read())["AuthenticationResult"]["AccessToken"]


def test_a_demanded_factor_is_set_up_on_the_way(idp, strict):
    app, user = strict.app(), strict.user()
    asked = app.password_sign_in(user.name, user.password)
    assert asked["ChallengeName"] == "MFA_SETUP"
    assert "SOFTWARE_TOKEN_MFA" in json.loads(asked["ChallengeParameters"]["MFAS_CAN_SETUP"])
    made = idp.associate_software_token(Session=asked["Session"])
    phone = totp.App(made["SecretCode"])
    verified = idp.verify_software_token(Session=made["Session"], UserCode=phone.code())
    done = app.respond("MFA_SETUP", {"USERNAME": user.name}, verified["Session"])
    assert done["AuthenticationResult"]["AccessToken"]
    challenge = app.password_sign_in(user.name, user.password)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert answer(app, user, challenge, phone.code())["AuthenticationResult"]


def test_an_address_is_set_up_on_the_way(strict, mail):
    app, user, email = strict.app(), strict.user(), address()
    asked = app.password_sign_in(user.name, user.password)
    given = {"USERNAME": user.name, "EMAIL": email}
    challenge = app.respond("MFA_SETUP", given, asked["Session"])
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert answer(app, user, challenge, mail.code(email))["AuthenticationResult"]
    assert strict.get(user.name)["attributes"]["email"] == email


def test_a_new_password_comes_before_the_factor(strict, sms):
    app, number = strict.app(), pools.phone()
    user = strict.invite(phone_number=number, phone_number_verified="true")
    asked = app.password_sign_in(user.name, user.password)
    given = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
    challenge = app.respond("NEW_PASSWORD_REQUIRED", given, asked["Session"])
    assert challenge["ChallengeName"] == "SMS_MFA"
    assert answer(app, user, challenge, sms.code(number))["AuthenticationResult"]


def test_administrators_sign_users_in(idp, pool, app, sms):
    user, _, number = reachable(pool)
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    named = {"UserPoolId": pool.id, "ClientId": app.id}
    challenge = idp.admin_initiate_auth(
        **named,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.name, "PASSWORD": user.password},
    )
    done = idp.admin_respond_to_auth_challenge(
        **named,
        ChallengeName=challenge["ChallengeName"],
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": user.name, "SMS_MFA_CODE": sms.code(number)},
    )
    assert done["AuthenticationResult"]["AccessToken"]
