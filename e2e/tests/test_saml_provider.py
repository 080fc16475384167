"""A SAML identity provider's library, as it comes: its responses give credentials, by STS and by
identity pools."""

import base64
from types import SimpleNamespace

import pytest

from harness import clients
from harness.clients import temporary
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.refusal import refused
from harness.roles import Account, name_of, pool_trust, statement, trust
from harness.saml import AWS, SIGN_IN, SamlProvider

BY_SAML = "sts:AssumeRoleWithSAML"


@pytest.fixture(scope="module")
def world(server, shared):
    return SimpleNamespace(
        server=server,
        account=Account(server.url, shared.root),
        sts=clients.sts(server.url, None),
        anyone=clients.identity(server.url, None),
        admin=clients.identity(server.url, shared.root),
    )


@pytest.fixture(scope="module")
def register(world):
    """Registers a provider's metadata with IAM; the ARN."""
    made = []

    def register(provider):
        arn = world.account.iam.create_saml_provider(
            Name=unique("idp"), SAMLMetadataDocument=provider.metadata
        )["SAMLProviderArn"]
        made.append(arn)
        return arn

    yield register
    for arn in made:
        world.account.iam.delete_saml_provider(SAMLProviderArn=arn)


@pytest.fixture(scope="module")
def provider(node_folder):
    return SamlProvider(node_folder, f"urn:example:{unique('idp')}")


@pytest.fixture(scope="module")
def arn(register, provider):
    return register(provider)


@pytest.fixture(scope="module")
def role(world, arn):
    """What the console writes for people of a SAML provider; may list user pools."""
    trusting = trust(
        {"Federated": arn}, BY_SAML, "sts:TagSession", StringEquals={"SAML:aud": SIGN_IN}
    )
    return world.account.role(trusting, statement("cognito-idp:ListUserPools"))


def assume(world, role, arn, response, **more):
    return world.sts.assume_role_with_saml(
        RoleArn=role, PrincipalArn=arn, SAMLAssertion=response, **more
    )


def may_only_list(world, key):
    """Policy allows one call and denies another."""
    idp = clients.idp(world.server.url, key)
    assert "UserPools" in idp.list_user_pools(MaxResults=1)
    with refused("AccessDeniedException"):
        idp.create_user_pool(PoolName="not-allowed")


def altered(response: str, before: str, after: str) -> str:
    text = base64.b64decode(response).decode()
    assert before in text
    return base64.b64encode(text.replace(before, after).encode()).decode()


def test_registered(world, provider, arn):
    seen = world.account.iam.get_saml_provider(SAMLProviderArn=arn)
    assert seen["SAMLMetadataDocument"] == provider.metadata
    assert arn.startswith(f"arn:aws:iam::{ACCOUNT}:saml-provider/idp-")


@pytest.mark.parametrize(
    "signed",
    [{}, {"signResponse": True}, {"signResponse": True, "signAssertion": False}],
    ids=["assertion", "both", "response"],
)
def test_sts(world, provider, arn, role, signed):
    made = assume(world, role, arn, provider.response("ann", [(role, arn)], **signed))
    assert (made["Subject"], made["SubjectType"]) == ("ann", "persistent")
    assert (made["Issuer"], made["Audience"]) == (provider.given["issuer"], SIGN_IN)
    key = temporary(made["Credentials"])
    may_only_list(world, key)
    who = clients.sts(world.server.url, key).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name_of(role)}/ann"


def test_attributes_become_tags_that_decide(world, provider, arn):
    tagged = {"aws:PrincipalTag/department": "red"}
    role = world.account.role(
        trust({"Federated": arn}, BY_SAML, "sts:TagSession"),
        statement("cognito-idp:ListUserPools", StringEquals=tagged),
    )
    for department, allowed in (("red", True), ("blue", False)):
        named = {AWS + "PrincipalTag:department": department}
        response = provider.response("ann", [(role, arn)], named)
        key = temporary(assume(world, role, arn, response)["Credentials"])
        if allowed:
            may_only_list(world, key)
        else:
            with refused("AccessDeniedException"):
                clients.idp(world.server.url, key).list_user_pools(MaxResults=1)


def test_the_trust_policy_decides_who(world, provider, arn):
    role = world.account.role(trust({"Federated": arn}, BY_SAML, StringEquals={"saml:sub": "ann"}))
    assume(world, role, arn, provider.response("ann", [(role, arn)]))
    with refused("AccessDenied", f"Not authorized to perform {BY_SAML}", status=403):
        assume(world, role, arn, provider.response("bob", [(role, arn)]))


def test_sts_refuses(world, node_folder, register, provider, arn, role):
    genuine = provider.response("ann", [(role, arn)])
    for before, after in ((">ann<", ">eve<"), ("role-", "rule-")):
        with refused("InvalidIdentityToken", "Response signature invalid"):
            assume(world, role, arn, altered(genuine, before, after))
    with refused("InvalidIdentityToken", "Response signature invalid"):
        unsigned = provider.response("ann", [(role, arn)], signAssertion=False)
        assume(world, role, arn, unsigned)

    # Another provider, with and without the other's name.
    impostor = SamlProvider(node_folder, provider.given["issuer"])
    with refused("InvalidIdentityToken", "Response signature invalid"):
        assume(world, role, arn, impostor.response("ann", [(role, arn)]))
    other = SamlProvider(node_folder, "urn:example:other")
    other_arn = register(other)
    with refused("InvalidIdentityToken"):
        assume(world, role, arn, other.response("ann", [(role, arn)]))
    with refused("AccessDenied", f"Not authorized to perform {BY_SAML}", status=403):
        assume(world, role, other_arn, other.response("ann", [(role, other_arn)]))

    # For somebody else, or too late.
    with refused("InvalidIdentityToken", "Response does not contain the required audience."):
        assume(world, role, arn, provider.response("ann", [(role, arn)], audience="urn:other"))
    elsewhere = "https://sp.example.com/acs"
    with refused("InvalidIdentityToken"):
        assume(world, role, arn, provider.response("ann", [(role, arn)], recipient=elsewhere))
    with refused("ExpiredTokenException"):
        assume(world, role, arn, provider.response("ann", [(role, arn)], ago=600))
    with refused("ExpiredTokenException"):
        assume(world, role, arn, provider.response("ann", [(role, arn)], ago=600, lifetime=3600))

    # A role that the provider does not offer.
    offered = world.account.role(trust({"Federated": arn}, BY_SAML))
    with refused("InvalidIdentityToken") as seen:
        assume(world, role, arn, provider.response("ann", [(offered, arn)]))
    assert "doesn't contain the requested Role" in seen.message
    with refused("InvalidIdentityToken"):
        assume(world, role, arn, base64.b64encode(b"garbage").decode())


def identity_pool(world, arns):
    made = world.admin.create_identity_pool(
        IdentityPoolName=unique("identities"),
        AllowUnauthenticatedIdentities=False,
        SamlProviderARNs=arns,
    )
    return made["IdentityPoolId"]


def credentials(world, identities, logins, **more):
    """(identity id, key) by the enhanced flow."""
    identity = world.anyone.get_id(IdentityPoolId=identities, Logins=logins)["IdentityId"]
    made = world.anyone.get_credentials_for_identity(IdentityId=identity, Logins=logins, **more)
    return identity, temporary(made["Credentials"])


def test_an_identity_pool(world, provider, arn):
    identities = identity_pool(world, [arn])
    trusting = pool_trust(identities, "authenticated")
    lists = world.account.role(trusting, statement("cognito-idp:ListUserPools"))
    nothing = world.account.role(trusting)
    logins = {arn: provider.response("ann", [(lists, arn)])}
    identity, key = credentials(world, identities, logins)
    may_only_list(world, key)

    # Of several roles, people choose one; none that was not offered.
    several = {arn: provider.response("ann", [(lists, arn), (nothing, arn)])}
    again, key = credentials(world, identities, several, CustomRoleArn=lists)
    assert again == identity
    may_only_list(world, key)
    with refused("NotAuthorizedException"):
        credentials(world, identities, logins, CustomRoleArn=nothing)

    other, _ = credentials(world, identities, {arn: provider.response("bob", [(lists, arn)])})
    assert other != identity


def test_an_identity_pool_refuses(world, node_folder, register, provider, arn, role):
    identities = identity_pool(world, [arn])
    ask = lambda logins: world.anyone.get_id(IdentityPoolId=identities, Logins=logins)
    genuine = provider.response("ann", [(role, arn)])
    other = SamlProvider(node_folder, "urn:example:unlisted")
    other_arn = register(other)
    for response in (
        altered(genuine, ">ann<", ">eve<"),
        provider.response("ann", [(role, arn)], ago=600),
        other.response("ann", [(role, arn)]),
        "garbage",
    ):
        with refused("NotAuthorizedException") as seen:
            ask({arn: response})
        assert seen.message.startswith("Invalid login token. ")
    with refused(
        "NotAuthorizedException", "Token is not from a supported provider of this identity pool."
    ):
        ask({other_arn: other.response("ann", [(role, other_arn)])})
