"""Everything that can be set on an identity pool, a role, a user, a policy is shown as it was set.

The members are those of botocore's model: one that a test does not set fails it."""

import json

import pytest

from harness import clients
from harness.certificate import saml_metadata
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.refusal import refused
from harness.roles import policy, statement, trust

TAGS = [{"Key": "Stage", "Value": ""}, {"Key": "team", "Value": "rød + blue@1"}]
HERE = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "sts:AssumeRole", "sts:TagSession")
LISTING = policy(statement("cognito-idp:ListUserPools", Bool={"aws:SecureTransport": "false"}))
BOUNDARY = "arn:aws:iam::aws:policy/AmazonCognitoPowerUser"


@pytest.fixture(scope="module")
def iam(server, shared):
    return clients.iam(server.url, shared.root)


@pytest.fixture(scope="module")
def identity(server, shared):
    return clients.identity(server.url, shared.root)


def members(client, operation: str, *without: str) -> set[str]:
    shape = client.meta.service_model.operation_model(operation).input_shape
    return set(shape.members) - set(without)


def described(identity, pool_id: str) -> dict:
    shown = identity.describe_identity_pool(IdentityPoolId=pool_id)
    shown.pop("ResponseMetadata")
    return shown


@pytest.fixture
def everything(iam, pool, app):
    """All settings of an identity pool."""
    host = f"{unique('login').lower()}.example.com"
    oidc = iam.create_open_id_connect_provider(Url=f"https://{host}", ClientIDList=["app"])
    saml = iam.create_saml_provider(Name=unique("saml"), SAMLMetadataDocument=saml_metadata())
    login = f"cognito-idp.us-east-1.amazonaws.com/{pool.id}"
    return {
        "IdentityPoolName": unique("everything"),
        "AllowUnauthenticatedIdentities": True,
        "AllowClassicFlow": True,
        "SupportedLoginProviders": {
            "accounts.google.com": "1234.apps.googleusercontent.com",
            "graph.facebook.com": "7346241598935552",
        },
        "DeveloperProviderName": "login.everything",
        "OpenIdConnectProviderARNs": [oidc["OpenIDConnectProviderArn"]],
        "CognitoIdentityProviders": [
            {"ProviderName": login, "ClientId": app.id, "ServerSideTokenCheck": True},
            {"ProviderName": login, "ClientId": pool.app().id, "ServerSideTokenCheck": False},
        ],
        "SamlProviderARNs": [saml["SAMLProviderArn"]],
        "IdentityPoolTags": {"team": "red", "stage": ""},
    }


def test_an_identity_pool(identity, everything):
    assert set(everything) == members(identity, "CreateIdentityPool")
    made = identity.create_identity_pool(**everything)
    which = {"IdentityPoolId": made["IdentityPoolId"]}
    assert described(identity, made["IdentityPoolId"]) == which | everything
    made.pop("ResponseMetadata")
    assert made == which | everything

    changed = everything | {
        "IdentityPoolName": unique("changed"),
        "AllowUnauthenticatedIdentities": False,
        "AllowClassicFlow": False,
        "SupportedLoginProviders": {"www.amazon.com": "amzn1.application-oa2-client.1"},
        "OpenIdConnectProviderARNs": [],
        "CognitoIdentityProviders": everything["CognitoIdentityProviders"][1:],
        "SamlProviderARNs": [],
        "IdentityPoolTags": {"team": "blue"},
    }
    identity.update_identity_pool(**which, **changed)
    shown = described(identity, which["IdentityPoolId"])
    assert {name: value for name, value in (which | changed).items() if value != []} == {
        name: value for name, value in shown.items() if value != []
    }


def test_what_an_update_of_an_identity_pool_leaves_out_is_reset(identity, everything):
    """Except the developers' provider, which would strand their users, and what has operations of
    its own: tags and roles."""
    id = identity.create_identity_pool(**everything)["IdentityPoolId"]
    role = f"arn:aws:iam::{ACCOUNT}:role/guests"
    identity.set_identity_pool_roles(IdentityPoolId=id, Roles={"unauthenticated": role})
    least = {
        "IdentityPoolId": id,
        "IdentityPoolName": everything["IdentityPoolName"],
        "AllowUnauthenticatedIdentities": False,
    }
    identity.update_identity_pool(**least)
    kept = {name: everything[name] for name in ("DeveloperProviderName", "IdentityPoolTags")}
    assert described(identity, id) == least | kept
    roles = identity.get_identity_pool_roles(IdentityPoolId=id)
    assert roles["Roles"] == {"unauthenticated": role}
    with refused("InvalidParameterException"):
        identity.update_identity_pool(**least, DeveloperProviderName="login.other")


def test_the_roles_of_an_identity_pool(identity, everything, app, pool):
    id = identity.create_identity_pool(**everything)["IdentityPoolId"]
    role = f"arn:aws:iam::{ACCOUNT}:role/path/name"
    rule = {"Claim": "custom:level", "MatchType": "StartsWith", "Value": "1", "RoleARN": role}
    rules = {"Rules": [rule, rule | {"MatchType": "NotEqual", "Value": "0"}]}
    mapping = {"AmbiguousRoleResolution": "AuthenticatedRole", "RulesConfiguration": rules}
    asked = {
        "IdentityPoolId": id,
        "Roles": {"authenticated": role, "unauthenticated": role},
        "RoleMappings": {
            f"cognito-idp.us-east-1.amazonaws.com/{pool.id}:{app.id}": mapping | {"Type": "Rules"},
            everything["SamlProviderARNs"][0]: {"Type": "Token", "AmbiguousRoleResolution": "Deny"},
        },
    }
    assert set(asked) == members(identity, "SetIdentityPoolRoles")
    identity.set_identity_pool_roles(**asked)
    shown = identity.get_identity_pool_roles(IdentityPoolId=id)
    shown.pop("ResponseMetadata")
    assert shown == asked
    # All of it is replaced.
    identity.set_identity_pool_roles(IdentityPoolId=id, Roles={})
    shown = identity.get_identity_pool_roles(IdentityPoolId=id)
    assert not shown.get("Roles") and not shown.get("RoleMappings")


def sorted_tags(shown: dict) -> list[dict]:
    return sorted(shown["Tags"], key=lambda tag: tag["Key"])


def test_a_role(iam):
    asked = {
        "RoleName": unique("Role"),
        "Path": "/read/back/",
        "AssumeRolePolicyDocument": HERE,
        "Description": "Ünïcode, <tags> & \"quotes\"\r\n",
        "MaxSessionDuration": 43200,
        "PermissionsBoundary": BOUNDARY,
        "Tags": TAGS,
    }
    assert set(asked) == members(iam, "CreateRole")
    made = iam.create_role(**asked)["Role"]
    which = {"RoleName": asked["RoleName"]}
    shown = iam.get_role(**which)["Role"]
    for one in (made, shown):
        assert one["AssumeRolePolicyDocument"] == json.loads(HERE)
        assert one["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
        assert sorted_tags(one) == TAGS
    plain = {name: asked[name] for name in ("Path", "RoleName", "Description", "MaxSessionDuration")}
    assert {name: shown[name] for name in plain} == plain
    assert shown["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/read/back/{asked['RoleName']}"

    # What UpdateRole leaves out stays.
    iam.update_role(**which, MaxSessionDuration=3600)
    iam.update_role(**which, Description="")
    shown = iam.get_role(**which)["Role"]
    assert (shown.get("Description", ""), shown["MaxSessionDuration"]) == ("", 3600)
    iam.update_role(**which, Description="again")
    iam.update_role(**which)
    shown = iam.get_role(**which)["Role"]
    assert (shown["Description"], shown["MaxSessionDuration"]) == ("again", 3600)


def test_the_defaults_of_a_role(iam):
    name = unique("role")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=HERE)
    shown = iam.get_role(RoleName=name)["Role"]
    assert (shown["Path"], shown["MaxSessionDuration"]) == ("/", 3600)
    assert {"Description", "Tags", "PermissionsBoundary"} & set(shown) == set()


def test_a_user(iam):
    asked = {
        "UserName": unique("User"),
        "Path": "/read/back/",
        "PermissionsBoundary": BOUNDARY,
        "Tags": TAGS,
    }
    assert set(asked) == members(iam, "CreateUser")
    iam.create_user(**asked)
    shown = iam.get_user(UserName=asked["UserName"])["User"]
    assert (shown["UserName"], shown["Path"]) == (asked["UserName"], asked["Path"])
    assert shown["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
    assert sorted_tags(shown) == TAGS
    assert shown["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/read/back/{asked['UserName']}"


def test_a_policy(iam):
    asked = {
        "PolicyName": unique("Policy"),
        "Path": "/read/back/",
        "PolicyDocument": LISTING,
        "Description": "reads & lists",
        "Tags": TAGS,
    }
    assert set(asked) == members(iam, "CreatePolicy")
    which = {"PolicyArn": iam.create_policy(**asked)["Policy"]["Arn"]}
    shown = iam.get_policy(**which)["Policy"]
    plain = {name: asked[name] for name in ("PolicyName", "Path", "Description")}
    assert {name: shown[name] for name in plain} == plain
    assert sorted_tags(shown) == TAGS
    version = iam.get_policy_version(**which, VersionId="v1")["PolicyVersion"]
    assert version["Document"] == json.loads(LISTING)

    second = {"PolicyDocument": policy(statement("*", effect="Deny")), "SetAsDefault": True}
    assert set(which | second) == members(iam, "CreatePolicyVersion")
    iam.create_policy_version(**which, **second)
    assert iam.get_policy(**which)["Policy"]["DefaultVersionId"] == "v2"
