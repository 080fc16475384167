"""pycognito, unmodified: SRP with and without client secret, answers without `Session`."""

import pytest
from pycognito import AWSSRP, Cognito
from pycognito.exceptions import ForceChangePasswordException, TokenVerificationException

from harness.pools import PASSWORD, address, unique, wrong
from harness.refusal import refused


def cognito(server, app, **more) -> Cognito:
    endpoint = {
        "endpoint_url": server.url,
        "aws_access_key_id": "unused",
        "aws_secret_access_key": "unused",
    }
    return Cognito(
        app.pool.id, app.id, client_secret=app.secret, boto3_client_kwargs=endpoint, **more
    )


@pytest.fixture(params=["app", "secret_app"])
def any_app(request):
    """A client without and one with a secret."""
    return request.getfixturevalue(request.param)


def test_srp_sign_in_and_verified_tokens(server, any_app, user):
    me = cognito(server, any_app, username=user.name)
    me.authenticate(password=user.password)
    # `authenticate` verified both tokens against the published keys and the issuer.
    assert me.id_claims["cognito:username"] == user.name
    assert me.access_claims["client_id"] == any_app.id
    assert me.get_user().sub == user.sub


def test_a_wrong_password(server, any_app, user):
    with refused("NotAuthorizedException", "Incorrect username or password."):
        cognito(server, any_app, username=user.name).authenticate(password="Wrong-Horse-1")


def test_new_password_required(server, pool, any_app):
    user = pool.invite()
    me = cognito(server, any_app, username=user.name)
    with pytest.raises(ForceChangePasswordException):
        me.authenticate(password=user.password)
    me.new_password_challenge(user.password, "New-Horse-9")
    again = cognito(server, any_app, username=user.name)
    again.authenticate(password="New-Horse-9")
    assert again.access_claims["sub"] == user.sub


def test_by_alias(server, new_pool):
    pool = new_pool(AliasAttributes=["email"])
    app = pool.app(GenerateSecret=True)
    user = pool.user("anna", email="anna@example.com", email_verified="true")
    me = cognito(server, app, username="anna@example.com")
    me.authenticate(password=user.password)
    assert me.access_claims["username"] == "anna"


def test_refresh(server, any_app, user):
    me = cognito(server, any_app, username=user.name)
    me.authenticate(password=user.password)
    before = me.access_token
    me.renew_access_token()
    assert me.access_token != before


def test_change_password_and_logout(server, any_app, user):
    me = cognito(server, any_app, username=user.name)
    me.authenticate(password=user.password)
    me.change_password(user.password, "Changed-Horse-1")
    again = cognito(server, any_app, username=user.name)
    again.authenticate(password="Changed-Horse-1")
    access = again.access_token
    again.logout()
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        again.client.get_user(AccessToken=access)


def test_the_srp_class_alone(idp, any_app, user):
    sign_in = AWSSRP(
        username=user.name,
        password=user.password,
        pool_id=any_app.pool.id,
        client_id=any_app.id,
        client_secret=any_app.secret,
        client=idp,
    )
    assert sign_in.authenticate_user()["AuthenticationResult"]["AccessToken"]


def test_a_token_of_another_pool_does_not_verify(server, new_pool, app, user):
    other = new_pool().app()
    me = cognito(server, other, username=user.name)
    with pytest.raises((TokenVerificationException, IndexError)):
        me.verify_token(app.tokens(user)["IdToken"], "id_token", "id")


@pytest.mark.parametrize("secret", [False, True], ids=["public", "secret"])
def test_the_life_of_an_account(server, new_pool, mail, secret):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    app, name, email, new = pool.app(GenerateSecret=secret), unique(), address(), address("new")
    me = cognito(server, app, username=name)
    me.set_base_attributes(email=email, given_name="Py")
    made = me.register(name, PASSWORD)
    assert made["UserConfirmed"] is False
    assert made["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    mail.wait(email)
    me.resend_confirmation_code(name)
    code = mail.code(email, 2)
    with refused("CodeMismatchException", "Invalid verification code provided, please try again."):
        me.confirm_sign_up(wrong(code))
    me.confirm_sign_up(code)

    me.authenticate(password=PASSWORD)
    me.update_profile({"email": new, "nickname": "Py"})
    mail.wait(new)
    me.send_verification("email")
    me.validate_verification(mail.code(new, 2), "email")
    seen = me.get_user()
    assert (seen.email, seen.nickname) == (new, "Py")
    assert str(seen.email_verified).lower() == "true"

    me.initiate_forgot_password()
    me.confirm_forgot_password(mail.code(new, 3), "Remembered-Horse-1")
    me = cognito(server, app, username=name)
    me.authenticate(password="Remembered-Horse-1")
    me.delete_user()
    with refused("UserNotFoundException", "User does not exist."):
        cognito(server, app, username=name).authenticate(password="Remembered-Horse-1")


def test_as_an_administrator(server, shared, new_pool, mail):
    pool = new_pool()
    app, name, email = pool.app(), unique(), address()
    signing = {
        "endpoint_url": server.url,
        "aws_access_key_id": shared.root.id,
        "aws_secret_access_key": shared.root.secret,
    }
    admin = Cognito(pool.id, app.id, username=name, boto3_client_kwargs=signing)
    admin.admin_create_user(name, PASSWORD, email=email, email_verified="true", given_name="Py")
    pool.set_password(name, PASSWORD)
    pool.idp.create_group(UserPoolId=pool.id, GroupName="writers")
    admin.admin_add_user_to_group(name, "writers")
    assert admin.admin_list_groups_for_user(name) == ["writers"]
    assert [one.group_name for one in admin.get_groups()] == ["writers"]
    assert [one.sub for one in admin.get_users()] == [pool.get(name)["attributes"]["sub"]]
    admin.admin_update_profile({"nickname": "Py"})
    assert admin.admin_get_user().nickname == "Py"
    admin.admin_remove_user_from_group(name, "writers")
    assert admin.admin_list_groups_for_user(name) == []
    admin.admin_reset_password(name)
    admin.confirm_forgot_password(mail.wait(email, 1).code, "Remembered-Horse-1")
    me = cognito(server, app, username=name)
    me.authenticate(password="Remembered-Horse-1")
    admin.admin_delete_user()
    with refused("UserNotFoundException"):
        pool.get(name)
