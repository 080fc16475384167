"""Sessions that a pool tracks: listed, limited, ended. With boto3."""

import pytest

from harness import pools
from harness.refusal import refused

REVOKED = "Access Token has been revoked"


def track(pool, most: int):
    pool.idp.set_user_pool_session_configuration(
        UserPoolId=pool.id,
        UserSessionTracking="ENABLED",
        TokenSession={"MaxPerUser": most},
    )


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp)
    track(pool, 3)
    yield pool
    pool.delete()


def listed(idp, tokens):
    return idp.list_user_sessions(AccessToken=tokens["AccessToken"])["Sessions"]


def own(idp, tokens):
    """The id of the session that these tokens belong to."""
    (current,) = [one for one in listed(idp, tokens) if one["IsCurrentSession"]]
    return current["SessionId"]


def dead(idp, app, tokens):
    with refused("NotAuthorizedException", REVOKED):
        idp.get_user(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(tokens["RefreshToken"])
    return True


def test_one_user_sees_all_clients(idp, pool, app):
    user, other = pool.user(), pool.app()
    first, second = app.tokens(user), other.tokens(user)
    sessions = listed(idp, first)
    assert {one["ClientId"] for one in sessions} == {app.id, other.id}
    assert {one["SessionType"] for one in sessions} == {"TOKEN"}
    assert all(one["LastIPAddress"] == "127.0.0.1" for one in sessions)
    assert own(idp, first) != own(idp, second)
    # Refreshing keeps the session.
    refreshed = app.refresh(first["RefreshToken"])
    assert own(idp, refreshed) == own(idp, first)


def test_users_end_their_other_sessions(idp, pool, app):
    user = pool.user()
    here, there = app.tokens(user), app.tokens(user)
    idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=own(idp, there))
    assert dead(idp, app, there)
    assert len(listed(idp, here)) == 1
    with refused("InvalidParameterException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=own(idp, here))
    with refused("ResourceNotFoundException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId="tkn" + "a" * 25)


def test_administrators_end_any(idp, pool, app):
    user = pool.user()
    tokens = app.tokens(user)
    named = {"UserPoolId": pool.id, "Username": user.name}
    (seen,) = idp.admin_list_user_sessions(**named)["Sessions"]
    assert seen["IsCurrentSession"] is False
    idp.admin_revoke_user_session(**named, SessionId=seen["SessionId"])
    assert dead(idp, app, tokens)
    assert idp.admin_list_user_sessions(**named)["Sessions"] == []


def test_one_too_many_ends_the_one_used_longest_ago(idp, pool, app):
    user = pool.user()
    first, *rest = [app.tokens(user) for _ in range(4)]
    assert dead(idp, app, first)
    assert len(listed(idp, rest[0])) == 3


def test_signing_out_ends_them(idp, pool, app):
    user = pool.user()
    first, second = app.tokens(user), app.tokens(user)
    idp.revoke_token(Token=first["RefreshToken"], ClientId=app.id)
    assert len(listed(idp, second)) == 1
    idp.global_sign_out(AccessToken=second["AccessToken"])
    named = {"UserPoolId": pool.id, "Username": user.name}
    assert idp.admin_list_user_sessions(**named)["Sessions"] == []


def test_pools_that_do_not_track(idp, new_pool):
    pool = new_pool()
    tokens = pool.app().tokens(pool.user())
    with refused("OperationNotEnabledException"):
        idp.list_user_sessions(AccessToken=tokens["AccessToken"])
