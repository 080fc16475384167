"""Users as administrators see them, and as they see themselves."""

import json

from harness.pools import PASSWORD, address, attribute_list, attribute_map, unique
from harness.walks.resources import GOOGLE
from harness.walks.world import World

OTHER, THIRD = "Remembered-Horse-1", "Changed-Horse-1"


def users(world: World):
    call, mail = world.call, world.mail
    pool = world.pool(AutoVerifiedAttributes=["email"])
    client, email = world.client(pool)["ClientId"], address()
    name = world.user(pool, email=email, email_verified="true", nickname="Al", locale="fr")
    one = {"UserPoolId": pool, "Username": name}
    call("AdminUpdateUserAttributes", **one, UserAttributes=attribute_list({"locale": "de"}))
    call("AdminDeleteUserAttributes", **one, UserAttributeNames=["nickname"])
    shown = attribute_map(call("AdminGetUser", **one)["UserAttributes"])
    assert shown["locale"] == "de" and "nickname" not in shown
    found = call("ListUsers", UserPoolId=pool, Filter=f'email = "{email}"')["Users"]
    assert [user["Username"] for user in found] == [name]

    begun = call(
        "AdminInitiateAuth",
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    assert begun["AuthenticationResult"]["AccessToken"]
    call("AdminUserGlobalSignOut", **one)
    call("AdminDisableUser", **one)
    call("AdminEnableUser", **one)

    call("AdminResetUserPassword", **one)
    call(
        "ConfirmForgotPassword",
        ClientId=client,
        Username=name,
        ConfirmationCode=mail.code(email),
        Password=OTHER,
    )
    call("AdminSetUserPassword", **one, Password=PASSWORD, Permanent=False)
    asked = call(
        "AdminInitiateAuth",
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    done = call(
        "AdminRespondToAuthChallenge",
        UserPoolId=pool,
        ClientId=client,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": THIRD},
    )
    assert done["AuthenticationResult"]["AccessToken"]
    call("AdminDeleteUser", **one)

    late = unique()
    call("SignUp", ClientId=client, Username=late, Password=PASSWORD)
    call("AdminConfirmSignUp", UserPoolId=pool, Username=late)
    assert call("AdminGetUser", UserPoolId=pool, Username=late)["UserStatus"] == "CONFIRMED"


def groups(world: World):
    call, pool = world.call, world.pool()
    name = world.user(pool)
    group = {"UserPoolId": pool, "GroupName": "writers"}
    call("CreateGroup", **group, Precedence=2)
    call("UpdateGroup", **group, Precedence=1, Description="they write")
    shown = call("GetGroup", **group)["Group"]
    assert (shown["Precedence"], shown["Description"]) == (1, "they write")
    assert len(call("ListGroups", UserPoolId=pool)["Groups"]) == 1
    call("AdminAddUserToGroup", **group, Username=name)
    members = call("ListUsersInGroup", **group)["Users"]
    assert [user["Username"] for user in members] == [name]
    of_user = call("AdminListGroupsForUser", UserPoolId=pool, Username=name)["Groups"]
    assert [one["GroupName"] for one in of_user] == ["writers"]
    call("AdminRemoveUserFromGroup", **group, Username=name)
    call("DeleteGroup", **group)


def links(world: World):
    call, pool = world.call, world.pool()
    name = world.user(pool)
    call("CreateIdentityProvider", UserPoolId=pool, **GOOGLE)
    google = {
        "ProviderName": "Google",
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "10769150350006150715113082367",
    }
    call(
        "AdminLinkProviderForUser",
        UserPoolId=pool,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": name},
        SourceUser=google,
    )

    def identities():
        user = call("AdminGetUser", UserPoolId=pool, Username=name)
        return json.loads(attribute_map(user["UserAttributes"]).get("identities", "[]"))

    assert [one["providerName"] for one in identities()] == ["Google"]
    call("AdminDisableProviderForUser", UserPoolId=pool, User=google)
    assert identities() == []


def self_service(world: World):
    call, mail = world.call, world.mail
    pool = world.pool(AutoVerifiedAttributes=["email"])
    client, name, email = world.client(pool)["ClientId"], unique(), address()
    user = {"ClientId": client, "Username": name}
    attributes = {"email": email, "nickname": "Sam"}
    call("SignUp", **user, Password=PASSWORD, UserAttributes=attribute_list(attributes))
    mail.wait(email)
    call("ResendConfirmationCode", **user)
    call("ConfirmSignUp", **user, ConfirmationCode=mail.code(email, 2))
    call("ForgotPassword", **user)
    call("ConfirmForgotPassword", **user, ConfirmationCode=mail.code(email, 3), Password=OTHER)

    token = {"AccessToken": world.tokens(client, name, OTHER)["AccessToken"]}
    call("ChangePassword", **token, PreviousPassword=OTHER, ProposedPassword=THIRD)
    new = address("new")
    call("UpdateUserAttributes", **token, UserAttributes=attribute_list({"email": new}))
    mail.wait(new)
    call("GetUserAttributeVerificationCode", **token, AttributeName="email")
    call("VerifyUserAttribute", **token, AttributeName="email", Code=mail.code(new, 2))
    call("DeleteUserAttributes", **token, UserAttributeNames=["nickname"])
    shown = attribute_map(call("GetUser", **token)["UserAttributes"])
    assert (shown["email"], shown["email_verified"]) == (new, "true") and "nickname" not in shown
    call("GlobalSignOut", **token)
    call("DeleteUser", AccessToken=world.tokens(client, name, THIRD)["AccessToken"])
