//! Tokens of identities (RS512), signed and verified here.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use cognate_core::web_identity::{
    IDENTITY_POOLS, Provider, sign_identity_token, sign_web_identity_token, verify,
    verify_identity_token,
};
use cognate_core::web_identity::{Signature, TokenProblem};
use cognate_testkit::{Cognate, Setup, Value, json};

use super::problem;

const IDENTITY: &str = "eu-central-1:22222222-2222-4222-8222-222222222222";
const ISSUER: &str = "https://cognito-identity.amazonaws.com";

async fn claims(cognate: &Cognate) -> Value {
    let now = cognate.clock.now_s();
    let pool = cognate.create_identity_pool(json!({})).await;
    json!({
        "iss": ISSUER, "aud": pool, "sub": IDENTITY, "amr": ["unauthenticated"],
        "iat": now, "exp": now + 600,
    })
}

async fn sign(cognate: &Cognate, claims: &Value) -> String {
    sign_identity_token(&cognate.cx(), claims.as_object().unwrap()).await.unwrap()
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_signed_verifies_for_sts_and_for_the_pool() {
    let cognate = Cognate::start().await;
    let claims = claims(&cognate).await;
    let token = sign(&cognate, &claims).await;
    assert_eq!(part(&token, 0), json!({ "kid": "eu-central-11", "typ": "JWS", "alg": "RS512" }));
    for verified in
        [verify(&cognate.cx(), &token).await, verify_identity_token(&cognate.cx(), &token).await]
    {
        let verified = verified.unwrap();
        assert_eq!(verified.issuer, IDENTITY_POOLS);
        assert_eq!(verified.subject, IDENTITY);
        assert_eq!(verified.amr, ["unauthenticated"]);
        assert!(
            matches!(verified.provider, Provider::IdentityPool { pool_id } if claims["aud"] == pool_id)
        );
    }
    assert_eq!(cognate.neighbours.asked(), [] as [&str; 0]);
    // ST-R2: with the pool its tokens go.
    let pool = json!({ "IdentityPoolId": claims["aud"] });
    cognate.identity_admin("DeleteIdentityPool", pool).await.ok();
    assert_eq!(problem(verify(&cognate.cx(), &token).await), "Revoked");
}

#[tokio::test]
async fn what_is_no_token_of_an_identity() {
    let cognate = Cognate::start().await;
    let good = claims(&cognate).await;
    let changed = |claim: &str, value: Value| {
        let mut claims = good.clone();
        claims[claim] = value;
        claims
    };
    let judge = async |token: &str| problem(verify_identity_token(&cognate.cx(), token).await);
    for (claims, expected) in [
        (changed("iss", json!("https://accounts.google.com")), "IssuerMismatch"),
        (changed("iss", json!(IDENTITY_POOLS)), "IssuerMismatch"),
        (changed("aud", json!([good["aud"], "another"])), "WrongAudience"),
        (changed("aud", json!(7)), "NotAJwt"),
        (changed("exp", json!(cognate.clock.now_s() - 300)), "Expired"),
    ] {
        assert_eq!(judge(&sign(&cognate, &claims).await).await, expected, "{claims}");
    }
    // TK-3: the account's tokens for other services are no logins, whatever they say.
    let cx = cognate.cx();
    let rsa = sign_web_identity_token(&cx, good.as_object().unwrap(), Signature::Rs256);
    let ec = sign_web_identity_token(&cx, good.as_object().unwrap(), Signature::Es384);
    for token in [rsa.await.unwrap(), ec.await.unwrap()] {
        assert_eq!(judge(&token).await, "Signature");
        assert_eq!(problem(verify(&cx, &token).await), "Signature");
    }
    // Nor are those of a user pool's keys.
    let pool = cognate.create_pool(json!({})).await;
    let pool = cx.any_pool(&pool).await.unwrap().unwrap();
    let set = cx.signing_set(pool.key).await.unwrap();
    let kind = cognate_store::records::signing_key::Kind::IdToken;
    let signer = set.signer(kind, cognate.clock.now_ms()).unwrap();
    let token = signer.sign_jwt(good.to_string().as_bytes());
    assert_eq!(judge(&token).await, "Signature");
    assert_eq!(judge("garbage").await, "NotAJwt");
    for problem in [TokenProblem::NotAJwt, TokenProblem::Signature, TokenProblem::IssuerMismatch] {
        let text = "Invalid login token. Not a Cognito token.";
        assert_eq!(problem.for_own_token().message, text);
    }
    let expired = TokenProblem::Expired { now: 2, expires: 1 }.for_own_token();
    assert_eq!(expired.message, "Invalid login token. Token expired: 2 >= 1");
}

#[tokio::test]
async fn another_installations_tokens_are_not_ours() {
    let (here, there) = (Cognate::start().await, Setup { seed: 99, ..Setup::default() });
    let there = there.start().await;
    // Stocked keys are the same in all tests: only keys that were made later differ.
    use cognate_core::keys::{Issuer, rotation};
    for _ in 0..6 {
        rotation::rotate_issuer(&there.cx(), Issuer::IdentityPools, 0).await.unwrap();
        there.clock.turn(1);
    }
    let claims = claims(&there).await;
    let token = sign(&there, &claims).await;
    assert_eq!(problem(verify(&here.cx(), &token).await), "Signature");
    assert!(verify(&there.cx(), &token).await.is_ok());
}

#[tokio::test]
async fn the_issuer_is_the_operators_to_choose() {
    let mut setup = Setup::default();
    setup.config.identity_pools.issuer = "https://cognate.example".into();
    let cognate = setup.start().await;
    let mut claims = claims(&cognate).await;
    let judged = problem(verify(&cognate.cx(), &sign(&cognate, &claims).await).await);
    assert_eq!(judged, format!("NoProvider({ISSUER:?})"));
    claims["iss"] = json!("https://cognate.example");
    let verified = verify(&cognate.cx(), &sign(&cognate, &claims).await).await.unwrap();
    // Policies know it under AWS's name all the same.
    assert_eq!(verified.issuer, IDENTITY_POOLS);
}
