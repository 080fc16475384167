"""Text messages, through the hook of the operator; `harness/sms.py` checks each signature."""

import time

import pytest

from harness import clients, outbox, pools
from harness.deadline import eventually
from harness.pools import PASSWORD, attribute_list, phone, unique, wrong
from harness.refusal import refused
from harness.sms import SmsHook


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(
        idp,
        AutoVerifiedAttributes=["phone_number"],
        SmsVerificationMessage="Code {####} für {username}",
    )
    yield pool
    pool.delete()


@pytest.fixture
def hook(tmp_path):
    """A hook of its own for one test."""
    hook = SmsHook(tmp_path)
    yield hook
    hook.stop()
    assert hook.refused == []


@pytest.fixture
def texting(own, hook):
    """A server of its own: (pool, app, installation)."""
    installation = own()
    server = installation.serve(environ=hook.settings())
    idp = clients.idp(server.url, installation.root)
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["phone_number"])
    return pool, pool.app(), installation


def test_sign_up_by_phone(app, pool, sms):
    name, number = unique(), phone()
    made = app.sign_up(name, phone_number=number)
    assert made["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    message = sms.wait(number)
    code = sms.code(number)
    assert message["message"] == f"Code {code} für {{username}}"
    assert message["pool"] == pool.id
    assert message["reason"] == "SignUp"
    with refused("CodeMismatchException"):
        app.confirm(name, wrong(code))
    app.confirm(name, code)
    assert pool.get(name)["attributes"]["phone_number_verified"] == "true"
    assert app.password_sign_in(name, PASSWORD)["AuthenticationResult"]


def test_the_phone_number_as_name(new_pool, sms):
    pool = new_pool(UsernameAttributes=["phone_number"], AutoVerifiedAttributes=["phone_number"])
    app, number = pool.app(), phone()
    with refused("InvalidParameterException", "Username should be a phone number."):
        app.sign_up("anna")
    made = app.sign_up(number)
    app.confirm(number, sms.code(number))
    assert pool.get(number)["Username"] == made["UserSub"]
    assert app.password_sign_in(number, PASSWORD)["AuthenticationResult"]
    with refused(
        "UsernameExistsException", "An account with the given phone_number already exists."
    ):
        app.sign_up(number)


def test_an_invitation(idp, pool, app, sms):
    name, number = unique(), phone()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=name,
        TemporaryPassword="Temporary-9",
        UserAttributes=attribute_list({"phone_number": number}),
    )
    # SMS is what AWS does when nothing is desired.
    message = sms.wait(number)
    assert name in message["message"] and "Temporary-9" in message["message"]
    assert message["reason"] == "AdminCreateUser"
    assert app.password_sign_in(name, "Temporary-9")["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_both_ways_for_an_invitation(idp, new_pool, mail, sms):
    pool = new_pool()
    number, email = phone(), pools.address()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=unique(),
        DesiredDeliveryMediums=["EMAIL", "SMS"],
        UserAttributes=attribute_list({"phone_number": number, "email": email}),
    )
    mail.wait(email)
    sms.wait(number)


def test_an_invitation_without_a_way(idp, pool, sms):
    """Nobody can be told, as in AWS; the user is there."""
    name, before = unique(), len(sms.attempts)
    idp.admin_create_user(UserPoolId=pool.id, Username=name)
    assert pool.get(name)["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    number = phone()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=unique(),
        UserAttributes=attribute_list({"phone_number": number}),
    )
    sms.wait(number)
    assert [one["to"] for one in sms.attempts[before:]] == [number]


def test_a_busy_hook_is_asked_again_for_the_same_message(texting, hook):
    pool, app, _ = texting
    hook.answers = [503, 429]
    name, number = unique(), phone()
    app.sign_up(name, phone_number=number)
    app.confirm(name, hook.code(number))
    ids = [one["id"] for one in hook.attempts if one["to"] == number]
    assert len(ids) == 3 and len(set(ids)) == 1
    nonces = {one["headers"]["x-cognate-nonce"] for one in hook.attempts}
    assert len(nonces) == 3


@pytest.mark.parametrize("status", [400, 410, 422])
def test_a_final_no_is_final(texting, hook, status):
    pool, app, installation = texting
    hook.answers = [status]
    number = phone()
    app.sign_up(unique(), phone_number=number)
    eventually(lambda: hook.attempts, "one try")
    later = phone()
    app.sign_up(unique(), phone_number=later)
    hook.wait(later)
    time.sleep(2.5)
    assert [one["to"] for one in hook.attempts].count(number) == 1
    for row in outbox.rows(installation):
        assert number not in str(row)


def test_a_hook_that_is_gone(texting, hook):
    pool, app, installation = texting
    hook._server.shutdown()
    hook._server.server_close()
    name, number = unique(), phone()
    begun = time.monotonic()
    app.sign_up(name, phone_number=number)
    assert time.monotonic() - begun < 2

    def row():
        rows = outbox.rows(installation)
        return rows[0] if rows and int(rows[0]["tries"]) else None

    seen = eventually(row, "a failed try in the outbox")
    assert (seen["channel"], seen["to"][-4:]) == ("sms", number[-4:])
    assert seen["last error"] and number not in str(seen)
