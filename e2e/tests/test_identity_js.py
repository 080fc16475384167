"""amazon-cognito-identity-js, unmodified."""

import pytest

from harness import node
from harness import tokens as reading
from harness.pools import PASSWORD, address, unique, wrong


@pytest.fixture
def js(server, node_folder):
    """Runs steps on one CognitoUser; their results in order."""

    def run(app, username, *steps):
        request = {
            "endpoint": server.url,
            "pool": app.pool.id,
            "client": app.id,
            "username": username,
            "steps": steps,
        }
        return node.run(node_folder, "identity_js.mjs", request)

    return run


def ok(result: dict):
    assert "ok" in result, result
    return result["ok"]


@pytest.mark.parametrize("plain", [False, True], ids=["srp", "password"])
def test_sign_in_refresh_and_global_sign_out(js, app, user, plain):
    signed_in, attributes, refreshed, out, after, dead = js(
        app,
        user.name,
        {"do": "signIn", "password": user.password, "plain": plain},
        {"do": "attributes"},
        {"do": "refresh"},
        {"do": "globalSignOut"},
        {"do": "signIn", "password": "Wrong-Horse-1", "plain": plain},
        {"do": "signIn", "password": user.password, "plain": plain},
    )
    first = ok(signed_in)
    assert first["valid"] is True
    assert reading.claims(first["id"])["cognito:username"] == user.name
    assert ok(attributes)["sub"] == user.sub
    assert ok(refreshed)["access"] != first["access"]
    assert ok(out) == "SUCCESS"
    assert after["error"] == {
        "code": "NotAuthorizedException",
        "message": "Incorrect username or password.",
    }
    assert ok(dead)["valid"] is True
    (old,) = js(app, user.name, {"do": "refresh", "token": first["refresh"]})
    assert old["error"]["code"] == "NotAuthorizedException"


def test_new_password_required(js, new_pool):
    pool = new_pool(
        Schema=[
            {"Name": "nickname", "Required": True, "Mutable": True, "AttributeDataType": "String"}
        ]
    )
    app = pool.app()
    user = pool.invite(email="js@example.com")
    asked, done, data = js(
        app,
        user.name,
        {"do": "signIn", "password": user.password},
        {
            "do": "signIn",
            "password": user.password,
            "newPassword": "New-Horse-9",
            "attributes": {"nickname": "jay"},
        },
        {"do": "userData"},
    )
    assert ok(asked)["required"] == ["nickname"]
    assert ok(asked)["known"]["email"] == "js@example.com"
    assert reading.claims(ok(done)["id"])["nickname"] == "jay"
    assert ok(data)["Username"] == user.name
    assert pool.get(user.name)["UserStatus"] == "CONFIRMED"


def test_change_password_and_sign_out(js, app, user):
    _, changed, out, again = js(
        app,
        user.name,
        {"do": "signIn", "password": user.password},
        {"do": "changePassword", "from": user.password, "to": "Changed-Horse-1"},
        {"do": "signOut"},
        {"do": "signIn", "password": "Changed-Horse-1"},
    )
    assert ok(changed) == "SUCCESS"
    assert ok(out) == "signed out"
    assert ok(again)["valid"] is True


def test_unknown_users_and_revoked_tokens(js, app, idp, user):
    (nobody,) = js(app, "nobody-at-all", {"do": "signIn", "password": "Any-Horse-1"})
    assert nobody["error"]["code"] == "UserNotFoundException"
    token = app.tokens(user)["RefreshToken"]
    idp.revoke_token(Token=token, ClientId=app.id)
    (revoked,) = js(app, user.name, {"do": "refresh", "token": token})
    assert revoked["error"] == {
        "code": "NotAuthorizedException",
        "message": "Refresh Token has been revoked",
    }


def test_by_alias(js, new_pool):
    pool = new_pool(AliasAttributes=["email"])
    user = pool.user("js-anna", email="js-anna@example.com", email_verified="true")
    (signed_in,) = js(
        pool.app(), "js-anna@example.com", {"do": "signIn", "password": user.password}
    )
    assert reading.claims(ok(signed_in)["access"])["username"] == "js-anna"


def test_the_life_of_an_account(js, new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    app, name, email, new = pool.app(), unique("js"), address("jo"), address("new")
    sign_in = {"do": "signIn", "password": PASSWORD}
    made, early = js(
        app, name, {"do": "signUp", "password": PASSWORD, "attributes": {"email": email}}, sign_in
    )
    assert ok(made)["confirmed"] is False
    assert ok(made)["delivery"] == {
        "Destination": "j***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert early["error"] == {
        "code": "UserNotConfirmedException",
        "message": "User is not confirmed.",
    }
    mail.wait(email)
    (resent,) = js(app, name, {"do": "resend"})
    assert ok(resent)["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    code = mail.code(email, 2)
    mismatch, confirmed, signed_in, changed = js(
        app,
        name,
        {"do": "confirmSignUp", "code": wrong(code)},
        {"do": "confirmSignUp", "code": code},
        sign_in,
        {"do": "update", "attributes": {"email": new, "nickname": "Jo"}},
    )
    assert mismatch["error"]["code"] == "CodeMismatchException"
    assert ok(confirmed) == "SUCCESS"
    assert ok(changed) == "SUCCESS"
    mail.wait(new)
    _, asked = js(app, name, sign_in, {"do": "askForCode", "name": "email"})
    assert "ok" in asked, asked
    _, verified, attributes, deleted, left = js(
        app,
        name,
        sign_in,
        {"do": "verify", "name": "email", "code": mail.code(new, 2)},
        {"do": "attributes"},
        {"do": "deleteAttributes", "names": ["nickname"]},
        {"do": "attributes"},
    )
    assert ok(verified) == "SUCCESS" and ok(deleted) == "SUCCESS"
    assert ok(attributes)["email"] == new and ok(attributes)["email_verified"] == "true"
    assert "nickname" not in ok(left)

    (forgot,) = js(app, name, {"do": "forgot"})
    assert ok(forgot)["CodeDeliveryDetails"]["Destination"] == "n***@e***"
    reset, old, again, gone, nobody = js(
        app,
        name,
        {"do": "reset", "code": mail.code(new, 3), "password": "Remembered-Horse-1"},
        sign_in,
        {"do": "signIn", "password": "Remembered-Horse-1"},
        {"do": "deleteUser"},
        {"do": "signIn", "password": "Remembered-Horse-1"},
    )
    assert "ok" in reset and "ok" in again, (reset, again)
    assert old["error"]["code"] == "NotAuthorizedException"
    assert ok(gone) == "SUCCESS"
    assert nobody["error"]["code"] == "UserNotFoundException"
