"""Devices that users bring, and administrators see."""

from harness.device import Device
from harness.walks.world import World

ALWAYS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}


def devices(world: World):
    call, pool = world.call, world.pool(DeviceConfiguration=ALWAYS)
    client, name = world.client(pool)["ClientId"], world.user(pool)

    def confirmed():
        """A token, and the names of its device for the user and for administrators."""
        signed_in = world.tokens(client, name)
        device = Device(signed_in["NewDeviceMetadata"])
        token = {"AccessToken": signed_in["AccessToken"]}
        call(
            "ConfirmDevice",
            **token,
            DeviceKey=device.key,
            DeviceName="laptop",
            DeviceSecretVerifierConfig=device.verifier(),
        )
        admin = {"UserPoolId": pool, "Username": name, "DeviceKey": device.key}
        return token, token | {"DeviceKey": device.key}, admin

    token, own, admin = confirmed()
    call("UpdateDeviceStatus", **own, DeviceRememberedStatus="not_remembered")
    call("AdminUpdateDeviceStatus", **admin, DeviceRememberedStatus="remembered")
    assert call("GetDevice", **own)["Device"]["DeviceKey"] == own["DeviceKey"]
    assert call("AdminGetDevice", **admin)["Device"]["DeviceKey"] == own["DeviceKey"]
    assert len(call("ListDevices", **token)["Devices"]) == 1
    call("ForgetDevice", **own)
    _, _, admin = confirmed()
    of_user = {"UserPoolId": pool, "Username": name}
    assert len(call("AdminListDevices", **of_user)["Devices"]) == 1
    call("AdminForgetDevice", **admin)
    assert call("AdminListDevices", **of_user)["Devices"] == []
