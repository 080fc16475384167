"""RL-2, RL-3: five wrong passwords, then a growing lock; one counter for all ways to try."""

from harness.deadline import eventually
from harness.refusal import refused

WRONG = "Incorrect username or password."
LOCKED = "Password attempts exceeded"


def admin_sign_in(app, user, password):
    return app.idp.admin_initiate_auth(
        UserPoolId=app.pool.id,
        ClientId=app.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.name, "PASSWORD": password},
    )


def sign_in_when_unlocked(app, user):
    """The lock after five failures lasts a second; tries during it do not count."""

    def tries():
        try:
            return app.tokens(user)
        except app.idp.exceptions.NotAuthorizedException as error:
            assert error.response["Error"]["Message"] == LOCKED
            return None

    return eventually(tries, "the lock of one second ends", every=0.1)


def test_the_sixth_try_is_locked_even_with_the_right_password(app, user):
    for _ in range(5):
        with refused("NotAuthorizedException", WRONG):
            app.password_sign_in(user.name, "Wrong-Horse-1")
    with refused("NotAuthorizedException", LOCKED):
        app.password_sign_in(user.name, user.password)
    with refused("NotAuthorizedException", LOCKED):
        app.srp_sign_in(user.name, user.password)
    with refused("NotAuthorizedException", LOCKED):
        admin_sign_in(app, user, user.password)
    assert sign_in_when_unlocked(app, user)["AccessToken"]


def test_all_ways_to_try_share_one_counter(pool, user):
    app, other = pool.app(), pool.app()
    tries = [
        lambda: app.password_sign_in(user.name, "Wrong-Horse-1"),
        lambda: other.password_sign_in(user.name, "Wrong-Horse-2"),
        lambda: app.srp_sign_in(user.name, "Wrong-Horse-3"),
        lambda: admin_sign_in(app, user, "Wrong-Horse-4"),
        lambda: app.password_sign_in(user.sub, "Wrong-Horse-5"),
    ]
    for attempt in tries:
        with refused("NotAuthorizedException", WRONG):
            attempt()
    with refused("NotAuthorizedException", LOCKED):
        other.password_sign_in(user.name, user.password)


def test_a_completed_sign_in_clears_the_counter(app, user):
    for _ in range(3):
        for _ in range(4):
            with refused("NotAuthorizedException", WRONG):
                app.password_sign_in(user.name, "Wrong-Horse-1")
        assert app.tokens(user)["AccessToken"]


def test_a_pending_challenge_does_not_clear_the_counter(pool, app):
    user = pool.invite()
    for _ in range(4):
        with refused("NotAuthorizedException", WRONG):
            app.password_sign_in(user.name, "Wrong-Horse-1")
    pending = app.password_sign_in(user.name, user.password)
    assert pending["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    with refused("NotAuthorizedException", WRONG):
        app.password_sign_in(user.name, "Wrong-Horse-1")
    with refused("NotAuthorizedException", LOCKED):
        app.password_sign_in(user.name, user.password)


def test_one_users_lock_is_nobody_elses(pool, app, user):
    other = pool.user()
    for _ in range(6):
        with refused("NotAuthorizedException"):
            app.password_sign_in(user.name, "Wrong-Horse-1")
    assert app.tokens(other)["AccessToken"]


def test_hidden_users_are_locked_like_real_ones(pool):
    """CT-5: counting must not tell who exists."""
    app = pool.app(PreventUserExistenceErrors="ENABLED")
    for _ in range(5):
        with refused("NotAuthorizedException", WRONG):
            app.password_sign_in("nobody-at-all", "Wrong-Horse-1")
    with refused("NotAuthorizedException", LOCKED):
        app.password_sign_in("nobody-at-all", "Wrong-Horse-1")
