"""amazon-cognito-identity-js, unmodified: second factors and devices."""

import json

import pytest

from harness import node, pools, totp
from harness import tokens as reading
from harness.factors import ON, PREFERRED, enrol, offer, prefer, reachable
from harness.pools import wrong
from harness.walks.devices import ALWAYS


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp, DeviceConfiguration=ALWAYS)
    offer(pool)
    yield pool
    pool.delete()


@pytest.fixture
def js(server, app, node_folder):
    """Runs steps on one CognitoUser, in a process of their own; what each answered, in order."""

    def run(user, *steps, of=app):
        request = {
            "endpoint": server.url,
            "pool": of.pool.id,
            "client": of.id,
            "username": user.name,
            "steps": steps,
        }
        return node.run(node_folder, "identity_js.mjs", request)

    return run


def ok(result: dict):
    assert "ok" in result, result
    return result["ok"]


def sign_in(user, **more):
    return {"do": "signIn", "password": user.password} | more


def resume(asked):
    return {"do": "resume", "session": ok(asked)["session"]}


@pytest.mark.parametrize("plain", [False, True], ids=["srp", "password"])
def test_totp(js, pool, plain):
    user = pool.user()
    _, made = js(user, sign_in(user), {"do": "associate"})
    phone = totp.App(ok(made)["secret"])
    _, verified, preferred = js(
        user,
        sign_in(user),
        {"do": "verifyToken", "code": phone.code()},
        {"do": "preference", "totp": PREFERRED},
    )
    assert "ok" in verified, verified
    assert ok(preferred) == "SUCCESS"
    asked, mismatch, done = js(
        user,
        sign_in(user, plain=plain),
        {"do": "mfaCode", "code": phone.wrong(), "type": "SOFTWARE_TOKEN_MFA"},
        {"do": "mfaCode", "code": phone.code(), "type": "SOFTWARE_TOKEN_MFA"},
    )
    assert ok(asked)["challenge"] == "SOFTWARE_TOKEN_MFA"
    assert mismatch["error"]["code"] == "CodeMismatchException"
    assert reading.claims(ok(done)["id"])["sub"] == user.sub


def test_text_messages(js, pool, sms):
    user, _, number = reachable(pool)
    signed_in, preferred = js(user, sign_in(user), {"do": "preference", "sms": PREFERRED})
    assert ok(signed_in)["valid"] and ok(preferred) == "SUCCESS"
    (asked,) = js(user, sign_in(user))
    assert ok(asked)["challenge"] == "SMS_MFA"
    assert ok(asked)["parameters"]["CODE_DELIVERY_DESTINATION"].endswith(number[-4:])
    code = sms.code(number)
    _, mismatch, done = js(
        user,
        resume(asked),
        {"do": "mfaCode", "code": wrong(code)},
        {"do": "mfaCode", "code": code},
    )
    assert mismatch["error"]["code"] == "CodeMismatchException"
    assert ok(done)["valid"] is True


def test_choosing_among_factors(js, pool, app, sms):
    user, _, number = reachable(pool)
    phone = enrol(app, app.tokens(user)["AccessToken"])
    prefer(pool, user, SMSMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    by_app, chosen, done = js(
        user,
        sign_in(user),
        {"do": "chooseMfa", "type": "SOFTWARE_TOKEN_MFA"},
        {"do": "mfaCode", "code": phone.code(), "type": "SOFTWARE_TOKEN_MFA"},
    )
    assert ok(by_app)["challenge"] == "SELECT_MFA_TYPE"
    assert ok(chosen)["challenge"] == "SOFTWARE_TOKEN_MFA" and ok(done)["valid"]
    _, by_text = js(user, sign_in(user), {"do": "chooseMfa", "type": "SMS_MFA"})
    code = {"do": "mfaCode", "code": sms.code(number)}
    assert ok(js(user, resume(by_text), code)[1])["valid"]


def test_a_demanded_factor_is_set_up_on_the_way(js, new_pool):
    pool = new_pool()
    offer(pool, "ON")
    app, user = pool.app(), pool.user()
    asked, made = js(user, sign_in(user), {"do": "associate"}, of=app)
    assert ok(asked)["challenge"] == "MFA_SETUP"
    assert "SOFTWARE_TOKEN_MFA" in json.loads(ok(asked)["parameters"]["MFAS_CAN_SETUP"])
    phone = totp.App(ok(made)["secret"])
    verify = {"do": "verifyToken", "code": phone.code()}
    _, done = js(user, resume(made), verify, of=app)
    assert ok(done)["valid"] is True


@pytest.mark.parametrize("plain", [False, True], ids=["srp", "password"])
def test_a_remembered_device(js, pool, sms, plain):
    user, _, number = reachable(pool)
    first, device, _, out, again, listed, _, refreshed, _, left = js(
        user,
        sign_in(user),
        {"do": "device"},
        {"do": "preference", "sms": PREFERRED},
        {"do": "signOut"},
        # The library proves the device that it keeps, and no code is asked for.
        sign_in(user, plain=plain),
        {"do": "devices"},
        {"do": "rememberDevice", "remember": False},
        {"do": "refresh"},
        {"do": "forgetDevice"},
        {"do": "devices"},
    )
    key = ok(device)["Device"]["DeviceKey"]
    assert reading.claims(ok(again)["access"])["device_key"] == key
    assert ok(again)["access"] != ok(first)["access"]
    assert [one["DeviceKey"] for one in ok(listed)["Devices"]] == [key]
    assert ok(refreshed)["valid"] is True
    assert ok(left)["Devices"] == []
    # Another browser has no device.
    (elsewhere,) = js(user, sign_in(user, plain=plain))
    assert ok(elsewhere)["challenge"] == "SMS_MFA"
    assert len(sms.code(number)) == 6


def test_a_device_is_remembered_on_the_users_word(js, new_pool):
    pool = new_pool(DeviceConfiguration=ALWAYS | {"DeviceOnlyRememberedOnUserPrompt": True})
    app, user = pool.app(), pool.user()
    _, _, device, _, again = js(
        user,
        sign_in(user),
        {"do": "rememberDevice", "remember": True},
        {"do": "device"},
        {"do": "signOut"},
        sign_in(user),
        of=app,
    )
    attributes = pools.attribute_map(ok(device)["Device"]["DeviceAttributes"])
    assert attributes["dev:device_remembered_status"] == "remembered"
    key = ok(device)["Device"]["DeviceKey"]
    assert reading.claims(ok(again)["access"])["device_key"] == key
