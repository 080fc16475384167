"""ListUsers: every filter, every page, and tokens that are none."""

import pytest

from harness import clients, pools
from harness.pools import attribute_map
from harness.refusal import refused

SYNTAX = "Error while parsing filter"


@pytest.fixture(scope="module")
def people(idp):
    """A pool of 25 users: `p00` … `p24` with all that filters know."""
    pool = pools.create_pool(
        idp, Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}]
    )
    users = []
    for n in range(25):
        users.append(
            pool.invite(
                f"p{n:02d}",
                email=f"Mail{n:02d}@Example.com",
                phone_number=f"+1555000{n:04d}",
                name=f"Name {n % 5}",
                given_name=f"given{n % 3}",
                family_name='O"Hara\\' if n == 0 else f"family{n}",
                preferred_username=f"Pref{n:02d}",
                custom__team="red",
            )
        )
    for user in users[:10]:
        pool.set_password(user.name, user.password)
    for user in users[:3]:
        idp.admin_disable_user(UserPoolId=pool.id, Username=user.name)
    yield pool, users
    pool.delete()


@pytest.fixture
def find(idp, people):
    """Names of all users that a filter finds, over all pages."""
    pool, _ = people

    def find(text=None, limit=60, **more):
        pages = idp.get_paginator("list_users").paginate(
            UserPoolId=pool.id,
            **({"Filter": text} if text is not None else {}),
            PaginationConfig={"PageSize": limit},
            **more,
        )
        return [user["Username"] for page in pages for user in page["Users"]]

    return find


def names(*numbers):
    return [f"p{n:02d}" for n in numbers]


@pytest.mark.parametrize(
    "text, expected",
    [
        ('username = "p07"', [7]),
        ('username ^= "p1"', range(10, 20)),
        ('email = "Mail07@Example.com"', [7]),
        ('email ^= "Mail0"', range(10)),
        ('phone_number = "+15550000007"', [7]),
        ('phone_number ^= "+1555000000"', range(10)),
        ('name = "Name 3"', range(3, 25, 5)),
        ('given_name = "given2"', range(2, 25, 3)),
        ('given_name ^= "given"', range(25)),
        ('family_name = "family9"', [9]),
        ('family_name = "O\\"Hara\\\\"', [0]),
        ('preferred_username ^= "Pref2"', range(20, 25)),
        ('cognito:user_status = "CONFIRMED"', range(10)),
        ('cognito:user_status = "confirmed"', range(10)),
        ('cognito:user_status = "FORCE_CHANGE_PASSWORD"', range(10, 25)),
        ('cognito:user_status = "UNCONFIRMED"', []),
        ('status = "Disabled"', range(3)),
        ('status = "Enabled"', range(3, 25)),
        ('status = "disabled"', []),
        ("", range(25)),
        ('  email="Mail07@Example.com"  ', [7]),
        ('email^="Mail07"', [7]),
        ('email = "nobody@example.com"', []),
        ('name = ""', []),
        ('username ^= ""', range(25)),
    ],
)
def test_filters(find, text, expected):
    assert sorted(find(text)) == names(*expected)


def test_by_sub(find, people):
    _, users = people
    assert find(f'sub = "{users[4].sub}"') == ["p04"]
    assert find('sub = "11111111-1111-4111-8111-111111111111"') == []
    assert find('sub = "no uuid"') == []


@pytest.mark.parametrize(
    "text",
    [
        "email",
        'email "x"',
        "email = x",
        'email = "x',
        'email == "x"',
        'email = "x" and name = "y"',
        'email = "x\\y"',
        '= "x"',
        'email = "x" ;',
        'email $= "x"',
    ],
)
def test_filters_that_do_not_parse(find, text):
    with refused("InvalidParameterException", SYNTAX):
        find(text)


@pytest.mark.parametrize("name", ["custom:team", "address", "nickname", "enabled", "Email"])
def test_attributes_that_are_not_searched(find, name):
    with refused("InvalidParameterException", f"Invalid search attribute: {name}"):
        find(f'{name} = "x"')


def test_a_filter_too_long(find):
    with refused("InvalidParameterException") as seen:
        find(f'name = "{"x" * 256}"')
    assert "1 validation error detected" in seen.message


@pytest.mark.parametrize("limit", [1, 7, 24, 25, 60])
def test_pages_hold_everybody_once(find, limit):
    assert sorted(find(limit=limit)) == names(*range(25))


@pytest.mark.parametrize(
    "text, count",
    [
        ('name ^= "Name"', 25),
        ('cognito:user_status = "CONFIRMED"', 10),
        ('status = "Enabled"', 22),
        ('email ^= "Mail1"', 10),
    ],
)
def test_pages_of_a_filter(find, text, count):
    found = find(text, limit=3)
    assert len(found) == len(set(found)) == count


def test_the_last_page_has_no_token(idp, people):
    pool, _ = people
    page = idp.list_users(UserPoolId=pool.id, Limit=25)
    assert len(page["Users"]) == 25 and "PaginationToken" not in page
    page = idp.list_users(UserPoolId=pool.id, Limit=24)
    rest = idp.list_users(UserPoolId=pool.id, PaginationToken=page["PaginationToken"])
    assert len(rest["Users"]) == 1 and "PaginationToken" not in rest


def test_a_page_has_at_most_60(idp, people):
    pool, _ = people
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=pool.id, Limit=61)
    zero = idp.list_users(UserPoolId=pool.id, Limit=0)
    assert len(zero["Users"]) <= 25


def test_users_who_come_and_go_between_pages(idp, new_pool):
    pool = new_pool()
    kept = {pool.invite().name for _ in range(10)}
    goes = [pool.invite().name for _ in range(4)]
    seen, token = set(), {}
    while True:
        page = idp.list_users(UserPoolId=pool.id, Limit=3, **token)
        seen |= {user["Username"] for user in page["Users"]}
        if goes:
            idp.admin_delete_user(UserPoolId=pool.id, Username=goes.pop())
            pool.invite()
        if "PaginationToken" not in page:
            break
        token = {"PaginationToken": page["PaginationToken"]}
    assert kept <= seen


def test_what_a_user_looks_like(idp, people):
    pool, users = people
    (user,) = idp.list_users(UserPoolId=pool.id, Filter='username = "p12"')["Users"]
    assert user["Enabled"] is True and user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    attributes = attribute_map(user["Attributes"])
    assert attributes["sub"] == users[12].sub
    assert attributes["email"] == "Mail12@Example.com"
    assert attributes["custom:team"] == "red"
    whole = pool.get("p12")
    for name in ("UserCreateDate", "UserLastModifiedDate"):
        assert user[name] == whole[name]


def test_attributes_to_get(idp, people):
    pool, _ = people
    for page in (
        idp.list_users(UserPoolId=pool.id, AttributesToGet=["email", "custom:team"]),
        idp.list_users(UserPoolId=pool.id, AttributesToGet=["email", "custom:team"], Limit=2),
    ):
        for user in page["Users"]:
            assert set(attribute_map(user["Attributes"])) == {"email", "custom:team"}
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=pool.id, AttributesToGet=["no_such_attribute"])
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=pool.id, AttributesToGet=[])


def test_tokens_that_are_none(idp, people, new_pool):
    """IL-4."""
    pool, _ = people
    token = idp.list_users(UserPoolId=pool.id, Limit=2)["PaginationToken"]
    middle = len(token) // 2
    flipped = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    other = new_pool()
    other.invite()
    groups = ["a", "b"]
    for name in groups:
        idp.create_group(UserPoolId=pool.id, GroupName=name)
    foreign = idp.list_groups(UserPoolId=pool.id, Limit=1)["NextToken"]
    for name in groups:
        idp.delete_group(UserPoolId=pool.id, GroupName=name)
    for bad in ("rubbish", flipped, token[:-4], token + "AAAA", foreign):
        with refused("InvalidParameterException"):
            idp.list_users(UserPoolId=pool.id, PaginationToken=bad)
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=other.id, PaginationToken=token)
    with refused("InvalidParameterException"):
        idp.list_users(
            UserPoolId=pool.id, PaginationToken=token, Filter='cognito:user_status = "CONFIRMED"'
        )
    assert idp.list_users(UserPoolId=pool.id, PaginationToken=token)["Users"]


def test_a_token_outlives_a_restart(own):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    for _ in range(3):
        pool.invite()
    page = pool.idp.list_users(UserPoolId=pool.id, Limit=2)
    server.stop()
    server = installation.serve()
    idp = clients.idp(server.url, installation.root)
    rest = idp.list_users(UserPoolId=pool.id, PaginationToken=page["PaginationToken"])
    assert len(page["Users"]) + len(rest["Users"]) == 3


def test_case(new_pool):
    """In pools that fold case, names are found in any; byte by byte in others."""
    folding = new_pool(UsernameConfiguration={"CaseSensitive": False})
    exact = new_pool()
    for pool in (folding, exact):
        pool.invite("Anna", email="Anna@Example.com")

    def found(pool, text):
        return len(pool.idp.list_users(UserPoolId=pool.id, Filter=text)["Users"])

    assert found(exact, 'email = "Anna@Example.com"') == 1
    assert found(exact, 'email = "anna@example.com"') == 0
    assert found(folding, 'email = "Anna@Example.com"') == 1


def test_pools_that_do_not_exist(idp):
    with refused("ResourceNotFoundException", "User pool us-east-1_NoSuch000 does not exist."):
        idp.list_users(UserPoolId="us-east-1_NoSuch000")
