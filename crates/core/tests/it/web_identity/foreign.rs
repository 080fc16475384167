//! Tokens of OIDC providers elsewhere: what verifies, and every attack that must not (TK-1, TK-2).

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use cognate_core::web_identity::{Provider, verify};
use cognate_crypto::{EcSigningKey, RsaHash, SigningKey};
use cognate_testkit::{Cognate, Issuer, Seeded, Value, json};

use super::problem;

const URL: &str = "https://idp.example/tenant";
const NAME: &str = "idp.example/tenant";

struct World {
    cognate: Cognate,
    issuer: Issuer,
    arn: String,
}

impl World {
    async fn new() -> World {
        let cognate = Cognate::start().await;
        let issuer = Issuer::new(URL);
        issuer.serve(&cognate.neighbours);
        let arn = cognate.register_oidc_provider(NAME, &["app", "other-app"]).await;
        World { cognate, issuer, arn }
    }

    /// Good claims with this one changed; `null` removes it.
    fn claims(&self, claim: &str, value: Value) -> Value {
        let mut claims = self.issuer.claims("user-1", "app", self.cognate.clock.now_s());
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
            value => claims[claim] = value,
        }
        claims
    }

    async fn judge(&self, token: &str) -> String {
        problem(verify(&self.cognate.cx(), token).await)
    }
}

/// Any header over any claims, with a signature of the issuer's key.
fn forged(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let part = |part: &Value| BASE64.encode(part.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    format!("{input}.{}", BASE64.encode(key.sign(input.as_bytes())))
}

#[tokio::test]
async fn a_good_token_says_who_it_is() {
    let world = World::new().await;
    let now = world.cognate.clock.now_s();
    let mut claims = world.claims("azp", json!("other-app"));
    claims["amr"] = json!(["pwd", "otp"]);
    claims["department"] = json!("sales");
    let verified = verify(&world.cognate.cx(), &world.issuer.token(&claims)).await.unwrap();
    assert_eq!(verified.issuer, NAME);
    assert!(matches!(&verified.provider, Provider::Oidc { arn } if *arn == world.arn));
    assert_eq!(world.arn, format!("arn:aws:iam::123456789012:oidc-provider/{NAME}"));
    assert_eq!((verified.subject.as_str(), verified.audience), ("user-1", vec!["app".to_owned()]));
    assert_eq!(verified.authorized_party.as_deref(), Some("other-app"));
    assert_eq!(verified.amr, ["pwd", "otp"]);
    assert_eq!((verified.issued_at, verified.expires_at), (Some(now), now + 300));
    assert_eq!(Value::Object(verified.claims), claims);
}

#[tokio::test]
async fn every_published_algorithm_is_good_and_the_keys_may_be_of_several_kinds() {
    let world = World::new().await;
    let ec = EcSigningKey::generate("ec-1").unwrap();
    let mut rsa = world.issuer.jwk();
    rsa.as_object_mut().unwrap().remove("alg");
    let ec_jwk: Value = serde_json::from_str(&ec.jwk_json()).unwrap();
    let keys = json!({ "keys": [{ "kty": "oct", "k": "AAAA" }, rsa, ec_jwk] }).to_string();
    world.cognate.neighbours.serve(&world.issuer.keys_url(), 200, keys);
    let claims = world.claims("x", Value::Null).to_string();
    for token in [
        world.issuer.key.sign_token(RsaHash::Sha256, "JWT", claims.as_bytes()),
        world.issuer.key.sign_token(RsaHash::Sha512, "jwt", claims.as_bytes()),
        world.issuer.key.sign_jwt(claims.as_bytes()),
        ec.sign_token("JWT", claims.as_bytes()),
    ] {
        assert_eq!(world.judge(&token).await, "verified user-1");
    }
}

#[tokio::test]
async fn tk_1_forged_tokens() {
    let world = World::new().await;
    let claims = world.claims("x", Value::Null);
    let good = world.issuer.token(&claims);
    assert_eq!(world.judge(&good).await, "verified user-1");
    let key = &world.issuer.key;
    // Somebody else's key under the same name, and an own pool's.
    let stranger = SigningKey::generate(&Seeded::new(7)).renamed("key-1").unwrap();
    let stranger = stranger.sign_token(RsaHash::Sha256, "JWT", claims.to_string().as_bytes());
    let (rest, signature) = good.rsplit_once('.').unwrap();
    let other_claims = BASE64.encode(world.claims("sub", json!("admin")).to_string());
    let swapped = format!("{}.{other_claims}.{signature}", rest.split('.').next().unwrap());
    let header = |alg: &str, kid: &str| json!({ "alg": alg, "kid": kid });
    let with = |member: &str, value: Value| {
        let mut header = header("RS256", "key-1");
        header[member] = value;
        forged(key, &header, &claims)
    };
    for (token, expected) in [
        (String::new(), "NotAJwt"),
        ("garbage".into(), "NotAJwt"),
        ("a.b.c".into(), "NotAJwt"),
        (format!("{rest}."), "Signature"),
        (stranger, "Signature"),
        (swapped, "Signature"),
        (forged(key, &header("none", "key-1"), &claims), "NotAJwt"),
        (forged(key, &header("HS256", "key-1"), &claims), "NotAJwt"),
        (forged(key, &header("PS256", "key-1"), &claims), "NotAJwt"),
        (forged(key, &header("RS512", "key-1"), &claims), "Signature"),
        (forged(key, &header("ES256", "key-1"), &claims), "Signature"),
        (forged(key, &header("RS256", "../../key-1"), &claims), "Signature"),
        (forged(key, &header("RS256", "https://evil.example/key"), &claims), "Signature"),
        (with("jwk", world.issuer.jwk()), "NotAJwt"),
        (with("jku", json!("https://evil.example/keys")), "NotAJwt"),
        (with("x5c", json!(["MIIB"])), "NotAJwt"),
        (with("crit", json!(["exp"])), "NotAJwt"),
        (with("typ", json!("at+jwt")), "NotAnIdToken"),
        (with("typ", json!("application/logout+JWT")), "NotAnIdToken"),
        (format!("{good}{}", "A".repeat(50_000)), "NotAJwt"),
        (world.issuer.token(&world.claims("filler", json!("x".repeat(50_000)))), "NotAJwt"),
    ] {
        let shown: String = token.chars().take(80).collect();
        assert_eq!(world.judge(&token).await, expected, "{shown}");
    }
}

#[tokio::test]
async fn tk_2_claims() {
    let world = World::new().await;
    let now = world.cognate.clock.now_s();
    for (claim, value, expected) in [
        ("iss", Value::Null, "MissingClaim(\"iss\")"),
        ("iss", json!([URL]), "NotAJwt"),
        ("iss", json!(NAME), "NoProvider(\"idp.example/tenant\")"),
        ("iss", json!("http://idp.example/tenant"), "NoProvider(\"http://idp.example/tenant\")"),
        ("iss", json!("https://IDP.example/tenant"), "NoProvider(\"https://IDP.example/tenant\")"),
        (
            "iss",
            json!("https://idp.example/tenant/"),
            "NoProvider(\"https://idp.example/tenant/\")",
        ),
        ("iss", json!("https://idp.example"), "NoProvider(\"https://idp.example\")"),
        ("exp", Value::Null, "MissingClaim(\"exp\")"),
        ("exp", json!("1900000000"), "NotAJwt"),
        ("exp", json!(1_900_000_000.5), "NotAJwt"),
        ("exp", json!(now - 299), "verified user-1"),
        ("exp", json!(now - 300), "Expired"),
        ("exp", json!(i64::MIN), "Expired"),
        ("exp", json!(i64::MAX), "verified user-1"),
        ("nbf", json!(now + 300), "verified user-1"),
        ("nbf", json!(now + 301), "TooEarly"),
        ("nbf", json!("soon"), "NotAJwt"),
        ("iat", json!(now + 301), "TooEarly"),
        ("iat", Value::Null, "verified user-1"),
        ("sub", Value::Null, "MissingClaim(\"sub\")"),
        ("sub", json!(""), "MissingClaim(\"sub\")"),
        ("sub", json!(7), "NotAJwt"),
        ("sub", json!("u".repeat(321)), "NotAJwt"),
        ("aud", Value::Null, "MissingClaim(\"aud\")"),
        ("aud", json!([]), "MissingClaim(\"aud\")"),
        ("aud", json!({ "app": true }), "NotAJwt"),
        ("aud", json!(["app", 7]), "NotAJwt"),
        ("aud", json!("stranger"), "WrongAudience"),
        ("aud", json!("App"), "WrongAudience"),
        ("aud", json!(["app", "other-app"]), "verified user-1"),
        ("aud", json!(["app", "stranger"]), "WrongAudience"),
        ("azp", json!("stranger"), "WrongAudience"),
        ("azp", json!(["app"]), "NotAJwt"),
        ("amr", json!("pwd"), "verified user-1"),
        ("amr", json!([1]), "NotAJwt"),
    ] {
        let token = world.issuer.token(&world.claims(claim, value.clone()));
        assert_eq!(world.judge(&token).await, expected, "{claim} {value}");
    }
    // `azp` decides where it is there.
    let mut claims = world.claims("azp", json!("app"));
    claims["aud"] = json!("a-resource-server");
    assert_eq!(world.judge(&world.issuer.token(&claims)).await, "verified user-1");
}

#[tokio::test]
async fn another_issuers_key_is_not_this_ones() {
    let world = World::new().await;
    let evil = EcSigningKey::generate("key-1").unwrap();
    let jwk: Value = serde_json::from_str(&evil.jwk_json()).unwrap();
    let keys = "https://evil.example/keys";
    let document = json!({ "issuer": "https://evil.example", "jwks_uri": keys });
    let neighbours = &world.cognate.neighbours;
    neighbours.serve(
        "https://evil.example/.well-known/openid-configuration",
        200,
        document.to_string(),
    );
    neighbours.serve(keys, 200, json!({ "keys": [jwk] }).to_string());
    world.cognate.register_oidc_provider("evil.example", &["app"]).await;
    let own = json!("https://evil.example");
    let token = |claims: Value| evil.sign_token("JWT", claims.to_string().as_bytes());
    assert_eq!(world.judge(&token(world.claims("iss", own))).await, "verified user-1");
    assert_eq!(world.judge(&token(world.claims("x", Value::Null))).await, "Signature");
}

#[tokio::test]
async fn a_provider_that_is_gone_verifies_nothing_more() {
    use cognate_store::batch::Batch;
    use cognate_store::records::iam_entity::{self, Kind};
    let world = World::new().await;
    let token = world.issuer.token(&world.claims("x", Value::Null));
    assert_eq!(world.judge(&token).await, "verified user-1");
    let cx = world.cognate.cx();
    let entity = cx.iam_entity(Kind::OidcProvider, NAME).await.unwrap().unwrap();
    let batch = Batch::new().with(iam_entity::delete(&entity));
    let changes = [cognate_core::configuration::iam(&cx)];
    let written = cognate_core::configuration::write(&cx, batch, &changes).await.unwrap();
    assert_eq!(written, cognate_store::batch::Outcome::Committed);
    assert_eq!(world.judge(&token).await, format!("NoProvider(\"{URL}\")"));
}
