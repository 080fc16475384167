"""NEW_PASSWORD_REQUIRED after a temporary password, by password and by SRP."""

import json

import pytest

from harness import tokens as reading
from harness.pools import PASSWORD
from harness.refusal import refused


def test_the_challenge_tells_what_is_known_and_what_is_missing(new_pool):
    pool = new_pool(
        Schema=[
            {"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"},
            {"Name": "nickname", "Required": True, "Mutable": True, "AttributeDataType": "String"},
        ]
    )
    app = pool.app()
    known = {"given_name": "Bob", "email": "bob@example.com", "email_verified": "true"}
    user = pool.invite(**known)
    challenge = app.password_sign_in(user.name, user.password)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert 20 <= len(challenge["Session"]) <= 4096
    parameters = challenge["ChallengeParameters"]
    assert set(parameters) == {"USER_ID_FOR_SRP", "requiredAttributes", "userAttributes"}
    assert parameters["USER_ID_FOR_SRP"] == user.name
    assert json.loads(parameters["requiredAttributes"]) == ["userAttributes.nickname"]
    assert json.loads(parameters["userAttributes"]) == known

    responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
    with refused("InvalidParameterException"):
        app.respond("NEW_PASSWORD_REQUIRED", responses, challenge["Session"])
    with refused("InvalidParameterException", "Cannot modify an already provided email"):
        again = {"userAttributes.nickname": "bobby", "userAttributes.email": "b@example.com"}
        app.respond("NEW_PASSWORD_REQUIRED", responses | again, challenge["Session"])
    done = app.respond(
        "NEW_PASSWORD_REQUIRED",
        responses | {"userAttributes.nickname": "bobby"},
        challenge["Session"],
    )
    id = reading.claims(done["AuthenticationResult"]["IdToken"])
    assert id["nickname"] == "bobby"
    assert pool.get(user.name)["UserStatus"] == "CONFIRMED"
    assert pool.get(user.name)["attributes"]["nickname"] == "bobby"
    assert app.password_sign_in(user.name, "New-Horse-9")["AuthenticationResult"]
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.password_sign_in(user.name, user.password)


@pytest.mark.parametrize("which", ["app", "secret_app"])
def test_after_srp(pool, which, request):
    app = request.getfixturevalue(which)
    user = pool.invite()
    challenge = app.srp_sign_in(user.name, user.password)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"} | app.hash(user.name)
    done = app.respond("NEW_PASSWORD_REQUIRED", responses, challenge["Session"])
    assert done["AuthenticationResult"]["RefreshToken"]
    assert app.srp_sign_in(user.name, "New-Horse-9")["AuthenticationResult"]


def test_by_the_admin_operations(pool, app, idp):
    user = pool.invite()
    challenge = idp.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=app.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.name, "PASSWORD": user.password},
    )
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    done = idp.admin_respond_to_auth_challenge(
        UserPoolId=pool.id,
        ClientId=app.id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"},
    )
    assert done["AuthenticationResult"]["AccessToken"]


def test_the_new_password_obeys_the_policy_and_a_bad_one_may_be_mended(pool, app):
    user = pool.invite()
    challenge = app.password_sign_in(user.name, user.password)
    responses = {"USERNAME": user.name, "NEW_PASSWORD": "short"}
    with refused(
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    ):
        app.respond("NEW_PASSWORD_REQUIRED", responses, challenge["Session"])
    responses["NEW_PASSWORD"] = "New-Horse-9"
    done = app.respond("NEW_PASSWORD_REQUIRED", responses, challenge["Session"])
    assert done["AuthenticationResult"]


def test_a_session_is_used_once(pool, app):
    user = pool.invite()
    challenge = app.password_sign_in(user.name, user.password)
    responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
    app.respond("NEW_PASSWORD_REQUIRED", responses, challenge["Session"])
    with refused(
        "NotAuthorizedException", "Invalid session for the user, session can only be used once."
    ):
        app.respond("NEW_PASSWORD_REQUIRED", responses, challenge["Session"])


def test_a_session_belongs_to_its_user_and_client(pool, app):
    user, other = pool.invite(), pool.invite()
    session = app.password_sign_in(user.name, user.password)["Session"]
    with refused("NotAuthorizedException"):
        responses = {"USERNAME": other.name, "NEW_PASSWORD": "New-Horse-9"}
        app.respond("NEW_PASSWORD_REQUIRED", responses, session)
    with refused("NotAuthorizedException"):
        responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
        pool.app().respond("NEW_PASSWORD_REQUIRED", responses, session)
    with refused("NotAuthorizedException", "Invalid session for the user."):
        responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
        app.respond("NEW_PASSWORD_REQUIRED", responses, "A" * 200)
    assert pool.get(user.name)["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_a_password_set_by_an_admin_voids_open_sessions(pool, app):
    """PW-8: what was open before a reset cannot overwrite it."""
    user = pool.invite()
    session = app.password_sign_in(user.name, user.password)["Session"]
    pool.set_password(user.name, "Admin-Horse-1")
    with refused("NotAuthorizedException"):
        responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
        app.respond("NEW_PASSWORD_REQUIRED", responses, session)
    assert app.password_sign_in(user.name, "Admin-Horse-1")["AuthenticationResult"]


def test_attributes_the_client_may_not_write_are_refused(new_pool):
    pool = new_pool()
    app = pool.app(WriteAttributes=["email"])
    user = pool.invite()
    session = app.password_sign_in(user.name, PASSWORD)["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": "New-Horse-9"}
    with refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"):
        bad = {"userAttributes.nickname": "x"}
        app.respond("NEW_PASSWORD_REQUIRED", responses | bad, session)
    assert "nickname" not in pool.get(user.name)["attributes"]
