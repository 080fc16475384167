"""Sessions, and who is who."""

import json

from botocore.exceptions import ClientError

from harness import clients
from harness.binary import E2E
from harness.clients import temporary
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.roles import COGNITO, name_of, pool_trust, statement, trust
from harness.saml import SIGN_IN, SamlProvider
from harness.tokens import claims
from harness.walks.iam.roles import HERE
from harness.walks.rights import Rights

AUDIT = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}


def roles(rights: Rights):
    role = rights.account.role(HERE)
    _, key = rights.account.user(statement("sts:AssumeRole", role))
    asked = {"RoleArn": role, "RoleSessionName": "walk", "DurationSeconds": 900}
    made = rights.sts_as(key)("AssumeRole", **asked)
    session = temporary(made["Credentials"])
    who = rights.sts_as(session)("GetCallerIdentity")
    assert who["Arn"] == made["AssumedRoleUser"]["Arn"]
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name_of(role)}/walk"
    assert rights.sts("GetAccessKeyInfo", AccessKeyId=session.id) == {"Account": ACCOUNT}


def users(rights: Rights):
    name, key = rights.account.user(statement("sts:GetFederationToken"))
    call = rights.sts_as(key)
    same = temporary(call("GetSessionToken", DurationSeconds=900)["Credentials"])
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    assert rights.sts_as(same)("GetCallerIdentity")["Arn"] == arn
    made = call("GetFederationToken", Name="guest", DurationSeconds=900)
    federated = rights.sts_as(temporary(made["Credentials"]))
    assert federated("GetCallerIdentity")["Arn"] == made["FederatedUser"]["Arn"]


def root(rights: Rights):
    _, key = rights.account.user(statement("sts:AssumeRoot"))
    made = rights.sts_as(key)("AssumeRoot", TargetPrincipal=ACCOUNT, TaskPolicyArn=AUDIT)
    who = rights.sts_as(temporary(made["Credentials"]))("GetCallerIdentity")
    assert who["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def denials(rights: Rights):
    """The message stands in a header."""
    role = rights.account.role(HERE)
    _, key = rights.account.user()
    try:
        clients.sts(rights.server.url, key).assume_role(RoleArn=role, RoleSessionName="walk")
        raise AssertionError("nobody allowed it")
    except ClientError as error:
        headers = error.response["ResponseMetadata"]["HTTPHeaders"]
    (message,) = [value for name, value in headers.items() if "authorization-message" in name]
    decoded = rights.sts("DecodeAuthorizationMessage", EncodedMessage=message)["DecodedMessage"]
    decoded = json.loads(decoded)
    assert (decoded["allowed"], decoded["context"]["resource"]) == (False, role)


def issued_tokens(rights: Rights):
    issuer = rights.iam("EnableOutboundWebIdentityFederation")["IssuerIdentifier"]
    role = rights.account.role(HERE, statement("sts:GetWebIdentityToken"))
    _, key = rights.account.user(statement("sts:AssumeRole", role))
    made = rights.sts_as(key)("AssumeRole", RoleArn=role, RoleSessionName="walk")
    call = rights.sts_as(temporary(made["Credentials"]))
    asked = {"Audience": ["https://api.example.com"], "SigningAlgorithm": "ES384"}
    token = claims(call("GetWebIdentityToken", **asked)["WebIdentityToken"])
    assert (token["iss"], token["aud"]) == (issuer, "https://api.example.com")
    rights.iam("DisableOutboundWebIdentityFederation")


def web_identities(rights: Rights):
    """Tokens of an identity pool, for users its owner's back end knows."""
    settings = {"AllowUnauthenticatedIdentities": False, "DeveloperProviderName": "walk"}
    pool = rights.identity("CreateIdentityPool", IdentityPoolName=unique("walk"), **settings)
    id = pool["IdentityPoolId"]
    role = rights.account.role(pool_trust(id, "authenticated"))
    token = rights.identity(
        "GetOpenIdTokenForDeveloperIdentity", IdentityPoolId=id, Logins={"walk": "customer"}
    )
    made = rights.sts_as(None)(
        "AssumeRoleWithWebIdentity",
        RoleArn=role,
        RoleSessionName="walk",
        WebIdentityToken=token["Token"],
    )
    assert (made["Provider"], made["Audience"]) == (COGNITO, id)
    assert made["SubjectFromWebIdentityToken"] == token["IdentityId"]
    who = rights.sts_as(temporary(made["Credentials"]))("GetCallerIdentity")
    assert who["Arn"] == made["AssumedRoleUser"]["Arn"]


def saml_identities(rights: Rights):
    provider = SamlProvider(E2E / "node", f"urn:example:{unique('idp')}")
    made = rights.account.iam.create_saml_provider(
        Name=unique("idp"), SAMLMetadataDocument=provider.metadata
    )
    arn = made["SAMLProviderArn"]
    equals = {"SAML:aud": SIGN_IN}
    trusting = trust({"Federated": arn}, "sts:AssumeRoleWithSAML", StringEquals=equals)
    role = rights.account.role(trusting)
    assertion = provider.response("ann", [(role, arn)])
    asked = {"RoleArn": role, "PrincipalArn": arn, "SAMLAssertion": assertion}
    made = rights.sts_as(None)("AssumeRoleWithSAML", **asked)
    assert (made["Subject"], made["Audience"]) == ("ann", SIGN_IN)
    who = rights.sts_as(temporary(made["Credentials"]))("GetCallerIdentity")
    assert who["Arn"] == made["AssumedRoleUser"]["Arn"]


ALL = [roles, users, root, denials, issued_tokens, web_identities, saml_identities]
