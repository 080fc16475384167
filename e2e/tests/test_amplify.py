"""aws-amplify v6, unmodified: the life of an account."""

import pytest

from harness import node, pools, tokens
from harness.pools import PASSWORD, address, wrong

NEW = "Remembered-Horse-1"


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(
        idp,
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    )
    yield pool
    pool.delete()


@pytest.fixture
def amplify(server, app, node_folder):
    """Runs steps in one process, that is, with one signed-in user."""

    def run(*steps):
        request = {
            "endpoint": server.url,
            "pool": app.pool.id,
            "client": app.id,
            "steps": [{"do": name, **given} for name, given in steps],
        }
        return node.run(node_folder, "amplify.mjs", request)

    return run


def ok(result: dict):
    assert "ok" in result, result
    return result["ok"]


def sign_up(email):
    options = {"userAttributes": {"email": email}}
    return ("signUp", {"username": email, "password": PASSWORD, "options": options})


def sign_in(email, password=PASSWORD, **options):
    given = {"username": email, "password": password}
    return ("signIn", given | ({"options": options} if options else {}))


def test_an_account(amplify, mail, pool):
    email = address("amy")
    signed_up, early = map(ok, amplify(sign_up(email), sign_in(email)))
    assert signed_up["nextStep"]["signUpStep"] == "CONFIRM_SIGN_UP"
    assert signed_up["nextStep"]["codeDeliveryDetails"] == {
        "destination": "a***@e***",
        "deliveryMedium": "EMAIL",
        "attributeName": "email",
    }
    assert early["nextStep"]["signInStep"] == "CONFIRM_SIGN_UP"

    mail.wait(email)
    (resent,) = amplify(("resendSignUpCode", {"username": email}))
    assert ok(resent)["deliveryMedium"] == "EMAIL"
    code = mail.code(email, 2)
    mismatch, confirmed, twice = amplify(
        ("confirmSignUp", {"username": email, "confirmationCode": wrong(code)}),
        ("confirmSignUp", {"username": email, "confirmationCode": code}),
        ("confirmSignUp", {"username": email, "confirmationCode": code}),
    )
    assert mismatch["error"]["name"] == "CodeMismatchException"
    assert ok(confirmed)["isSignUpComplete"] is True
    assert twice["error"]["name"] == "NotAuthorizedException"

    signed_in, issued, attributes = map(
        ok, amplify(sign_in(email), ("tokens", {}), ("fetchUserAttributes", {}))
    )
    assert signed_in == {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}
    assert tokens.claims(issued["id"])["email"] == email
    assert attributes["email_verified"] == "true"


def account(amplify, mail):
    email = address()
    ok(amplify(sign_up(email))[0])
    code = mail.code(email)
    ok(amplify(("confirmSignUp", {"username": email, "confirmationCode": code}))[0])
    return email


def test_a_forgotten_password(amplify, mail):
    email = account(amplify, mail)
    (asked,) = amplify(("resetPassword", {"username": email}))
    assert ok(asked)["nextStep"]["resetPasswordStep"] == "CONFIRM_RESET_PASSWORD_WITH_CODE"
    code = mail.code(email, 2)
    confirm = {"username": email, "confirmationCode": code, "newPassword": NEW}
    mismatch, done, old, new = amplify(
        ("confirmResetPassword", confirm | {"confirmationCode": wrong(code)}),
        ("confirmResetPassword", confirm),
        sign_in(email),
        sign_in(email, NEW, authFlowType="USER_PASSWORD_AUTH"),
    )
    assert mismatch["error"]["name"] == "CodeMismatchException"
    assert "ok" in done
    assert old["error"]["name"] == "NotAuthorizedException"
    assert ok(new)["isSignedIn"] is True


def test_another_address(server, amplify, mail, pool):
    email, new = account(amplify, mail), address("new")
    signed_in, changed, before = map(
        ok,
        amplify(
            sign_in(email),
            ("updateUserAttribute", {"userAttribute": {"attributeKey": "email", "value": new}}),
            ("fetchUserAttributes", {}),
        ),
    )
    assert changed["nextStep"]["updateAttributeStep"] == "CONFIRM_ATTRIBUTE_WITH_CODE"
    assert before["email"] == email
    confirm = {"userAttributeKey": "email", "confirmationCode": mail.code(new)}
    _, confirmed, after, _, again = amplify(
        sign_in(email),
        ("confirmUserAttribute", confirm),
        ("fetchUserAttributes", {}),
        ("signOut", {}),
        sign_in(new),
    )
    assert "ok" in confirmed, confirmed
    assert ok(after)["email"] == new
    assert ok(after)["email_verified"] == "true"
    assert ok(again)["isSignedIn"] is True


def test_the_address_is_asked_for_again(amplify, mail):
    email, new = account(amplify, mail), address("new")
    change = {"userAttribute": {"attributeKey": "email", "value": new}}
    ok(amplify(sign_in(email), ("updateUserAttribute", change))[1])
    mail.wait(new)
    _, sent = amplify(
        sign_in(email), ("sendUserAttributeVerificationCode", {"userAttributeKey": "email"})
    )
    assert ok(sent)["deliveryMedium"] == "EMAIL"


def test_attributes_and_the_end(amplify, mail, pool):
    email = account(amplify, mail)
    results = amplify(
        sign_in(email),
        ("updateUserAttributes", {"userAttributes": {"nickname": "Amy", "family_name": "Doe"}}),
        ("deleteUserAttributes", {"userAttributeKeys": ["family_name"]}),
        ("fetchUserAttributes", {}),
        ("updatePassword", {"oldPassword": PASSWORD, "newPassword": NEW}),
        ("deleteUser", {}),
        sign_in(email, NEW),
    )
    seen = ok(results[3])
    assert seen["nickname"] == "Amy" and "family_name" not in seen
    assert all("ok" in one for one in results[:6]), results
    assert results[6]["error"]["name"] == "UserNotFoundException"
    with pytest.raises(pool.idp.exceptions.UserNotFoundException):
        pool.get(email)
