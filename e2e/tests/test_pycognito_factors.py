"""pycognito, unmodified: second factors and devices."""

import pytest
import requests
from pycognito import AWSSRP, Cognito
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException

from harness import pools, totp
from harness import tokens as reading
from harness.factors import PREFERRED, offer, prefer, reachable
from harness.pools import wrong
from harness.refusal import refused
from harness.walks.devices import ALWAYS


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email"])
    offer(pool)
    yield pool
    pool.delete()


@pytest.fixture(params=["public", "secret"])
def app(request, pool):
    return pool.app(GenerateSecret=request.param == "secret")


def cognito(server, app, user) -> Cognito:
    endpoint = {
        "endpoint_url": server.url,
        "aws_access_key_id": "unused",
        "aws_secret_access_key": "unused",
    }
    return Cognito(
        app.pool.id,
        app.id,
        client_secret=app.secret,
        username=user.name,
        boto3_client_kwargs=endpoint,
    )


def test_totp(server, pool, app):
    user = pool.user()
    me = cognito(server, app, user)
    me.authenticate(password=user.password)
    phone = totp.App(me.associate_software_token())
    assert me.verify_software_token(phone.code()) is True
    me.set_user_mfa_preference(False, True, preferred="SOFTWARE_TOKEN")

    again = cognito(server, app, user)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        again.authenticate(password=user.password)
    with refused("CodeMismatchException"):
        again.respond_to_software_token_mfa_challenge(phone.wrong())
    again.respond_to_software_token_mfa_challenge(phone.code())
    # Setting the tokens verified them against the published keys.
    assert again.id_claims["sub"] == user.sub
    again.set_user_mfa_preference(False, False)
    cognito(server, app, user).authenticate(password=user.password)


def test_text_messages(server, pool, app, sms):
    user, _, number = reachable(pool)
    me = cognito(server, app, user)
    me.authenticate(password=user.password)
    me.set_user_mfa_preference(True, False, preferred="SMS")
    with pytest.raises(SMSMFAChallengeException):
        me.authenticate(password=user.password)
    code = sms.code(number)
    with refused("CodeMismatchException"):
        me.respond_to_sms_mfa_challenge(wrong(code))
    me.respond_to_sms_mfa_challenge(code)
    assert me.access_claims["client_id"] == app.id


def test_attributes_change_behind_a_second_factor(server, pool, app, mail, sms):
    user, _, number = reachable(pool)
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    me = cognito(server, app, user)
    with pytest.raises(SMSMFAChallengeException):
        me.authenticate(password=user.password)
    me.respond_to_sms_mfa_challenge(sms.code(number))
    new = pools.address("new")
    me.update_profile({"email": new, "nickname": "Py"})
    me.validate_verification(mail.code(new), "email")
    seen = me.get_user()
    assert (seen.email, seen.nickname) == (new, "Py")


@pytest.fixture
def posts_to_us(server, monkeypatch):
    """Devices are confirmed by a POST to AWS's own host name, which here leads to the server."""
    post = requests.post
    aws = "https://cognito-idp.us-east-1.amazonaws.com/"

    def elsewhere(url, **named):
        assert url == aws
        return post(server.url + "/", **named)

    monkeypatch.setattr(requests, "post", elsewhere)


def test_a_remembered_device(server, anonymous, new_pool, posts_to_us, sms):
    pool = new_pool(DeviceConfiguration=ALWAYS)
    offer(pool)
    app = pool.app()
    user, _, _ = reachable(pool)
    named = {
        "username": user.name,
        "password": user.password,
        "pool_id": pool.id,
        "client_id": app.id,
        "client": anonymous,
    }
    first = AWSSRP(**named)
    issued = first.authenticate_user()
    answer, password = first.confirm_device(issued, device_name="laptop")
    assert answer.json() == {"UserConfirmationNecessary": False}
    access = issued["AuthenticationResult"]["AccessToken"]
    first.update_device_status(False, access, first.device_key)
    first.update_device_status(True, access, first.device_key)
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    with pytest.raises(SMSMFAChallengeException):
        AWSSRP(**named).authenticate_user()

    device = {
        "device_key": first.device_key,
        "device_group_key": first.device_group_key,
        "device_password": password,
    }
    proven = AWSSRP(**named, **device).authenticate_user()["AuthenticationResult"]
    assert reading.claims(proven["AccessToken"])["device_key"] == first.device_key
    first.forget_device(proven["AccessToken"], first.device_key)
    with refused("ResourceNotFoundException", "Device does not exist."):
        AWSSRP(**named, **device).authenticate_user()
