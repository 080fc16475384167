//! CreateIdentityProvider, DescribeIdentityProvider, UpdateIdentityProvider, DeleteIdentityProvider,
//! ListIdentityProviders, GetIdentityProviderByIdentifier, GetSigningCertificate; and what app clients
//! make of providers.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use cognate_crypto::certificate::{Use, Validity, self_signed, validity};
use cognate_crypto::{SigningKey, SystemRandom};
use cognate_shapes::idp::{CreateIdentityProviderRequest, UpdateIdentityProviderRequest};
use cognate_store::records::{identity_provider, saml_key};
use cognate_testkit::{Answer, Cognate, START_MS, Setup, Value, json};
use cognate_wire::Shape;

use crate::read_back::{differences, untried};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const DUPLICATE: &str = "DuplicateProviderException";
const UNSUPPORTED: &str = "UnsupportedIdentityProviderException";
const NO_POOL: &str = "eu-central-1_000000000";
const METADATA_URL: &str = "https://idp.example.com/metadata";
const DISCOVERY_URL: &str = "https://idp.example.com/.well-known/openid-configuration";
const YEAR_S: i64 = 365 * 86_400;

struct Scene {
    cognate: Cognate,
    pool: String,
}

async fn scene() -> Scene {
    on(Cognate::start().await).await
}

async fn on(cognate: Cognate) -> Scene {
    cognate.neighbours.serve(METADATA_URL, 200, metadata("urn:idp", 1));
    cognate.neighbours.serve(DISCOVERY_URL, 200, discovery().to_string());
    let custom = json!([{ "Name": "level", "AttributeDataType": "String" }]);
    let pool = cognate.create_pool(json!({ "Schema": custom })).await;
    Scene { cognate, pool }
}

/// A certificate that is valid for so many years from the start of the test, or was until then.
fn certificate(years: i64) -> String {
    let key = SigningKey::generate(&SystemRandom);
    let end = START_MS + years * YEAR_S * 1_000;
    let validity = Validity { not_before: START_MS - 9 * YEAR_S * 1_000, not_after: end };
    BASE64_STANDARD.encode(self_signed(&key, "idp", [1; 16], validity, Use::Signature))
}

fn metadata(entity: &str, years: i64) -> String {
    let certificate = certificate(years);
    format!(
        r#"<?xml version="1.0"?>
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
          xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{entity}">
         <md:IDPSSODescriptor
           protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
          <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
           <ds:X509Certificate>{certificate}</ds:X509Certificate>
          </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
          <md:SingleLogoutService Location="https://idp.example.com/slo"
            Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/>
          <md:SingleSignOnService Location="https://idp.example.com/sso"
            Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/>
         </md:IDPSSODescriptor>
        </md:EntityDescriptor>"#
    )
}

fn discovery() -> Value {
    json!({
        "issuer": "https://idp.example.com",
        "authorization_endpoint": "https://idp.example.com/authorize",
        "token_endpoint": "https://idp.example.com/token",
        "userinfo_endpoint": "https://idp.example.com/userinfo",
        "jwks_uri": "https://idp.example.com/keys",
    })
}

fn google() -> Value {
    json!({
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": {
            "client_id": "id", "client_secret": "s3cret", "authorize_scopes": "email openid",
        },
        "AttributeMapping": { "email": "email", "custom:level": "level" },
    })
}

fn saml(name: &str) -> Value {
    json!({
        "ProviderName": name,
        "ProviderType": "SAML",
        "ProviderDetails": { "MetadataURL": METADATA_URL },
    })
}

fn oidc(name: &str) -> Value {
    json!({
        "ProviderName": name,
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "id", "client_secret": "s3cret", "authorize_scopes": "openid",
            "oidc_issuer": "https://idp.example.com", "attributes_request_method": "GET",
        },
    })
}

fn with(base: Value, member: &str, value: Value) -> Value {
    let mut changed = base;
    changed[member] = value;
    changed
}

fn detail(base: Value, name: &str, value: &str) -> Value {
    let mut changed = base;
    changed["ProviderDetails"][name] = value.into();
    changed
}

impl Scene {
    async fn call(&self, operation: &str, members: Value) -> Answer {
        let mut request = json!({ "UserPoolId": self.pool });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        self.cognate.admin(operation, request).await
    }

    async fn create(&self, members: Value) -> Answer {
        self.call("CreateIdentityProvider", members).await
    }

    async fn update(&self, name: &str, members: Value) -> Answer {
        let members = with(members, "ProviderName", name.into());
        self.call("UpdateIdentityProvider", members).await
    }

    async fn delete(&self, name: &str) -> Answer {
        self.call("DeleteIdentityProvider", json!({ "ProviderName": name })).await
    }

    async fn described(&self, name: &str) -> Value {
        let answer = self.call("DescribeIdentityProvider", json!({ "ProviderName": name })).await;
        answer.ok()["IdentityProvider"].clone()
    }

    async fn client(&self, providers: &[&str]) -> Answer {
        let members = json!({ "ClientName": "c", "SupportedIdentityProviders": providers });
        self.call("CreateUserPoolClient", members).await
    }
}

#[tokio::test]
async fn a_provider_is_shown_as_it_was_made() {
    let scene = scene().await;
    let made = scene.create(google()).await.ok()["IdentityProvider"].clone();
    assert_eq!(differences(&google(), &made), Vec::<String>::new());
    assert_eq!(made["AttributeMapping"]["username"], "sub");
    assert_eq!(made["IdpIdentifiers"], json!([]));
    assert_eq!(made["UserPoolId"], scene.pool.as_str());
    assert_eq!(made["CreationDate"], scene.cognate.clock.now_s());
    assert_eq!(made["ProviderDetails"]["token_url"], "https://www.googleapis.com/oauth2/v4/token");
    assert_eq!(scene.described("Google").await, made);
    assert!(scene.cognate.neighbours.asked().is_empty());

    let listed = scene.call("ListIdentityProviders", json!({})).await.ok();
    let line = json!({
        "ProviderName": "Google",
        "ProviderType": "Google",
        "LastModifiedDate": made["LastModifiedDate"],
        "CreationDate": made["CreationDate"],
    });
    assert_eq!(listed, json!({ "Providers": [line] }));
    let group = format!("{}_Google", scene.pool);
    let group = scene.call("GetGroup", json!({ "GroupName": group })).await.ok();
    assert_eq!(
        group["Group"]["Description"],
        "Autogenerated group for users who sign in using Google"
    );

    let deleted = scene.delete("Google").await;
    assert_eq!((deleted.status, deleted.text()), (200, ""));
    let listed = scene.call("ListIdentityProviders", json!({})).await.ok();
    assert_eq!(listed, json!({ "Providers": [] }));
    // Its group is there already.
    scene.create(google()).await.ok();
}

#[tokio::test]
async fn every_settable_member_is_read_back() {
    let scene = scene().await;
    let mut request = with(oidc("Okta"), "AcrMapping", json!({ "Level1": "urn:a", "Level4": "d" }));
    request["IdpIdentifiers"] = json!(["example.com", "staff"]);
    request["AttributeMapping"] = json!({ "email": "mail", "username": "sub" });
    request["UserPoolId"] = scene.pool.clone().into();
    let made = scene.create(request.clone()).await.ok()["IdentityProvider"].clone();
    assert_eq!(differences(&request, &made), Vec::<String>::new());
    let schema = CreateIdentityProviderRequest::SCHEMA;
    assert!(untried(schema, &[&request]).is_empty());
    assert!(untried(UpdateIdentityProviderRequest::SCHEMA, &[&request]).is_empty());
    let identified = json!({ "IdpIdentifier": "example.com" });
    let found = scene.call("GetIdentityProviderByIdentifier", identified).await.ok();
    assert_eq!(found["IdentityProvider"], made);

    // What is left out stays; what is given replaces.
    scene.cognate.clock.turn(60);
    let kept = scene.update("Okta", json!({})).await.ok()["IdentityProvider"].clone();
    assert_eq!(kept["LastModifiedDate"], scene.cognate.clock.now_s());
    assert_eq!(differences(&request, &kept), Vec::<String>::new());
    let less = json!({ "AcrMapping": {}, "IdpIdentifiers": ["staff"], "AttributeMapping": {} });
    let less = scene.update("Okta", less).await.ok()["IdentityProvider"].clone();
    assert_eq!(less["IdpIdentifiers"], json!(["staff"]));
    assert_eq!(less["AttributeMapping"], json!({ "username": "sub" }));
    assert_eq!(less["AcrMapping"], Value::Null);
    let other = detail(oidc("Okta"), "client_secret", "other")["ProviderDetails"].clone();
    scene.update("Okta", json!({ "ProviderDetails": other })).await.ok();
    assert_eq!(scene.described("Okta").await["ProviderDetails"]["client_secret"], "other");
    let gone = json!({ "IdpIdentifier": "example.com" });
    scene.call("GetIdentityProviderByIdentifier", gone).await.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn key_3_secrets_are_sealed_at_rest_and_apples_key_is_never_shown() {
    let scene = scene().await;
    let apple = json!({
        "ProviderName": "SignInWithApple",
        "ProviderType": "SignInWithApple",
        "ProviderDetails": {
            "client_id": "id", "team_id": "t", "key_id": "k", "private_key": "s3cret-key",
            "authorize_scopes": "email name",
        },
    });
    let made = scene.create(apple).await.ok();
    assert!(!made.to_string().contains("s3cret"));
    scene.create(google()).await.ok();
    let pool = scene.cognate.cx().pool(&scene.pool).await.unwrap();
    let rows = identity_provider::of_pool(scene.cognate.store(), pool.key).await.unwrap();
    for row in &rows {
        let document = serde_json::Value::Object(row.document.clone()).to_string();
        assert!(!document.contains("s3cret"), "{document}");
        let sealed = row.sealed.as_ref().unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"s3cret"));
    }
    // What is shown can be sent back.
    let shown = scene.described("SignInWithApple").await;
    let back = json!({ "ProviderDetails": shown["ProviderDetails"] });
    scene.update("SignInWithApple", back).await.ok();
    let cx = scene.cognate.cx();
    let provider = cx.provider(&pool, "SignInWithApple").await.unwrap().unwrap();
    assert_eq!(provider.secrets["private_key"], "s3cret-key");
}

#[tokio::test]
async fn saml_metadata_is_fetched_or_taken_from_the_request() {
    let scene = scene().await;
    let made = scene.create(saml("Okta")).await.ok()["IdentityProvider"]["ProviderDetails"].clone();
    assert_eq!(scene.cognate.neighbours.asked(), [METADATA_URL]);
    assert_eq!(made["SSORedirectBindingURI"], "https://idp.example.com/sso");
    assert_eq!(made["SLORedirectBindingURI"], "https://idp.example.com/slo");
    let encryption = made["ActiveEncryptionCertificate"].as_str().unwrap();
    let dates = validity(&BASE64_STANDARD.decode(encryption).unwrap()).unwrap();
    assert!(dates.not_after > scene.cognate.clock.now_ms() + 9 * YEAR_S * 1_000);
    assert_eq!(scene.described("Okta").await["ProviderDetails"], made);

    let file = json!({
        "MetadataFile": metadata("urn:other", 1), "IDPInit": "true", "IDPSignout": "true",
        "EncryptedResponses": "true", "RequestSigningAlgorithm": "rsa-sha256",
    });
    let request = with(saml("File"), "ProviderDetails", file);
    let made = scene.create(request.clone()).await.ok()["IdentityProvider"].clone();
    assert_eq!(differences(&request, &made), Vec::<String>::new());
    assert!(scene.cognate.neighbours.asked().is_empty());

    // An update without details does not ask again; the key stays with the provider.
    scene.cognate.neighbours.serve(METADATA_URL, 404, "");
    scene.update("Okta", json!({ "AttributeMapping": { "email": "mail" } })).await.ok();
    let text =
        format!("Non-ok status code 404 returned from remote metadata source {METADATA_URL}");
    let details = saml("Okta")["ProviderDetails"].clone();
    let again = scene.update("Okta", json!({ "ProviderDetails": details })).await;
    again.expect_error(INVALID, &text);
    assert_eq!(
        scene.described("Okta").await["ProviderDetails"]["ActiveEncryptionCertificate"],
        encryption
    );
    scene.delete("Okta").await;
    let pool = scene.cognate.cx().pool(&scene.pool).await.unwrap();
    let key = saml_key::find(scene.cognate.store(), pool.key, "Okta").await.unwrap();
    assert_eq!(key, None);
}

#[tokio::test]
async fn unusable_metadata_is_refused() {
    let scene = scene().await;
    let with_file =
        |file: String| with(saml("Okta"), "ProviderDetails", json!({ "MetadataFile": file }));
    for file in [
        "not xml".to_owned(),
        format!("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{}", metadata("a", 1)),
        metadata("a", 1).replace("IDPSSODescriptor", "SPSSODescriptor"),
        metadata("a", 1).replace("https://idp.example.com/sso", "javascript:alert(1)"),
        metadata("a", 1)
            .replace("entityID=\"a\"", "entityID=\"a\" validUntil=\"2001-01-01T00:00:00Z\""),
        metadata("a", 1).replace("entityID=\"a\"", "entityID=\"a\" validUntil=\"soon\""),
        metadata("a", -1),
    ] {
        let answer = scene.create(with_file(file.clone())).await;
        answer.expect_code(INVALID);
        assert!(!answer.text().contains("passwd"), "{}", answer.text());
    }
    let nowhere = detail(saml("Okta"), "MetadataURL", "https://nowhere.example/x");
    let text = "Error retrieving metadata from https://nowhere.example/x";
    scene.create(nowhere).await.expect_error(INVALID, text);
    scene.create(with_file(metadata("a", 1))).await.ok();
}

#[tokio::test]
async fn endpoints_of_oidc_providers_are_discovered_unless_all_are_given() {
    let scene = scene().await;
    let made = scene.create(oidc("Okta")).await.ok()["IdentityProvider"].clone();
    assert_eq!(scene.cognate.neighbours.asked(), [DISCOVERY_URL]);
    let mut expected = oidc("Okta")["ProviderDetails"].clone();
    expected["attributes_url_add_attributes"] = "false".into();
    assert_eq!(made["ProviderDetails"], expected);
    let cx = scene.cognate.cx();
    let pool = cx.pool(&scene.pool).await.unwrap();
    let provider = cx.provider(&pool, "Okta").await.unwrap().unwrap();
    assert_eq!(provider.detail("token_url"), Some("https://idp.example.com/token"));

    let mut all = oidc("Manual");
    for name in ["authorize_url", "token_url", "attributes_url", "jwks_uri"] {
        all = detail(all, name, &format!("https://idp.example.com/{name}"));
    }
    let made = scene.create(all.clone()).await.ok()["IdentityProvider"].clone();
    assert_eq!(differences(&all, &made), Vec::<String>::new());
    assert!(scene.cognate.neighbours.asked().is_empty());

    let text = "Unable to contact well-known endpoint";
    for (status, body) in [(404, "{}"), (200, "<html>")] {
        scene.cognate.neighbours.serve(DISCOVERY_URL, status, body);
        scene.create(oidc("Other")).await.expect_error(INVALID, text);
    }
    let elsewhere = detail(oidc("Other"), "oidc_issuer", "https://nowhere.example");
    scene.create(elsewhere).await.expect_error(INVALID, text);
    let foreign = with(discovery(), "issuer", "https://evil.example".into());
    scene.cognate.neighbours.serve(DISCOVERY_URL, 200, foreign.to_string());
    scene.create(oidc("Other")).await.expect_code(INVALID);
}

#[tokio::test]
async fn what_is_refused() {
    let scene = scene().await;
    scene.create(google()).await.ok();
    let text = format!("Google already exists in user pool {}", scene.pool);
    scene.create(google()).await.expect_error(DUPLICATE, &text);
    let misnamed = with(google(), "ProviderName", "Mine".into());
    let text = "Provider Mine cannot be of type Google.";
    scene.create(misnamed).await.expect_error(INVALID, text);
    for (request, text) in [
        (
            with(saml("Okta"), "ProviderDetails", json!({})),
            "At least one of the MetadataURL or MetadataFile should be provided.",
        ),
        (
            detail(saml("Okta"), "MetadataFile", "<a/>"),
            "Only one of the MetadataURL or MetadataFile should be provided.",
        ),
        (
            with(oidc("Okta"), "ProviderDetails", json!({ "client_id": "i" })),
            "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp \
             details.",
        ),
        (
            detail(oidc("Okta"), "oidc_issuer", "http://idp.example.com"),
            "OIDC endpoint must start with https://",
        ),
    ] {
        scene.create(request).await.expect_error(INVALID, text);
    }
    for request in [
        with(saml("Okta"), "ProviderType", "LDAP".into()),
        detail(saml("Okta"), "color", "red"),
        with(saml("Okta"), "AttributeMapping", json!({ "custom:none": "x" })),
        with(saml("Okta"), "AcrMapping", json!({ "Level1": "x" })),
        with(oidc("Okta"), "AcrMapping", json!({ "Level5": "x" })),
        with(oidc("Okta"), "AcrMapping", json!({ "Level1": "two words" })),
        with(saml("Okta"), "IdpIdentifiers", json!(["semi;colon"])),
        with(
            saml("Okta"),
            "IdpIdentifiers",
            json!((0..51).map(|n| n.to_string()).collect::<Vec<_>>()),
        ),
        saml("_Okta"),
        saml("Ok"),
        saml("Okta Two"),
        saml("Okta_Two"),
        saml(&"x".repeat(33)),
        saml("COGNITO"),
    ] {
        scene.create(request).await.expect_code(INVALID);
    }
    let text = "Identity provider None does not exist.";
    for operation in
        ["DescribeIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"]
    {
        let none = json!({ "ProviderName": "None" });
        scene.call(operation, none.clone()).await.expect_error(NOT_FOUND, text);
        let elsewhere = with(none, "UserPoolId", NO_POOL.into());
        scene.cognate.admin(operation, elsewhere).await.expect_code(NOT_FOUND);
        scene.call(operation, json!({ "ProviderName": "" })).await.expect_code(INVALID);
    }
    for operation in ["UpdateIdentityProvider", "DeleteIdentityProvider"] {
        let own = json!({ "ProviderName": "COGNITO" });
        scene.call(operation, own).await.expect_code(UNSUPPORTED);
    }
    let elsewhere = with(google(), "UserPoolId", NO_POOL.into());
    scene.cognate.admin("CreateIdentityProvider", elsewhere).await.expect_code(NOT_FOUND);
    let elsewhere = json!({ "UserPoolId": NO_POOL, "IdpIdentifier": "x" });
    let by_identifier = "GetIdentityProviderByIdentifier";
    scene.cognate.admin(by_identifier, elsewhere).await.expect_code(NOT_FOUND);
    scene.call(by_identifier, json!({ "IdpIdentifier": ";" })).await.expect_code(INVALID);
    scene.update("Google", json!({ "ProviderDetails": {} })).await.expect_code(INVALID);
}

#[tokio::test]
async fn identifiers_are_unique_in_the_pool() {
    let scene = scene().await;
    scene.create(with(oidc("Okta"), "IdpIdentifiers", json!(["example.com"]))).await.ok();
    let same = with(oidc("Entra"), "IdpIdentifiers", json!(["example.com"]));
    scene.create(same).await.expect_code(INVALID);
    scene.create(with(oidc("Entra"), "IdpIdentifiers", json!(["other.com"]))).await.ok();
    let same = json!({ "IdpIdentifiers": ["other.com", "example.com"] });
    scene.update("Entra", same.clone()).await.expect_code(INVALID);
    scene.delete("Okta").await;
    scene.update("Entra", same).await.ok();
}

#[tokio::test]
async fn a_pool_has_as_many_as_its_limit() {
    let setup = Setup::default().limits(|limits| limits.providers_per_pool_max = 2);
    let scene = on(setup.start().await).await;
    scene.create(google()).await.ok();
    scene.create(oidc("Okta")).await.ok();
    let text = "Maximum number of identity providers exceeded.";
    scene.create(oidc("Entra")).await.expect_error("LimitExceededException", text);
}

#[tokio::test]
async fn lists_are_pages() {
    let scene = scene().await;
    for n in 0..5 {
        scene.create(oidc(&format!("Okta{n}"))).await.ok();
    }
    let request = json!({ "UserPoolId": scene.pool, "MaxResults": 2 });
    let pages = scene.cognate.pages("ListIdentityProviders", request, "Providers").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    let seen: Vec<&str> =
        pages.iter().flatten().map(|one| one["ProviderName"].as_str().unwrap()).collect();
    assert_eq!(seen, ["Okta0", "Okta1", "Okta2", "Okta3", "Okta4"]);
    for bad in [json!({ "NextToken": "x" }), json!({ "MaxResults": 61 })] {
        scene.call("ListIdentityProviders", bad).await.expect_code(INVALID);
    }
    let elsewhere = json!({ "UserPoolId": NO_POOL });
    scene.cognate.admin("ListIdentityProviders", elsewhere).await.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn clients_have_providers_that_exist_when_they_ask_for_them() {
    let scene = scene().await;
    let text = format!("The provider Google does not exist for User Pool {}.", scene.pool);
    scene.client(&["COGNITO", "Google"]).await.expect_error(INVALID, &text);
    scene.create(google()).await.ok();
    let client = scene.client(&["COGNITO", "Google"]).await.ok()["UserPoolClient"].clone();
    assert_eq!(client["SupportedIdentityProviders"], json!(["COGNITO", "Google"]));
    scene.delete("Google").await;
    let by_id = json!({ "ClientId": client["ClientId"] });
    let shown = scene.call("DescribeUserPoolClient", by_id.clone()).await.ok();
    let kept = &shown["UserPoolClient"]["SupportedIdentityProviders"];
    assert_eq!(kept, &json!(["COGNITO", "Google"]));
    let again = with(by_id, "SupportedIdentityProviders", kept.clone());
    scene.call("UpdateUserPoolClient", again).await.expect_error(INVALID, &text);

    // Responses that nobody asked for are only safe where nothing else is.
    scene.create(detail(saml("Okta"), "IDPInit", "true")).await.ok();
    scene.create(saml("Entra")).await.ok();
    scene.create(google()).await.ok();
    scene.client(&["Okta", "Entra"]).await.ok();
    scene.client(&["Entra", "COGNITO", "Google"]).await.ok();
    scene.client(&["Okta", "COGNITO"]).await.expect_code(INVALID);
    scene.client(&["Okta", "Google"]).await.expect_code(INVALID);
}

#[tokio::test]
async fn the_signing_certificate_is_renewed_every_year_for_the_same_key() {
    let scene = scene().await;
    let get = async || {
        let answer = scene.call("GetSigningCertificate", json!({})).await.ok();
        BASE64_STANDARD.decode(answer["Certificate"].as_str().unwrap()).unwrap()
    };
    let first = get().await;
    let dates = validity(&first).unwrap();
    let ten_years = scene.cognate.clock.now_ms() + 3_652 * 86_400_000;
    assert_eq!(dates.not_after, ten_years / 1_000 * 1_000);
    assert_eq!(get().await, first);
    scene.cognate.clock.turn(YEAR_S - 1);
    assert_eq!(get().await, first);
    scene.cognate.clock.turn(1);
    let second = get().await;
    assert_ne!(second, first);
    assert_eq!(get().await, second);
    let cx = scene.cognate.cx();
    let pool = cx.pool(&scene.pool).await.unwrap();
    let row = saml_key::find(scene.cognate.store(), pool.key, "").await.unwrap().unwrap();
    let key = cognate_core::keys::open_saml_key(&cx, &row).await.unwrap();
    for certificate in [&first, &second] {
        let modulus = key.public().n;
        assert!(certificate.windows(modulus.len()).any(|part| part == modulus));
    }
    let elsewhere = json!({ "UserPoolId": NO_POOL });
    scene.cognate.admin("GetSigningCertificate", elsewhere).await.expect_code(NOT_FOUND);
    let bad = json!({ "UserPoolId": "" });
    scene.cognate.admin("GetSigningCertificate", bad).await.expect_code(INVALID);
}

#[tokio::test]
async fn of_requests_at_the_same_time_one_makes_it() {
    let scene = scene().await;
    let get = || scene.call("GetSigningCertificate", json!({}));
    let (a, b) = tokio::join!(get(), get());
    assert_eq!(a.ok(), b.ok());
    let (a, b) = tokio::join!(scene.create(saml("Okta")), scene.create(saml("Okta")));
    let mut codes = [a, b].map(|answer| answer.error().0.to_owned());
    codes.sort();
    assert_eq!(codes, ["", DUPLICATE]);
}
