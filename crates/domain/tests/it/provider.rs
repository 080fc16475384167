use std::collections::BTreeMap;

use cognate_domain::provider::{self, Head, Kind, Metadata, Provider, Source, Texts};
use cognate_domain::{Map, Pool};
use serde_json::{Value, json};

use crate::sample;

fn map(json: Value) -> Map {
    json.as_object().expect("an object").clone()
}

fn pool() -> Pool {
    sample::pool(json!({ "Schema": [{ "Name": "level", "AttributeDataType": "String" }] }))
}

fn request(name: &str, kind: &str, details: Value) -> Map {
    map(json!({ "ProviderName": name, "ProviderType": kind, "ProviderDetails": details }))
}

fn details(kind: &str) -> Value {
    match kind {
        "SAML" => json!({ "MetadataURL": "https://idp.example.com/metadata" }),
        "OIDC" => json!({
            "client_id": "i", "client_secret": "s", "authorize_scopes": "openid",
            "oidc_issuer": "https://idp.example.com", "attributes_request_method": "GET",
        }),
        "SignInWithApple" => json!({
            "client_id": "i", "team_id": "t", "key_id": "k", "private_key": "p",
            "authorize_scopes": "email name",
        }),
        _ => json!({ "client_id": "i", "client_secret": "s", "authorize_scopes": "email" }),
    }
}

fn created(request: &Map) -> provider::Settings {
    provider::create(&pool(), request).expect("a provider")
}

fn refused(request: &Map) -> String {
    provider::create(&pool(), request).expect_err("a refusal").to_string()
}

fn stored(name: &str, settings: &provider::Settings) -> Provider {
    let head = Head { pool: 1, name: name.into(), version: 1, created: 5, modified: 5 };
    let document = settings.document(None, &Texts::new());
    Provider::assemble(head, &document, settings.secrets.clone()).expect("a stored provider")
}

#[test]
fn social_providers_are_completed_and_are_what_was_given() {
    for (kind, added) in [
        (
            "Google",
            json!({
                "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
                "attributes_url_add_attributes": "true",
                "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
                "oidc_issuer": "https://accounts.google.com",
                "token_request_method": "POST",
                "token_url": "https://www.googleapis.com/oauth2/v4/token",
            }),
        ),
        (
            "Facebook",
            json!({
                "api_version": "v17.0",
                "attributes_url": "https://graph.facebook.com/v17.0/me?fields=",
                "attributes_url_add_attributes": "true",
                "authorize_url": "https://www.facebook.com/v17.0/dialog/oauth",
                "token_request_method": "GET",
                "token_url": "https://graph.facebook.com/v17.0/oauth/access_token",
            }),
        ),
        (
            "LoginWithAmazon",
            json!({
                "attributes_url": "https://api.amazon.com/user/profile",
                "attributes_url_add_attributes": "false",
                "authorize_url": "https://www.amazon.com/ap/oa",
                "token_request_method": "POST",
                "token_url": "https://api.amazon.com/auth/o2/token",
            }),
        ),
        (
            "SignInWithApple",
            json!({
                "attributes_url_add_attributes": "false",
                "authorize_url": "https://appleid.apple.com/auth/authorize",
                "oidc_issuer": "https://appleid.apple.com",
                "token_request_method": "POST",
                "token_url": "https://appleid.apple.com/auth/token",
            }),
        ),
    ] {
        let given = details(kind);
        let settings = created(&request(kind, kind, given.clone()));
        assert_eq!(settings.source, Source::Nothing, "{kind}");
        let shown = provider::describe(&pool(), &stored(kind, &settings), None);
        let mut expected = map(given);
        expected.remove("private_key");
        expected.append(&mut map(added));
        assert_eq!(shown["ProviderDetails"], Value::Object(expected), "{kind}");
        let claim = settings.kind.subject_claim().unwrap();
        assert_eq!(shown["AttributeMapping"], json!({ "username": claim }), "{kind}");
    }
}

#[test]
fn key_3_secrets_are_not_in_the_document() {
    for kind in ["Google", "OIDC", "SignInWithApple"] {
        let settings = created(&request(kind, kind, details(kind)));
        let document = Value::Object(settings.document(None, &Texts::new())).to_string();
        for name in ["client_secret", "private_key"] {
            assert!(!document.contains(name), "{document}");
        }
        assert_eq!(settings.secrets.len(), 1);
        let provider = stored(kind, &settings);
        assert!(!format!("{provider:?}").contains("secret"));
    }
}

#[test]
fn what_has_to_be_looked_up() {
    let url = Source::MetadataUrl("https://idp.example.com/metadata".into());
    assert_eq!(created(&request("Okta", "SAML", details("SAML"))).source, url);
    let file = json!({ "MetadataFile": "<xml/>", "IDPInit": "true" });
    let file = created(&request("Okta", "SAML", file));
    assert_eq!(file.source, Source::MetadataFile("<xml/>".into()));
    let oidc = created(&request("Okta", "OIDC", details("OIDC")));
    assert_eq!(oidc.source, Source::Discovery("https://idp.example.com".into()));
    assert_eq!(oidc.details["attributes_url_add_attributes"], "false");
    let mut all = map(details("OIDC"));
    for (name, _) in provider::ENDPOINTS {
        all.insert(name.into(), format!("https://idp.example.com/{name}").into());
    }
    let known = created(&request("Okta", "OIDC", Value::Object(all)));
    assert_eq!(known.source, Source::Nothing);
}

#[test]
fn what_is_refused_and_in_which_words() {
    let with = |kind: &str, name: &str, value: Value| {
        let mut details = map(details(kind));
        details.insert(name.into(), value);
        request(if kind == "SAML" || kind == "OIDC" { "Okta" } else { kind }, kind, details.into())
    };
    let without = |kind: &str, name: &str| {
        let mut details = map(details(kind));
        details.remove(name);
        request(if kind == "OIDC" { "Okta" } else { kind }, kind, details.into())
    };
    let enumeration = "1 validation error detected: Value 'PUT' at 'attributes_request_method' \
                       failed to satisfy constraint: Member must satisfy enum value set: [POST, GET]";
    let mut cases = vec![
        (request("Mine", "Google", details("Google")), "Provider Mine cannot be of type Google."),
        (request("Google", "SAML", details("SAML")), "Provider Google cannot be of type SAML."),
        (request("COGNITO", "OIDC", details("OIDC")), "Provider COGNITO cannot be of type OIDC."),
        (
            without("Google", "client_secret"),
            "clientId, clientSecret and authorizeScopes are all required idp details.",
        ),
        (
            without("SignInWithApple", "team_id"),
            "clientId, privateKey, teamId, and keyId are all required idp details.",
        ),
        (
            without("OIDC", "attributes_request_method"),
            "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp \
             details.",
        ),
        (
            request("Okta", "SAML", json!({ "IDPSignout": "true" })),
            "At least one of the MetadataURL or MetadataFile should be provided.",
        ),
        (
            with("SAML", "MetadataFile", "<a/>".into()),
            "Only one of the MetadataURL or MetadataFile should be provided.",
        ),
        (with("OIDC", "attributes_request_method", "PUT".into()), enumeration),
        (
            with("SAML", "color", "red".into()),
            "color is not an idp detail of providers of type SAML.",
        ),
        (
            with("Facebook", "api_version", "latest".into()),
            "The api_version must be a version of Facebook's API such as v17.0.",
        ),
    ];
    for issuer in
        ["http://idp.example.com", "idp.example.com", "https://u@idp.example.com", "https://"]
    {
        let case = with("OIDC", "oidc_issuer", issuer.into());
        cases.push((case, "OIDC endpoint must start with https://"));
    }
    for (request, text) in cases {
        assert_eq!(refused(&request), format!("InvalidParameterException: {text}"), "{request:?}");
    }
    for (kind, name, value) in [
        ("SAML", "MetadataURL", "http://idp.example.com/metadata"),
        ("SAML", "IDPInit", "yes"),
        ("SAML", "RequestSigningAlgorithm", "rsa-sha1"),
        ("OIDC", "oidc_issuer", "https://idp.example.com/"),
        ("OIDC", "token_url", "http://idp.example.com/token"),
        ("Google", "authorize_url", "javascript:alert(1)"),
        ("SignInWithApple", "client_secret", "x"),
    ] {
        assert!(refused(&with(kind, name, value.into())).starts_with("InvalidParameter"), "{name}");
    }
    // A double of a provider on this machine may speak HTTP.
    created(&with("Google", "token_url", "http://localhost:9000/token".into()));
}

#[test]
fn mappings_name_attributes_of_the_schema() {
    let mapped = |mapping: Value| {
        let mut request = request("Okta", "OIDC", details("OIDC"));
        request.insert("AttributeMapping".into(), mapping);
        provider::create(&pool(), &request)
    };
    let good = json!({ "email": "mail", "custom:level": "level", "email_verified": "verified" });
    assert_eq!(mapped(good).unwrap().mapping["username"], "sub");
    let own = mapped(json!({ "username": "oid" })).unwrap();
    assert_eq!(own.mapping, BTreeMap::from([("username".into(), "oid".into())]));
    for bad in [
        json!({ "custom:other": "x" }),
        json!({ "level": "x" }),
        json!({ "sub": "sub" }),
        json!({ "identities": "x" }),
        json!({ "email": "" }),
    ] {
        assert!(mapped(bad.clone()).is_err(), "{bad}");
    }
    let saml = created(&request("Okta", "SAML", details("SAML")));
    assert!(saml.mapping.is_empty());
}

#[test]
fn acr_values_are_for_oidc() {
    let mut request = request("Google", "Google", details("Google"));
    request.insert("AcrMapping".into(), json!({}));
    created(&request);
    request.insert("AcrMapping".into(), json!({ "Level2": "gold" }));
    assert!(refused(&request).contains("only supported for identity providers of type OIDC"));
}

#[test]
fn an_update_replaces_what_it_gives_and_keeps_the_rest() {
    let mut request = request("Okta", "OIDC", details("OIDC"));
    request.insert("AttributeMapping".into(), json!({ "email": "mail" }));
    request.insert("IdpIdentifiers".into(), json!(["example.com"]));
    request.insert("AcrMapping".into(), json!({ "Level1": "bronze" }));
    let settings = created(&request);
    let mut before = stored("Okta", &settings);
    before.discovered.insert("jwks_uri".into(), "https://idp.example.com/keys".into());
    let update = |given: Value| provider::update(&pool(), &before, &map(given)).unwrap();

    let nothing = update(json!({}));
    let kept = Source::Kept { metadata: None, discovered: before.discovered.clone() };
    assert_eq!(nothing, provider::Settings { source: kept, ..settings.clone() });
    let emptied = update(json!({ "AttributeMapping": {}, "IdpIdentifiers": [], "AcrMapping": {} }));
    assert_eq!(emptied.mapping, BTreeMap::from([("username".into(), "sub".into())]));
    assert!(emptied.identifiers.is_empty() && emptied.acr.is_empty());
    let mut public = map(details("OIDC"));
    public.remove("client_secret");
    let replaced = update(json!({ "ProviderDetails": public }));
    assert!(replaced.secrets.is_empty());
    assert_eq!(replaced.source, Source::Discovery("https://idp.example.com".into()));

    let apple =
        created(&self::request("SignInWithApple", "SignInWithApple", details("SignInWithApple")));
    let apple = stored("SignInWithApple", &apple);
    let shown = provider::describe(&pool(), &apple, None);
    let again = map(json!({ "ProviderDetails": shown["ProviderDetails"] }));
    let again = provider::update(&pool(), &apple, &again).unwrap();
    assert_eq!((again.secrets, again.details), (apple.secrets, apple.details));
}

#[test]
fn saml_providers_show_what_they_say_of_themselves() {
    let metadata = Metadata {
        entity_id: "urn:idp".into(),
        sso_redirect: "https://idp.example.com/sso".into(),
        slo_redirect: Some("https://idp.example.com/slo".into()),
        certificates: vec!["AAAA".into()],
        fetched: 1,
        valid_until: None,
    };
    let settings = created(&request("Okta", "SAML", details("SAML")));
    let head = Head { pool: 1, name: "Okta".into(), version: 1, created: 5, modified: 5 };
    let document = settings.document(Some(&metadata), &Texts::new());
    let provider = Provider::assemble(head, &document, Texts::new()).unwrap();
    assert_eq!(provider.metadata, Some(metadata));
    let shown = provider::describe(&pool(), &provider, Some("QkFTRTY0"));
    let expected = json!({
        "MetadataURL": "https://idp.example.com/metadata",
        "SSORedirectBindingURI": "https://idp.example.com/sso",
        "SLORedirectBindingURI": "https://idp.example.com/slo",
        "ActiveEncryptionCertificate": "QkFTRTY0",
    });
    assert_eq!(shown["ProviderDetails"], expected);
    // What is shown can be sent back.
    let back = map(json!({ "ProviderDetails": expected }));
    let back = provider::update(&pool(), &provider, &back).unwrap();
    assert_eq!(back.details, provider.details);
    assert_eq!(Kind::ALL.map(|kind| Kind::parse(kind.as_str())), Kind::ALL.map(Some));
}

#[test]
fn discovery_documents_fill_what_is_missing() {
    let settings = created(&request("Okta", "OIDC", details("OIDC")));
    let document = |issuer: &str| {
        map(json!({
            "issuer": issuer,
            "authorization_endpoint": "https://idp.example.com/authorize",
            "token_endpoint": "https://idp.example.com/token",
            "jwks_uri": "https://idp.example.com/keys",
        }))
    };
    let found = provider::discovered(&settings.details, &document("https://idp.example.com/"));
    let found = found.unwrap();
    assert_eq!(found["authorize_url"], "https://idp.example.com/authorize");
    assert!(!found.contains_key("attributes_url"));
    let tenants = document("https://idp.example.com/{tenantid}/v2.0");
    assert!(provider::discovered(&settings.details, &tenants).is_ok());
    assert!(provider::discovered(&settings.details, &document("https://evil.example")).is_err());
    let mut missing = document("https://idp.example.com");
    missing.remove("token_endpoint");
    assert!(provider::discovered(&settings.details, &missing).is_err());
    let mut plain = document("https://idp.example.com");
    plain.insert("jwks_uri".into(), "http://idp.example.com/keys".into());
    assert!(provider::discovered(&settings.details, &plain).is_err());
}
