//! What relying parties look up: the documents of identity pools and of the account's own issuer.

use cognate_core::iam::{entity, outbound};
use cognate_core::web_identity::{
    Signature, outbound_issuer, sign_identity_token, sign_web_identity_token,
};
use cognate_store::batch::Batch;
use cognate_store::records::iam_entity::{self, Kind};
use cognate_testkit::{Cognate, Value, json};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

/// As any relying party does it.
async fn checked(cognate: &Cognate, place: &str, token: &str, algorithm: Algorithm) -> Value {
    let base = cognate.config().base_url.clone();
    let document = cognate.get(&format!("{place}/.well-known/openid-configuration")).await;
    assert_eq!(document.header("cache-control"), "public, max-age=3600");
    let document = document.ok();
    let keys = document["jwks_uri"].as_str().unwrap().strip_prefix(base.as_str()).unwrap();
    let keys: JwkSet = serde_json::from_value(cognate.get(keys).await.ok()).unwrap();
    let kid = decode_header(token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
    let mut rules = Validation::new(algorithm);
    rules.set_issuer(&[document["issuer"].as_str().unwrap()]);
    rules.set_audience(&["them"]);
    // The other library reads the wall clock.
    rules.validate_exp = false;
    decode::<Value>(token, &key, &rules).unwrap().claims
}

fn claims(cognate: &Cognate, issuer: &str) -> Value {
    let now = cognate.clock.now_s();
    json!({ "iss": issuer, "aud": "them", "sub": "somebody", "iat": now, "exp": now + 600 })
}

#[tokio::test]
async fn another_library_verifies_identities_tokens() {
    let cognate = Cognate::start().await;
    let claims = claims(&cognate, "https://cognito-identity.amazonaws.com");
    let cx = cognate.cx();
    let token = sign_identity_token(&cx, claims.as_object().unwrap()).await.unwrap();
    assert_eq!(checked(&cognate, "", &token, Algorithm::RS512).await, claims);
    let document = cognate.get("/.well-known/openid-configuration").await.ok();
    assert_eq!(
        document,
        json!({
            "id_token_signing_alg_values_supported": ["RS512"],
            "issuer": "https://cognito-identity.amazonaws.com",
            "jwks_uri": "https://cognate.example/.well-known/jwks_uri",
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        })
    );
    let keys = cognate.get("/.well-known/jwks_uri").await.ok();
    let first = &keys["keys"][0];
    assert_eq!(
        (&first["alg"], &first["use"], &first["kty"]),
        (&json!("RS512"), &json!("sig"), &json!("RSA"))
    );
    assert_eq!(first["e"], "AQAB");
}

#[tokio::test]
async fn the_accounts_own_issuer_is_there_once_it_is_used() {
    let cognate = Cognate::start().await;
    let cx = cognate.cx();
    let issuer = outbound_issuer(&cx);
    let place = issuer.strip_prefix("https://cognate.example").unwrap();
    assert_eq!(place.len(), 37, "a UUID: {place}");
    for document in ["openid-configuration", "jwks.json"] {
        let answer = cognate.get(&format!("{place}/.well-known/{document}")).await;
        assert_eq!(answer.status, 404, "strangers make nobody have keys");
    }
    let mut account = entity::new(&cx, Kind::Account, "", "/", serde_json::Map::new());
    outbound::turn(&mut account, true);
    let batch = Batch::new().with(iam_entity::insert(&account));
    let changes = [cognate_core::configuration::iam(&cx)];
    let _ = cognate_core::configuration::write(&cx, batch, &changes).await.unwrap();
    let claims = claims(&cognate, &issuer);
    for (signature, algorithm) in
        [(Signature::Rs256, Algorithm::RS256), (Signature::Es384, Algorithm::ES384)]
    {
        let token = sign_web_identity_token(&cx, claims.as_object().unwrap(), signature).await;
        assert_eq!(checked(&cognate, place, &token.unwrap(), algorithm).await, claims);
    }
    let document = cognate.get(&format!("{place}/.well-known/openid-configuration")).await.ok();
    assert_eq!(document["issuer"], issuer);
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256", "ES384"]));
}
