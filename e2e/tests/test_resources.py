"""What pools have beside users and clients: providers, resource servers, styles, terms, risk, logs,
replicas, limits. With boto3, and with the AWS CLI where people would use that."""

import base64
import json

import pytest
from cryptography import x509

from harness import pools
from harness.aws import runner
from harness.certificate import certificate, saml_metadata
from harness.deadline import eventually
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.refusal import refused
from harness.walks.resources import GOOGLE, PNG

OIDC = {
    "ProviderName": "Okta",
    "ProviderType": "OIDC",
    "ProviderDetails": {
        "client_id": "id",
        "client_secret": "s3cret",
        "authorize_scopes": "openid email",
        "attributes_request_method": "GET",
        "oidc_issuer": "https://idp.example.com",
        "authorize_url": "https://idp.example.com/authorize",
        "token_url": "https://idp.example.com/token",
        "attributes_url": "https://idp.example.com/userinfo",
        "jwks_uri": "https://idp.example.com/keys",
    },
    "AttributeMapping": {"email": "mail", "username": "sub"},
    "IdpIdentifiers": ["okta.example.com"],
}


@pytest.fixture
def aws(server, shared, tmp_path):
    return runner(server.url, shared.root, tmp_path)


@pytest.fixture(scope="module")
def plus(idp):
    """A pool with threat protection."""
    pool = pools.create_pool(
        idp, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"}
    )
    yield pool
    pool.delete()


@pytest.mark.parametrize("provider", [GOOGLE, OIDC], ids=lambda one: one["ProviderType"])
def test_providers(idp, new_pool, provider):
    pool = new_pool()
    made = idp.create_identity_provider(UserPoolId=pool.id, **provider)["IdentityProvider"]
    named = {"UserPoolId": pool.id, "ProviderName": provider["ProviderName"]}
    shown = idp.describe_identity_provider(**named)["IdentityProvider"]
    assert shown == made
    for member, value in provider.items():
        if isinstance(value, dict):
            assert shown[member].items() >= value.items()
        else:
            assert shown[member] == value
    with refused("DuplicateProviderException"):
        idp.create_identity_provider(UserPoolId=pool.id, **provider)
    app = pool.app(SupportedIdentityProviders=["COGNITO", provider["ProviderName"]])
    assert set(app.description["SupportedIdentityProviders"]) == {
        "COGNITO",
        provider["ProviderName"],
    }
    idp.delete_identity_provider(**named)
    with refused("ResourceNotFoundException"):
        idp.describe_identity_provider(**named)


def test_a_saml_provider(idp, new_pool):
    pool = new_pool()
    details = {"MetadataFile": saml_metadata("urn:example:one"), "IDPSignout": "true"}
    saml = {"ProviderName": "Corporate", "ProviderType": "SAML"}
    idp.create_identity_provider(UserPoolId=pool.id, **saml, ProviderDetails=details)
    named = {"UserPoolId": pool.id, "ProviderName": "Corporate"}
    shown = idp.describe_identity_provider(**named)["IdentityProvider"]["ProviderDetails"]
    assert shown["SSORedirectBindingURI"] == "https://idp.example.com/sso"
    signing = idp.get_signing_certificate(UserPoolId=pool.id)["Certificate"]
    assert x509.load_der_x509_certificate(base64.b64decode(signing))
    with refused("InvalidParameterException"):
        broken = details["MetadataFile"].replace(certificate()[:8], "????")[:400]
        idp.update_identity_provider(**named, ProviderDetails={"MetadataFile": broken})


def test_a_client_names_only_providers_that_exist(new_pool):
    with refused("InvalidParameterException"):
        new_pool().app(SupportedIdentityProviders=["Nobody"])


def test_links(idp, new_pool):
    pool = new_pool()
    idp.create_identity_provider(UserPoolId=pool.id, **GOOGLE)
    user = pool.user()
    app = pool.app()

    def at(subject):
        return {
            "ProviderName": "Google",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": subject,
        }

    def link(subject):
        idp.admin_link_provider_for_user(
            UserPoolId=pool.id,
            DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": user.name},
            SourceUser=at(subject),
        )

    for n in range(5):
        link(f"1000{n}")
    with refused("LimitExceededException"):
        link("10006")
    seen = json.loads(pool.get(user.name)["attributes"]["identities"])
    assert [one["userId"] for one in seen] == [f"1000{n}" for n in range(5)]
    assert app.tokens(user)["IdToken"]
    idp.admin_disable_provider_for_user(UserPoolId=pool.id, User=at("10000"))
    assert len(json.loads(pool.get(user.name)["attributes"]["identities"])) == 4


def test_resource_servers_and_the_scopes_of_clients(idp, new_pool):
    pool = new_pool()
    named = {"UserPoolId": pool.id, "Identifier": "https://api.example.com"}
    scope = {"ScopeName": "read", "ScopeDescription": "may read"}
    oauth = {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "CallbackURLs": ["https://app.example.com/cb"],
        "AllowedOAuthScopes": ["openid", "https://api.example.com/read"],
    }
    with refused("ScopeDoesNotExistException"):
        pool.app(**oauth)
    idp.create_resource_server(**named, Name="api", Scopes=[scope])
    assert pool.app(**oauth).description["AllowedOAuthScopes"] == oauth["AllowedOAuthScopes"]
    with refused("InvalidParameterException"):
        idp.create_resource_server(**named, Name="again")
    idp.update_resource_server(**named, Name="renamed")
    shown = idp.describe_resource_server(**named)["ResourceServer"]
    assert shown["Name"] == "renamed" and not shown.get("Scopes")


def test_styles(idp, new_pool):
    pool = new_pool()
    app = pool.app()
    named = {"UserPoolId": pool.id, "ClientId": app.id}
    logo = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": PNG}
    settings = {"categories": {"global": {"colorSchemeMode": "DARK"}}}
    made = idp.create_managed_login_branding(**named, Settings=settings, Assets=[logo])
    id = made["ManagedLoginBranding"]["ManagedLoginBrandingId"]
    with refused("ManagedLoginBrandingExistsException"):
        idp.create_managed_login_branding(**named, UseCognitoProvidedValues=True)
    shown = idp.describe_managed_login_branding_by_client(**named)["ManagedLoginBranding"]
    assert shown["Settings"] == settings
    assert shown["Assets"][0]["Bytes"] == PNG
    with refused("InvalidParameterException"):
        wrong = logo | {"Extension": "SVG"}
        idp.update_managed_login_branding(
            UserPoolId=pool.id, ManagedLoginBrandingId=id, Assets=[wrong]
        )


def test_the_classic_style(aws, idp, new_pool, tmp_path):
    pool = new_pool()
    with refused("InvalidParameterException"):
        idp.set_ui_customization(UserPoolId=pool.id, CSS=".logo-customizable { width: 10%; }")
    domain = unique("style").lower()
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain=domain)
    logo = tmp_path / "logo.png"
    logo.write_bytes(PNG)
    style = ("cognito-idp", "set-ui-customization", "--user-pool-id", pool.id)
    css = ".logo-customizable { max-width: 60%; }"
    set = aws(*style, "--css", css, "--image-file", f"fileb://{logo}")["UICustomization"]
    assert set["CSS"] == css and set["ImageUrl"].startswith("http")
    app = pool.app()
    inherited = idp.get_ui_customization(UserPoolId=pool.id, ClientId=app.id)["UICustomization"]
    assert inherited["CSS"] == css
    idp.delete_user_pool_domain(UserPoolId=pool.id, Domain=domain)


def test_terms(aws, new_pool):
    pool = new_pool()
    app = pool.app()
    word = ("cognito-idp", "create-terms", "--user-pool-id", pool.id, "--client-id", app.id)
    kind = ("--terms-source", "LINK", "--enforcement", "NONE")
    links = json.dumps({"cognito:default": "https://example.com/privacy"})
    made = aws(*word, *kind, "--terms-name", "privacy-policy", "--links", links)["Terms"]
    error = aws(
        *word, *kind, "--terms-name", "privacy-policy", "--links", links, fails=True
    )
    assert "(TermsExistsException)" in error
    listed = aws("cognito-idp", "list-terms", "--user-pool-id", pool.id)["Terms"]
    assert [one["TermsId"] for one in listed] == [made["TermsId"]]


def test_blocked_addresses(idp, plus):
    app, user = plus.app(), plus.user()
    assert app.tokens(user)
    idp.set_risk_configuration(
        UserPoolId=plus.id,
        ClientId=app.id,
        RiskExceptionConfiguration={"BlockedIPRangeList": ["127.0.0.0/8"]},
    )

    def blocked():
        """Settings reach the caches within their polling interval."""
        try:
            app.tokens(user)
        except idp.exceptions.NotAuthorizedException as error:
            return error.response["Error"]["Message"]

    text = eventually(blocked, "the address is blocked", seconds=3)
    assert text == "Unable to login because of security reasons."
    idp.set_risk_configuration(UserPoolId=plus.id, ClientId=app.id)
    assert "RiskExceptionConfiguration" not in idp.describe_risk_configuration(
        UserPoolId=plus.id, ClientId=app.id
    )["RiskConfiguration"]


def test_events_are_shown_and_delivered(idp, plus, shared):
    group = unique("/events")
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}"
    asked = {
        "LogLevel": "INFO",
        "EventSource": "userAuthEvents",
        "CloudWatchLogsConfiguration": {"LogGroupArn": arn},
    }
    idp.set_log_delivery_configuration(UserPoolId=plus.id, LogConfigurations=[asked])
    app, user = plus.app(), plus.user()
    with refused("NotAuthorizedException"):
        app.password_sign_in(user.name, "Wrong-Horse-1")
    app.tokens(user)
    named = {"UserPoolId": plus.id, "Username": user.name}
    events = idp.admin_list_user_auth_events(**named)["AuthEvents"]
    assert [one["EventResponse"] for one in events] == ["Pass", "Fail"]
    assert events[0]["EventContextData"]["IpAddress"] == "127.0.0.1"
    first = idp.admin_list_user_auth_events(**named, MaxResults=1)
    rest = idp.admin_list_user_auth_events(**named, NextToken=first["NextToken"])
    assert first["AuthEvents"] + rest["AuthEvents"] == events

    file = shared.data / "logs" / f"{group.replace('/', '_')}.jsonl"

    def records():
        lines = file.read_text().splitlines() if file.exists() else []
        return lines if len(lines) == 2 else None

    fail, passed = map(json.loads, eventually(records, f"two records in {file}"))
    for record, response in ((fail, "Fail"), (passed, "Pass")):
        assert record["eventSource"] == "USER_ACTIVITY"
        assert record["logSourceId"] == {"userPoolId": plus.id}
        message = record["message"]
        assert (message["eventType"], message["eventResponse"]) == ("SignIn", response)
        assert (message["userSub"], message["clientId"]) == (user.sub, app.id)
    assert "Correct-Horse" not in file.read_text()


def test_pools_without_protection_have_no_events(idp, pool, user):
    with refused("UserPoolAddOnNotEnabledException"):
        idp.admin_list_user_auth_events(UserPoolId=pool.id, Username=user.name)


def test_replicas_need_declared_regions(idp, pool):
    with refused("OperationNotEnabledException"):
        idp.create_user_pool_replica(UserPoolId=pool.id, RegionName="us-west-2")
    listed = idp.list_user_pool_replicas(UserPoolId=pool.id)["UserPoolReplicas"]
    assert [one["Role"] for one in listed] == ["PRIMARY"]
