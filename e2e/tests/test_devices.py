"""Devices: given out at a sign-in, confirmed, and asked to prove themselves. With boto3."""

import pytest

from harness import pools, srp
from harness import tokens as reading
from harness.device import Device
from harness.factors import PREFERRED, offer, prefer, reachable
from harness.refusal import refused
from harness.walks.devices import ALWAYS

PROMPT = ALWAYS | {"DeviceOnlyRememberedOnUserPrompt": True}


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp, DeviceConfiguration=ALWAYS)
    offer(pool)
    yield pool
    pool.delete()


def confirmed(app, signed_in: dict) -> Device:
    """A device that the sign-in gave out, confirmed."""
    device = Device(signed_in["NewDeviceMetadata"])
    app.idp.confirm_device(
        AccessToken=signed_in["AccessToken"],
        DeviceKey=device.key,
        DeviceName="laptop",
        DeviceSecretVerifierConfig=device.verifier(),
    )
    return device


def prove(app, user, device: Device, asked: dict) -> dict:
    """From DEVICE_SRP_AUTH to its end."""
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH", asked
    leg = device.leg()
    begun = app.respond("DEVICE_SRP_AUTH", device.start(leg, user.name), asked["Session"])
    assert begun["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
    responses = device.answer(leg, begun["ChallengeParameters"])
    return app.respond("DEVICE_PASSWORD_VERIFIER", responses, begun.get("Session"))


def with_device(app, user, device):
    return app.idp.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=app.id,
        AuthParameters={
            "USERNAME": user.name,
            "PASSWORD": user.password,
            "DEVICE_KEY": device.key,
        },
    )


def test_a_remembered_device_takes_the_place_of_the_second_factor(pool, app, sms):
    user, _, number = reachable(pool)
    device = confirmed(app, app.tokens(user))
    prefer(pool, user, SMSMfaSettings=PREFERRED)
    # Without the device a code is asked for.
    assert app.password_sign_in(user.name, user.password)["ChallengeName"] == "SMS_MFA"
    sms.wait(number)
    result = prove(app, user, device, with_device(app, user, device))["AuthenticationResult"]
    assert "NewDeviceMetadata" not in result
    assert reading.claims(result["AccessToken"])["device_key"] == device.key
    assert len(sms.to(number)) == 1


def test_after_srp(pool, app):
    user = pool.user()
    device = confirmed(app, app.tokens(user))
    client = srp.Client(pool.id, user.password)
    asked = app.idp.initiate_auth(
        AuthFlow="USER_SRP_AUTH",
        ClientId=app.id,
        AuthParameters={
            "USERNAME": user.name,
            "SRP_A": client.public,
            "DEVICE_KEY": device.key,
        },
    )
    responses = client.answer(asked["ChallengeParameters"]) | {"DEVICE_KEY": device.key}
    asked = app.respond("PASSWORD_VERIFIER", responses)
    assert prove(app, user, device, asked)["AuthenticationResult"]["AccessToken"]


def test_another_secret_proves_nothing(pool, app):
    user = pool.user()
    device = confirmed(app, app.tokens(user))
    impostor = Device({"DeviceKey": device.key, "DeviceGroupKey": device.group})
    with refused("NotAuthorizedException"):
        prove(app, user, impostor, with_device(app, user, device))


def test_a_device_is_remembered_when_the_user_says_so(idp, new_pool):
    pool = new_pool(DeviceConfiguration=PROMPT)
    app, user = pool.app(), pool.user()
    signed_in = app.tokens(user)
    device = Device(signed_in["NewDeviceMetadata"])
    own = {"AccessToken": signed_in["AccessToken"], "DeviceKey": device.key}
    made = idp.confirm_device(**own, DeviceSecretVerifierConfig=device.verifier())
    assert made["UserConfirmationNecessary"] is True

    def status():
        seen = idp.get_device(**own)["Device"]["DeviceAttributes"]
        return pools.attribute_map(seen)["dev:device_remembered_status"]

    assert status() == "not_remembered"
    idp.update_device_status(**own, DeviceRememberedStatus="remembered")
    assert status() == "remembered"
    assert prove(app, user, device, with_device(app, user, device))["AuthenticationResult"]


def test_refreshing_needs_the_device(pool, app):
    user = pool.user()
    signed_in = app.tokens(user)
    device = confirmed(app, signed_in)
    token = signed_in["RefreshToken"]

    def refresh(**more):
        return app.idp.initiate_auth(
            AuthFlow="REFRESH_TOKEN_AUTH",
            ClientId=app.id,
            AuthParameters={"REFRESH_TOKEN": token} | more,
        )

    with refused("NotAuthorizedException", "Invalid Refresh Token"):
        refresh()
    assert refresh(DEVICE_KEY=device.key)["AuthenticationResult"]["AccessToken"]


def test_administrators_see_and_forget_devices(idp, pool, app):
    user = pool.user()
    device = confirmed(app, app.tokens(user))
    named = {"UserPoolId": pool.id, "Username": user.name}
    (seen,) = idp.admin_list_devices(**named)["Devices"]
    assert seen["DeviceKey"] == device.key
    assert pools.attribute_map(seen["DeviceAttributes"])["device_name"] == "laptop"
    idp.admin_forget_device(**named, DeviceKey=device.key)
    with refused("ResourceNotFoundException", "Device does not exist."):
        idp.admin_get_device(**named, DeviceKey=device.key)


def test_pools_without_devices_have_none(idp, new_pool):
    pool = new_pool()
    signed_in = pool.app().tokens(pool.user())
    assert "NewDeviceMetadata" not in signed_in
    with refused("InvalidUserPoolConfigurationException"):
        idp.list_devices(AccessToken=signed_in["AccessToken"])
