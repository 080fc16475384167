//! How requests may be written: forms, GET, presigned addresses.

use bytes::Bytes;
use http::{HeaderValue, Method};

use cognate_access::sigv4::{Credentials, RequestView, presign};
use cognate_testkit::{Cognate, json};

use super::*;

#[tokio::test]
async fn a_get_is_as_good_as_a_form() {
    let cognate = Cognate::start().await;
    let target = "/?Action=GetCallerIdentity&Version=2011-06-15";
    let request = cognate.request(Method::GET, target, Bytes::new());
    let answer = cognate.send(cognate.signed(&cognate.root, "sts", "us-east-1", request)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.element("Arn"), root_arn());
    assert!(answer.text().contains("<GetCallerIdentityResult>"));
    assert_eq!(answer.header("content-type"), "text/xml");
}

/// As Kubernetes clusters take it for a token: a further header is signed.
#[tokio::test]
async fn a_presigned_question_can_be_handed_on() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!(null)).await;
    let session = credentials(&assume(&cognate, &ada, "app", &[]).await);
    for key in [&ada, &session] {
        let host = "cognate.example";
        let headers: [(&str, &[u8]); 2] = [("host", host.as_bytes()), ("x-k8s-aws-id", b"cluster")];
        let view = RequestView {
            method: "GET",
            target: "/?Action=GetCallerIdentity&Version=2011-06-15",
            headers: &headers,
            body: b"",
        };
        let signer = Credentials {
            access_key_id: &key.id,
            secret_access_key: &key.secret,
            session_token: key.token.as_deref(),
        };
        let now_ms = cognate.clock.now_ms();
        let target = presign(&view, &signer, "us-east-1", "sts", now_ms, 60).unwrap();
        let ask = async |cluster: &'static str| {
            let mut request = cognate.request(Method::GET, &target, Bytes::new());
            request.headers_mut().insert("x-k8s-aws-id", HeaderValue::from_static(cluster));
            cognate.send(request).await
        };
        let answer = ask("cluster").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        ask("other").await.expect_code("SignatureDoesNotMatch");
        let bare = cognate.get(&target).await;
        assert_eq!(bare.status, 403, "{}", bare.text());
    }
}

#[tokio::test]
async fn actions_and_versions_must_be_known() {
    let cognate = Cognate::start().await;
    for (action, version) in [("GetCallerIdentity", "2011-06-16"), ("GetCaller", "2011-06-15")] {
        let parameters = [("Action", action), ("Version", version)];
        let answer = cognate.query("sts", &parameters).await;
        let text = format!("Could not find operation {action} for version {version}");
        answer.expect_error("InvalidAction", &text);
        assert_eq!(answer.status, 400);
    }
    cognate.query("sts", &[("Version", "2011-06-15")]).await.expect_code("MissingAction");
    let twice =
        [("Action", "GetCallerIdentity"), ("Action", "GetSessionToken"), ("Version", "2011-06-15")];
    let answer = cognate.query("sts", &twice).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
}

#[tokio::test]
async fn lists_may_have_gaps() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &["sts:TagSession"]), json!(null)).await;
    let gaps = [
        ("Tags.member.7.Key", "b"),
        ("Tags.member.7.Value", "2"),
        ("Tags.member.3.Key", "a"),
        ("Tags.member.3.Value", "1"),
    ];
    credentials(&assume(&cognate, &ada, "app", &gaps).await);
    credentials(&assume(&cognate, &ada, "app", &[("Tags", "")]).await);
}
