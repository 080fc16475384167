//! OIDC and SAML providers.

use super::{done, elements, iam, iam_as, refused, sound};
use cognate_testkit::{Cognate, SamlProvider, Setup, allow, json};

const OIDC: &str = "arn:aws:iam::123456789012:oidc-provider/Idp.example:8443/realms/a/";
const SAML: &str = "arn:aws:iam::123456789012:saml-provider/Corp";
const THUMBPRINT: &str = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

#[tokio::test]
async fn an_oidc_provider_lives() {
    let cognate = Cognate::start().await;
    let url = ("Url", "https://Idp.example:8443/realms/a/");
    let made = done(
        iam(
            &cognate,
            "CreateOpenIDConnectProvider",
            &[
                url,
                ("ClientIDList.member.1", "one"),
                ("ClientIDList.member.2", "two"),
                ("ClientIDList.member.3", "one"),
                ("ThumbprintList.member.1", THUMBPRINT),
                ("Tags.member.1.Key", "k"),
                ("Tags.member.1.Value", "v"),
            ],
        )
        .await,
    );
    assert_eq!(made.element("OpenIDConnectProviderArn"), OIDC);
    assert_eq!(made.element("Key"), "k");
    let arn = ("OpenIDConnectProviderArn", OIDC);
    let again = iam(
        &cognate,
        "CreateOpenIDConnectProvider",
        &[("Url", "https://idp.example:8443/realms/A/")],
    );
    refused(
        &again.await,
        409,
        "EntityAlreadyExists",
        "Provider with url https://idp.example:8443/realms/A/ already exists.",
    );
    let shown = async || done(iam(&cognate, "GetOpenIDConnectProvider", &[arn]).await);
    let first = shown().await;
    assert_eq!(first.element("Url"), "Idp.example:8443/realms/a/");
    assert_eq!(first.element("CreateDate"), "2027-01-15T08:00:00Z");
    assert!(first.text().contains(&format!(
        "<ClientIDList><member>one</member><member>two</member></ClientIDList><ThumbprintList>\
         <member>{THUMBPRINT}</member></ThumbprintList>"
    )));

    for client in ["three", "three"] {
        let add = [arn, ("ClientID", client)];
        done(iam(&cognate, "AddClientIDToOpenIDConnectProvider", &add).await);
    }
    for client in ["one", "nobody"] {
        let remove = [arn, ("ClientID", client)];
        done(iam(&cognate, "RemoveClientIDFromOpenIDConnectProvider", &remove).await);
    }
    let other = THUMBPRINT.replace('9', "0");
    let thumbprints = [arn, ("ThumbprintList.member.1", other.as_str())];
    done(iam(&cognate, "UpdateOpenIDConnectProviderThumbprint", &thumbprints).await);
    let wrong = [arn, ("ThumbprintList.member.1", "9e99")];
    iam(&cognate, "UpdateOpenIDConnectProviderThumbprint", &wrong)
        .await
        .expect_code("ValidationError");
    let wrong = THUMBPRINT.replace('9', "x");
    refused(
        &iam(
            &cognate,
            "UpdateOpenIDConnectProviderThumbprint",
            &[arn, ("ThumbprintList.member.1", &wrong)],
        )
        .await,
        400,
        "InvalidInput",
        "A thumbprint must be 40 hexadecimal digits.",
    );
    assert!(shown().await.text().contains(&format!(
        "<member>two</member><member>three</member></ClientIDList><ThumbprintList>\
         <member>{other}</member></ThumbprintList>"
    )));

    let tag = [arn, ("Tags.member.1.Key", "K"), ("Tags.member.1.Value", "w")];
    done(iam(&cognate, "TagOpenIDConnectProvider", &tag).await);
    let tags = done(iam(&cognate, "ListOpenIDConnectProviderTags", &[arn]).await);
    assert_eq!((tags.element("Key"), tags.element("IsTruncated")), ("K", "false"));
    done(iam(&cognate, "UntagOpenIDConnectProvider", &[arn, ("TagKeys.member.1", "k")]).await);
    let tags = done(iam(&cognate, "ListOpenIDConnectProviderTags", &[arn]).await);
    assert_eq!(elements(&tags, "Key"), [""; 0]);

    let listed = done(iam(&cognate, "ListOpenIDConnectProviders", &[]).await);
    assert_eq!(elements(&listed, "Arn"), [OIDC]);
    done(iam(&cognate, "DeleteOpenIDConnectProvider", &[arn]).await);
    done(iam(&cognate, "DeleteOpenIDConnectProvider", &[arn]).await);
    let gone = format!("OpenIDConnect Provider not found for arn {OIDC}");
    for operation in ["GetOpenIDConnectProvider", "ListOpenIDConnectProviderTags"] {
        refused(&iam(&cognate, operation, &[arn]).await, 404, "NoSuchEntity", &gone);
    }
    let text = format!("ARN {SAML} is not valid.");
    let other = [("OpenIDConnectProviderArn", SAML)];
    for operation in ["GetOpenIDConnectProvider", "DeleteOpenIDConnectProvider"] {
        refused(&iam(&cognate, operation, &other).await, 400, "InvalidInput", &text);
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn oidc_providers_have_bounds() {
    let setup = Setup::default().limits(|limits| limits.iam.oidc_providers_max = 1);
    let cognate = setup.start().await;
    let create = async |url: &str, more: &[(&str, &str)]| {
        let mut all = vec![("Url", url)];
        all.extend_from_slice(more);
        iam(&cognate, "CreateOpenIDConnectProvider", &all).await
    };
    let url = "https://a.example";
    let invalid = "Invalid Open ID Connect Provider URL";
    for wrong in ["http://a.example", "https://a.example?b", "https://u@a.example"] {
        refused(&create(wrong, &[]).await, 400, "ValidationError", invalid);
    }
    let names: Vec<String> = (1..=101).map(|n| format!("ClientIDList.member.{n}")).collect();
    let ids: Vec<String> = (1..=101).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &str)> =
        names.iter().zip(&ids).map(|(name, id)| (name.as_str(), id.as_str())).collect();
    let text = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";
    refused(&create(url, &many).await, 409, "LimitExceeded", text);
    let names: Vec<String> = (1..=6).map(|n| format!("ThumbprintList.member.{n}")).collect();
    let six: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), THUMBPRINT)).collect();
    let text = "Thumbprint list must contain at most 5 entries.";
    refused(&create(url, &six).await, 400, "InvalidInput", text);
    let reserved = [("Tags.member.1.Key", "aws:k"), ("Tags.member.1.Value", "v")];
    create(url, &reserved).await.expect_code("InvalidInput");
    done(create(url, &many[..100]).await);
    let arn = ("OpenIDConnectProviderArn", "arn:aws:iam::123456789012:oidc-provider/a.example");
    let full = iam(&cognate, "AddClientIDToOpenIDConnectProvider", &[arn, ("ClientID", "x")]).await;
    let text = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";
    refused(&full, 409, "LimitExceeded", text);
    let text = "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 1";
    refused(&create("https://b.example", &[]).await, 409, "LimitExceeded", text);
}

#[tokio::test]
async fn a_saml_provider_lives() {
    let cognate = Cognate::start().await;
    let idp = SamlProvider::new("https://idp.example/metadata");
    let document = idp.metadata();
    let create = [("Name", "Corp"), ("SAMLMetadataDocument", document.as_str())];
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = create.to_vec();
        all.extend_from_slice(more);
        all
    };
    let tags = [("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")];
    let made = done(iam(&cognate, "CreateSAMLProvider", &with(&tags)).await);
    assert_eq!((made.element("SAMLProviderArn"), made.element("Value")), (SAML, "v"));
    refused(
        &iam(&cognate, "CreateSAMLProvider", &create).await,
        409,
        "EntityAlreadyExists",
        "Provider with name Corp already exists.",
    );
    let encryption = "Encrypted assertions are not supported: AssertionEncryptionMode and \
                      AddPrivateKey cannot be set.";
    for more in [("AssertionEncryptionMode", "Allowed"), ("AddPrivateKey", "key")] {
        let answer = iam(&cognate, "CreateSAMLProvider", &with(&[more])).await;
        refused(&answer, 400, "InvalidInput", encryption);
    }
    let arn = ("SAMLProviderArn", SAML);
    let shown = done(iam(&cognate, "GetSAMLProvider", &[arn]).await);
    assert!(shown.element("SAMLProviderUUID").starts_with("SAML"));
    assert_eq!(
        shown.element("SAMLMetadataDocument"),
        super::escaped(&document).replace('<', "&lt;").replace('>', "&gt;")
    );
    assert_eq!(shown.element("CreateDate"), "2027-01-15T08:00:00Z");
    assert_eq!(shown.element("ValidUntil"), "2127-01-15T08:00:00Z");

    let bounded =
        document.replacen(" entityID", " validUntil=\"2028-01-01T00:00:00Z\" entityID", 1);
    let update = [arn, ("SAMLMetadataDocument", bounded.as_str())];
    let updated = done(iam(&cognate, "UpdateSAMLProvider", &update).await);
    assert_eq!(updated.element("SAMLProviderArn"), SAML);
    let listed = done(iam(&cognate, "ListSAMLProviders", &[]).await);
    assert_eq!(elements(&listed, "Arn"), [SAML]);
    assert_eq!(listed.element("ValidUntil"), "2028-01-01T00:00:00Z");
    for (more, text) in [
        (
            vec![],
            "Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
        ),
        (vec![("AssertionEncryptionMode", "Required")], encryption),
        (
            vec![("RemovePrivateKey", "AAAAAAAAAAAAAAAAAAAAAA")],
            "Failed to remove private key because the Key ID does not match a private key.",
        ),
    ] {
        let all: Vec<_> = [arn].into_iter().chain(more).collect();
        refused(&iam(&cognate, "UpdateSAMLProvider", &all).await, 400, "InvalidInput", text);
    }
    let old = document.replacen(" entityID", " validUntil=\"2020-01-01T00:00:00Z\" entityID", 1);
    let bomb = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{document}");
    let keyless = document.replace("MII", "AAA");
    for (document, reason) in [
        (old, "it is not valid any more"),
        (bomb, "a document type declaration or processing instruction is not allowed"),
        (
            keyless,
            "it has no certificate with an RSA key of at least 2048 bits, or a key on P-256, P-384 \
             or P-521",
        ),
        (format!("<a>{}</a>", "x".repeat(1_000)), "it describes no SAML 2.0 identity provider"),
    ] {
        let update = [arn, ("SAMLMetadataDocument", document.as_str())];
        let text = format!("Could not parse metadata: {reason}.");
        refused(&iam(&cognate, "UpdateSAMLProvider", &update).await, 400, "InvalidInput", &text);
    }

    let tag = [arn, ("Tags.member.1.Key", "l"), ("Tags.member.1.Value", "w")];
    done(iam(&cognate, "TagSAMLProvider", &tag).await);
    done(iam(&cognate, "UntagSAMLProvider", &[arn, ("TagKeys.member.1", "k")]).await);
    let tags = done(iam(&cognate, "ListSAMLProviderTags", &[arn]).await);
    assert_eq!(elements(&tags, "Key"), ["l"]);
    let ada = cognate.iam_user("ada", json!([allow("iam:DeleteSAMLProvider", SAML)])).await;
    iam_as(&cognate, &ada, "GetSAMLProvider", &[arn]).await.expect_code("AccessDenied");
    done(iam_as(&cognate, &ada, "DeleteSAMLProvider", &[arn]).await);
    let gone = format!("Manifest not found for arn {SAML}");
    for operation in ["GetSAMLProvider", "DeleteSAMLProvider", "ListSAMLProviderTags"] {
        refused(&iam(&cognate, operation, &[arn]).await, 404, "NoSuchEntity", &gone);
    }
    refused(&iam(&cognate, "UpdateSAMLProvider", &update).await, 404, "NoSuchEntity", &gone);
    sound(&cognate).await;
}
