"""Instance profiles."""

from harness.pools import unique
from harness.walks.iam import holders
from harness.walks.iam.roles import HERE
from harness.walks.rights import Rights


def profiles(rights: Rights):
    call, role = rights.iam, unique("role")
    call("CreateRole", RoleName=role, AssumeRolePolicyDocument=HERE)
    which = {"InstanceProfileName": unique("profile")}
    call("CreateInstanceProfile", **which, Path="/walk/")
    call("AddRoleToInstanceProfile", **which, RoleName=role)
    shown = call("GetInstanceProfile", **which)["InstanceProfile"]
    assert [one["RoleName"] for one in shown["Roles"]] == [role]
    (listed,) = call("ListInstanceProfiles", PathPrefix="/walk/")["InstanceProfiles"]
    assert listed["Arn"] == shown["Arn"]
    (listed,) = call("ListInstanceProfilesForRole", RoleName=role)["InstanceProfiles"]
    assert listed["Arn"] == shown["Arn"]
    holders.tags(call, "InstanceProfile", **which)
    call("RemoveRoleFromInstanceProfile", **which, RoleName=role)
    call("DeleteInstanceProfile", **which)
    call("DeleteRole", RoleName=role)
