//! Providers without ID tokens: they are asked about their access tokens.

use cognate_core::web_identity::{Provider, verify_access_token};
use cognate_testkit::{Cognate, Value, json};

use super::{Settings, problem};

const FACEBOOK: &str =
    "https://graph.facebook.com/debug_token?input_token=to%26ken&access_token=to%26ken";
const TOKEN_INFO: &str = "https://api.amazon.com/auth/o2/tokeninfo?access_token=Atza%7Ctoken";
const PROFILE: &str = "https://api.amazon.com/user/profile";
const CREDENTIALS: &str = "https://api.twitter.com/1.1/account/verify_credentials.json";

fn with(mut object: Value, member: &str, value: Value) -> Value {
    object[member] = value;
    object
}

#[tokio::test]
async fn facebook() {
    let cognate = Cognate::start().await;
    let now = cognate.clock.now_s();
    let settings = Settings::default().social("graph.facebook.com", "1234");
    let judge = async |said: Value| {
        cognate.neighbours.serve(FACEBOOK, 200, json!({ "data": said }).to_string());
        problem(settings.verify(&cognate, "graph.facebook.com", "to&ken").await)
    };
    let good = json!({
        "app_id": "1234", "user_id": "42", "is_valid": true, "type": "USER",
        "expires_at": now + 60, "scopes": ["public_profile"],
    });
    assert_eq!(judge(good.clone()).await, "verified 42");
    assert_eq!(judge(with(good.clone(), "app_id", json!(1234))).await, "verified 42");
    assert_eq!(judge(with(good.clone(), "expires_at", json!(0))).await, "verified 42");
    for (member, value, expected) in [
        ("app_id", json!("4321"), "WrongAudience"),
        ("app_id", json!(null), "Rejected"),
        ("user_id", json!(""), "Rejected"),
        ("is_valid", json!(false), "Rejected"),
        ("is_valid", json!("true"), "Rejected"),
        ("type", json!("PAGE"), "Rejected"),
        ("expires_at", json!(now), "Expired"),
    ] {
        assert_eq!(
            judge(with(good.clone(), member, value.clone())).await,
            expected,
            "{member} {value}"
        );
    }
    assert_eq!(judge(json!([])).await, "Rejected");
    judge(good).await;
    let cx = cognate.cx();
    let verified = verify_access_token(&cx, "graph.facebook.com", "to&ken", None).await.unwrap();
    assert!(matches!(verified.provider, Provider::WellKnown("graph.facebook.com")));
    assert_eq!((verified.audience, verified.expires_at), (vec!["1234".to_owned()], now + 60));
    assert_eq!(
        Value::Object(verified.claims),
        json!({
            "iss": "graph.facebook.com", "aud": "1234", "sub": "42",
            "app_id": "1234", "user_id": "42",
        })
    );
    for (status, expected) in
        [(400, "Rejected"), (401, "Rejected"), (500, "Unreachable"), (302, "Unreachable")]
    {
        cognate.neighbours.serve(FACEBOOK, status, "https://evil.example");
        let judged = problem(settings.verify(&cognate, "graph.facebook.com", "to&ken").await);
        assert!(judged.starts_with(expected), "{status}: {judged}");
        assert!(!judged.contains("token="), "no token in the log: {judged}");
    }
    cognate.neighbours.stop(FACEBOOK);
    let judged = settings.verify(&cognate, "graph.facebook.com", "to&ken").await;
    assert!(problem(judged).starts_with("Unreachable(\"graph.facebook.com: nobody is there"));
    cognate.neighbours.serve(FACEBOOK, 200, "<html>");
    let judged = settings.verify(&cognate, "graph.facebook.com", "to&ken").await;
    assert!(problem(judged).starts_with("Unreachable("));
}

#[tokio::test]
async fn login_with_amazon() {
    let cognate = Cognate::start().await;
    let good = json!({
        "iss": "https://www.amazon.com", "user_id": "amzn1.account.K2", "aud": "amzn1.client.A",
        "app_id": "amzn1.application.B", "exp": 3_597, "iat": 1,
    });
    let serve = |said: &Value, profile: &Value| {
        cognate.neighbours.serve(TOKEN_INFO, 200, said.to_string());
        cognate.neighbours.serve(PROFILE, 200, profile.to_string());
    };
    let profile = json!({ "user_id": "amzn1.account.K2", "email": "a@example.com" });
    // The console asks for the application's id, older guides for the client's.
    for configured in ["amzn1.application.B", "amzn1.client.A"] {
        serve(&good, &profile);
        let settings = Settings::default().social("www.amazon.com", configured);
        let verified = settings.verify(&cognate, "www.amazon.com", "Atza|token").await.unwrap();
        assert_eq!(verified.subject, "amzn1.account.K2");
        assert_eq!(verified.expires_at, cognate.clock.now_s() + 3_597);
        assert_eq!(cognate.neighbours.authorizations(), ["Bearer Atza|token"]);
    }
    let settings = Settings::default().social("www.amazon.com", "amzn1.application.B");
    for (said, profile, expected) in [
        (
            with(with(good.clone(), "app_id", json!("x")), "aud", json!("y")),
            &profile,
            "WrongAudience",
        ),
        (with(good.clone(), "exp", json!(0)), &profile, "Expired"),
        (with(good.clone(), "exp", json!(null)), &profile, "Rejected"),
        (with(good.clone(), "user_id", json!(null)), &profile, "Rejected"),
        (good.clone(), &json!({ "user_id": "amzn1.account.Other" }), "Rejected"),
        (good.clone(), &json!({}), "Rejected"),
    ] {
        serve(&said, profile);
        let judged = settings.verify(&cognate, "www.amazon.com", "Atza|token").await;
        assert_eq!(problem(judged), expected, "{said} {profile}");
    }
    cognate.neighbours.serve(TOKEN_INFO, 400, r#"{"error":"invalid_token"}"#);
    let judged = settings.verify(&cognate, "www.amazon.com", "Atza|token").await;
    assert_eq!(problem(judged), "Rejected");
    // A line break in a token does not reach a header.
    let cx = cognate.cx();
    cognate.neighbours.serve(
        "https://api.amazon.com/auth/o2/tokeninfo?access_token=a%0D%0Ab",
        200,
        good.to_string(),
    );
    let judged = verify_access_token(&cx, "www.amazon.com", "a\r\nb", None).await;
    assert_eq!(problem(judged), "Rejected");
}

#[tokio::test]
async fn twitter() {
    let cognate = Cognate::start().await;
    let settings = Settings::default().social("api.twitter.com", "consumer;secret-of-it");
    let judge =
        async |login: &str| problem(settings.verify(&cognate, "api.twitter.com", login).await);
    cognate.neighbours.serve(CREDENTIALS, 200, r#"{"id":42,"id_str":"42","name":"Ada"}"#);
    assert_eq!(judge("token;token-secret").await, "verified 42");
    let header = cognate.neighbours.authorizations().remove(0);
    assert!(
        header.starts_with("OAuth oauth_consumer_key=\"consumer\", oauth_nonce=\""),
        "{header}"
    );
    assert!(header.contains("oauth_token=\"token\"") && header.contains("oauth_signature=\""));
    assert!(!header.contains("secret"), "{header}");
    assert_eq!(judge("token-without-secret").await, "NotAJwt");
    cognate.neighbours.serve(CREDENTIALS, 401, "{}");
    assert_eq!(judge("token;token-secret").await, "Rejected");
    cognate.neighbours.serve(CREDENTIALS, 200, r#"{"name":"Ada"}"#);
    assert_eq!(judge("token;token-secret").await, "Rejected");
    cognate.neighbours.stop(CREDENTIALS);
    assert!(judge("token;token-secret").await.starts_with("Unreachable("));
}

#[tokio::test]
async fn providers_that_are_not_configured_are_not_asked() {
    let cognate = Cognate::start().await;
    let settings = Settings::default().social("www.digits.com", "consumer;secret");
    for key in ["graph.facebook.com", "www.amazon.com", "api.twitter.com", "www.digits.com"] {
        assert_eq!(problem(settings.verify(&cognate, key, "token;x").await), "UnsupportedKey");
    }
    for provider in ["api.twitter.com", "accounts.google.com", "", "https://www.amazon.com"] {
        let judged = verify_access_token(&cognate.cx(), provider, "token;x", None).await;
        assert_eq!(problem(judged), "UnsupportedKey");
    }
    assert_eq!(cognate.neighbours.asked(), [] as [&str; 0]);
}
