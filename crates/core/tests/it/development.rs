//! Development mode: open to whoever is on this machine, and to nobody else's pages (BS-2).

use cognate_core::config::Dev;
use cognate_testkit::{AccessKey, Answer, Cognate, Setup, json};
use http::HeaderValue;

const USER_POOLS: &str = "AWSCognitoIdentityProviderService";

async fn list(cognate: &Cognate, origin: Option<&'static str>) -> Answer {
    let body = json!({ "MaxResults": 1 });
    let mut request = cognate.json_request(USER_POOLS, "ListUserPools", &body);
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", HeaderValue::from_static(origin));
    }
    cognate.send(request).await
}

#[tokio::test]
async fn an_unsigned_call_is_roots() {
    let cognate = Cognate::dev().await;
    list(&cognate, None).await.ok();
    let action = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    let answer = cognate.send(cognate.query_request(&action)).await;
    assert_eq!(answer.element("Arn"), "arn:aws:iam::123456789012:root");
}

#[tokio::test]
async fn an_unknown_key_is_roots_and_a_known_one_is_verified() {
    let cognate = Cognate::dev().await;
    let made_up = AccessKey::new("local", "local");
    let body = json!({ "MaxResults": 1 });
    for id in ["AKIAQQQQQQQQQQQQQQQQ", "test", "local"] {
        let key = AccessKey { id: id.into(), ..made_up.clone() };
        cognate.admin_as(&key, "ListUserPools", body.clone()).await.ok();
    }
    cognate.admin("ListUserPools", body.clone()).await.ok();
    let wrong = AccessKey { secret: "local".into(), ..cognate.root.clone() };
    let answer = cognate.admin_as(&wrong, "ListUserPools", body).await;
    answer.expect_code("InvalidSignatureException");
}

/// Who signs with made-up keys still signs for a service and a time.
#[tokio::test]
async fn a_malformed_signature_is_refused_all_the_same() {
    let cognate = Cognate::dev().await;
    let mut request = cognate.json_request(USER_POOLS, "ListUserPools", &json!({}));
    let header = HeaderValue::from_static("AWS4-HMAC-SHA256 nonsense");
    request.headers_mut().insert("authorization", header);
    cognate.send(request).await.expect_code("IncompleteSignatureException");
}

#[tokio::test]
async fn only_pages_of_this_machine_are_answered() {
    let cognate = Cognate::dev().await;
    for origin in ["http://localhost:3000", "http://127.0.0.1:5173", "http://app.localhost"] {
        list(&cognate, Some(origin)).await.ok();
    }
    for origin in ["https://evil.example", "http://localhost.evil.example", "null"] {
        assert_eq!(list(&cognate, Some(origin)).await.status, 403, "{origin}");
    }
    let mut setup = Setup::default().dev();
    setup.config.dev = Some(Dev { origins: vec!["https://app.example".into()] });
    let cognate = setup.start().await;
    list(&cognate, Some("https://app.example")).await.ok();
    assert_eq!(list(&cognate, Some("https://evil.example")).await.status, 403);
}

/// In production any page may call: there is nothing ambient to abuse.
#[tokio::test]
async fn production_knows_no_foreign_origins() {
    let cognate = Cognate::start().await;
    let answer = list(&cognate, Some("https://evil.example")).await;
    answer.expect_code("MissingAuthenticationTokenException");
}

#[tokio::test]
async fn reset_empties_the_store_and_is_for_development() {
    let cognate = Cognate::dev().await;
    let pool = cognate.create_pool(json!({})).await;
    cognate.node.reset().await.unwrap();
    let gone = json!({ "UserPoolId": pool });
    let request = cognate.json_request(USER_POOLS, "DescribeUserPool", &gone);
    cognate.send(request).await.expect_code("ResourceNotFoundException");
    let listed = list(&cognate, None).await.ok();
    assert_eq!(listed["UserPools"], json!([]));
    let production = Cognate::start().await;
    assert!(production.node.reset().await.is_err());
    production.admin("ListUserPools", json!({ "MaxResults": 1 })).await.ok();
}
