"""Sessions, and tokens for tokens."""

from harness.tokens import claims
from harness.walks.world import World


def sessions(world: World):
    call, pool = world.call, world.pool()
    call(
        "SetUserPoolSessionConfiguration",
        UserPoolId=pool,
        UserSessionTracking="ENABLED",
        TokenSession={"MaxPerUser": 5},
    )
    shown = call("GetUserPoolSessionConfiguration", UserPoolId=pool)
    assert shown["TokenSession"]["MaxPerUser"] == 5
    client, name = world.client(pool)["ClientId"], world.user(pool)
    of_client = {"UserPoolId": pool, "ClientId": client}
    sso = {"MaxValidityMinutes": 30}
    call("SetUserPoolClientSessionConfiguration", **of_client, SSOSession=sso)
    assert call("GetUserPoolClientSessionConfiguration", **of_client)["SSOSession"] == sso

    own = {"AccessToken": world.tokens(client, name)["AccessToken"]}
    world.tokens(client, name)
    world.tokens(client, name)
    others = [
        one["SessionId"]
        for one in call("ListUserSessions", **own)["Sessions"]
        if not one["IsCurrentSession"]
    ]
    assert len(others) == 2
    call("RevokeUserSession", **own, SessionId=others[0])
    of_user = {"UserPoolId": pool, "Username": name}
    assert len(call("AdminListUserSessions", **of_user)["Sessions"]) == 2
    call("AdminRevokeUserSession", **of_user, SessionId=others[1])
    assert len(call("AdminListUserSessions", **of_user)["Sessions"]) == 1


def _with_scope(world: World) -> str:
    """A pool with a resource server."""
    pool = world.pool()
    scope = {"ScopeName": "read", "ScopeDescription": "may read"}
    api = {"Identifier": "api", "Name": "api", "Scopes": [scope]}
    world.call("CreateResourceServer", UserPoolId=pool, **api)
    return pool


def of_machines(world: World):
    machine = world.client(
        _with_scope(world),
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
    )
    id, secret = machine["ClientId"], machine["ClientSecret"]
    issued = world.call("GetClientToken", ClientId=id, Secret=secret)
    token = claims(issued["ClientAuthenticationResult"]["AccessToken"])
    assert (token["sub"], token["scope"]) == (id, "api/read")


def derived(world: World):
    pool = _with_scope(world)
    signed_in = world.tokens(world.client(pool)["ClientId"], world.user(pool))
    service = world.client(
        pool, GenerateSecret=True, ExplicitAuthFlows=["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]
    )
    issued = world.call(
        "GetDerivedToken",
        ClientId=service["ClientId"],
        ClientSecret=service["ClientSecret"],
        SubjectToken=signed_in["AccessToken"],
        SubjectTokenType="ACCESS_TOKEN",
        Resources=["api"],
    )
    assert claims(issued["IssuedToken"])["aud"] == "api"


def refreshed(world: World):
    pool = world.pool()
    client = world.client(pool)["ClientId"]
    token = world.tokens(client, world.user(pool))["RefreshToken"]
    answer = world.call("GetTokensFromRefreshToken", ClientId=client, RefreshToken=token)
    assert answer["AuthenticationResult"]["AccessToken"]
    world.call("RevokeToken", ClientId=client, Token=token)
