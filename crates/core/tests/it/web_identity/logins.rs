//! Logins of identity pools: own user pools without any HTTP, and OIDC providers by their key.

use cognate_core::web_identity::{Provider, TokenProblem, verify};
use cognate_testkit::{Issuer, REGION, Tokens, json};

use super::{Settings, problem};
use crate::scene::{PASSWORD, Scene};

/// The key that AWS's libraries make.
fn aws_key(pool: &str) -> String {
    format!("cognito-idp.{REGION}.amazonaws.com/{pool}")
}

fn own_key(pool: &str) -> String {
    format!("cognate.example/{pool}")
}

async fn signed_in(scene: &Scene) -> Tokens {
    scene.sign_in(&scene.client, "alice", PASSWORD).await
}

#[tokio::test]
async fn a_user_pools_id_token_under_either_of_its_names() {
    let scene = Scene::new().await;
    let tokens = signed_in(&scene).await;
    let (aws, own) = (aws_key(&scene.pool), own_key(&scene.pool));
    for configured in [&aws, &own] {
        let settings = Settings::default().user_pool(configured, &scene.client, true);
        for key in [&aws, &own] {
            let verified = settings.verify(&scene, key, &tokens.id).await.unwrap();
            assert_eq!(verified.issuer, *key);
            assert_eq!(verified.subject, scene.sub);
            assert_eq!(verified.claims["cognito:username"], "alice");
            let Provider::UserPool { pool, client_id } = verified.provider else { panic!() };
            assert_eq!((pool.id.as_str(), client_id), (scene.pool.as_str(), scene.client.clone()));
        }
    }
    assert_eq!(scene.neighbours.asked(), [] as [&str; 0]);
}

#[tokio::test]
async fn the_order_of_what_can_be_wrong() {
    let scene = Scene::new().await;
    let other_pool = scene.create_pool(json!({})).await;
    let other_client = scene.create_client(&scene.pool, json!({})).await;
    let tokens = signed_in(&scene).await;
    let (key, own) = (aws_key(&scene.pool), own_key(&scene.pool));
    let settings = Settings::default().user_pool(&key, &scene.client, false);
    let unsupported = [
        aws_key(&other_pool),
        format!("https://{key}"),
        format!("https://{own}"),
        format!("{key}/"),
        format!("{key}:{}", scene.client),
        key.to_ascii_uppercase(),
        format!("cognito-idp.us-east-1.amazonaws.com/{}", scene.pool),
        format!("evil.example/{}", scene.pool),
        scene.pool.clone(),
        String::new(),
        "accounts.google.com".into(),
        "graph.facebook.com".into(),
        "cognito-identity.amazonaws.com".into(),
    ];
    for key in unsupported {
        let judged = settings.verify(&scene, &key, &tokens.id).await;
        assert_eq!(problem(judged), "UnsupportedKey", "{key}");
    }
    let judge = async |token: &str| problem(settings.verify(&scene, &key, token).await);
    assert_eq!(judge("garbage").await, "NotAJwt");
    assert_eq!(judge(&tokens.refresh).await, "NotAJwt");
    // An access token has no audience.
    assert_eq!(judge(&tokens.access).await, "MissingClaim(\"aud\")");
    let (rest, _) = tokens.id.rsplit_once('.').unwrap();
    assert_eq!(judge(&format!("{rest}.AAAA")).await, "Signature");
    let of_other = scene.sign_in(&other_client, "alice", PASSWORD).await;
    assert_eq!(judge(&of_other.id).await, "WrongClient");
    // Another pool of the same installation, although it is configured too.
    let both = Settings::default().user_pool(&key, &scene.client, false).user_pool(
        &aws_key(&other_pool),
        &scene.client,
        false,
    );
    let judged = both.verify(&scene, &aws_key(&other_pool), &tokens.id).await;
    assert_eq!(problem(judged), "IssuerMismatch");
    // A client that is configured for another pool only.
    let crossed = Settings::default().user_pool(&key, "someclient", false).user_pool(
        &aws_key(&other_pool),
        &scene.client,
        false,
    );
    assert_eq!(problem(crossed.verify(&scene, &key, &tokens.id).await), "WrongClient");
    scene.clock.turn(3_600 + 299);
    assert!(judge(&tokens.id).await.starts_with("verified"));
    scene.clock.turn(1);
    assert_eq!(judge(&tokens.id).await, "Expired");
}

#[tokio::test]
async fn tk_3_an_access_token_that_names_an_audience_is_no_id_token() {
    use cognate_store::records::signing_key::Kind;
    let scene = Scene::new().await;
    let cx = scene.cx();
    let pool = cx.any_pool(&scene.pool).await.unwrap().unwrap();
    let set = cx.signing_set(pool.key).await.unwrap();
    let now_ms = scene.clock.now_ms();
    let now = scene.clock.now_s();
    let key = aws_key(&scene.pool);
    let settings = Settings::default().user_pool(&key, &scene.client, false);
    for (kind, token_use, expected) in [
        (Kind::IdToken, "id", "verified"),
        (Kind::IdToken, "access", "NotAnIdToken"),
        (Kind::AccessToken, "id", "NotAnIdToken"),
        (Kind::AccessToken, "access", "NotAnIdToken"),
    ] {
        let claims = json!({
            "iss": format!("https://cognate.example/{}", scene.pool), "sub": scene.sub,
            "aud": scene.client, "token_use": token_use, "iat": now, "exp": now + 60,
        });
        let signer = set.signer(kind, now_ms).unwrap();
        let token = signer.sign_jwt(claims.to_string().as_bytes());
        let judged = problem(settings.verify(&scene, &key, &token).await);
        assert!(judged.starts_with(expected), "{kind:?} {token_use}: {judged}");
    }
}

#[tokio::test]
async fn the_server_side_check() {
    let scene = Scene::new().await;
    let key = aws_key(&scene.pool);
    let checked = Settings::default().user_pool(&key, &scene.client, true);
    let unchecked = Settings::default().user_pool(&key, &scene.client, false);
    let judge = async |token: &str| {
        assert!(problem(unchecked.verify(&scene, &key, token).await).starts_with("verified"));
        problem(checked.verify(&scene, &key, token).await)
    };
    let good = format!("verified {}", scene.sub);

    let tokens = signed_in(&scene).await;
    assert_eq!(judge(&tokens.id).await, good);
    scene.on_user("AdminUserGlobalSignOut", "alice").await;
    assert_eq!(judge(&tokens.id).await, "Revoked");

    let tokens = signed_in(&scene).await;
    assert_eq!(judge(&tokens.id).await, good);
    let revoke = json!({ "Token": tokens.refresh, "ClientId": scene.client });
    scene.call("RevokeToken", revoke).await.ok();
    assert_eq!(judge(&tokens.id).await, "Revoked");

    let tokens = signed_in(&scene).await;
    scene.on_user("AdminDisableUser", "alice").await;
    assert_eq!(judge(&tokens.id).await, "Revoked");
    scene.on_user("AdminEnableUser", "alice").await;
    let tokens = signed_in(&scene).await;
    assert_eq!(judge(&tokens.id).await, good);
    scene.on_user("AdminDeleteUser", "alice").await;
    assert_eq!(judge(&tokens.id).await, "Revoked");
}

#[tokio::test]
async fn the_server_side_check_without_revocation_asks_for_the_user() {
    let scene = Scene::with(json!({ "EnableTokenRevocation": false })).await;
    let key = aws_key(&scene.pool);
    let checked = Settings::default().user_pool(&key, &scene.client, true);
    let tokens = signed_in(&scene).await;
    assert!(tokens.id_claims().get("origin_jti").is_none());
    assert!(checked.verify(&scene, &key, &tokens.id).await.is_ok());
    scene.on_user("AdminDisableUser", "alice").await;
    assert_eq!(problem(checked.verify(&scene, &key, &tokens.id).await), "Revoked");
}

#[tokio::test]
async fn a_pool_or_client_that_is_gone() {
    let scene = Scene::new().await;
    let key = aws_key(&scene.pool);
    let settings = Settings::default().user_pool(&key, &scene.client, true);
    let tokens = signed_in(&scene).await;
    let client = json!({ "UserPoolId": scene.pool, "ClientId": scene.client });
    scene.admin("DeleteUserPoolClient", client).await.ok();
    assert_eq!(problem(settings.verify(&scene, &key, &tokens.id).await), "Revoked");
    scene.admin("DeleteUserPool", json!({ "UserPoolId": scene.pool })).await.ok();
    assert_eq!(problem(settings.verify(&scene, &key, &tokens.id).await), "IssuerMismatch");
    assert_eq!(scene.neighbours.asked(), [] as [&str; 0]);
}

#[tokio::test]
async fn sts_knows_a_user_pool_when_it_is_registered_under_either_name() {
    for register in [aws_key, own_key] {
        let scene = Scene::new().await;
        let tokens = signed_in(&scene).await;
        let issuer = format!("https://{}", own_key(&scene.pool));
        let judged = problem(verify(&scene.cx(), &tokens.id).await);
        assert_eq!(judged, format!("NoProvider({issuer:?})"));
        let name = register(&scene.pool);
        let arn = scene.register_oidc_provider(&name, &[&scene.client]).await;
        let verified = verify(&scene.cx(), &tokens.id).await.unwrap();
        assert_eq!(verified.issuer, name);
        assert!(matches!(&verified.provider, Provider::Oidc { arn: found } if *found == arn));
        assert_eq!(problem(verify(&scene.cx(), &tokens.access).await), "MissingClaim(\"aud\")");
        let other = scene.create_client(&scene.pool, json!({})).await;
        let other = scene.sign_in(&other, "alice", PASSWORD).await;
        assert_eq!(problem(verify(&scene.cx(), &other.id).await), "WrongAudience");
        assert_eq!(scene.neighbours.asked(), [] as [&str; 0]);
        // The same provider named in an identity pool.
        let settings = Settings::default().oidc(&arn);
        let verified = settings.verify(&scene, &name, &tokens.id).await.unwrap();
        assert!(matches!(verified.provider, Provider::Oidc { .. }));
    }
}

#[tokio::test]
async fn oidc_providers_by_their_key() {
    let scene = Scene::new().await;
    let issuer = Issuer::new("https://idp.example/tenant");
    issuer.serve(&scene.neighbours);
    let key = "idp.example/tenant";
    let arn = scene.register_oidc_provider(key, &["app"]).await;
    let settings = Settings::default().oidc(&arn);
    let token = |aud: &str| issuer.token(&issuer.claims("user-1", aud, scene.clock.now_s()));
    let verified = settings.verify(&scene, key, &token("app")).await.unwrap();
    assert!(matches!(&verified.provider, Provider::Oidc { arn: found } if *found == arn));
    let judge = async |key: &str, token: &str| problem(settings.verify(&scene, key, token).await);
    assert_eq!(judge("https://idp.example/tenant", &token("app")).await, "UnsupportedKey");
    assert_eq!(judge(&arn, &token("app")).await, "UnsupportedKey");
    assert_eq!(judge("idp.example", &token("app")).await, "UnsupportedKey");
    assert_eq!(judge("IDP.example/tenant", &token("app")).await, "UnsupportedKey");
    assert_eq!(judge(key, "garbage").await, "NotAJwt");
    assert_eq!(judge(key, &token("stranger")).await, "WrongAudience");
    let other = Issuer::new("https://other.example");
    let other = other.token(&other.claims("user-1", "app", scene.clock.now_s()));
    assert_eq!(judge(key, &other).await, "IssuerMismatch");
    // Configured, but the account's provider is gone.
    let gone = Settings::default().oidc("arn:aws:iam::123456789012:oidc-provider/gone.example");
    let judged = gone.verify(&scene, "gone.example", &token("app")).await;
    assert_eq!(problem(judged), "UnsupportedKey");
    // Registered, but not in this identity pool.
    let judged = Settings::default().verify(&scene, key, &token("app")).await;
    assert_eq!(problem(judged), "UnsupportedKey");
}

#[tokio::test]
async fn google_and_apple_are_known() {
    let scene = Scene::new().await;
    for (key, url) in [
        ("accounts.google.com", "https://accounts.google.com"),
        ("appleid.apple.com", "https://appleid.apple.com"),
    ] {
        let issuer = Issuer::new(url);
        issuer.serve(&scene.neighbours);
        let settings = Settings::default().social(key, "app");
        let claims = |aud: &str| issuer.claims("user-1", aud, scene.clock.now_s());
        let verified = settings.verify(&scene, key, &issuer.token(&claims("app"))).await.unwrap();
        assert!(matches!(verified.provider, Provider::WellKnown(known) if known == key));
        assert_eq!(verified.issuer, key);
        let judged = settings.verify(&scene, key, &issuer.token(&claims("stranger"))).await;
        assert_eq!(problem(judged), "WrongAudience");
        // The presenter decides where there is one.
        let mut presented = claims("backend");
        presented["azp"] = json!("app");
        assert!(settings.verify(&scene, key, &issuer.token(&presented)).await.is_ok());
        presented["azp"] = json!("stranger");
        presented["aud"] = json!("app");
        let judged = settings.verify(&scene, key, &issuer.token(&presented)).await;
        assert_eq!(problem(judged), "WrongAudience");
        let mut short = claims("app");
        short["iss"] = json!(key);
        let judged = problem(settings.verify(&scene, key, &issuer.token(&short)).await);
        let expected = match key {
            "accounts.google.com" => "verified user-1",
            _ => "IssuerMismatch",
        };
        assert_eq!(judged, expected);
        let mut other = claims("app");
        other["iss"] = json!("https://idp.example");
        let judged = settings.verify(&scene, key, &issuer.token(&other)).await;
        assert_eq!(problem(judged), "IssuerMismatch");
    }
    // STS takes Google's tokens without a provider in the account, for whom the trust policy names.
    let google = Issuer::new("https://accounts.google.com");
    let token = google.token(&google.claims("user-1", "anybody", scene.clock.now_s()));
    let verified = verify(&scene.cx(), &token).await.unwrap();
    assert!(matches!(verified.provider, Provider::WellKnown("accounts.google.com")));
    // An OIDC provider for Google allows further applications of the same identity pool.
    let arn = scene.register_oidc_provider("accounts.google.com", &["second", "third"]).await;
    let settings = Settings::default().social("accounts.google.com", "app").oidc(&arn);
    for (audience, expected) in
        [("app", "verified user-1"), ("second", "verified user-1"), ("stranger", "WrongAudience")]
    {
        let token = google.token(&google.claims("user-1", audience, scene.clock.now_s()));
        let judged = settings.verify(&scene, "accounts.google.com", &token).await;
        assert_eq!(problem(judged), expected, "{audience}");
    }
}

#[tokio::test]
async fn a_redirected_provider_is_asked_elsewhere_and_stays_itself() {
    let mut setup = cognate_testkit::Setup::default();
    setup.config.identity_pools.google_url = "https://proxy.example/google".into();
    let cognate = setup.start().await;
    let google = Issuer::new("https://accounts.google.com");
    let keys = "https://proxy.example/keys";
    let document = json!({ "issuer": google.url, "jwks_uri": keys }).to_string();
    let discovery = "https://proxy.example/google/.well-known/openid-configuration";
    cognate.neighbours.serve(discovery, 200, document);
    cognate.neighbours.serve(keys, 200, json!({ "keys": [google.jwk()] }).to_string());
    let token = google.token(&google.claims("user-1", "app", cognate.clock.now_s()));
    assert_eq!(problem(verify(&cognate.cx(), &token).await), "verified user-1");
    assert_eq!(cognate.neighbours.asked(), [discovery, keys]);
}

#[test]
fn the_words_of_identity_pools() {
    let said = |problem: TokenProblem| {
        let error = problem.for_identity_pool();
        format!("{}: {}", error.code, error.message)
    };
    let unsupported = "NotAuthorizedException: Token is not from a supported provider of this \
                       identity pool.";
    assert_eq!(said(TokenProblem::UnsupportedKey), unsupported);
    assert_eq!(said(TokenProblem::WrongClient), unsupported);
    let invalid = "NotAuthorizedException: Invalid login token. ";
    for (problem, text) in [
        (TokenProblem::NotAJwt, "Not a valid OpenId Connect identity token."),
        (TokenProblem::IssuerMismatch, "Issuer doesn't match providerName"),
        (TokenProblem::Expired { now: 20, expires: 10 }, "Token expired: 20 >= 10"),
        (TokenProblem::Signature, "Couldn't verify signed token."),
        (TokenProblem::MissingClaim("aud"), "Missing a required claim: aud"),
        (TokenProblem::WrongAudience, "Incorrect token audience."),
        (TokenProblem::NotAnIdToken, "Token is not an id token"),
    ] {
        assert_eq!(said(problem), format!("{invalid}{text}"));
    }
    let unreachable = TokenProblem::Unreachable("https://idp.example: 10.0.0.1".into());
    assert!(unreachable.is_temporary());
    let unreachable = said(unreachable);
    assert!(unreachable.starts_with("ExternalServiceException: "));
    assert!(!unreachable.contains("10.0.0.1"), "the caller learns nothing of the network");
}
