"""aws-amplify v6 in a page in Chromium: accounts, sign-ins, second factors, devices and sessions."""

import pytest

from harness import pools, tokens, totp
from harness.factors import offer
from harness.pools import PASSWORD, address, wrong
from harness.walks.devices import ALWAYS

NEW = "Remembered-Horse-1"
FIRST = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
DONE = {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(
        idp,
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        Policies={"SignInPolicy": FIRST},
    )
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def app(pool):
    return pool.app(ExplicitAuthFlows=FLOWS)


@pytest.fixture
def page(open_page, app):
    return open_page(app)


@pytest.fixture
def email(pool):
    """The address of a user of the pool."""
    email = address()
    pool.user(email, email=email, email_verified="true")
    return email


def sign_in(page, email, password=PASSWORD, **options):
    """By USER_SRP_AUTH unless `options` say otherwise."""
    given = {"username": email} | ({"password": password} if password else {})
    return page.do("signIn", **given, **({"options": options} if options else {}))


def preferring(challenge):
    return {"authFlowType": "USER_AUTH", "preferredChallenge": challenge}


def step(answer) -> str:
    return answer["nextStep"]["signInStep"]


def test_an_account(page, server, pool, app, mail):
    email = address("amy")
    options = {"userAttributes": {"email": email}}
    made = page.do("signUp", username=email, password=PASSWORD, options=options)
    assert made["nextStep"]["signUpStep"] == "CONFIRM_SIGN_UP"
    assert step(sign_in(page, email)) == "CONFIRM_SIGN_UP"
    code = mail.code(email)
    page.refused(
        "CodeMismatchException", "confirmSignUp", username=email, confirmationCode=wrong(code)
    )
    page.do("confirmSignUp", username=email, confirmationCode=code)

    page.refused("NotAuthorizedException", "signIn", username=email, password=NEW)
    assert sign_in(page, email) == DONE
    page.refused("UserAlreadyAuthenticatedException", "signIn", username=email, password=PASSWORD)
    issued = page.do("tokens")
    keys, issuer = tokens.jwks(server.address, pool.id), f"{server.url}/{pool.id}"
    claims = tokens.verified(issued["id"], keys, issuer, app.id)
    assert claims["email"] == email and claims["email_verified"] is True

    # The page comes back with the user signed in.
    page.do("$reload")
    assert page.do("getCurrentUser")["userId"] == made["userId"] == claims["sub"]
    assert page.do("refresh")["access"] != issued["access"]
    page.do("signOut")
    page.refused("UserUnAuthenticatedException", "getCurrentUser")


def test_a_user_without_a_password_goes_on_after_the_code(page, mail):
    email = address()
    options = {
        "userAttributes": {"email": email},
        "autoSignIn": {"authFlowType": "USER_AUTH"},
    }
    page.do("signUp", username=email, options=options)
    confirmed = page.do("confirmSignUp", username=email, confirmationCode=mail.code(email))
    assert confirmed["nextStep"]["signUpStep"] == "COMPLETE_AUTO_SIGN_IN"
    assert page.do("autoSignIn") == DONE
    assert page.do("fetchUserAttributes")["email"] == email


def test_a_code_by_mail(page, email, mail):
    asked = sign_in(page, email, None, **preferring("EMAIL_OTP"))
    assert step(asked) == "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
    assert asked["nextStep"]["codeDeliveryDetails"]["deliveryMedium"] == "EMAIL"
    code = mail.code(email)
    page.refused("CodeMismatchException", "confirmSignIn", challengeResponse=wrong(code))
    assert page.do("confirmSignIn", challengeResponse=code) == DONE


@pytest.mark.parametrize("challenge", ["PASSWORD", "PASSWORD_SRP"])
def test_a_preferred_password(page, email, challenge):
    wrong_one = {"username": email, "password": NEW, "options": preferring(challenge)}
    page.refused("NotAuthorizedException", "signIn", **wrong_one)
    assert sign_in(page, email, **preferring(challenge)) == DONE


def test_a_choice(page, email, mail):
    asked = sign_in(page, email, None, authFlowType="USER_AUTH")
    assert step(asked) == "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION"
    offered = asked["nextStep"]["availableChallenges"]
    assert set(offered) == {"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"}
    chosen = page.do("confirmSignIn", challengeResponse="EMAIL_OTP")
    assert step(chosen) == "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
    assert page.do("confirmSignIn", challengeResponse=mail.code(email)) == DONE
    page.do("signOut")

    sign_in(page, email, None, authFlowType="USER_AUTH")
    chosen = page.do("confirmSignIn", challengeResponse="PASSWORD_SRP")
    assert step(chosen) == "CONFIRM_SIGN_IN_WITH_PASSWORD"
    assert page.do("confirmSignIn", challengeResponse=PASSWORD) == DONE


def test_attributes(page, email, mail):
    new = address("new")
    sign_in(page, email)
    changed = page.do("updateUserAttributes", userAttributes={"nickname": "Amy", "email": new})
    assert changed["nickname"]["isUpdated"] is True
    asked = changed["email"]["nextStep"]
    assert asked["updateAttributeStep"] == "CONFIRM_ATTRIBUTE_WITH_CODE"
    seen = page.do("fetchUserAttributes")
    assert (seen["nickname"], seen["email"]) == ("Amy", email)

    code = mail.code(new)
    answer = {"userAttributeKey": "email", "confirmationCode": code}
    bent = answer | {"confirmationCode": wrong(code)}
    page.refused("CodeMismatchException", "confirmUserAttribute", **bent)
    page.do("confirmUserAttribute", **answer)
    seen = page.do("fetchUserAttributes")
    assert (seen["email"], seen["email_verified"]) == (new, "true")
    page.do("deleteUserAttributes", userAttributeKeys=["nickname"])
    assert "nickname" not in page.do("fetchUserAttributes")
    page.do("signOut")
    assert sign_in(page, new) == DONE


def test_passwords(page, email, mail):
    asked = page.do("resetPassword", username=email)
    assert asked["nextStep"]["resetPasswordStep"] == "CONFIRM_RESET_PASSWORD_WITH_CODE"
    answer = {"username": email, "confirmationCode": mail.code(email), "newPassword": NEW}
    page.do("confirmResetPassword", **answer)
    page.refused("NotAuthorizedException", "signIn", username=email, password=PASSWORD)
    assert sign_in(page, email, NEW) == DONE
    page.do("updatePassword", oldPassword=NEW, newPassword=PASSWORD)
    page.do("signOut")
    assert sign_in(page, email) == DONE


def test_signing_out_everywhere(open_page, app, email):
    here, there = open_page(app), open_page(app)
    for page in (here, there):
        sign_in(page, email)
    here.do("signOut", **{"global": True})
    here.refused("UserUnAuthenticatedException", "getCurrentUser")
    there.refused("NotAuthorizedException", "fetchUserAttributes")
    assert there.do("refresh") is None
    there.refused("UserUnAuthenticatedException", "getCurrentUser")


def test_the_end_of_an_account(page, pool, email):
    sign_in(page, email)
    page.do("deleteUser")
    page.refused("UserUnAuthenticatedException", "getCurrentUser")
    page.refused("UserNotFoundException", "signIn", username=email, password=PASSWORD)
    with pytest.raises(pool.idp.exceptions.UserNotFoundException):
        pool.get(email)


def test_an_authenticator_app(open_page, new_pool):
    pool = new_pool()
    offer(pool)
    page, name = open_page(pool.app()), pool.user().name
    sign_in(page, name)
    authenticator = totp.App(page.do("setUpTOTP"))
    assert page.do("fetchMFAPreference") == {}
    page.refused("EnableSoftwareTokenMFAException", "verifyTOTPSetup", code=authenticator.wrong())
    page.do("verifyTOTPSetup", code=authenticator.code())
    page.do("updateMFAPreference", totp="PREFERRED")
    assert page.do("fetchMFAPreference") == {"enabled": ["TOTP"], "preferred": "TOTP"}
    page.do("signOut")

    assert step(sign_in(page, name)) == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"
    wrong_one, used = authenticator.wrong(), authenticator.used()
    page.refused("CodeMismatchException", "confirmSignIn", challengeResponse=wrong_one)
    page.refused("ExpiredCodeException", "confirmSignIn", challengeResponse=used)
    assert page.do("confirmSignIn", challengeResponse=authenticator.code()) == DONE


def test_an_authenticator_app_is_demanded(open_page, new_pool):
    pool = new_pool()
    pool.idp.set_user_pool_mfa_config(
        UserPoolId=pool.id,
        MfaConfiguration="ON",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    page, name = open_page(pool.app()), pool.user().name
    asked = sign_in(page, name)
    assert step(asked) == "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
    authenticator = totp.App(asked["nextStep"]["totpSetupDetails"]["sharedSecret"])
    assert page.do("confirmSignIn", challengeResponse=authenticator.code()) == DONE
    assert page.do("fetchMFAPreference")["enabled"] == ["TOTP"]


def test_a_remembered_device(open_page, new_pool):
    prompt = ALWAYS | {"DeviceOnlyRememberedOnUserPrompt": True}
    pool = new_pool(DeviceConfiguration=prompt)
    offer(pool)
    app, name = pool.app(), pool.user().name
    page = open_page(app)
    sign_in(page, name)
    (device,) = page.do("fetchDevices")
    assert device["id"].startswith("us-east-1_") and device["name"]
    page.do("rememberDevice")
    authenticator = totp.App(page.do("setUpTOTP"))
    page.do("verifyTOTPSetup", code=authenticator.code())
    page.do("updateMFAPreference", totp="PREFERRED")
    page.do("signOut")

    # Here the device is the second factor; elsewhere the app is.
    assert sign_in(page, name) == DONE
    assert tokens.claims(page.do("tokens")["access"])["device_key"] == device["id"]
    assert page.do("refresh")
    elsewhere = open_page(app)
    assert step(sign_in(elsewhere, name)) == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"

    page.do("forgetDevice")
    assert page.do("fetchDevices") == []
    page.do("signOut")
    assert step(sign_in(page, name)) == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"


def test_sessions(open_page, new_pool):
    pool = new_pool()
    pool.idp.set_user_pool_session_configuration(
        UserPoolId=pool.id, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": 2}
    )
    app, name = pool.app(), pool.user().name
    here, there = open_page(app), open_page(app)
    for page in (here, there):
        sign_in(page, name)
    listed = here.do("call", operation="ListUserSessions")["Sessions"]
    (other,) = [one["SessionId"] for one in listed if not one["IsCurrentSession"]]
    assert len(listed) == 2

    here.do("call", operation="RevokeUserSession", SessionId=other)
    (left,) = here.do("call", operation="ListUserSessions")["Sessions"]
    assert left["IsCurrentSession"] is True
    there.refused("NotAuthorizedException", "fetchUserAttributes")
    assert there.do("refresh") is None
    assert here.do("refresh")
