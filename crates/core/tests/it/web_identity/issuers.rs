//! Asking issuers for their keys: what is refused, how long copies last, how often anybody is asked
//! (EG-3, EG-4).

use cognate_core::web_identity::verify;
use cognate_crypto::{RsaHash, SigningKey};
use cognate_testkit::{Cognate, Issuer, Seeded, Value, json};

use super::problem;

const URL: &str = "https://idp.example/tenant";
const HOUR: i64 = 3_600;

struct World {
    cognate: Cognate,
    issuer: Issuer,
}

impl World {
    async fn new() -> World {
        let cognate = Cognate::start().await;
        let issuer = Issuer::new(URL);
        issuer.serve(&cognate.neighbours);
        cognate.register_oidc_provider("idp.example/tenant", &["app"]).await;
        World { cognate, issuer }
    }

    fn token(&self) -> String {
        self.issuer.token(&self.issuer.claims("user-1", "app", self.cognate.clock.now_s()))
    }

    /// The same, signed by another key of this name.
    fn token_of(&self, key: &SigningKey) -> String {
        let claims = self.issuer.claims("user-1", "app", self.cognate.clock.now_s());
        key.sign_token(RsaHash::Sha256, "JWT", claims.to_string().as_bytes())
    }

    async fn judge(&self) -> String {
        problem(verify(&self.cognate.cx(), &self.token()).await)
    }

    fn asked(&self) -> usize {
        self.cognate.neighbours.asked().len()
    }
}

fn key(kid: &str) -> SigningKey {
    SigningKey::generate(&Seeded::new(3)).renamed(kid).unwrap()
}

fn jwk(key: &SigningKey) -> Value {
    serde_json::from_str(&key.public().jwk_json()).unwrap()
}

#[tokio::test]
async fn documents_that_are_no_good() {
    let world = World::new().await;
    let neighbours = &world.cognate.neighbours;
    let (discovery, keys) = (world.issuer.discovery_url(), world.issuer.keys_url());
    let says =
        |issuer: &str, jwks: Value| json!({ "issuer": issuer, "jwks_uri": jwks }).to_string();
    let good = says(URL, json!(keys));
    let good_keys = json!({ "keys": [world.issuer.jwk()] }).to_string();
    let long = |text: &str| format!("{text}{}", " ".repeat(256 * 1024));
    let cases: Vec<(u16, String, u16, String)> = vec![
        (404, good.clone(), 200, good_keys.clone()),
        (500, good.clone(), 200, good_keys.clone()),
        (204, good.clone(), 200, good_keys.clone()),
        // Redirects are not followed, wherever they lead.
        (302, keys.clone(), 200, good_keys.clone()),
        (301, "http://169.254.169.254/latest/meta-data".into(), 200, good_keys.clone()),
        (200, String::new(), 200, good_keys.clone()),
        (200, "<html>".into(), 200, good_keys.clone()),
        (200, "[]".into(), 200, good_keys.clone()),
        (200, long(&good), 200, good_keys.clone()),
        (
            200,
            good.replace("\"issuer\"", "\"issuer\":\"https://x\",\"issuer\""),
            200,
            good_keys.clone(),
        ),
        (200, says("https://idp.example", json!(keys)), 200, good_keys.clone()),
        (200, says("https://idp.example/tenant/", json!(keys)), 200, good_keys.clone()),
        (200, says("https://evil.example", json!(keys)), 200, good_keys.clone()),
        (200, says(URL, Value::Null), 200, good_keys.clone()),
        (200, says(URL, json!("http://idp.example/tenant/keys")), 200, good_keys.clone()),
        (200, says(URL, json!("file:///etc/passwd")), 200, good_keys.clone()),
        (200, says(URL, json!("/keys")), 200, good_keys.clone()),
        (200, says(URL, json!(format!("{keys}{}", "x".repeat(2_048)))), 200, good_keys.clone()),
        (200, good.clone(), 404, good_keys.clone()),
        (200, good.clone(), 302, keys.clone()),
        (200, good.clone(), 200, "null".into()),
        (200, good.clone(), 200, r#"{"keys":[]}"#.into()),
        (200, good.clone(), 200, r#"{"keys":[{"kty":"oct","k":"AAAA","kid":"key-1"}]}"#.into()),
        (200, good.clone(), 200, json!({ "keys": vec![world.issuer.jwk(); 101] }).to_string()),
        (200, good.clone(), 200, long(&good_keys)),
    ];
    for (status, document, keys_status, key_set) in cases {
        neighbours.serve(&discovery, status, document.clone());
        neighbours.serve(&keys, keys_status, key_set);
        let judged = world.judge().await;
        assert!(judged.starts_with("Unreachable(\"https://idp.example/tenant: "), "{judged}");
        assert!(!judged.contains("html") && !judged.contains("169"), "{judged}");
        world.cognate.clock.turn(30);
    }
    // Nobody asked the server of the redirect.
    assert!(neighbours.asked().iter().all(|url| url.starts_with(URL)));
    world.issuer.serve(neighbours);
    assert_eq!(world.judge().await, "verified user-1");
}

#[tokio::test]
async fn eg_4_copies_last_an_hour_and_the_last_good_one_a_day() {
    let world = World::new().await;
    let clock = &world.cognate.clock;
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(
        world.cognate.neighbours.asked(),
        [world.issuer.discovery_url(), world.issuer.keys_url()]
    );
    clock.turn(HOUR - 1);
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(world.asked(), 0);
    clock.turn(1);
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(world.asked(), 2);
    // It goes away. The copy serves on, and it is asked every 30 seconds at most.
    world.cognate.neighbours.stop(&world.issuer.discovery_url());
    clock.turn(HOUR);
    for _ in 0..3 {
        assert_eq!(world.judge().await, "verified user-1");
    }
    assert_eq!(world.asked(), 1);
    clock.turn(29);
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(world.asked(), 0);
    clock.turn(1);
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(world.asked(), 1);
    // A day after it was fetched nobody relies on it any more.
    clock.turn(23 * HOUR - 31);
    assert_eq!(world.judge().await, "verified user-1");
    clock.turn(1);
    assert!(world.judge().await.starts_with("Unreachable("));
    world.issuer.serve(&world.cognate.neighbours);
    assert!(world.judge().await.starts_with("Unreachable("), "it was asked a second ago");
    clock.turn(30);
    assert_eq!(world.judge().await, "verified user-1");
}

#[tokio::test]
async fn eg_4_a_failure_is_remembered_for_30_seconds() {
    let world = World::new().await;
    world.cognate.neighbours.stop(&world.issuer.discovery_url());
    for _ in 0..5 {
        assert!(world.judge().await.contains("nobody is there"));
    }
    assert_eq!(world.asked(), 1);
    world.issuer.serve(&world.cognate.neighbours);
    world.cognate.clock.turn(29);
    assert!(world.judge().await.starts_with("Unreachable("));
    world.cognate.clock.turn(1);
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(world.asked(), 2);
}

#[tokio::test]
async fn eg_4_an_unknown_key_asks_again_every_30_seconds_at_most() {
    let world = World::new().await;
    let new = key("key-2");
    let judge = async |token: String| problem(verify(&world.cognate.cx(), &token).await);
    assert_eq!(world.judge().await, "verified user-1");
    assert_eq!(world.asked(), 2);
    // Just asked: a name that is not there costs nothing.
    for _ in 0..3 {
        assert_eq!(judge(world.token_of(&new)).await, "Signature");
    }
    assert_eq!(world.asked(), 0);
    world.cognate.clock.turn(30);
    for _ in 0..3 {
        assert_eq!(judge(world.token_of(&new)).await, "Signature");
    }
    assert_eq!(world.asked(), 2);
    // A wrong signature under a known name is no reason to ask.
    world.cognate.clock.turn(30);
    assert_eq!(judge(world.token_of(&key("key-1"))).await, "Signature");
    assert_eq!(world.asked(), 0);
    // The issuer turns to the new key: at the next question it is there.
    let both = json!({ "keys": [world.issuer.jwk(), jwk(&new)] });
    world.cognate.neighbours.serve(&world.issuer.keys_url(), 200, both.to_string());
    assert_eq!(judge(world.token_of(&new)).await, "verified user-1");
    assert_eq!(world.asked(), 2);
    assert_eq!(world.judge().await, "verified user-1");
    // It withdraws the old one, which is good no longer than the copy.
    let only = json!({ "keys": [jwk(&new)] });
    world.cognate.neighbours.serve(&world.issuer.keys_url(), 200, only.to_string());
    world.cognate.clock.turn(HOUR);
    assert_eq!(world.judge().await, "Signature");
    // Asked about an unknown key, it does not answer: that is said, and the others go on.
    world.cognate.clock.turn(30);
    world.cognate.neighbours.stop(&world.issuer.keys_url());
    assert!(judge(world.token()).await.starts_with("Unreachable("));
    assert_eq!(judge(world.token_of(&new)).await, "verified user-1");
}

#[tokio::test]
async fn one_question_at_a_time_for_all_who_wait() {
    let world = World::new().await;
    world.cognate.neighbours.silent(true);
    let token = world.token();
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let (cx, token) = (world.cognate.cx(), token.clone());
            tokio::spawn(async move { problem(verify(&cx, &token).await) })
        })
        .collect();
    while world.cognate.neighbours.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    // The first one hangs up; the others get the answer all the same.
    waiting[0].abort();
    world.cognate.neighbours.silent(false);
    let mut verified = 0;
    for task in waiting {
        match task.await {
            Ok(judged) => {
                assert_eq!(judged, "verified user-1");
                verified += 1;
            }
            Err(error) => assert!(error.is_cancelled()),
        }
    }
    assert!(verified >= 19);
    assert_eq!(world.cognate.neighbours.asked(), [world.issuer.keys_url()]);
}

#[tokio::test]
async fn while_somebody_asks_the_old_copy_serves_the_others() {
    let world = World::new().await;
    assert_eq!(world.judge().await, "verified user-1");
    world.cognate.clock.turn(HOUR);
    world.asked();
    world.cognate.neighbours.silent(true);
    let (cx, token) = (world.cognate.cx(), world.token());
    let asking = tokio::spawn(async move { problem(verify(&cx, &token).await) });
    while world.cognate.neighbours.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.judge().await, "verified user-1");
    world.cognate.neighbours.silent(false);
    assert_eq!(asking.await.unwrap(), "verified user-1");
}

#[tokio::test]
async fn issuers_do_not_share_anything() {
    let world = World::new().await;
    let other = Issuer::new("https://other.example");
    world.cognate.register_oidc_provider("other.example", &["app"]).await;
    let token = other.token(&other.claims("user-2", "app", world.cognate.clock.now_s()));
    let judged = problem(verify(&world.cognate.cx(), &token).await);
    assert!(judged.starts_with("Unreachable(\"https://other.example: "), "{judged}");
    assert_eq!(world.judge().await, "verified user-1");
}
