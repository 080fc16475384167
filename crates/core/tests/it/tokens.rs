//! Tokens as a relying party and as this server see them (TK-1, TK-2, TK-3).

use cognate_store::records::signing_key::Kind;
use cognate_testkit::{Tokens, Value, json};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

use crate::scene::{PASSWORD, Scene};

const UNSCOPED: &str = "Access Token does not have required scopes";
const INVALID: &str = "Invalid Access Token";
const UNVERIFIED: &str = "Could not verify signature for Access Token";

/// The keys, found as a relying party finds them: from the issuer alone.
async fn keys(scene: &Scene, issuer: &str) -> JwkSet {
    let base = &scene.config().base_url;
    let path = issuer.strip_prefix(base.as_str()).unwrap();
    let answer = scene.get(&format!("{path}/.well-known/openid-configuration")).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let configuration = answer.ok();
    assert_eq!(configuration["issuer"], issuer);
    let uri = configuration["jwks_uri"].as_str().unwrap().strip_prefix(base.as_str()).unwrap();
    serde_json::from_value(scene.get(uri).await.ok()).unwrap()
}

fn verified(token: &str, keys: &JwkSet, issuer: &str, audience: Option<&str>) -> Value {
    let kid = decode_header(token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).expect("the key is published")).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[issuer]);
    match audience {
        Some(audience) => validation.set_audience(&[audience]),
        None => validation.validate_aud = false,
    }
    decode::<Value>(token, &key, &validation).unwrap().claims
}

#[tokio::test]
async fn another_library_verifies_the_tokens_from_the_issuer_alone() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let issuer = tokens.id_claims()["iss"].as_str().unwrap().to_owned();
    let keys = keys(&scene, &issuer).await;
    assert_eq!(keys.keys.len(), 2);
    let id = verified(&tokens.id, &keys, &issuer, Some(&scene.client));
    let access = verified(&tokens.access, &keys, &issuer, None);
    assert_eq!((&id["token_use"], &access["token_use"]), (&json!("id"), &json!("access")));
    assert_eq!(id, tokens.id_claims());
    // KEY-4: ID and access tokens have keys of their own, and keep them.
    let (of_id, of_access) = (kid(&tokens.id), kid(&tokens.access));
    assert_ne!(of_id, of_access);
    scene.clock.turn(86_400);
    let later = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    assert_eq!((kid(&later.id), kid(&later.access)), (of_id, of_access));
}

fn kid(token: &str) -> String {
    decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test]
async fn tk_3_only_an_access_token_is_an_access_token() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let cases = [
        (tokens.id.as_str(), UNVERIFIED),
        (tokens.refresh.as_str(), INVALID),
        ("x", INVALID),
        ("a.b.c", INVALID),
    ];
    for (token, message) in cases {
        let answer = scene.call("GetUser", json!({ "AccessToken": token })).await;
        answer.expect_error("NotAuthorizedException", message);
    }
}

/// Signs claims with a key of a pool of this server.
async fn signed(scene: &Scene, pool: &str, kind: Kind, claims: &Value) -> String {
    let cx = scene.cx();
    let pool = cx.any_pool(pool).await.unwrap().unwrap();
    let set = cx.signing_set(pool.key).await.unwrap();
    let signer = set.signer(kind, scene.clock.now_ms()).unwrap();
    signer.sign_jwt(&serde_json::to_vec(claims).unwrap())
}

async fn refused(scene: &Scene, token: &str, message: &str) {
    let answer = scene.call("GetUser", json!({ "AccessToken": token })).await;
    answer.expect_error("NotAuthorizedException", message);
}

#[tokio::test]
async fn tk_3_a_pool_vouches_for_its_own_tokens_only() {
    let scene = Scene::new().await;
    let other = scene.create_pool(json!({})).await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let claims = tokens.access_claims();
    let genuine = signed(&scene, &scene.pool, Kind::AccessToken, &claims).await;
    scene.call("GetUser", json!({ "AccessToken": genuine })).await.ok();
    // The right claims under another pool's key, and under this pool's key for ID tokens.
    let foreign = signed(&scene, &other, Kind::AccessToken, &claims).await;
    refused(&scene, &foreign, UNVERIFIED).await;
    let of_id = signed(&scene, &scene.pool, Kind::IdToken, &claims).await;
    refused(&scene, &of_id, UNVERIFIED).await;
    // Another pool's own token for a user and client that it does not have.
    let mut moved = claims.clone();
    moved["iss"] = format!("https://cognate.example/{other}").into();
    let moved = signed(&scene, &other, Kind::AccessToken, &moved).await;
    refused(&scene, &moved, INVALID).await;
    for issuer in ["https://evil.example/pool", "https://cognate.example", "", "x"] {
        let mut forged = claims.clone();
        forged["iss"] = issuer.into();
        let forged = signed(&scene, &scene.pool, Kind::AccessToken, &forged).await;
        refused(&scene, &forged, INVALID).await;
    }
}

/// TK-1: a claim of a wrong type is as bad as none. TK-2: and none is not enough.
#[tokio::test]
async fn tk_2_every_deciding_claim_is_demanded() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let claims = tokens.access_claims();
    for claim in ["sub", "token_use", "exp", "iat", "client_id", "scope", "origin_jti"] {
        let mut without = claims.clone();
        without.as_object_mut().unwrap().remove(claim);
        let mut wrong = claims.clone();
        wrong[claim] = json!([claims[claim]]);
        // Tokens for other services may have no scope at all.
        let absent = if claim == "scope" { UNSCOPED } else { INVALID };
        for (claims, message) in [(without, absent), (wrong, INVALID)] {
            let token = signed(&scene, &scene.pool, Kind::AccessToken, &claims).await;
            refused(&scene, &token, message).await;
        }
    }
    let cases = [
        ("token_use", json!("id"), INVALID),
        ("client_id", json!("nosuchclient"), INVALID),
        ("scope", json!("openid email"), UNSCOPED),
        ("exp", json!(scene.clock.now_s()), "Access Token has expired"),
    ];
    for (claim, value, message) in cases {
        let mut claims = claims.clone();
        claims[claim] = value;
        let token = signed(&scene, &scene.pool, Kind::AccessToken, &claims).await;
        refused(&scene, &token, message).await;
    }
    // A session that does not exist, or is of another user or client.
    let mut nowhere = claims.clone();
    nowhere["origin_jti"] = json!("00000000-0000-4000-8000-000000000000");
    let token = signed(&scene, &scene.pool, Kind::AccessToken, &nowhere).await;
    refused(&scene, &token, "Access Token has been revoked").await;
    let sibling = scene.create_client(&scene.pool, json!({})).await;
    let mut of_sibling = claims.clone();
    of_sibling["client_id"] = sibling.into();
    let token = signed(&scene, &scene.pool, Kind::AccessToken, &of_sibling).await;
    refused(&scene, &token, "Access Token has been revoked").await;
}

#[tokio::test]
async fn an_access_token_expires_when_it_says() {
    let members =
        json!({ "AccessTokenValidity": 5, "TokenValidityUnits": { "AccessToken": "minutes" } });
    let scene = Scene::with(members).await;
    let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(answer["AuthenticationResult"]["ExpiresIn"], 300);
    let tokens = Tokens::of(&answer);
    let request = json!({ "AccessToken": tokens.access });
    scene.clock.turn(299);
    scene.call("GetUser", request.clone()).await.ok();
    scene.clock.turn(1);
    let answer = scene.call("GetUser", request).await;
    answer.expect_error("NotAuthorizedException", "Access Token has expired");
}

#[tokio::test]
async fn a_disabled_or_signed_out_user_has_no_access() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    scene.on_user("AdminUserGlobalSignOut", "alice").await;
    refused(&scene, &tokens.access, "Access Token has been revoked").await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    scene.on_user("AdminDisableUser", "alice").await;
    refused(&scene, &tokens.access, "User is disabled.").await;
}
