"""From sign-up to sign-in, with codes read from the mail server."""

import pytest

from harness import clients, pools, tokens
from harness.pools import PASSWORD, address, phone, unique, wrong
from harness.refusal import refused

MISMATCH = "Invalid verification code provided, please try again."
EXPIRED = "Invalid code provided, please request a code again."
LIMIT = "Attempt limit exceeded, please try after some time."


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email"])
    yield pool
    pool.delete()


@pytest.fixture(params=["app", "secret_app"])
def any_app(request):
    return request.getfixturevalue(request.param)


def test_sign_up_confirm_and_sign_in(any_app, pool, mail):
    name, email = unique(), address("jane")
    made = any_app.sign_up(name, email=email, given_name="Jane")
    assert made["UserConfirmed"] is False
    assert made["CodeDeliveryDetails"] == {
        "Destination": "j***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    user = pool.get(name)
    assert user["UserStatus"] == "UNCONFIRMED"
    attributes = user["attributes"]
    assert attributes.pop("email_verified", "false") == "false"
    assert attributes == {"sub": made["UserSub"], "email": email, "given_name": "Jane"}
    with refused("UserNotConfirmedException", "User is not confirmed."):
        any_app.password_sign_in(name, PASSWORD)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        any_app.password_sign_in(name, "Wrong-Horse-1")
    message = mail.wait(email)
    assert message.sender == "no-reply@cognate.example"
    assert message.subject == "Your verification code"
    with refused("CodeMismatchException", MISMATCH):
        any_app.confirm(name, wrong(message.code))
    any_app.confirm(name, message.code)
    user = pool.get(name)
    assert user["UserStatus"] == "CONFIRMED"
    assert user["attributes"]["email_verified"] == "true"
    issued = any_app.password_sign_in(name, PASSWORD)["AuthenticationResult"]
    claims = tokens.claims(issued["IdToken"])
    assert claims["email"] == email
    assert claims["email_verified"] is True
    assert claims["sub"] == made["UserSub"]


def test_srp_after_sign_up(app, mail):
    name, email = unique(), address()
    app.sign_up(name, email=email)
    app.confirm(name, mail.code(email))
    assert app.srp_sign_in(name, PASSWORD)["AuthenticationResult"]


def test_a_confirmed_user_cannot_be_confirmed_again(app, mail):
    name, email = unique(), address()
    app.sign_up(name, email=email)
    code = mail.code(email)
    app.confirm(name, code)
    for again in (code, wrong(code)):
        with refused(
            "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"
        ):
            app.confirm(name, again)
    with refused("InvalidParameterException", "User is already confirmed."):
        app.resend(name)


def test_a_newer_code_replaces_the_older(app, mail):
    name, email = unique(), address()
    app.sign_up(name, email=email)
    first = mail.code(email)
    details = app.resend(name)
    assert details["DeliveryMedium"] == "EMAIL"
    second = mail.code(email, 2)
    if first != second:
        with refused("CodeMismatchException", MISMATCH):
            app.confirm(name, first)
    app.confirm(name, second)


def test_five_wrong_answers_kill_a_code(app, mail):
    """OTP-2."""
    name, email = unique(), address()
    app.sign_up(name, email=email)
    code = mail.code(email)
    for _ in range(5):
        with refused("CodeMismatchException", MISMATCH):
            app.confirm(name, wrong(code))
    for answer in (code, wrong(code)):
        with refused("ExpiredCodeException", EXPIRED):
            app.confirm(name, answer)
    app.resend(name)
    app.confirm(name, mail.code(email, 2))


def test_fifteen_confirmations_an_hour(app, mail):
    name, email = unique(), address()
    app.sign_up(name, email=email)
    for n in range(1, 4):
        code = mail.code(email, n)
        for _ in range(5):
            with refused("CodeMismatchException", MISMATCH):
                app.confirm(name, wrong(code))
        if n < 4:
            app.resend(name)
    with refused("LimitExceededException", LIMIT):
        app.confirm(name, mail.code(email, 4))


def test_five_sends_an_hour(app, mail):
    name, email = unique(), address()
    app.sign_up(name, email=email)
    sent = 1
    message = mail.wait(email)
    with refused("LimitExceededException", LIMIT):
        for _ in range(6):
            app.resend(name)
            sent += 1
            message = mail.wait(email, sent)
    assert sent in (5, 6)
    # What was sent last still works.
    app.confirm(name, message.code)


def test_codes_are_compared_as_ascii_digits(app, mail):
    """OTP-3: no trimming, no other digits."""
    name, email = unique(), address()
    app.sign_up(name, email=email)
    code = mail.code(email)
    fullwidth = "".join(chr(0xFF10 + int(digit)) for digit in code)
    for bent in (fullwidth, "0" + code, code[:-1], code + "0"):
        with refused("CodeMismatchException", MISMATCH):
            app.confirm(name, bent)
    for bent in (f" {code}", f"{code} ", f"{code}\n"):
        # The model's pattern forbids white space.
        with refused("InvalidParameterException"):
            app.confirm(name, bent)
    app.confirm(name, code)


def test_a_code_is_for_one_purpose_and_one_user(app, mail):
    """OTP-1."""
    (one, first), (other, second) = (unique(), address()), (unique(), address())
    app.sign_up(one, email=first)
    app.sign_up(other, email=second)
    code, foreign = mail.code(first), mail.code(second)
    if code != foreign:
        with refused("CodeMismatchException", MISMATCH):
            app.confirm(one, foreign)
    with refused("UserNotConfirmedException", "User is not confirmed."):
        app.reset(one, code, "Another-Horse-1")
    app.confirm(one, code)
    app.confirm(other, foreign)
    with refused("ExpiredCodeException", EXPIRED):
        app.reset(one, code, "Another-Horse-1")


def test_two_codes_are_not_the_same(app, mail):
    codes = set()
    for _ in range(10):
        name, email = unique(), address()
        app.sign_up(name, email=email)
        codes.add(mail.code(email))
    assert len(codes) >= 9


def test_without_auto_verification_nothing_is_sent(new_pool, mail):
    pool = new_pool()
    app = pool.app()
    name, email = unique(), address()
    made = app.sign_up(name, email=email)
    assert made["UserConfirmed"] is False
    assert "CodeDeliveryDetails" not in made
    pool.idp.admin_confirm_sign_up(UserPoolId=pool.id, Username=name)
    assert pool.get(name)["UserStatus"] == "CONFIRMED"
    assert pool.get(name)["attributes"].get("email_verified", "false") == "false"
    assert app.password_sign_in(name, PASSWORD)["AuthenticationResult"]
    assert mail.to(email) == []
    with refused(
        "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"
    ):
        pool.idp.admin_confirm_sign_up(UserPoolId=pool.id, Username=name)


def test_a_phone_goes_first(new_pool, mail, sms):
    pool = new_pool(AutoVerifiedAttributes=["email", "phone_number"])
    app = pool.app()
    name, email, number = unique(), address(), phone()
    made = app.sign_up(name, email=email, phone_number=number)
    assert made["CodeDeliveryDetails"] == {
        "Destination": "+" + "*" * (len(number) - 5) + number[-4:],
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
    app.confirm(name, sms.code(number))
    attributes = pool.get(name)["attributes"]
    assert attributes["phone_number_verified"] == "true"
    assert attributes.get("email_verified", "false") == "false"
    assert mail.to(email) == []


def test_sign_up_by_administrators_only(new_pool):
    app = new_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}).app()
    with refused("NotAuthorizedException", "SignUp is not permitted for this user pool"):
        app.sign_up(unique(), email=address())


def test_a_taken_name(app):
    name = unique()
    app.sign_up(name, email=address())
    with refused("UsernameExistsException", "User already exists"):
        app.sign_up(name, email=address())


@pytest.mark.parametrize(
    "password, problem",
    [
        ("Ab1-", "Password not long enough"),
        ("lower-case-9", "Password must have uppercase characters"),
        ("UPPER-CASE-9", "Password must have lowercase characters"),
        ("No-Digits-Here", "Password must have numeric characters"),
        ("NoSymbols99", "Password must have symbol characters"),
    ],
)
def test_the_password_policy(app, pool, password, problem):
    name = unique()
    message = f"Password did not conform with policy: {problem}"
    with refused("InvalidPasswordException", message):
        app.sign_up(name, password, email=address())
    with refused("UserNotFoundException"):
        pool.get(name)


def test_a_missing_password(app):
    with refused("InvalidParameterException"):
        app.sign_up(unique(), None, email=address())


@pytest.mark.parametrize(
    "attributes, message",
    [
        ({"email": "no-address"}, "Invalid email address format."),
        ({"phone_number": "5551234"}, "Invalid phone number format."),
        (
            {"custom__unknown": "x"},
            "Attributes did not conform to the schema: "
            "custom:unknown: Attribute does not exist in the schema.",
        ),
    ],
)
def test_bad_attributes(app, pool, attributes, message):
    name = unique()
    with refused("InvalidParameterException") as seen:
        app.sign_up(name, **attributes)
    assert seen.message.strip() == message or "could not be determined" in seen.message
    with refused("UserNotFoundException"):
        pool.get(name)


def test_required_attributes(new_pool):
    schema = [
        {"Name": name, "Required": True, "Mutable": True, "AttributeDataType": "String"}
        for name in ("given_name", "family_name")
    ]
    app = new_pool(Schema=schema).app()
    with refused("InvalidParameterException") as seen:
        app.sign_up(unique(), email=address())
    assert seen.message.startswith("Attributes did not conform to the schema: ")
    for name in ("given_name", "family_name"):
        assert f"{name}: The attribute is required" in seen.message
    app.sign_up(unique(), given_name="A", family_name="B")


@pytest.mark.parametrize("name", ["sub", "email_verified", "phone_number_verified", "identities"])
def test_attributes_that_nobody_signs_up_with(app, name):
    with refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"):
        app.sign_up(unique(), **{name: "true"})


def test_write_permissions(pool):
    app = pool.app(WriteAttributes=["email"])
    with refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"):
        app.sign_up(unique(), email=address(), nickname="Jay")
    app.sign_up(unique(), email=address())


def test_secrets(secret_app, app):
    name = unique()
    stripped = pools.App(secret_app.pool, secret_app.id)
    missing = f"Client {secret_app.id} is configured with secret but SECRET_HASH was not received"
    calls = [
        lambda app: app.sign_up(name, email=address()),
        lambda app: app.confirm(name, "123456"),
        lambda app: app.resend(name),
        lambda app: app.forgot(name),
        lambda app: app.reset(name, "123456", PASSWORD),
    ]
    for call in calls:
        with refused("NotAuthorizedException", missing):
            call(stripped)
    for app, secret in ((secret_app, "not the secret"), (app, "there is none")):
        other = pools.App(app.pool, app.id, secret)
        for call in calls:
            with refused(
                "NotAuthorizedException", f"Unable to verify secret hash for client {app.id}"
            ):
                call(other)


def test_unknown_clients(pool):
    app = pools.App(pool, "nosuchclient00000000000000")
    message = f"User pool client {app.id} does not exist."
    for call in (
        lambda: app.sign_up(unique()),
        lambda: app.confirm("x", "123456"),
        lambda: app.resend("x"),
        lambda: app.forgot("x"),
        lambda: app.reset("x", "123456", PASSWORD),
    ):
        with refused("ResourceNotFoundException", message):
            call()


def test_no_signature_is_needed(app, anonymous, mail):
    """Unmodified browser clients have no keys."""
    visitor = pools.App(pools.Pool(anonymous, app.pool.id), app.id)
    name, email = unique(), address()
    visitor.sign_up(name, email=email)
    mail.wait(email)
    visitor.resend(name)
    visitor.confirm(name, mail.code(email, 2))
    visitor.forgot(name)
    visitor.reset(name, mail.code(email, 3), "Reset-Horse-1")
    assert visitor.password_sign_in(name, "Reset-Horse-1")["AuthenticationResult"]


def test_without_a_sender_nothing_is_written(own):
    installation = own()
    server = installation.serve()
    idp = clients.idp(server.url, installation.root)
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email", "phone_number"])
    app = pool.app()
    by_mail, by_phone = unique(), unique()
    with refused("CodeDeliveryFailureException") as seen:
        app.sign_up(by_mail, email=address())
    assert "email.server" in seen.message
    with refused("CodeDeliveryFailureException") as seen:
        app.sign_up(by_phone, phone_number=phone())
    assert "sms.url" in seen.message
    for name in (by_mail, by_phone):
        with refused("UserNotFoundException"):
            pool.get(name)
    user = pool.user(email=address(), email_verified="true")
    with refused("CodeDeliveryFailureException"):
        app.forgot(user.name)
    assert app.tokens(user)["AccessToken"]
