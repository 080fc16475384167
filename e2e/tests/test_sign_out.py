"""GlobalSignOut, AdminUserGlobalSignOut, RevokeToken: what dies and what stays."""

from harness.refusal import refused

REVOKED = "Access Token has been revoked"


def test_global_sign_out_ends_every_session_of_the_user(pool, app, idp, user):
    other_app = pool.app()
    bystander = pool.user()
    one, two, theirs = app.tokens(user), other_app.tokens(user), app.tokens(bystander)
    answer = idp.global_sign_out(AccessToken=one["AccessToken"])
    assert set(answer) == {"ResponseMetadata"}
    for tokens in (one, two):
        with refused("NotAuthorizedException", REVOKED):
            idp.get_user(AccessToken=tokens["AccessToken"])
        with refused("NotAuthorizedException", REVOKED):
            idp.global_sign_out(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(one["RefreshToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        other_app.refresh(two["RefreshToken"])
    assert idp.get_user(AccessToken=theirs["AccessToken"])["Username"] == bystander.name
    assert app.refresh(theirs["RefreshToken"])["AccessToken"]
    # A new sign-in at once is a new session.
    fresh = app.tokens(user)
    assert idp.get_user(AccessToken=fresh["AccessToken"])["Username"] == user.name


def test_an_administrator_signs_a_user_out(pool, app, idp, user):
    tokens = app.tokens(user)
    answer = idp.admin_user_global_sign_out(UserPoolId=pool.id, Username=user.name)
    assert set(answer) == {"ResponseMetadata"}
    with refused("NotAuthorizedException", REVOKED):
        idp.get_user(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(tokens["RefreshToken"])
    with refused("UserNotFoundException", "User does not exist."):
        idp.admin_user_global_sign_out(UserPoolId=pool.id, Username="nobody-here")


def test_revoke_token_ends_one_session(pool, app, idp, user):
    gone, kept = app.tokens(user), app.tokens(user)
    derived = app.refresh(gone["RefreshToken"])
    answer = idp.revoke_token(Token=gone["RefreshToken"], ClientId=app.id)
    assert set(answer) == {"ResponseMetadata"}
    for access in (gone["AccessToken"], derived["AccessToken"]):
        with refused("NotAuthorizedException", REVOKED):
            idp.get_user(AccessToken=access)
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(gone["RefreshToken"])
    assert idp.get_user(AccessToken=kept["AccessToken"])["Username"] == user.name
    assert app.refresh(kept["RefreshToken"])["AccessToken"]
    # Twice is once.
    idp.revoke_token(Token=gone["RefreshToken"], ClientId=app.id)


def test_revoke_token_takes_only_refresh_tokens(app, idp, user):
    tokens = app.tokens(user)
    for kind in ("AccessToken", "IdToken"):
        with refused("UnsupportedTokenTypeException"):
            idp.revoke_token(Token=tokens[kind], ClientId=app.id)


def test_revoke_token_knows_its_client(pool, app, secret_app, idp, user):
    token = secret_app.tokens(user)["RefreshToken"]
    for wrong in ({}, {"ClientSecret": "x" * 40}):
        with refused("UnauthorizedException"):
            idp.revoke_token(Token=token, ClientId=secret_app.id, **wrong)
    assert secret_app.exchange(token)["AccessToken"]
    idp.revoke_token(Token=token, ClientId=secret_app.id, ClientSecret=secret_app.secret)
    with refused("NotAuthorizedException"):
        secret_app.exchange(token)
    foreign = app.tokens(user)["RefreshToken"]
    try:
        idp.revoke_token(Token=foreign, ClientId=pool.app().id)
    except idp.exceptions.ClientError:
        pass
    assert app.refresh(foreign)["AccessToken"], "another client's call must not revoke it"


def test_revocation_must_be_enabled(pool, idp, user):
    app = pool.app(EnableTokenRevocation=False)
    token = app.tokens(user)["RefreshToken"]
    with refused("UnsupportedOperationException"):
        idp.revoke_token(Token=token, ClientId=app.id)
