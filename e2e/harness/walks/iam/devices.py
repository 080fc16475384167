"""MFA devices of IAM users."""

from harness import totp
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.walks.iam import holders
from harness.walks.rights import Rights


def devices(rights: Rights):
    call, user, name = rights.iam, unique("user"), unique("device")
    call("CreateUser", UserName=user)
    made = call("CreateVirtualMFADevice", VirtualMFADeviceName=name, Path="/walk/")
    device = made["VirtualMFADevice"]
    assert device["SerialNumber"] == f"arn:aws:iam::{ACCOUNT}:mfa/walk/{name}"
    assert device["QRCodePNG"].startswith(b"\x89PNG")
    holders.tags(call, "MFADevice", SerialNumber=device["SerialNumber"])
    app = totp.App(device["Base32StringSeed"].decode())
    which = {"UserName": user, "SerialNumber": device["SerialNumber"]}

    def codes():
        return {"AuthenticationCode1": app.code(), "AuthenticationCode2": app.code()}

    call("EnableMFADevice", **which, **codes())
    (listed,) = call("ListMFADevices", UserName=user)["MFADevices"]
    assert listed["SerialNumber"] == device["SerialNumber"]
    shown = call("GetMFADevice", **which)
    assert (shown["UserName"], shown["EnableDate"]) == (user, listed["EnableDate"])
    call("ResyncMFADevice", **which, **codes())
    used = call("ListVirtualMFADevices", AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert [one["User"]["UserName"] for one in used] == [user]
    call("DeactivateMFADevice", **which)
    call("DeleteVirtualMFADevice", SerialNumber=device["SerialNumber"])
    call("DeleteUser", UserName=user)
