"""pycognito, unmodified: SRP with and without client secret, answers without `Session`."""

import pytest
from pycognito import AWSSRP, Cognito
from pycognito.exceptions import ForceChangePasswordException, TokenVerificationException

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
