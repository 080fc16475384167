"""IAM groups."""

from harness.pools import unique
from harness.walks.rights import Rights
from harness.walks.iam import holders


def groups(rights: Rights):
    call, name, new, user = rights.iam, unique("group"), unique("renamed"), unique("user")
    call("CreateUser", UserName=user)
    call("CreateGroup", GroupName=name, Path="/walk/")
    holders.inline_policies(call, "Group", name)
    holders.attached_policies(call, "Group", name)

    call("AddUserToGroup", GroupName=name, UserName=user)
    call("UpdateGroup", GroupName=name, NewGroupName=new)
    shown = call("GetGroup", GroupName=new)
    assert [one["UserName"] for one in shown["Users"]] == [user]
    (listed,) = call("ListGroups", PathPrefix="/walk/")["Groups"]
    assert listed == shown["Group"]
    assert call("ListGroupsForUser", UserName=user)["Groups"] == [listed]

    call("RemoveUserFromGroup", GroupName=new, UserName=user)
    assert call("GetGroup", GroupName=new)["Users"] == []
    call("DeleteGroup", GroupName=new)
    call("DeleteUser", UserName=user)
