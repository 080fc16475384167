//! What browsers are told (HD-4), and the headers of every answer.

use cognate_testkit::{Cognate, json};
use http::{HeaderValue, Method};

const ALLOWED: [&str; 9] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "cache-control",
    "content-type",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-user-agent",
];

#[tokio::test]
async fn a_preflight_allows_what_sdks_send() {
    let cognate = Cognate::start().await;
    let mut request = cognate.request(Method::OPTIONS, "/", "".into());
    let headers = request.headers_mut();
    headers.insert("origin", HeaderValue::from_static("https://app.example"));
    headers.insert("access-control-request-method", HeaderValue::from_static("POST"));
    let answer = cognate.send(request).await;
    assert!(matches!(answer.status, 200 | 204), "{}", answer.status);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert_eq!(answer.header("access-control-max-age"), "172800");
    let allowed = answer.header("access-control-allow-headers");
    for name in ALLOWED {
        assert!(allowed.split(", ").any(|allowed| allowed == name), "{name}: {allowed}");
    }
}

#[tokio::test]
async fn every_json_answer_may_be_read_by_any_page() {
    let cognate = Cognate::start().await;
    let good = cognate.admin("ListUserPools", json!({ "MaxResults": 1 })).await;
    let bad = cognate.call("GetUser", json!({ "AccessToken": "a.b.c" })).await;
    let unknown = cognate.call("NoSuchOperation", json!({})).await;
    for answer in [good, bad, unknown] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        let exposed = answer.header("access-control-expose-headers");
        for name in ["x-amzn-RequestId", "x-amzn-ErrorType", "x-amzn-ErrorMessage", "Date"] {
            assert!(exposed.split(", ").any(|exposed| exposed == name), "{name}: {exposed}");
        }
        // HD-3
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
        assert_eq!(answer.header("x-amzn-requestid").len(), 36);
    }
}

/// HD-5: STS is not for browsers.
#[tokio::test]
async fn a_query_answer_is_not_for_pages() {
    let cognate = Cognate::start().await;
    let action = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    let answer = cognate.query("sts", &action).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-amzn-requestid").len(), 36);
}

#[tokio::test]
async fn an_error_says_its_name_and_text_in_headers() {
    let cognate = Cognate::start().await;
    let answer = cognate.call("GetUser", json!({ "AccessToken": "a.b.c" })).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("x-amzn-errortype"), "NotAuthorizedException:");
    assert_eq!(answer.header("x-amzn-errormessage"), "Invalid Access Token");
    // A caller's value inside the text does not break out of the header.
    let split = json!({ "ClientId": "a\r\nset-cookie: b", "AuthFlow": "USER_SRP_AUTH" });
    let answer = cognate.call("InitiateAuth", split).await;
    answer.expect_code("InvalidParameterException");
    assert_eq!(answer.header("set-cookie"), "");
    assert!(!answer.header("x-amzn-errormessage").contains('\n'));
}
