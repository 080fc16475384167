"""Attributes after sign-up: changed, verified, deleted, by users and by administrators."""

import pytest

from harness import pools, tokens
from harness.pools import PASSWORD, address, attribute_list, attribute_map, phone, unique, wrong
from harness.refusal import refused

MISMATCH = "Invalid verification code provided, please try again."
EXPIRED = "Invalid code provided, please request a code again."
LIMIT = "Attempt limit exceeded, please try after some time."
UNAUTHORIZED = "A client attempted to write unauthorized attribute"


class Me:
    """A signed-in user and what he may do with his token."""

    def __init__(self, app, user):
        self.app, self.user, self.idp = app, user, app.idp
        self.access = app.tokens(user)["AccessToken"]

    def update(self, **attributes):
        answer = self.idp.update_user_attributes(
            AccessToken=self.access, UserAttributes=attribute_list(attributes)
        )
        return answer.get("CodeDeliveryDetailsList", [])

    def delete(self, *names):
        self.idp.delete_user_attributes(AccessToken=self.access, UserAttributeNames=list(names))

    def ask(self, name):
        return self.idp.get_user_attribute_verification_code(
            AccessToken=self.access, AttributeName=name
        )["CodeDeliveryDetails"]

    def verify(self, name, code):
        self.idp.verify_user_attribute(AccessToken=self.access, AttributeName=name, Code=code)

    def attributes(self):
        answer = self.idp.get_user(AccessToken=self.access)["UserAttributes"]
        return attribute_map(answer)


@pytest.fixture(scope="module")
def pool(idp):
    schema = [
        {"Name": "badge", "AttributeDataType": "String", "Mutable": False},
        {"Name": "team", "AttributeDataType": "String", "Mutable": True},
    ]
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email", "phone_number"], Schema=schema)
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def app(pool):
    """Clients read and write all standard attributes, but custom ones only when they say so."""
    standard = ["email", "phone_number", "nickname", "website"]
    custom = ["custom:badge", "custom:team"]
    verified = ["email_verified", "phone_number_verified"]
    return pool.app(
        WriteAttributes=standard + ["name", "birthdate", "updated_at"] + custom,
        ReadAttributes=standard + custom + verified,
    )


@pytest.fixture
def me(app, pool):
    return Me(app, pool.user(email=address("old"), email_verified="true"))


def test_a_new_address_is_verified_by_a_code(me, mail):
    email = address("new")
    (details,) = me.update(email=email)
    assert details == {
        "Destination": "n***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert me.attributes()["email"] == email
    assert me.attributes()["email_verified"] == "false"
    code = mail.code(email)
    with refused("CodeMismatchException", MISMATCH):
        me.verify("email", wrong(code))
    me.verify("email", code)
    assert me.attributes()["email_verified"] == "true"
    with refused("ExpiredCodeException", EXPIRED):
        me.verify("email", code)


def test_a_new_number_is_verified_by_a_code(me, sms):
    number = phone()
    (details,) = me.update(phone_number=number)
    assert details["DeliveryMedium"] == "SMS"
    me.verify("phone_number", sms.code(number))
    assert me.attributes()["phone_number_verified"] == "true"


def test_both_at_once(me, mail, sms):
    email, number = address(), phone()
    details = me.update(email=email, phone_number=number, nickname="Jay")
    assert {one["AttributeName"] for one in details} == {"email", "phone_number"}
    me.verify("phone_number", sms.code(number))
    me.verify("email", mail.code(email))
    seen = me.attributes()
    assert (seen["email_verified"], seen["phone_number_verified"]) == ("true", "true")
    assert seen["nickname"] == "Jay"


def test_asking_for_a_code(me, mail):
    email = address()
    me.update(email=email)
    mail.wait(email)
    details = me.ask("email")
    assert details["AttributeName"] == "email"
    me.verify("email", mail.code(email, 2))
    assert me.attributes()["email_verified"] == "true"


def test_asking_is_limited(me, mail):
    email = address()
    me.update(email=email)
    asked = 0
    with refused("LimitExceededException", LIMIT):
        for asked in range(6):
            me.ask("email")
    assert asked in (4, 5)


def test_nothing_to_verify(me):
    with refused("InvalidParameterException"):
        me.ask("nickname")
    with refused("InvalidParameterException"):
        me.ask("phone_number")
    with refused("ExpiredCodeException", EXPIRED):
        me.verify("email", "123456")


def test_five_wrong_answers_kill_a_code(me, mail):
    email = address()
    me.update(email=email)
    code = mail.code(email)
    for _ in range(5):
        with refused("CodeMismatchException", MISMATCH):
            me.verify("email", wrong(code))
    with refused("ExpiredCodeException", EXPIRED):
        me.verify("email", code)
    assert me.attributes()["email_verified"] == "false"


def test_a_code_is_for_its_address(me, mail):
    """OTP-1: the destination is part of what the code is for."""
    first, second = address(), address()
    me.update(email=first)
    code = mail.code(first)
    me.update(email=second)
    other = mail.code(second)
    if code != other:
        with refused("CodeMismatchException", MISMATCH):
            me.verify("email", code)
    assert me.attributes()["email_verified"] == "false"
    me.verify("email", other)


def test_a_code_for_the_address_is_none_for_the_number(me, mail, sms):
    email, number = address(), phone()
    me.update(email=email, phone_number=number)
    by_mail, by_phone = mail.code(email), sms.code(number)
    if by_mail != by_phone:
        with refused("CodeMismatchException", MISMATCH):
            me.verify("phone_number", by_mail)
    with refused("ExpiredCodeException", EXPIRED):
        me.app.reset(me.user.name, by_mail, "Another-Horse-1")


def test_verify_before_update(new_pool, mail):
    pool = new_pool(
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        UsernameAttributes=["email"],
    )
    app, old, new = pool.app(), address("old"), address("new")
    user = pool.user(old, email_verified="true")
    me = Me(app, user)
    (details,) = me.update(email=new)
    assert details["Destination"] == "n***@e***"
    assert me.attributes()["email"] == old
    assert me.attributes()["email_verified"] == "true"
    assert app.password_sign_in(old, PASSWORD)["AuthenticationResult"]
    with refused("UserNotFoundException"):
        app.password_sign_in(new, PASSWORD)
    assert mail.to(old) == []
    me.verify("email", mail.code(new))
    assert me.attributes()["email"] == new
    assert me.attributes()["email_verified"] == "true"
    assert app.password_sign_in(new, PASSWORD)["AuthenticationResult"]
    with refused("UserNotFoundException"):
        app.password_sign_in(old, PASSWORD)


def test_without_it_the_new_address_signs_in_at_once(new_pool):
    pool = new_pool(AutoVerifiedAttributes=["email"], UsernameAttributes=["email"])
    app, old, new = pool.app(), address(), address()
    me = Me(app, pool.user(old, email_verified="true"))
    me.update(email=new)
    assert app.password_sign_in(new, PASSWORD)["AuthenticationResult"]
    with refused("UserNotFoundException"):
        app.password_sign_in(old, PASSWORD)


def test_an_address_of_somebody_else(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"], AliasAttributes=["email"])
    app, theirs = pool.app(), address()
    other = pool.user(email=theirs, email_verified="true")
    me = Me(app, pool.user(email=address(), email_verified="true"))
    try:
        me.update(email=theirs)
    except app.idp.exceptions.AliasExistsException as error:
        assert error.response["Error"]["Message"] == (
            "An account with the given email already exists."
        )
    else:
        with refused("AliasExistsException"):
            me.verify("email", mail.code(theirs))
    with refused("AliasExistsException", "An account with the given email already exists."):
        pool.idp.admin_update_user_attributes(
            UserPoolId=pool.id,
            Username=me.user.name,
            UserAttributes=attribute_list({"email": theirs, "email_verified": "true"}),
        )
    issued = app.password_sign_in(theirs, PASSWORD)["AuthenticationResult"]
    assert tokens.claims(issued["AccessToken"])["sub"] == other.sub


def test_confirmation_takes_an_alias_over_when_forced(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"], AliasAttributes=["email"])
    app, email = pool.app(), address()
    holder = pool.user(email=email, email_verified="true")
    name = unique()
    app.sign_up(name, email=email)
    code = mail.code(email)
    with refused("AliasExistsException", "An account with the email already exists."):
        app.confirm(name, code, ForceAliasCreation=False)
    with refused("AliasExistsException", "An account with the email already exists."):
        app.confirm(name, code)
    app.confirm(name, code, ForceAliasCreation=True)
    issued = app.password_sign_in(email, PASSWORD)["AuthenticationResult"]
    assert tokens.claims(issued["AccessToken"])["username"] == name
    attributes = pool.get(holder.name)["attributes"]
    assert (attributes["email"], attributes["email_verified"]) == (email, "false")
    assert app.password_sign_in(holder.name, PASSWORD)["AuthenticationResult"]


def test_an_invitation_takes_an_alias_over_when_forced(new_pool):
    pool = new_pool(AliasAttributes=["email"])
    email = address()
    holder = pool.user(email=email, email_verified="true")
    invite = {
        "UserPoolId": pool.id,
        "MessageAction": "SUPPRESS",
        "UserAttributes": attribute_list({"email": email, "email_verified": "true"}),
    }
    # The model declares no AliasExistsException here.
    with refused("UsernameExistsException", "An account with the given email already exists."):
        pool.idp.admin_create_user(Username=unique(), **invite)
    name = unique()
    pool.idp.admin_create_user(Username=name, ForceAliasCreation=True, **invite)
    assert pool.get(email)["Username"] == name
    assert pool.get(holder.name)["attributes"]["email_verified"] == "false"


def test_two_unverified_holders_are_allowed(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"], AliasAttributes=["email"])
    app, email = pool.app(), address()
    first, second = unique(), unique()
    app.sign_up(first, email=email)
    mail.wait(email)
    app.sign_up(second, email=email)
    with refused("UserNotFoundException"):
        app.password_sign_in(email, PASSWORD)
    app.confirm(second, mail.code(email, 2))
    assert pool.get(email)["Username"] == second


def test_preferred_username_as_alias(new_pool):
    pool = new_pool(
        AliasAttributes=["preferred_username"], UsernameConfiguration={"CaseSensitive": False}
    )
    app, wanted = pool.app(), unique("wanted")
    one, two = Me(app, pool.user()), Me(app, pool.user())
    with refused("InvalidParameterException"):
        app.sign_up(unique(), preferred_username=unique())
    one.update(preferred_username=wanted)
    assert app.password_sign_in(wanted, PASSWORD)["AuthenticationResult"]
    with refused("AliasExistsException"):
        two.update(preferred_username=wanted)
    with refused("AliasExistsException"):
        two.update(preferred_username=wanted.upper())
    one.update(preferred_username="")
    two.update(preferred_username=wanted)


def test_deleting(me, app, pool):
    me.update(nickname="Jay", custom__team="red", website="https://a.example")
    me.delete("nickname", "custom:team")
    assert {"nickname", "custom:team"}.isdisjoint(me.attributes())
    me.update(website="")
    assert "website" not in me.attributes()
    me.delete("email")
    assert {"email", "email_verified"}.isdisjoint(me.attributes())


def test_permissions(pool):
    app = pool.app(WriteAttributes=["nickname"], ReadAttributes=["nickname", "email"])
    me = Me(app, pool.user(email=address(), family_name="Doe"))
    me.update(nickname="Jay")
    assert set(me.attributes()) <= {"sub", "nickname", "email", "email_verified"}
    for change in (
        lambda: me.update(family_name="Roe"),
        lambda: me.delete("family_name"),
        lambda: me.update(email=address()),
    ):
        with refused("NotAuthorizedException", UNAUTHORIZED):
            change()
    assert pool.get(me.user.name)["attributes"]["family_name"] == "Doe"


@pytest.mark.parametrize("name", ["sub", "email_verified", "phone_number_verified"])
def test_what_users_never_write(me, name):
    before = me.attributes()
    with pytest.raises(
        (me.idp.exceptions.NotAuthorizedException, me.idp.exceptions.InvalidParameterException)
    ):
        me.update(**{name: "true"})
    assert me.attributes() == before


def test_immutable_attributes(app, pool):
    user = pool.user(custom__badge="7")
    me = Me(app, user)
    with refused("InvalidParameterException", "user.custom:badge: Attribute cannot be updated."):
        me.update(custom__badge="8")
    with refused("InvalidParameterException", "user.custom:badge: Attribute cannot be updated."):
        pool.idp.admin_update_user_attributes(
            UserPoolId=pool.id,
            Username=user.name,
            UserAttributes=attribute_list({"custom__badge": "8"}),
        )
    assert me.attributes()["custom:badge"] == "7"


def test_required_attributes_stay(new_pool):
    schema = [
        {"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"}
    ]
    pool = new_pool(Schema=schema)
    me = Me(pool.app(), pool.user(given_name="A"))
    with refused("InvalidParameterException"):
        me.delete("given_name")
    with refused("InvalidParameterException"):
        me.update(given_name="")
    with refused("InvalidParameterException"):
        pool.idp.admin_delete_user_attributes(
            UserPoolId=pool.id, Username=me.user.name, UserAttributeNames=["given_name"]
        )
    assert me.attributes()["given_name"] == "A"


@pytest.mark.parametrize(
    "attributes, message",
    [
        ({"email": "no-address"}, "Invalid email address format."),
        ({"phone_number": "5551234"}, "Invalid phone number format."),
        ({"phone_number": "+0123456789012345"}, "Invalid phone number format."),
        ({"birthdate": "yesterday"}, None),
        ({"updated_at": "yesterday"}, None),
        ({"custom__unknown": "x"}, None),
        ({"nickname": "x" * 2049}, None),
    ],
)
def test_bad_values(me, pool, attributes, message):
    before = me.attributes()
    with refused("InvalidParameterException", message):
        me.update(**attributes)
    with refused("InvalidParameterException", message):
        pool.idp.admin_update_user_attributes(
            UserPoolId=pool.id,
            Username=me.user.name,
            UserAttributes=attribute_list(attributes),
        )
    assert me.attributes() == before


def test_by_an_administrator(pool, app):
    user = pool.user(email=address())

    def update(**attributes):
        pool.idp.admin_update_user_attributes(
            UserPoolId=pool.id, Username=user.name, UserAttributes=attribute_list(attributes)
        )
        return pool.get(user.name)["attributes"]

    assert update(email_verified="true")["email_verified"] == "true"
    email = address()
    seen = update(email=email, email_verified="true", custom__team="red")
    assert (seen["email"], seen["email_verified"]) == (email, "true")
    assert seen["custom:team"] == "red"
    assert "custom:team" not in update(custom__team="")
    pool.idp.admin_delete_user_attributes(
        UserPoolId=pool.id, Username=user.name, UserAttributeNames=["email"]
    )
    assert set(pool.get(user.name)["attributes"]) == {"sub"}


def test_nobody(pool, idp):
    for call in (
        lambda: idp.admin_update_user_attributes(
            UserPoolId=pool.id, Username=unique(), UserAttributes=attribute_list({"name": "x"})
        ),
        lambda: idp.admin_delete_user_attributes(
            UserPoolId=pool.id, Username=unique(), UserAttributeNames=["name"]
        ),
    ):
        with refused("UserNotFoundException", "User does not exist."):
            call()


def test_a_token_that_is_none(idp):
    for call in (
        lambda: idp.update_user_attributes(
            AccessToken="a.b.c", UserAttributes=attribute_list({"name": "x"})
        ),
        lambda: idp.delete_user_attributes(AccessToken="a.b.c", UserAttributeNames=["name"]),
        lambda: idp.get_user_attribute_verification_code(
            AccessToken="a.b.c", AttributeName="email"
        ),
        lambda: idp.verify_user_attribute(
            AccessToken="a.b.c", AttributeName="email", Code="123456"
        ),
        lambda: idp.delete_user(AccessToken="a.b.c"),
    ):
        with refused("NotAuthorizedException", "Invalid Access Token"):
            call()


def test_changes_are_in_the_next_tokens(me):
    me.update(nickname="Jay", custom__team="red")
    claims = tokens.claims(me.app.tokens(me.user)["IdToken"])
    assert (claims["nickname"], claims["custom:team"]) == ("Jay", "red")


def test_deleting_oneself(me, pool):
    answer = me.idp.delete_user(AccessToken=me.access)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    with refused("UserNotFoundException"):
        pool.get(me.user.name)
    with pytest.raises(me.idp.exceptions.ClientError):
        me.attributes()
    with refused("UserNotFoundException", "User does not exist."):
        me.app.tokens(me.user)
    again = pool.user(me.user.name)
    assert again.sub != me.user.sub
