//! The keys of the installation's own issuers: two at a time, turned by time (KEY-4).

use cognate_core::keys::{INSTALLATION, Issuer, rotation};
use cognate_core::web_identity::{Signature, sign_identity_token, sign_web_identity_token, verify};
use cognate_store::records::signing_key::{self, State};
use cognate_testkit::{Cognate, Value, json};
use jsonwebtoken::decode_header;

use super::problem;

const DAY: i64 = 86_400;

async fn token(cognate: &Cognate) -> String {
    let now = cognate.clock.now_s();
    let pool = cognate.create_identity_pool(json!({})).await;
    let claims = json!({
        "iss": "https://cognito-identity.amazonaws.com", "aud": pool, "sub": "identity",
        "iat": now, "exp": now + DAY,
    });
    sign_identity_token(&cognate.cx(), claims.as_object().unwrap()).await.unwrap()
}

fn kid(token: &str) -> String {
    decode_header(token).unwrap().kid.unwrap()
}

async fn published(cognate: &Cognate) -> Vec<String> {
    let set = cognate.get("/.well-known/jwks_uri").await.ok();
    let keys = set["keys"].as_array().unwrap();
    keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn judge(cognate: &Cognate, token: &str) -> String {
    problem(verify(&cognate.cx(), token).await)
}

#[tokio::test]
async fn key_4_the_next_key_is_published_all_the_time() {
    let cognate = Cognate::start().await;
    let first = token(&cognate).await;
    assert_eq!(kid(&first), "eu-central-11");
    assert_eq!(published(&cognate).await, ["eu-central-11", "eu-central-12"]);

    let next =
        rotation::rotate_issuer(&cognate.cx(), Issuer::IdentityPools, rotation::AHEAD_MS).await;
    assert_eq!(next.unwrap(), ["eu-central-12"]);
    assert_eq!(published(&cognate).await, ["eu-central-11", "eu-central-12", "eu-central-13"]);
    let again = rotation::rotate_issuer(&cognate.cx(), Issuer::IdentityPools, 0).await;
    assert!(again.unwrap_err().message.starts_with("A rotation is under way: eu-central-12"));
    cognate.clock.turn(DAY - 1);
    assert_eq!(kid(&token(&cognate).await), "eu-central-11");
    cognate.clock.turn(1);
    let second = token(&cognate).await;
    assert_eq!(kid(&second), "eu-central-12");
    // Both verify for as long as a token of the old one may live.
    let late = token(&cognate).await;
    cognate.clock.turn(DAY - 1);
    assert_eq!(judge(&cognate, &late).await, "verified identity");
    assert!(published(&cognate).await.contains(&"eu-central-11".into()));
    cognate.clock.turn(301);
    assert_eq!(published(&cognate).await, ["eu-central-12", "eu-central-13"]);
    // Whoever loads them next puts the table in order, a step at a time.
    for _ in 0..2 {
        cognate.node.keys().forget_all();
        assert_eq!(kid(&token(&cognate).await), "eu-central-12");
    }
    let rows = signing_key::of_pool(cognate.store(), INSTALLATION).await.unwrap();
    let states: Vec<_> = rows.iter().map(|row| (row.kid.as_str(), row.state)).collect();
    assert_eq!(states, [("eu-central-12", State::Active), ("eu-central-13", State::Published)]);
}

#[tokio::test]
async fn key_4_emergency() {
    let cognate = Cognate::start().await;
    let stolen = token(&cognate).await;
    let retire = async |kid: &str| {
        let retired = rotation::retire(&cognate.cx(), INSTALLATION, kid).await;
        retired.map_err(|error| error.message)
    };
    assert!(retire("eu-central-11").await.unwrap_err().starts_with("It is the only key"));
    assert!(retire("eu-central-19").await.unwrap_err().starts_with("There is no key"));
    rotation::rotate_issuer(&cognate.cx(), Issuer::IdentityPools, 0).await.unwrap();
    assert_eq!(judge(&cognate, &stolen).await, "verified identity");
    retire("eu-central-11").await.unwrap();
    assert_eq!(judge(&cognate, &stolen).await, "Signature");
    assert_eq!(published(&cognate).await, ["eu-central-12", "eu-central-13"]);
    // What stands by can go too; another one takes its place, under a name of its own.
    retire("eu-central-13").await.unwrap();
    assert_eq!(published(&cognate).await, ["eu-central-12", "eu-central-14"]);
}

#[tokio::test]
async fn each_issuer_turns_alone() {
    let cognate = Cognate::start().await;
    let cx = cognate.cx();
    let empty = serde_json::Map::new();
    let sign =
        async |signature| kid(&sign_web_identity_token(&cx, &empty, signature).await.unwrap());
    assert_eq!(sign(Signature::Rs256).await, "RSA_1");
    assert_eq!(sign(Signature::Es384).await, "EC384_1");
    assert_eq!(kid(&token(&cognate).await), "eu-central-11");
    let next = rotation::rotate_issuer(&cx, Issuer::WebIdentity, 0).await.unwrap();
    assert_eq!(next, ["RSA_2", "EC384_2"]);
    assert_eq!(sign(Signature::Rs256).await, "RSA_2");
    assert_eq!(sign(Signature::Es384).await, "EC384_2");
    assert_eq!(kid(&token(&cognate).await), "eu-central-11");
}

#[tokio::test]
async fn many_who_need_them_first_make_them_once() {
    let cognate = Cognate::start().await;
    let making: Vec<_> = (0..8)
        .map(|_| {
            let cx = cognate.cx();
            tokio::spawn(async move {
                let claims = Value::Object(serde_json::Map::new());
                sign_identity_token(&cx, claims.as_object().unwrap()).await
            })
        })
        .collect();
    for task in making {
        assert_eq!(kid(&task.await.unwrap().unwrap()), "eu-central-11");
    }
    assert_eq!(published(&cognate).await, ["eu-central-11", "eu-central-12"]);
}
