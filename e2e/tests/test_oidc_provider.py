"""A certified OpenID provider, as it comes: its ID tokens give credentials, by STS and by identity pools."""

from types import SimpleNamespace

import pytest

from harness import clients
from harness.certificate import Authority
from harness.clients import temporary
from harness.installation import ACCOUNT, Installation
from harness.oidc import OidcProvider
from harness.pools import unique
from harness.ports import free_port
from harness.refusal import refused
from harness.roles import Account, pool_trust, statement, trust

PEOPLE = {"ann": {"department": "red"}, "bob": {"department": "blue"}}
BY_TOKEN = "sts:AssumeRoleWithWebIdentity"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def provider(authority, node_folder):
    """Knows three apps; `curves` gets tokens signed on P-256."""
    provider = OidcProvider(
        node_folder,
        authority,
        "127.0.0.1",
        free_port(),
        clients=["app", "curves", "stranger"],
        algorithms={"curves": "ES256"},
        claims=PEOPLE,
    )
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def impostor(authority, node_folder, provider):
    """Says that it is the other, down to the names of its keys."""
    impostor = OidcProvider(
        node_folder, authority, "127.0.0.1", free_port(), issuer=provider.issuer, claims=PEOPLE
    )
    yield impostor
    impostor.stop()


@pytest.fixture(scope="module")
def world(new_database, tmp_path_factory, authority, provider):
    """A server that reaches loopback and trusts the authority; the provider, registered with IAM."""
    installation = Installation.init(tmp_path_factory.mktemp("oidc"), new_database())
    server = installation.serve(
        environ={
            "COGNATE_FEDERATION__ALLOW_NETWORKS": "127.0.0.0/8",
            "COGNATE_FEDERATION__ROOT_CERTIFICATE": str(authority.file),
        }
    )
    account = Account(server.url, installation.root)
    made = account.iam.create_open_id_connect_provider(
        Url=provider.issuer, ClientIDList=["app", "curves"]
    )
    yield SimpleNamespace(
        server=server,
        root=installation.root,
        account=account,
        arn=made["OpenIDConnectProviderArn"],
        sts=clients.sts(server.url, None),
        anyone=clients.identity(server.url, None),
        admin=clients.identity(server.url, installation.root),
    )
    assert server.running(), server.output()
    server.stop()


@pytest.fixture(scope="module")
def role(world, provider):
    """For tokens of one app; may list user pools."""
    trusting = trust(
        {"Federated": world.arn},
        BY_TOKEN,
        StringEquals={f"{provider.name}:aud": ["app", "curves"]},
    )
    return world.account.role(trusting, statement("cognito-idp:ListUserPools"))


@pytest.fixture(scope="module")
def identities(world):
    """An identity pool for people of the provider, who may list user pools."""
    made = world.admin.create_identity_pool(
        IdentityPoolName=unique("identities"),
        AllowUnauthenticatedIdentities=False,
        OpenIdConnectProviderARNs=[world.arn],
    )
    pool = made["IdentityPoolId"]
    trusting = pool_trust(pool, "authenticated")
    role = world.account.role(trusting, statement("cognito-idp:ListUserPools"))
    world.admin.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": role})
    return pool


def assume(world, role, token, **more):
    return world.sts.assume_role_with_web_identity(
        RoleArn=role, RoleSessionName="visitor", WebIdentityToken=token, **more
    )


def credentials(world, identities, logins, **more):
    """(identity id, key) by the enhanced flow."""
    identity = world.anyone.get_id(IdentityPoolId=identities, Logins=logins)["IdentityId"]
    made = world.anyone.get_credentials_for_identity(IdentityId=identity, Logins=logins, **more)
    return identity, temporary(made["Credentials"])


def may_only_list(world, key):
    """Policy allows one call and denies another."""
    idp = clients.idp(world.server.url, key)
    assert "UserPools" in idp.list_user_pools(MaxResults=1)
    with refused("AccessDeniedException"):
        idp.create_user_pool(PoolName="not-allowed")


def test_registered(world, provider):
    assert world.arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider.name}"
    seen = world.account.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=world.arn)
    assert (seen["Url"], seen["ClientIDList"]) == (provider.name, ["app", "curves"])


@pytest.mark.parametrize("client", ["app", "curves"])
def test_sts(world, provider, role, client):
    made = assume(world, role, provider.id_token("ann", client))
    assert made["SubjectFromWebIdentityToken"] == "ann"
    assert (made["Audience"], made["Provider"]) == (client, world.arn)
    key = temporary(made["Credentials"])
    may_only_list(world, key)
    who = clients.sts(world.server.url, key).get_caller_identity()
    assert who["Arn"] == made["AssumedRoleUser"]["Arn"]


def test_the_trust_policy_decides_who(world, provider):
    trusting = trust(
        {"Federated": world.arn}, BY_TOKEN, StringEquals={f"{provider.name}:sub": "ann"}
    )
    role = world.account.role(trusting)
    assume(world, role, provider.id_token("ann"))
    with refused("AccessDenied", f"Not authorized to perform {BY_TOKEN}", status=403):
        assume(world, role, provider.id_token("bob"))


def test_sts_refuses(world, provider, impostor, role):
    with refused("InvalidIdentityToken", "Incorrect token audience"):
        assume(world, role, provider.id_token("ann", "stranger"))
    with refused("InvalidIdentityToken", "Couldn't verify the signature of the token"):
        assume(world, role, impostor.id_token("ann"))
    head, body, signature = provider.id_token("ann").split(".")
    _, other, _ = provider.id_token("bob").split(".")
    with refused("InvalidIdentityToken", "Couldn't verify the signature of the token"):
        assume(world, role, f"{head}.{other}.{signature}")
    with refused("InvalidIdentityToken"):
        assume(world, role, "garbage")


def test_sts_refuses_whom_nobody_registered(world, authority, node_folder, role):
    other = OidcProvider(node_folder, authority, "127.0.0.1", free_port())
    try:
        token = other.id_token("ann")
    finally:
        other.stop()
    with refused("InvalidIdentityToken") as seen:
        assume(world, role, token)
    assert seen.message == f"No OpenIDConnect provider found in your account for {other.issuer}"


def test_expired(world, authority, node_folder):
    """Tokens are good for ten minutes; this provider's were issued twenty minutes ago."""
    late = OidcProvider(node_folder, authority, "127.0.0.1", free_port(), behind=1200)
    try:
        arn = world.account.iam.create_open_id_connect_provider(
            Url=late.issuer, ClientIDList=["app"]
        )["OpenIDConnectProviderArn"]
        role = world.account.role(trust({"Federated": arn}, BY_TOKEN))
        token = late.id_token("ann")
        with refused("ExpiredTokenException"):
            assume(world, role, token)
        pool = world.admin.create_identity_pool(
            IdentityPoolName=unique("late"),
            AllowUnauthenticatedIdentities=False,
            OpenIdConnectProviderARNs=[arn],
        )["IdentityPoolId"]
        with refused("NotAuthorizedException") as seen:
            world.anyone.get_id(IdentityPoolId=pool, Logins={late.name: token})
        assert seen.message.startswith("Invalid login token. Token expired: ")
    finally:
        late.stop()


def test_sts_when_the_provider_is_gone(world, authority, node_folder):
    """Nobody has asked it for its keys yet."""
    other = OidcProvider(node_folder, authority, "127.0.0.1", free_port())
    try:
        token = other.id_token("ann")
    finally:
        other.stop()
    arn = world.account.iam.create_open_id_connect_provider(
        Url=other.issuer, ClientIDList=["app"]
    )["OpenIDConnectProviderArn"]
    role = world.account.role(trust({"Federated": arn}, BY_TOKEN))
    with refused("IDPCommunicationError"):
        assume(world, role, token)


def test_an_identity_pool(world, provider, identities):
    logins = {provider.name: provider.id_token("ann")}
    identity, key = credentials(world, identities, logins)
    may_only_list(world, key)
    again, _ = credentials(world, identities, {provider.name: provider.id_token("ann", "curves")})
    assert again == identity
    other, _ = credentials(world, identities, {provider.name: provider.id_token("bob")})
    assert other != identity
    # Bob's token does not open Ann's identity.
    with refused("NotAuthorizedException"):
        world.anyone.get_credentials_for_identity(
            IdentityId=identity, Logins={provider.name: provider.id_token("bob")}
        )


def test_an_identity_pool_refuses(world, provider, impostor, identities):
    ask = lambda logins: world.anyone.get_id(IdentityPoolId=identities, Logins=logins)
    invalid = lambda text: refused("NotAuthorizedException", f"Invalid login token. {text}")
    with invalid("Incorrect token audience."):
        ask({provider.name: provider.id_token("ann", "stranger")})
    with invalid("Couldn't verify signed token."):
        ask({provider.name: impostor.id_token("ann")})
    with invalid("Not a valid OpenId Connect identity token."):
        ask({provider.name: "garbage"})
    unlisted = "Token is not from a supported provider of this identity pool."
    with refused("NotAuthorizedException", unlisted):
        ask({"login.example.com": provider.id_token("ann")})
    bare = world.admin.create_identity_pool(
        IdentityPoolName=unique("bare"), AllowUnauthenticatedIdentities=False
    )["IdentityPoolId"]
    with refused("NotAuthorizedException", unlisted):
        world.anyone.get_id(IdentityPoolId=bare, Logins={provider.name: provider.id_token("ann")})


def test_claims_choose_the_role_and_become_tags(world, provider, identities):
    trusting = pool_trust(identities, "authenticated")
    tagged = {"aws:PrincipalTag/team": "red"}
    reds = world.account.role(
        trusting, statement("cognito-idp:ListUserPools", StringEquals=tagged)
    )
    default = world.account.role(trusting)
    world.admin.set_principal_tag_attribute_map(
        IdentityPoolId=identities,
        IdentityProviderName=world.arn,
        UseDefaults=False,
        PrincipalTags={"team": "department"},
    )
    rule = {"Claim": "department", "MatchType": "Equals", "Value": "red", "RoleARN": reds}
    before = world.admin.get_identity_pool_roles(IdentityPoolId=identities)["Roles"]
    world.admin.set_identity_pool_roles(
        IdentityPoolId=identities,
        Roles={"authenticated": default},
        RoleMappings={
            world.arn: {
                "Type": "Rules",
                "AmbiguousRoleResolution": "AuthenticatedRole",
                "RulesConfiguration": {"Rules": [rule]},
            }
        },
    )
    _, ann = credentials(world, identities, {provider.name: provider.id_token("ann")})
    may_only_list(world, ann)
    _, bob = credentials(world, identities, {provider.name: provider.id_token("bob")})
    with refused("AccessDeniedException"):
        clients.idp(world.server.url, bob).list_user_pools(MaxResults=1)
    world.admin.set_identity_pool_roles(IdentityPoolId=identities, Roles=before)
