"""Resource servers, identity providers, styles, terms, risk, logs."""

from harness.certificate import saml_metadata
from harness.pools import unique
from harness.walks.world import REGION, World

PNG = b"\x89PNG\r\n\x1a\n"

GOOGLE = {
    "ProviderName": "Google",
    "ProviderType": "Google",
    "ProviderDetails": {"client_id": "id", "client_secret": "s3", "authorize_scopes": "email"},
    "AttributeMapping": {"email": "email"},
}


def resource_servers(world: World):
    call, pool = world.call, world.pool()
    named = {"UserPoolId": pool, "Identifier": "https://api.example.com"}
    read, write = (
        {"ScopeName": name, "ScopeDescription": f"may {name}"} for name in ("read", "write")
    )
    call("CreateResourceServer", **named, Name="api", Scopes=[read])
    call("UpdateResourceServer", **named, Name="API", Scopes=[read, write])
    shown = call("DescribeResourceServer", **named)["ResourceServer"]
    assert (shown["Name"], shown["Scopes"]) == ("API", [read, write])
    assert len(call("ListResourceServers", UserPoolId=pool)["ResourceServers"]) == 1
    call("DeleteResourceServer", **named)


def identity_providers(world: World):
    call, pool = world.call, world.pool()
    call("CreateIdentityProvider", UserPoolId=pool, **GOOGLE)
    call(
        "CreateIdentityProvider",
        UserPoolId=pool,
        ProviderName="Corporate",
        ProviderType="SAML",
        ProviderDetails={"MetadataFile": saml_metadata()},
        IdpIdentifiers=["corp.example.com"],
    )
    google = {"UserPoolId": pool, "ProviderName": "Google"}
    call("UpdateIdentityProvider", **google, AttributeMapping={"email": "email", "name": "name"})
    shown = call("DescribeIdentityProvider", **google)["IdentityProvider"]
    assert shown["AttributeMapping"]["name"] == "name"
    found = call(
        "GetIdentityProviderByIdentifier", UserPoolId=pool, IdpIdentifier="corp.example.com"
    )
    assert found["IdentityProvider"]["ProviderName"] == "Corporate"
    listed = call("ListIdentityProviders", UserPoolId=pool)["Providers"]
    assert {one["ProviderName"] for one in listed} == {"Google", "Corporate"}
    assert call("GetSigningCertificate", UserPoolId=pool)["Certificate"]
    call("DeleteIdentityProvider", **google)


def branding(world: World):
    call, pool = world.call, world.pool()
    client = world.client(pool)["ClientId"]
    call("CreateUserPoolDomain", UserPoolId=pool, Domain=unique("style").lower())
    css = ".banner-customizable { background-color: #112233; }"
    call("SetUICustomization", UserPoolId=pool, ClientId="ALL", CSS=css, ImageFile=PNG)
    assert call("GetUICustomization", UserPoolId=pool)["UICustomization"]["CSS"] == css

    logo = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": PNG}
    made = call(
        "CreateManagedLoginBranding",
        UserPoolId=pool,
        ClientId=client,
        Settings={"categories": {"global": {"colorSchemeMode": "DARK"}}},
        Assets=[logo],
    )["ManagedLoginBranding"]
    style = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
    light = {"categories": {"global": {"colorSchemeMode": "LIGHT"}}}
    call("UpdateManagedLoginBranding", **style, Settings=light)
    shown = call("DescribeManagedLoginBranding", **style)["ManagedLoginBranding"]
    assert shown["Settings"] == light and len(shown["Assets"]) == 1
    by_client = call(
        "DescribeManagedLoginBrandingByClient",
        UserPoolId=pool,
        ClientId=client,
        ReturnMergedResources=True,
    )["ManagedLoginBranding"]
    assert by_client["ManagedLoginBrandingId"] == style["ManagedLoginBrandingId"]
    call("DeleteManagedLoginBranding", **style)


def terms(world: World):
    call, pool = world.call, world.pool()
    client = world.client(pool)["ClientId"]
    made = call(
        "CreateTerms",
        UserPoolId=pool,
        ClientId=client,
        TermsName="terms-of-use",
        TermsSource="LINK",
        Enforcement="NONE",
        Links={"cognito:default": "https://example.com/terms"},
    )["Terms"]
    named = {"UserPoolId": pool, "TermsId": made["TermsId"]}
    links = {"cognito:default": "https://example.com/2", "cognito:french": "https://example.fr/2"}
    call("UpdateTerms", **named, Links=links)
    assert call("DescribeTerms", **named)["Terms"]["Links"] == links
    by_client = call(
        "DescribeTermsByClient", UserPoolId=pool, ClientId=client, TermsName="terms-of-use"
    )
    assert by_client["Terms"]["TermsId"] == made["TermsId"]
    assert len(call("ListTerms", UserPoolId=pool)["Terms"]) == 1
    call("DeleteTerms", **named)


def threat_protection(world: World):
    call = world.call
    pool = world.pool(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    client, name = world.client(pool)["ClientId"], world.user(pool)
    call(
        "SetRiskConfiguration",
        UserPoolId=pool,
        RiskExceptionConfiguration={"BlockedIPRangeList": ["198.51.100.0/24"]},
    )
    shown = call("DescribeRiskConfiguration", UserPoolId=pool)["RiskConfiguration"]
    assert shown["RiskExceptionConfiguration"] == {"BlockedIPRangeList": ["198.51.100.0/24"]}

    world.tokens(client, name)
    of_user = {"UserPoolId": pool, "Username": name}
    (event,) = call("AdminListUserAuthEvents", **of_user)["AuthEvents"]
    assert (event["EventType"], event["EventResponse"]) == ("SignIn", "Pass")
    judged = {"EventId": event["EventId"], "FeedbackValue": "Valid"}
    call("AdminUpdateAuthEventFeedback", **of_user, **judged)
    (event,) = call("AdminListUserAuthEvents", **of_user)["AuthEvents"]
    assert event["EventFeedback"]["FeedbackValue"] == "Valid"


def log_delivery(world: World):
    pool = world.pool(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    group = f"arn:aws:logs:{REGION}:{world.account}:log-group:/walk"
    asked = {
        "LogLevel": "INFO",
        "EventSource": "userAuthEvents",
        "CloudWatchLogsConfiguration": {"LogGroupArn": group},
    }
    world.call("SetLogDeliveryConfiguration", UserPoolId=pool, LogConfigurations=[asked])
    shown = world.call("GetLogDeliveryConfiguration", UserPoolId=pool)
    assert shown["LogDeliveryConfiguration"]["LogConfigurations"] == [asked]
