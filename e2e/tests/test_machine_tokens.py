"""GetClientToken and GetDerivedToken with boto3; what they issue is verified by PyJWT."""

import pytest

from harness import pools
from harness import tokens as reading
from harness.refusal import refused

SCOPES = ["read", "write"]


@pytest.fixture(scope="module")
def pool(idp):
    pool = pools.create_pool(idp)
    idp.create_resource_server(
        UserPoolId=pool.id,
        Identifier="api",
        Name="api",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in SCOPES],
    )
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def machine(pool):
    return pool.app(
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read", "api/write"],
    )


@pytest.fixture(scope="module")
def service(pool):
    """A client that may exchange tokens."""
    return pool.app(
        GenerateSecret=True,
        ExplicitAuthFlows=[
            "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
            "ALLOW_TOKEN_EXCHANGE_DELEGATION",
        ],
    )


@pytest.fixture
def verified(server, pool):
    """Claims, after signature, issuer and expiry were checked."""
    issuer = reading.discovery(server.address, pool.id)["issuer"]
    keys = reading.jwks(server.address, pool.id)

    def verify(token, audience=None):
        return reading.verified(token, keys, issuer, audience)

    return verify


# The model has both as signed, and clients call them unsigned with the client's secret.
@pytest.fixture(params=["idp", "anonymous"], ids=["signed", "unsigned"])
def door(request):
    return request.getfixturevalue(request.param)


def token_of(door, machine, **more):
    answer = door.get_client_token(ClientId=machine.id, Secret=machine.secret, **more)
    return answer["ClientAuthenticationResult"]


def test_a_machine_gets_a_token(door, machine, verified):
    result = token_of(door, machine, Scopes=["api/read"])
    claims = verified(result["AccessToken"])
    assert (claims["sub"], claims["client_id"]) == (machine.id, machine.id)
    assert (claims["token_use"], claims["scope"]) == ("access", "api/read")
    assert result["ExpiresIn"] == claims["exp"] - claims["iat"]
    everything = verified(token_of(door, machine)["AccessToken"])
    assert set(everything["scope"].split()) == {"api/read", "api/write"}


def test_what_a_machine_does_not_get(anonymous, idp, pool, machine, app):
    with refused("NotAuthorizedException"):
        anonymous.get_client_token(ClientId=machine.id, Secret="wrong" * 10)
    with refused("InvalidParameterException"):
        token_of(anonymous, machine, Scopes=["api/none"])
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=token_of(anonymous, machine)["AccessToken"])


def exchange(door, service, subject, **more):
    return door.get_derived_token(
        ClientId=service.id,
        ClientSecret=service.secret,
        SubjectToken=subject,
        SubjectTokenType="ACCESS_TOKEN",
        **more,
    )


def test_a_service_acts_as_the_user(door, idp, pool, app, service, verified):
    user = pool.user()
    signed_in = app.tokens(user)
    answer = exchange(door, service, signed_in["AccessToken"], Resources=["api"])
    assert (answer["IssuedTokenType"], answer["TokenType"]) == ("ACCESS_TOKEN", "Bearer")
    before = reading.claims(signed_in["AccessToken"])
    claims = verified(answer["IssuedToken"], audience="api")
    for same in ("sub", "username", "origin_jti", "auth_time", "scope"):
        assert claims[same] == before[same]
    assert claims["client_id"] == service.id and "act" not in claims
    assert idp.get_user(AccessToken=answer["IssuedToken"])["Username"] == user.name
    idp.revoke_token(Token=signed_in["RefreshToken"], ClientId=app.id)
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        idp.get_user(AccessToken=answer["IssuedToken"])


def test_a_service_acts_on_behalf_of_the_user(door, pool, app, service, verified):
    user, actor = pool.user(), pool.user()
    answer = exchange(
        door,
        service,
        app.tokens(user)["AccessToken"],
        ActorToken=app.tokens(actor)["AccessToken"],
        ActorTokenType="ACCESS_TOKEN",
        RequestedTokenType="ACCESS_TOKEN",
    )
    claims = verified(answer["IssuedToken"])
    assert claims["sub"] == user.sub
    assert claims["act"]["sub"] == actor.sub


def test_id_tokens_for_another_audience(pool, app, anonymous, service, verified):
    user = pool.user()
    answer = exchange(
        anonymous,
        service,
        app.tokens(user)["AccessToken"],
        RequestedTokenType="ID_TOKEN",
        Audiences=["billing"],
    )
    assert verified(answer["IssuedToken"], audience="billing")["sub"] == user.sub


def test_what_is_not_exchanged(pool, app, anonymous, service):
    access = app.tokens(pool.user())["AccessToken"]
    with refused("NotAuthorizedException"):
        exchange(anonymous, service, access[:-4] + "AAAA")
    with refused("InvalidParameterException"):
        exchange(anonymous, service, access, Resources=["api"], Audiences=["billing"])
    stranger = pools.App(pool, service.id, "wrong" * 10)
    with refused("NotAuthorizedException"):
        exchange(anonymous, stranger, access)
