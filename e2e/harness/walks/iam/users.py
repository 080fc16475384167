"""IAM users and their keys."""

from harness import clients
from harness.pools import unique
from harness.sigv4 import Key
from harness.walks.rights import Rights
from harness.walks.iam import holders


def users(rights: Rights):
    call, name, new = rights.iam, unique("user"), unique("renamed")
    made = call("CreateUser", UserName=name, Path="/walk/")["User"]
    holders.tags(call, "User", UserName=name)
    holders.inline_policies(call, "User", name)
    holders.attached_policies(call, "User", name)
    holders.boundary(call, "User", name)

    call("UpdateUser", UserName=name, NewUserName=new, NewPath="/walked/")
    shown = call("GetUser", UserName=new)["User"]
    assert shown["UserId"] == made["UserId"]
    assert (shown["Path"], shown["Tags"]) == ("/walked/", [{"Key": "team", "Value": "red"}])
    (listed,) = call("ListUsers", PathPrefix="/walked/")["Users"]
    assert listed["UserName"] == new
    call("DeleteUser", UserName=new)
    assert call("ListUsers", PathPrefix="/walked/")["Users"] == []


def access_keys(rights: Rights):
    call, name = rights.iam, unique("user")
    call("CreateUser", UserName=name)
    made = call("CreateAccessKey", UserName=name)["AccessKey"]
    which = {"UserName": name, "AccessKeyId": made["AccessKeyId"]}
    key = Key(made["AccessKeyId"], made["SecretAccessKey"])
    clients.sts(rights.server.url, key).get_caller_identity()
    assert call("GetAccessKeyLastUsed", AccessKeyId=key.id)["UserName"] == name

    call("UpdateAccessKey", **which, Status="Inactive")
    (listed,) = call("ListAccessKeys", UserName=name)["AccessKeyMetadata"]
    assert (listed["AccessKeyId"], listed["Status"]) == (key.id, "Inactive")
    call("DeleteAccessKey", **which)
    call("DeleteUser", UserName=name)


def other_credentials(rights: Rights):
    """Nobody has any, and tools that delete users ask."""
    call, name = rights.iam, unique("user")
    call("CreateUser", UserName=name)
    assert call("ListSSHPublicKeys", UserName=name)["SSHPublicKeys"] == []
    assert call("ListSigningCertificates", UserName=name)["Certificates"] == []
    listed = call("ListServiceSpecificCredentials", UserName=name)
    assert listed["ServiceSpecificCredentials"] == []
    call("DeleteUser", UserName=name)
