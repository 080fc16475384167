"""A forgotten password: by oneself, by an administrator, and which way the code goes."""

import pytest

from harness import pools
from harness.pools import PASSWORD, address, phone, unique, wrong
from harness.refusal import refused

MISMATCH = "Invalid verification code provided, please try again."
EXPIRED = "Invalid code provided, please request a code again."
LIMIT = "Attempt limit exceeded, please try after some time."
NO_CONTACT = (
    "Cannot reset password for the user as there is no registered/verified email or phone_number"
)
NEW = "Remembered-Horse-1"


@pytest.fixture(params=["app", "secret_app"])
def any_app(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def email():
    return address("jane")


@pytest.fixture
def forgetful(pool, email):
    """A confirmed user with a verified address."""
    return pool.user(email=email, email_verified="true")


def test_a_forgotten_password(any_app, forgetful, email, mail):
    details = any_app.forgot(forgetful.name)
    assert details == {
        "Destination": "j***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    message = mail.wait(email)
    assert message.subject == "Your verification code"
    # Asking alone changes nothing.
    assert any_app.tokens(forgetful)["AccessToken"]
    with refused("CodeMismatchException", MISMATCH):
        any_app.reset(forgetful.name, wrong(message.code), NEW)
    any_app.reset(forgetful.name, message.code, NEW)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        any_app.tokens(forgetful)
    assert any_app.password_sign_in(forgetful.name, NEW)["AuthenticationResult"]
    assert any_app.srp_sign_in(forgetful.name, NEW)["AuthenticationResult"]
    with refused("ExpiredCodeException", EXPIRED):
        any_app.reset(forgetful.name, message.code, "Once-More-1!")


def test_tokens_survive_a_reset(idp, app, forgetful, email, mail):
    tokens = app.tokens(forgetful)
    app.forgot(forgetful.name)
    app.reset(forgetful.name, mail.code(email), NEW)
    assert idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == forgetful.name
    assert app.refresh(tokens["RefreshToken"])["AccessToken"]


def test_a_weak_new_password_does_not_spend_the_code(app, forgetful, email, mail):
    app.forgot(forgetful.name)
    code = mail.code(email)
    with refused(
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    ):
        app.reset(forgetful.name, code, "Ab1-")
    app.reset(forgetful.name, code, NEW)


def test_five_wrong_answers_kill_a_code(app, forgetful, email, mail):
    app.forgot(forgetful.name)
    code = mail.code(email)
    seen = []
    for _ in range(6):
        try:
            app.reset(forgetful.name, wrong(code), NEW)
        except app.idp.exceptions.ClientError as error:
            seen.append(error.response["Error"]["Code"])
    # The limit of the hour (asked and tried together) may come before the fifth mismatch.
    assert seen.count("CodeMismatchException") in (4, 5), seen
    assert set(seen[5:]) <= {"ExpiredCodeException", "LimitExceededException"}, seen
    with pytest.raises(app.idp.exceptions.ClientError):
        app.reset(forgetful.name, code, NEW)
    assert app.tokens(forgetful)["AccessToken"]


def test_resets_are_limited(app, forgetful, email, mail):
    """Between five and twenty an hour."""
    asked = 0
    with refused("LimitExceededException", LIMIT):
        for asked in range(21):
            app.forgot(forgetful.name)
    assert asked >= 5
    assert len(mail.to(email)) <= asked


def test_nothing_asked_for(app, forgetful):
    with refused("ExpiredCodeException", EXPIRED):
        app.reset(forgetful.name, "123456", NEW)


def test_nobody(app):
    with refused("UserNotFoundException"):
        app.forgot(unique())
    with refused("UserNotFoundException"):
        app.reset(unique(), "123456", NEW)


def test_without_a_verified_contact(app, pool):
    for attributes in ({}, {"email": address()}, {"phone_number": phone()}):
        user = pool.user(**attributes)
        with refused("InvalidParameterException", NO_CONTACT):
            app.forgot(user.name)


def test_a_temporary_password_is_not_reset(app, pool):
    user = pool.invite(email=address(), email_verified="true")
    with refused("NotAuthorizedException", "User password cannot be reset in the current state."):
        app.forgot(user.name)


def test_a_disabled_user(app, pool, forgetful):
    pool.idp.admin_disable_user(UserPoolId=pool.id, Username=forgetful.name)
    with refused("NotAuthorizedException", "User is disabled."):
        app.forgot(forgetful.name)


def recovery(*names):
    ways = [{"Name": name, "Priority": n} for n, name in enumerate(names, 1)]
    return {"AccountRecoverySetting": {"RecoveryMechanisms": ways}}


@pytest.mark.parametrize(
    "names, medium",
    [
        (("verified_email", "verified_phone_number"), "EMAIL"),
        (("verified_phone_number", "verified_email"), "SMS"),
        (("verified_email",), "EMAIL"),
        (("verified_phone_number",), "SMS"),
    ],
)
def test_the_order_of_recovery(new_pool, mail, sms, names, medium):
    pool = new_pool(**recovery(*names))
    app = pool.app()
    email, number = address(), phone()
    user = pool.user(
        email=email, email_verified="true", phone_number=number, phone_number_verified="true"
    )
    assert app.forgot(user.name)["DeliveryMedium"] == medium
    code = mail.code(email) if medium == "EMAIL" else sms.code(number)
    app.reset(user.name, code, NEW)
    assert app.password_sign_in(user.name, NEW)["AuthenticationResult"]


def test_the_next_way_when_the_first_is_not_verified(new_pool, sms):
    pool = new_pool(**recovery("verified_email", "verified_phone_number"))
    app, number = pool.app(), phone()
    user = pool.user(email=address(), phone_number=number, phone_number_verified="true")
    assert app.forgot(user.name)["DeliveryMedium"] == "SMS"
    app.reset(user.name, sms.code(number), NEW)


def test_administrators_only(new_pool):
    pool = new_pool(**recovery("admin_only"))
    user = pool.user(email=address(), email_verified="true")
    with refused("NotAuthorizedException", "Contact administrator to reset password."):
        pool.app().forgot(user.name)


def test_reset_by_an_administrator(idp, pool, app, forgetful, email, mail):
    idp.admin_reset_user_password(UserPoolId=pool.id, Username=forgetful.name)
    assert pool.get(forgetful.name)["UserStatus"] == "RESET_REQUIRED"
    with refused("PasswordResetRequiredException", "Password reset required for the user"):
        app.tokens(forgetful)
    app.reset(forgetful.name, mail.code(email), NEW)
    assert pool.get(forgetful.name)["UserStatus"] == "CONFIRMED"
    assert app.password_sign_in(forgetful.name, NEW)["AuthenticationResult"]


def test_reset_by_an_administrator_needs_a_way(idp, pool):
    user = pool.user()
    with refused("InvalidParameterException"):
        idp.admin_reset_user_password(UserPoolId=pool.id, Username=user.name)
    assert pool.get(user.name)["UserStatus"] == "CONFIRMED"
    with refused("UserNotFoundException", "User does not exist."):
        idp.admin_reset_user_password(UserPoolId=pool.id, Username=unique())
    with refused("ResourceNotFoundException"):
        idp.admin_reset_user_password(UserPoolId="us-east-1_NoSuch000", Username="x")


def test_a_reset_user_may_ask_again(idp, pool, app, forgetful, email, mail):
    idp.admin_reset_user_password(UserPoolId=pool.id, Username=forgetful.name)
    mail.wait(email)
    app.forgot(forgetful.name)
    app.reset(forgetful.name, mail.code(email, 2), NEW)
    assert pool.get(forgetful.name)["UserStatus"] == "CONFIRMED"


def test_password_history(new_pool, mail):
    pool = new_pool(
        UserPoolTier="ESSENTIALS",
        Policies={"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}},
    )
    app, email = pool.app(), address()
    user = pool.invite(password="Temporary-Horse-1", email=email, email_verified="true")
    pool.set_password(user.name, PASSWORD)
    app.forgot(user.name)
    code = mail.code(email)
    with refused("PasswordHistoryPolicyViolationException"):
        app.reset(user.name, code, PASSWORD)
    app.reset(user.name, code, NEW)


def test_a_sign_up_that_was_never_confirmed(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    app, name, email = pool.app(), unique(), address()
    app.sign_up(name, email=email)
    mail.wait(email)
    with refused("InvalidParameterException", NO_CONTACT):
        app.forgot(name)


def test_by_alias(new_pool, mail):
    pool = new_pool(AliasAttributes=["email"])
    app, email = pool.app(GenerateSecret=True), address()
    user = pool.user(email=email, email_verified="true")
    app.forgot(email)
    app.reset(email, mail.code(email), NEW)
    assert app.password_sign_in(user.name, NEW)["AuthenticationResult"]
