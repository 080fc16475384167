//! Passkeys: registering, listing and deleting them, with a software authenticator.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Authenticator, Cognate, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const RP_ID: &str = "auth.example.com";
const ORIGIN: &str = "https://login.auth.example.com";

const CHALLENGE_NOT_FOUND: &str = "WebAuthnChallengeNotFoundException";
const NOT_SUPPORTED: &str = "WebAuthnCredentialNotSupportedException";

/// A pool whose users may have passkeys, and alice, signed in with her password.
struct Alice {
    cognate: Cognate,
    pool: String,
    client: String,
    tokens: Tokens,
}

impl Alice {
    async fn new() -> Alice {
        Alice::with(json!({ "RelyingPartyId": RP_ID })).await
    }

    /// With this `WebAuthnConfiguration`; `null` for none.
    async fn with(config: Value) -> Alice {
        let factors = json!(["PASSWORD", "WEB_AUTHN"]);
        Alice::in_pool(json!({ "AllowedFirstAuthFactors": factors }), config).await
    }

    async fn in_pool(policy: Value, config: Value) -> Alice {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(json!({ "Policies": { "SignInPolicy": policy } })).await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let alice = Alice { cognate, pool, client, tokens: Tokens::default() };
        if !config.is_null() {
            alice.configure(config).await;
        }
        let tokens = alice.cognate.sign_in(&alice.client, "alice", PASSWORD).await;
        Alice { tokens, ..alice }
    }

    async fn configure(&self, config: Value) {
        let request = json!({
            "UserPoolId": self.pool, "MfaConfiguration": "OFF", "WebAuthnConfiguration": config,
        });
        self.cognate.admin("SetUserPoolMfaConfig", request).await.ok();
    }

    async fn try_start(&self) -> Answer {
        let request = json!({ "AccessToken": self.tokens.access });
        self.cognate.call("StartWebAuthnRegistration", request).await
    }

    async fn start(&self) -> Value {
        self.try_start().await.ok()["CredentialCreationOptions"].take()
    }

    async fn complete(&self, credential: &Value) -> Answer {
        self.complete_with(&self.tokens, credential).await
    }

    async fn complete_with(&self, tokens: &Tokens, credential: &Value) -> Answer {
        let request = json!({ "AccessToken": tokens.access, "Credential": credential });
        self.cognate.call("CompleteWebAuthnRegistration", request).await
    }

    /// A whole registration.
    async fn register(&self) -> Authenticator {
        let mut authenticator = Authenticator::new(ORIGIN);
        let credential = authenticator.register(&self.start().await);
        self.complete(&credential).await.ok();
        authenticator
    }

    async fn list(&self, members: Value) -> Answer {
        let mut request = members;
        request["AccessToken"] = self.tokens.access.as_str().into();
        self.cognate.call("ListWebAuthnCredentials", request).await
    }

    async fn delete(&self, id: &str) -> Answer {
        let request = json!({ "AccessToken": self.tokens.access, "CredentialId": id });
        self.cognate.call("DeleteWebAuthnCredential", request).await
    }

    /// Both first operations of a registration refuse.
    async fn expect_not_enabled(&self, credential: &Value) {
        let code = "WebAuthnNotEnabledException";
        self.try_start().await.expect_code(code);
        self.complete(credential).await.expect_code(code);
    }
}

#[tokio::test]
async fn the_options_are_what_browsers_take() {
    let alice = Alice::new().await;
    let options = alice.start().await;
    assert_eq!(options["rp"], json!({ "id": RP_ID, "name": RP_ID }));
    assert_eq!(options["user"]["name"], "alice");
    assert_eq!(options["user"]["displayName"], "alice");
    let algorithms: Vec<_> =
        options["pubKeyCredParams"].as_array().unwrap().iter().map(|it| &it["alg"]).collect();
    assert_eq!(algorithms, [-7, -8, -257]);
    assert_eq!(options["timeout"], 60_000);
    assert_eq!(options["excludeCredentials"], json!([]));
    let selection = json!({
        "requireResidentKey": true, "residentKey": "required", "userVerification": "preferred",
    });
    assert_eq!(options["authenticatorSelection"], selection);
    assert!(options["challenge"].as_str().unwrap().len() >= 22, "16 bytes at least");
    assert_ne!(alice.start().await["challenge"], options["challenge"]);
}

#[tokio::test]
async fn a_passkey_is_registered_listed_excluded_and_deleted() {
    let alice = Alice::new().await;
    assert_eq!(alice.list(json!({})).await.ok(), json!({ "Credentials": [] }));
    let mut authenticator = Authenticator::new(ORIGIN);
    authenticator.aaguid = [
        0xEA, 0x9B, 0x8D, 0x66, 0x4D, 0x01, 0x1D, 0x21, 0x3C, 0xE4, 0xB6, 0xB4, 0x8C, 0xB5, 0x75,
        0xD4,
    ];
    let credential = authenticator.register(&alice.start().await);
    assert_eq!(alice.complete(&credential).await.ok(), json!({}));
    let listed = alice.list(json!({})).await.ok();
    let created = alice.cognate.clock.now_s();
    assert_eq!(
        listed["Credentials"],
        json!([{
            "CredentialId": authenticator.id(),
            "FriendlyCredentialName": "Google Password Manager",
            "RelyingPartyId": RP_ID,
            "AuthenticatorAttachment": "platform",
            "AuthenticatorTransports": ["hybrid", "internal"],
            "CreatedAt": created,
        }])
    );
    let excluded = json!([{
        "id": authenticator.id(), "type": "public-key", "transports": ["hybrid", "internal"],
    }]);
    assert_eq!(alice.start().await["excludeCredentials"], excluded);
    assert_eq!(alice.delete(&authenticator.id()).await.ok(), json!({}));
    assert_eq!(alice.list(json!({})).await.ok(), json!({ "Credentials": [] }));
    for unknown in [authenticator.id().as_str(), "AAAA", "no base64url!"] {
        alice.delete(unknown).await.expect_code("ResourceNotFoundException");
    }
}

#[tokio::test]
async fn security_keys_are_named_by_their_kind() {
    let alice = Alice::new().await;
    for (attachment, transports, name) in [
        ("cross-platform", vec!["usb", "nfc", "carrier-pigeon"], "Security key"),
        ("", vec!["nfc"], "Security key"),
        ("", vec![], "Passkey"),
        ("platform", vec![], "Passkey on this device"),
    ] {
        let mut authenticator = Authenticator::new(ORIGIN);
        (authenticator.attachment, authenticator.transports) = (attachment, transports);
        let credential = authenticator.register(&alice.start().await);
        alice.complete(&credential).await.ok();
        let listed = alice.list(json!({})).await.ok();
        let all = listed["Credentials"].as_array().unwrap();
        let own = all.iter().find(|one| one["CredentialId"] == authenticator.id()).unwrap();
        assert_eq!(own["FriendlyCredentialName"], name);
        assert_eq!(own["AuthenticatorAttachment"].is_null(), name == "Passkey");
        assert!(!own["AuthenticatorTransports"].to_string().contains("pigeon"));
    }
}

#[tokio::test]
async fn lists_come_in_pages() {
    let alice = Alice::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(alice.register().await.id());
    }
    let first = alice.list(json!({ "MaxResults": 2 })).await.ok();
    let token = first["NextToken"].as_str().unwrap();
    let second = alice.list(json!({ "MaxResults": 2, "NextToken": token })).await.ok();
    assert!(second["NextToken"].is_null());
    let of = |page: &Value| -> Vec<String> {
        let all = page["Credentials"].as_array().unwrap().iter();
        all.map(|one| one["CredentialId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!([of(&first), of(&second)].concat(), ids);
    let whole = alice.list(json!({ "MaxResults": 0 })).await.ok();
    assert_eq!(of(&whole), ids);
    alice
        .list(json!({ "NextToken": "AAAA" }))
        .await
        .expect_error("InvalidParameterException", "Invalid pagination token.");
    alice.list(json!({ "MaxResults": 21 })).await.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_in_time() {
    let alice = Alice::new().await;
    let options = alice.start().await;
    let credential = Authenticator::new(ORIGIN).register(&options);
    alice.complete(&credential).await.ok();
    alice.complete(&credential).await.expect_code("InvalidParameterException");
    let again = Authenticator::new(ORIGIN).register(&options);
    alice.complete(&again).await.expect_code(CHALLENGE_NOT_FOUND);
    let late = Authenticator::new(ORIGIN).register(&alice.start().await);
    alice.cognate.clock.turn(5 * 60);
    alice.complete(&late).await.expect_code(CHALLENGE_NOT_FOUND);
    let made_up = Authenticator::new(ORIGIN)
        .register(&json!({ "rp": { "id": RP_ID }, "challenge": "AAAAAAAAAAAAAAAAAAAAAA" }));
    alice.complete(&made_up).await.expect_code(CHALLENGE_NOT_FOUND);
}

#[tokio::test]
async fn a_challenge_is_one_users_at_one_client() {
    let alice = Alice::new().await;
    let (cognate, pool) = (&alice.cognate, &alice.pool);
    let other = cognate.create_client(pool, json!({})).await;
    let elsewhere = cognate.sign_in(&other, "alice", PASSWORD).await;
    let credential = Authenticator::new(ORIGIN).register(&alice.start().await);
    let answer = alice.complete_with(&elsewhere, &credential).await;
    answer.expect_code("WebAuthnClientMismatchException");
    cognate.create_user(pool, "bob", PASSWORD).await;
    let bob = cognate.sign_in(&alice.client, "bob", PASSWORD).await;
    alice.complete_with(&bob, &credential).await.expect_code(CHALLENGE_NOT_FOUND);
    alice.complete(&credential).await.ok();
    // Nor can he have her credential, whatever challenge it answers.
    let request = json!({ "AccessToken": bob.access });
    let start = cognate.call("StartWebAuthnRegistration", request).await.ok();
    let mut stolen = Authenticator::new(ORIGIN);
    stolen.credential_id = alice_id(&credential);
    let stolen = stolen.register(&start["CredentialCreationOptions"]);
    alice
        .complete_with(&bob, &stolen)
        .await
        .expect_error("InvalidParameterException", "Invalid credential: it is registered already.");
}

fn alice_id(credential: &Value) -> Vec<u8> {
    use base64::Engine;
    let id = credential["id"].as_str().unwrap();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(id).unwrap()
}

#[tokio::test]
async fn pages_of_others_and_other_relying_parties_are_refused() {
    let alice = Alice::new().await;
    for origin in [
        "https://example.com",
        "https://auth.example.com.evil.net",
        "http://auth.example.com",
        "android:apk-key-hash:AAAA",
    ] {
        let credential = Authenticator::new(origin).register(&alice.start().await);
        alice.complete(&credential).await.expect_code("WebAuthnOriginNotAllowedException");
    }
    let mut embedded = Authenticator::new(ORIGIN);
    embedded.cross_origin = true;
    let credential = embedded.register(&alice.start().await);
    alice.complete(&credential).await.expect_code("WebAuthnOriginNotAllowedException");
    let mut other = Authenticator::new(ORIGIN);
    other.rp_id = Some("example.com".into());
    let credential = other.register(&alice.start().await);
    alice.complete(&credential).await.expect_code("WebAuthnRelyingPartyMismatchException");
    // The pool has another relying party by now.
    let credential = Authenticator::new(ORIGIN).register(&alice.start().await);
    alice.configure(json!({ "RelyingPartyId": "example.com" })).await;
    alice.complete(&credential).await.expect_code("WebAuthnRelyingPartyMismatchException");
    assert_eq!(alice.list(json!({})).await.ok(), json!({ "Credentials": [] }));
}

#[tokio::test]
async fn unsupported_credentials_are_told_from_malformed_ones() {
    let alice = Alice::new().await;
    let mut es384 = Authenticator::new(ORIGIN);
    es384.algorithm = -35;
    let credential = es384.register(&alice.start().await);
    alice.complete(&credential).await.expect_code(NOT_SUPPORTED);
    let good = Authenticator::new(ORIGIN).register(&alice.start().await);
    for (path, value) in [
        ("/type", json!("password")),
        ("/response", json!(null)),
        ("/id", json!("")),
        ("/rawId", json!("AAAA")),
        ("/response/attestationObject", json!("AAAA")),
        ("/response/attestationObject", json!("*")),
        ("/response/clientDataJSON", json!("e30")),
        ("/response/clientDataJSON", json!(7)),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(path).unwrap() = value;
        alice.complete(&bad).await.expect_code("InvalidParameterException");
    }
    let mut another_id = good.clone();
    (another_id["id"], another_id["rawId"]) = (json!("AAAA"), json!("AAAA"));
    alice
        .complete(&another_id)
        .await
        .expect_error("InvalidParameterException", "Invalid credential: it is for another id.");
    for bad in [json!("text"), json!([]), json!(7)] {
        alice.complete(&bad).await.expect_code("InvalidParameterException");
    }
    alice.complete(&good).await.ok();
}

#[tokio::test]
async fn a_pool_may_demand_that_users_are_verified() {
    for config in [
        json!({ "RelyingPartyId": RP_ID, "UserVerification": "required" }),
        json!({
            "RelyingPartyId": RP_ID, "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        }),
    ] {
        let alice = Alice::with(config).await;
        let options = alice.start().await;
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let mut authenticator = Authenticator::new(ORIGIN);
        authenticator.user_verified = false;
        let credential = authenticator.register(&options);
        alice.complete(&credential).await.expect_code(NOT_SUPPORTED);
        authenticator.user_verified = true;
        alice.complete(&authenticator.register(&options)).await.ok();
    }
    let alice = Alice::new().await;
    let mut authenticator = Authenticator::new(ORIGIN);
    authenticator.user_verified = false;
    alice.complete(&authenticator.register(&alice.start().await)).await.ok();
}

#[tokio::test]
async fn twenty_passkeys_are_the_most() {
    let alice = Alice::new().await;
    let options = alice.start().await;
    for _ in 0..20 {
        alice.register().await;
    }
    alice.try_start().await.expect_code("LimitExceededException");
    let one_more = Authenticator::new(ORIGIN).register(&options);
    alice.complete(&one_more).await.expect_code("LimitExceededException");
    let listed = alice.list(json!({})).await.ok();
    let some = listed["Credentials"][7]["CredentialId"].as_str().unwrap();
    alice.delete(some).await.ok();
    alice.complete(&one_more).await.ok();
}

#[tokio::test]
async fn pools_without_passkeys_or_without_a_relying_party_refuse() {
    let off = Alice::in_pool(json!({ "AllowedFirstAuthFactors": ["PASSWORD"] }), json!(null)).await;
    off.expect_not_enabled(&json!({})).await;
    let nowhere = Alice::with(json!(null)).await;
    nowhere.try_start().await.expect_code("WebAuthnConfigurationMissingException");
}

#[tokio::test]
async fn the_pools_domain_is_the_relying_party_unless_one_is_configured() {
    let alice = Alice::with(json!(null)).await;
    let domain = |name: &str, config: Value| {
        let mut request = json!({ "UserPoolId": alice.pool, "Domain": name });
        if !config.is_null() {
            request["CustomDomainConfig"] = config;
        }
        request
    };
    let prefix = domain("alices", json!(null));
    alice.cognate.admin("CreateUserPoolDomain", prefix).await.ok();
    let rp = async || alice.start().await["rp"]["id"].as_str().unwrap().to_owned();
    assert_eq!(rp().await, "alices.auth.eu-central-1.cognate.example");
    let arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
    let custom = domain("sign-in.alices.example", json!({ "CertificateArn": arn }));
    alice.cognate.admin("CreateUserPoolDomain", custom).await.ok();
    assert_eq!(rp().await, "sign-in.alices.example");
    alice.configure(json!({ "RelyingPartyId": RP_ID })).await;
    assert_eq!(rp().await, RP_ID);
}

#[tokio::test]
async fn whoever_could_not_sign_in_cannot_change_passkeys() {
    let alice = Alice::new().await;
    let passkey = alice.register().await;
    let credential = Authenticator::new(ORIGIN).register(&alice.start().await);
    rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = Status::ResetRequired).await;
    let code = "PasswordResetRequiredException";
    alice.try_start().await.expect_code(code);
    alice.complete(&credential).await.expect_code(code);
    alice.list(json!({})).await.expect_code(code);
    alice.delete(&passkey.id()).await.expect_code(code);
}
