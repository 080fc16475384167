"""AdminCreateUser, AdminGetUser, AdminSetUserPassword, AdminEnableUser, AdminDisableUser,
AdminDeleteUser, under every kind of pool."""

import re

import pytest

from harness import pools
from harness.pools import PASSWORD, attribute_list, attribute_map, unique
from harness.refusal import refused

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def create(pool, name, attributes=(), **more):
    asked = {"MessageAction": "SUPPRESS", "TemporaryPassword": PASSWORD} | more
    return pool.idp.admin_create_user(
        UserPoolId=pool.id, Username=name, UserAttributes=attribute_list(dict(attributes)), **asked
    )["User"]


def test_a_created_user_is_read_back(pool):
    name = unique("Alice")
    given = {"email": f"{name}@example.com", "email_verified": "true", "name": "Alice A."}
    made = create(pool, name, given)
    attributes = attribute_map(made["Attributes"])
    assert UUID.fullmatch(attributes["sub"])
    assert {k: v for k, v in attributes.items() if k != "sub"} == given
    assert (made["Username"], made["Enabled"]) == (name, True)
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert made["UserCreateDate"] == made["UserLastModifiedDate"]

    read = pool.get(name)
    assert read["attributes"] == attributes
    for member in ("Username", "Enabled", "UserStatus", "UserCreateDate", "UserLastModifiedDate"):
        assert read[member] == made[member]
    assert "UserMFASettingList" not in read and "PreferredMfaSetting" not in read


def test_every_standard_attribute_is_kept(pool):
    given = {
        "address": "1 Main Street",
        "birthdate": "1970-01-31",
        "email": "kept@example.com",
        "family_name": "Kept",
        "gender": "x",
        "given_name": "Ann",
        "locale": "de-CH",
        "middle_name": "B.",
        "name": "Ann B. Kept",
        "nickname": "annie",
        "phone_number": "+41791234567",
        "picture": "https://example.com/a.png",
        "preferred_username": unique("ann"),
        "profile": "https://example.com/ann",
        "updated_at": "1700000000",
        "website": "https://example.com",
        "zoneinfo": "Europe/Zurich",
    }
    user = pool.invite(**given)
    read = pool.get(user.name)["attributes"]
    assert {name: value for name, value in read.items() if name != "sub"} == given


def test_a_user_is_found_by_sub(pool, user):
    assert pool.get(user.sub)["Username"] == user.name


def test_a_name_is_taken_once(pool, user):
    with refused("UsernameExistsException", "User account already exists"):
        create(pool, user.name)


def test_without_a_password_one_is_made(pool, idp):
    name = unique()
    idp.admin_create_user(UserPoolId=pool.id, Username=name, MessageAction="SUPPRESS")
    assert pool.get(name)["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_a_user_nobody_can_write_to_needs_no_message(pool, idp):
    name = unique()
    made = idp.admin_create_user(UserPoolId=pool.id, Username=name, TemporaryPassword=PASSWORD)
    assert made["User"]["Username"] == name


@pytest.mark.parametrize(
    "password, problem",
    [
        ("Ab1-", "Password not long enough"),
        ("correct-horse-9", "Password must have uppercase characters"),
        ("CORRECT-HORSE-9", "Password must have lowercase characters"),
        ("Correct-Horse-x", "Password must have numeric characters"),
        ("CorrectHorse9", "Password must have symbol characters"),
    ],
)
def test_the_password_policy_speaks_as_aws_does(pool, user, password, problem):
    message = f"Password did not conform with policy: {problem}"
    with refused("InvalidPasswordException", message):
        pool.set_password(user.name, password)
    with refused("InvalidPasswordException", message):
        create(pool, unique(), TemporaryPassword=password)


def test_set_password_decides_the_status(pool, app):
    user = pool.invite()
    pool.set_password(user.name, "Another-Horse-1", permanent=True)
    assert pool.get(user.name)["UserStatus"] == "CONFIRMED"
    assert app.password_sign_in(user.name, "Another-Horse-1")["AuthenticationResult"]
    pool.set_password(user.name, "Third-Horse-1", permanent=False)
    assert pool.get(user.name)["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    challenge = app.password_sign_in(user.name, "Third-Horse-1")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.password_sign_in(user.name, "Another-Horse-1")


def test_the_password_history_is_honoured(new_pool):
    pool = new_pool(Policies={"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}})
    user = pool.invite(password="Temporary-Horse-1")
    pool.set_password(user.name, "First-Horse-1")
    pool.set_password(user.name, "Second-Horse-1")
    with refused("PasswordHistoryPolicyViolationException"):
        pool.set_password(user.name, "First-Horse-1")
    with refused("PasswordHistoryPolicyViolationException"):
        pool.set_password(user.name, "Second-Horse-1")
    pool.set_password(user.name, "Third-Horse-1")
    pool.set_password(user.name, "Fourth-Horse-1")
    pool.set_password(user.name, "First-Horse-1")


def test_disabling_ends_tokens_and_enabling_lets_in_again(pool, app, idp, user):
    tokens = app.tokens(user)
    answer = idp.admin_disable_user(UserPoolId=pool.id, Username=user.name)
    assert set(answer) == {"ResponseMetadata"}
    assert pool.get(user.name)["Enabled"] is False
    with refused("NotAuthorizedException", "User is disabled."):
        app.tokens(user)
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException"):
        app.refresh(tokens["RefreshToken"])
    answer = idp.admin_enable_user(UserPoolId=pool.id, Username=user.name)
    assert set(answer) == {"ResponseMetadata"}
    assert pool.get(user.name)["Enabled"] is True
    assert app.tokens(user)["AccessToken"]
    # What was revoked stays revoked.
    with refused("NotAuthorizedException"):
        app.refresh(tokens["RefreshToken"])


def test_a_deleted_user_is_gone_and_never_comes_back(pool, app, idp, user):
    tokens = app.tokens(user)
    answer = idp.admin_delete_user(UserPoolId=pool.id, Username=user.name)
    assert set(answer) == {"ResponseMetadata"}
    for call in (pool.get, lambda name: pool.set_password(name, PASSWORD)):
        with refused("UserNotFoundException", "User does not exist."):
            call(user.name)
    with refused("UserNotFoundException", "User does not exist."):
        idp.admin_delete_user(UserPoolId=pool.id, Username=user.name)
    with refused("UserNotFoundException"):
        idp.get_user(AccessToken=tokens["AccessToken"])
    with pytest.raises(idp.exceptions.ClientError):
        app.refresh(tokens["RefreshToken"])
    again = pool.user(user.name)
    assert again.sub != user.sub
    with pytest.raises(idp.exceptions.ClientError):
        idp.get_user(AccessToken=tokens["AccessToken"])


@pytest.mark.parametrize(
    "operation", ["admin_get_user", "admin_enable_user", "admin_disable_user", "admin_delete_user"]
)
def test_operations_on_nobody_say_so(pool, idp, operation):
    with refused("UserNotFoundException", "User does not exist."):
        getattr(idp, operation)(UserPoolId=pool.id, Username=unique("nobody"))


# Attribute rules


@pytest.mark.parametrize(
    "attributes, message",
    [
        ({"email": "no-at-sign"}, "Invalid email address format."),
        ({"phone_number": "0791234567"}, "Invalid phone number format."),
        ({"birthdate": "70-1-1"}, None),
        ({"updated_at": "yesterday"}, None),
        ({"custom:unknown": "1"}, None),
        ({"sub": "11111111-1111-4111-8111-111111111111"}, None),
        ({"identities": "[]"}, None),
        ({"email_verified": "maybe"}, None),
    ],
)
def test_bad_attributes_are_refused(pool, attributes, message):
    name = unique()
    with refused("InvalidParameterException", message):
        create(pool, name, attributes)
    with refused("UserNotFoundException"):
        pool.get(name)


def test_the_schema_is_honoured(new_pool):
    pool = new_pool(
        Schema=[
            {"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"},
            {
                "Name": "team",
                "AttributeDataType": "String",
                "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"},
            },
            {
                "Name": "level",
                "AttributeDataType": "Number",
                "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
            },
            {"Name": "fan", "AttributeDataType": "Boolean"},
        ]
    )
    required = {"given_name": "Ann"}
    for bad in (
        {"custom:team": "x"},
        {"custom:team": "xxxxx"},
        {"custom:level": "0"},
        {"custom:level": "ten"},
        {"custom:fan": "perhaps"},
    ):
        with refused("InvalidParameterException"):
            create(pool, unique(), required | bad)
    name = unique()
    good = required | {"custom:team": "core", "custom:level": "9", "custom:fan": "true"}
    create(pool, name, good)
    assert good.items() <= pool.get(name)["attributes"].items()


# Pools whose users sign in by e-mail or phone


def test_username_attributes(new_pool):
    pool = new_pool(UsernameAttributes=["email"])
    app = pool.app()
    with refused("InvalidParameterException", "Username should be an email."):
        create(pool, "not-an-email")
    made = create(pool, "dora@example.com")
    attributes = attribute_map(made["Attributes"])
    assert made["Username"] == attributes["sub"]
    assert attributes["email"] == "dora@example.com"
    with refused(
        "UsernameExistsException", "An account with the given email already exists."
    ):
        create(pool, "dora@example.com")
    pool.set_password("dora@example.com", PASSWORD)
    for name in ("dora@example.com", made["Username"]):
        assert app.password_sign_in(name, PASSWORD)["AuthenticationResult"]
        assert app.srp_sign_in(name, PASSWORD)["AuthenticationResult"]


@pytest.mark.parametrize(
    "kinds, message",
    [
        (["phone_number"], "Username should be a phone number."),
        (["email", "phone_number"], "Username should be either an email or a phone number."),
    ],
)
def test_username_attributes_say_what_they_expect(new_pool, kinds, message):
    pool = new_pool(UsernameAttributes=kinds)
    with refused("InvalidParameterException", message):
        create(pool, "neither")
    made = create(pool, "+41790000001")
    assert attribute_map(made["Attributes"])["phone_number"] == "+41790000001"
    with refused(
        "UsernameExistsException", "An account with the given phone_number already exists."
    ):
        create(pool, "+41790000001")


def test_alias_attributes(new_pool):
    pool = new_pool(AliasAttributes=["email", "phone_number", "preferred_username"])
    app = pool.app()
    with refused(
        "InvalidParameterException",
        "Username cannot be of email format, since user pool is configured for email alias.",
    ):
        create(pool, "erin@example.com")
    verified = {"email": "erin@example.com", "email_verified": "true"}
    erin = pool.user("erin", **verified, preferred_username="erin-the-first")
    for name in ("erin", "erin@example.com", "erin-the-first"):
        assert app.password_sign_in(name, erin.password)["AuthenticationResult"]
    # Unverified values may repeat and open nothing.
    pool.user("other", email="erin@example.com", password="Other-Horse-1")
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.password_sign_in("erin@example.com", "Other-Horse-1")


def test_a_verified_alias_moves_only_by_force(new_pool, idp):
    pool = new_pool(AliasAttributes=["email"])
    app = pool.app()
    verified = {"email": "shared@example.com", "email_verified": "true"}
    old = pool.user("old", **verified)
    # The model declares no AliasExistsException for AdminCreateUser.
    with refused("UsernameExistsException", "An account with the given email already exists."):
        create(pool, "new", verified)
    create(pool, "new", verified, ForceAliasCreation=True)
    pool.set_password("new", "New-Horse-1")
    assert pool.get("old")["attributes"]["email_verified"] == "false"
    assert pool.get("old")["attributes"]["email"] == "shared@example.com"
    assert app.password_sign_in("shared@example.com", "New-Horse-1")["AuthenticationResult"]
    assert app.password_sign_in("old", old.password)["AuthenticationResult"]
    with refused("NotAuthorizedException"):
        app.password_sign_in("shared@example.com", old.password)


# Letter case


def test_a_pool_without_configuration_tells_letters_apart(new_pool):
    pool = new_pool()
    app = pool.app()
    upper, lower = pool.user("Frank"), pool.user("frank")
    assert upper.sub != lower.sub
    with refused("UserNotFoundException"):
        app.password_sign_in("FRANK", PASSWORD)


def test_a_case_insensitive_pool_does_not(new_pool):
    pool = new_pool(UsernameConfiguration={"CaseSensitive": False})
    app = pool.app()
    pool.user("Grace")
    with refused("UsernameExistsException"):
        create(pool, "gRACE")
    for name in ("Grace", "grace", "GRACE"):
        assert app.password_sign_in(name, PASSWORD)["AuthenticationResult"]
        assert app.srp_sign_in(name, PASSWORD)["AuthenticationResult"]
    assert pool.get("gracE")["Username"].lower() == "grace"


def test_names_in_any_script(pool, app):
    for name in ("Zoë", "李小龍", "müller+1@büro.example", "o'brien", "Ωμέγα"):
        user = pool.user(name + unique("-"))
        assert app.password_sign_in(user.name, user.password)["AuthenticationResult"]
        assert app.srp_sign_in(user.name, user.password)["AuthenticationResult"]
        assert pool.get(user.name)["Username"] == user.name


def test_pools_do_not_see_each_other(new_pool, pool, user):
    other = new_pool()
    with refused("UserNotFoundException"):
        other.get(user.name)
    with refused("UserNotFoundException"):
        other.get(user.sub)
    assert other.user(user.name).sub != user.sub
    assert pool.get(user.name)["attributes"]["sub"] == user.sub
