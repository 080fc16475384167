"""Groups, their members, and what tokens say of them."""

import pytest

from harness import pools, tokens
from harness.pools import unique
from harness.refusal import refused

ROLE = "arn:aws:iam::111122223333:role/"
EXISTS = "A group with the name already exists."
NONE = "Group not found."


@pytest.fixture
def group(idp, pool):
    """Makes groups; they go when the test ends."""
    made = []

    def make(name=None, **settings):
        name = name or unique("group")
        made.append(name)
        return idp.create_group(UserPoolId=pool.id, GroupName=name, **settings)["Group"]

    yield make
    for name in made:
        try:
            idp.delete_group(UserPoolId=pool.id, GroupName=name)
        except idp.exceptions.ResourceNotFoundException:
            continue


def add(idp, pool, name, user):
    idp.admin_add_user_to_group(UserPoolId=pool.id, GroupName=name, Username=user.name)


def groups_of(idp, pool, user):
    pages = idp.get_paginator("admin_list_groups_for_user").paginate(
        UserPoolId=pool.id, Username=user.name, PaginationConfig={"PageSize": 2}
    )
    return [one["GroupName"] for page in pages for one in page["Groups"]]


def members(idp, pool, name, size=2):
    pages = idp.get_paginator("list_users_in_group").paginate(
        UserPoolId=pool.id, GroupName=name, PaginationConfig={"PageSize": size}
    )
    return [one["Username"] for page in pages for one in page["Users"]]


def test_a_group_from_birth_to_death(idp, pool, group):
    made = group("Writers", Description="who write", RoleArn=ROLE + "w", Precedence=3)
    expected = {
        "GroupName": "Writers",
        "UserPoolId": pool.id,
        "Description": "who write",
        "RoleArn": ROLE + "w",
        "Precedence": 3,
    }
    assert expected.items() <= made.items()
    assert made["CreationDate"] and made["LastModifiedDate"]
    assert idp.get_group(UserPoolId=pool.id, GroupName="Writers")["Group"] == made
    changed = idp.update_group(
        UserPoolId=pool.id, GroupName="Writers", Description="", Precedence=0
    )["Group"]
    assert changed["Precedence"] == 0
    assert changed.get("Description", "") == ""
    assert changed["CreationDate"] == made["CreationDate"]
    idp.delete_group(UserPoolId=pool.id, GroupName="Writers")
    for call in (idp.get_group, idp.delete_group, idp.update_group, idp.list_users_in_group):
        with refused("ResourceNotFoundException", NONE):
            call(UserPoolId=pool.id, GroupName="Writers")


def test_names_are_taken_once(group):
    made = group()
    with refused("GroupExistsException", EXISTS):
        group(made["GroupName"])


def test_names_are_exact(idp, pool, group):
    name = unique("CaseGroup")
    group(name)
    with refused("ResourceNotFoundException", NONE):
        idp.get_group(UserPoolId=pool.id, GroupName=name.lower())


def test_all_groups(idp, new_pool):
    pool = new_pool()
    made = {f"group-{n:02d}" for n in range(13)}
    for name in made:
        idp.create_group(UserPoolId=pool.id, GroupName=name)
    for size in (1, 5, 13, 60):
        pages = idp.get_paginator("list_groups").paginate(
            UserPoolId=pool.id, PaginationConfig={"PageSize": size}
        )
        seen = [one["GroupName"] for page in pages for one in page["Groups"]]
        assert len(seen) == 13 and set(seen) == made
    with refused("InvalidParameterException"):
        idp.list_groups(UserPoolId=pool.id, NextToken="rubbish")


def test_members(idp, pool, group):
    name = group()["GroupName"]
    users = [pool.invite() for _ in range(7)]
    for user in users:
        add(idp, pool, name, user)
        add(idp, pool, name, user)
    assert sorted(members(idp, pool, name)) == sorted(user.name for user in users)
    page = idp.list_users_in_group(UserPoolId=pool.id, GroupName=name, Limit=1)
    assert pools.attribute_map(page["Users"][0]["Attributes"])["sub"]
    for user in users[:3]:
        for _ in range(2):
            idp.admin_remove_user_from_group(
                UserPoolId=pool.id, GroupName=name, Username=user.name
            )
    idp.admin_delete_user(UserPoolId=pool.id, Username=users[3].name)
    assert sorted(members(idp, pool, name)) == sorted(user.name for user in users[4:])
    for page_of in (1, 2, 3):
        assert len(members(idp, pool, name, page_of)) == 3


def test_groups_of_a_user_by_precedence(idp, pool, group):
    user = pool.invite()
    last = group()["GroupName"]
    second = group(Precedence=5)["GroupName"]
    first = group(Precedence=0)["GroupName"]
    for name in (last, second, first):
        add(idp, pool, name, user)
    assert groups_of(idp, pool, user) == [first, second, last]


def test_groups_in_tokens(idp, pool, app, group):
    user = pool.user()
    claims = tokens.claims(app.tokens(user)["AccessToken"])
    assert "cognito:groups" not in claims
    plain = group()["GroupName"]
    second = group(Precedence=7, RoleArn=ROLE + "second")["GroupName"]
    first = group(Precedence=2, RoleArn=ROLE + "first")["GroupName"]
    for name in (plain, second, first):
        add(idp, pool, name, user)
    issued = app.tokens(user)
    access, identity = (tokens.claims(issued[kind]) for kind in ("AccessToken", "IdToken"))
    assert access["cognito:groups"] == identity["cognito:groups"] == [first, second, plain]
    assert identity["cognito:roles"] == [ROLE + "first", ROLE + "second"]
    assert identity["cognito:preferred_role"] == ROLE + "first"
    assert "cognito:roles" not in access

    idp.update_group(UserPoolId=pool.id, GroupName=first, Precedence=9, RoleArn=ROLE + "first")
    refreshed = tokens.claims(app.refresh(issued["RefreshToken"])["IdToken"])
    assert refreshed["cognito:groups"] == [second, first, plain]
    assert refreshed["cognito:preferred_role"] == ROLE + "second"

    idp.admin_remove_user_from_group(UserPoolId=pool.id, GroupName=second, Username=user.name)
    idp.delete_group(UserPoolId=pool.id, GroupName=first)
    issued = app.srp_sign_in(user.name, user.password)["AuthenticationResult"]
    claims = tokens.claims(issued["IdToken"])
    assert claims["cognito:groups"] == [plain]
    assert "cognito:roles" not in claims and "cognito:preferred_role" not in claims


def test_two_best_groups_with_other_roles_prefer_none(idp, pool, app, group):
    user = pool.user()
    for role in ("a", "b"):
        add(idp, pool, group(Precedence=1, RoleArn=ROLE + role)["GroupName"], user)
    claims = tokens.claims(app.tokens(user)["IdToken"])
    assert set(claims["cognito:roles"]) == {ROLE + "a", ROLE + "b"}
    assert "cognito:preferred_role" not in claims


def test_a_group_made_again_is_another(idp, pool, app, group):
    user, name = pool.user(), unique("again")
    group(name)
    add(idp, pool, name, user)
    idp.delete_group(UserPoolId=pool.id, GroupName=name)
    group(name)
    assert members(idp, pool, name) == []
    assert groups_of(idp, pool, user) == []
    assert "cognito:groups" not in tokens.claims(app.tokens(user)["AccessToken"])


def test_a_hundred_groups_at_most(idp, new_pool):
    pool = new_pool()
    user = pool.invite()
    for n in range(101):
        idp.create_group(UserPoolId=pool.id, GroupName=f"g{n}")
    for n in range(100):
        add(idp, pool, f"g{n}", user)
    # The model declares no LimitExceededException here.
    with refused("InvalidParameterException", "A user can be in at most 100 groups."):
        add(idp, pool, "g100", user)
    assert len(groups_of(idp, pool, user)) == 100


def test_what_does_not_exist(idp, pool, group, user):
    name = group()["GroupName"]
    for call in (idp.admin_add_user_to_group, idp.admin_remove_user_from_group):
        with refused("ResourceNotFoundException", NONE):
            call(UserPoolId=pool.id, GroupName=unique(), Username=user.name)
        with refused("UserNotFoundException", "User does not exist."):
            call(UserPoolId=pool.id, GroupName=name, Username=unique())
    with refused("UserNotFoundException", "User does not exist."):
        idp.admin_list_groups_for_user(UserPoolId=pool.id, Username=unique())
    with refused("ResourceNotFoundException", "User pool us-east-1_NoSuch000 does not exist."):
        idp.create_group(UserPoolId="us-east-1_NoSuch000", GroupName="x")


def test_tokens_of_other_lists(idp, pool, group):
    a, b = group()["GroupName"], group()["GroupName"]
    for name in (a, b):
        for _ in range(2):
            add(idp, pool, name, pool.invite())
    token = idp.list_users_in_group(UserPoolId=pool.id, GroupName=a, Limit=1)["NextToken"]
    with refused("InvalidParameterException"):
        idp.list_users_in_group(UserPoolId=pool.id, GroupName=b, NextToken=token)
    with refused("InvalidParameterException"):
        idp.list_groups(UserPoolId=pool.id, NextToken=token)
