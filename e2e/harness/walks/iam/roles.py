"""Roles."""

import json

from harness.installation import ACCOUNT
from harness.pools import unique
from harness.roles import trust
from harness.walks.rights import Rights
from harness.walks.iam import holders

HERE = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
LAMBDA = trust({"Service": "lambda.amazonaws.com"})


def roles(rights: Rights):
    call, name = rights.iam, unique("role")
    which = {"RoleName": name}
    call("CreateRole", **which, Path="/walk/", AssumeRolePolicyDocument=HERE)
    holders.tags(call, "Role", **which)
    holders.inline_policies(call, "Role", name)
    holders.attached_policies(call, "Role", name)
    holders.boundary(call, "Role", name)

    described = call("UpdateRoleDescription", **which, Description="first")["Role"]
    assert described["Description"] == "first"
    call("UpdateRole", **which, Description="second", MaxSessionDuration=7200)
    call("UpdateAssumeRolePolicy", **which, PolicyDocument=LAMBDA)
    shown = call("GetRole", **which)["Role"]
    assert (shown["Description"], shown["MaxSessionDuration"]) == ("second", 7200)
    assert shown["AssumeRolePolicyDocument"] == json.loads(LAMBDA)
    (listed,) = call("ListRoles", PathPrefix="/walk/")["Roles"]
    assert listed["Arn"] == shown["Arn"]
    assert call("ListInstanceProfilesForRole", **which)["InstanceProfiles"] == []
    call("DeleteRole", **which)
