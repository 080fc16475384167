"""PreventUserExistenceErrors=ENABLED: answers do not tell who is there (CT-2, CT-5)."""

import pytest
from botocore.exceptions import ClientError

from harness import pools
from harness.pools import address
from harness.refusal import refused

EXPIRED = "Invalid code provided, please request a code again."
MISMATCH = "Invalid verification code provided, please try again."
LIMIT = "Attempt limit exceeded, please try after some time."
NEW = "Remembered-Horse-1"


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"])
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def app(pool):
    return pool.app(PreventUserExistenceErrors="ENABLED")


@pytest.fixture(scope="module")
def open_app(pool):
    return pool.app(PreventUserExistenceErrors="LEGACY")


def told(call):
    """What a caller learns: an answer without what always differs, or the error."""
    try:
        answer = call()
    except ClientError as error:
        seen = error.response["Error"]
        return seen["Code"], seen["Message"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


@pytest.fixture
def others(pool, app, mail):
    """Names of which none can be reset: nobody, and users in states of all kinds."""

    def unconfirmed():
        email = address("x")
        app.sign_up(email, email=email)
        return email

    def disabled():
        email = pool.user(address("x"), email_verified="true").name
        pool.idp.admin_disable_user(UserPoolId=pool.id, Username=email)
        return email

    return {
        "nobody": address("x"),
        "unverified": pool.user(address("x")).name,
        "disabled": disabled(),
        "temporary": pool.invite(address("x"), email_verified="true").name,
        "unconfirmed": unconfirmed(),
    }


def test_forgot_password(pool, app, others, mail):
    real = pool.user(address("x"), email_verified="true").name
    expected = told(lambda: {"details": app.forgot(real)})
    assert expected["details"]["Destination"] == "x***@e***"
    for kind, name in others.items():
        before = len(mail.to(name))
        assert told(lambda name=name: {"details": app.forgot(name)}) == expected, kind
        later = pool.user(address("x"), email_verified="true").name
        app.forgot(later)
        mail.wait(later)
        assert len(mail.to(name)) == before, f"{kind}: no mail"
    mail.wait(real)


def test_forgot_password_is_limited_for_all(pool, app):
    real = pool.user(address(), email_verified="true").name
    counts = []
    for name in (real, address()):
        asked = 0
        with refused("LimitExceededException", LIMIT):
            for asked in range(25):
                app.forgot(name)
        counts.append(asked)
    assert counts[0] == counts[1]


def test_confirm_forgot_password(pool, app, others):
    real = pool.user(address(), email_verified="true").name
    expected = told(lambda: app.reset(real, "123456", NEW))
    assert expected == ("ExpiredCodeException", EXPIRED, 400)
    for kind in ("nobody", "unverified", "disabled"):
        assert told(lambda: app.reset(others[kind], "123456", NEW)) == expected, kind


def test_a_code_asked_for_is_missed_by_all(pool, app, mail):
    """After ForgotPassword a wrong code is a mismatch, five times, also for nobody."""
    real, nobody = pool.user(address(), email_verified="true").name, address()

    def guesses(name, code):
        app.forgot(name)
        return [told(lambda: app.reset(name, code, NEW)) for _ in range(4)]

    seen = guesses(real, "0000000")
    assert guesses(nobody, "0000000") == seen


def test_resend(pool, app, mail):
    real, nobody = address("x"), address("x")
    app.sign_up(real, email=real)
    mail.wait(real)
    expected = told(lambda: {"details": app.resend(real)})
    assert told(lambda: {"details": app.resend(nobody)}) == expected
    assert mail.to(nobody) == []


def test_resend_is_limited_for_all(pool, app):
    real, nobody = address(), address()
    app.sign_up(real, email=real)
    seen = [
        [told(lambda name=name: {"sent": bool(app.resend(name))}) for _ in range(8)]
        for name in (real, nobody)
    ]
    # A sign-up itself has sent one.
    kinds = [[one if isinstance(one, tuple) else "sent" for one in row] for row in seen]
    assert kinds[0][-1] == kinds[1][-1] == ("LimitExceededException", LIMIT, 400)
    assert abs(kinds[0].count("sent") - kinds[1].count("sent")) <= 1


def test_confirm_sign_up(pool, app):
    confirmed = pool.user(address(), email_verified="true").name
    for name in (address(), confirmed):
        seen = told(lambda name=name: app.confirm(name, "123456"))
        if name != confirmed:
            assert seen[0] in {"ExpiredCodeException", "CodeMismatchException"}


def test_sign_in(pool, app, others):
    real = pool.user(address(), email_verified="true").name
    expected = told(lambda: app.password_sign_in(real, "Wrong-Horse-1"))
    assert expected == ("NotAuthorizedException", "Incorrect username or password.", 400)
    for kind, name in others.items():
        assert told(lambda name=name: app.password_sign_in(name, "Wrong-Horse-1")) == expected, kind


def test_legacy_clients_are_told(open_app):
    nobody = address()
    for call in (
        lambda: open_app.forgot(nobody),
        lambda: open_app.reset(nobody, "123456", NEW),
        lambda: open_app.resend(nobody),
        lambda: open_app.confirm(nobody, "123456"),
    ):
        assert told(call)[0] == "UserNotFoundException"
        assert told(call)[1] in {
            "User does not exist.",
            "Username/client id combination not found.",
        }


def test_by_phone_the_way_follows_the_name(idp, new_pool, sms, mail):
    pool = new_pool(
        UsernameAttributes=["email", "phone_number"],
        AutoVerifiedAttributes=["email", "phone_number"],
    )
    app = pool.app(PreventUserExistenceErrors="ENABLED")
    real, nobody = "+15550001234", "+15559991234"
    pool.user(real, phone_number_verified="true")
    assert app.forgot(real) == app.forgot(nobody)
    assert app.forgot(address("q"))["Destination"] == "q***@e***"
    assert sms.to(nobody) == []
