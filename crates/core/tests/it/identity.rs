//! GetCallerIdentity, by which clients learn that their credentials work.

use cognate_access::sigv4::{Credentials, RequestView, presign};
use cognate_testkit::{Answer, Cognate};
use http::Method;

const ACTION: [(&str, &str); 2] = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
const TARGET: &str = "/?Action=GetCallerIdentity&Version=2011-06-15";

fn is_root(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.element("UserId"), "123456789012");
    assert_eq!(answer.element("Account"), "123456789012");
    assert_eq!(answer.element("Arn"), "arn:aws:iam::123456789012:root");
}

#[tokio::test]
async fn the_root_learns_who_it_is() {
    let cognate = Cognate::start().await;
    let answer = cognate.query("sts", &ACTION).await;
    is_root(&answer);
    assert_eq!(answer.header("content-type"), "text/xml");
    let expected = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><UserId>123456789012</UserId><Account>123456789012</Account>\
         <Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult>\
         <ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata>\
         </GetCallerIdentityResponse>",
        answer.header("x-amzn-requestid")
    );
    assert_eq!(answer.text(), expected);
}

#[tokio::test]
async fn a_get_works_as_well() {
    let cognate = Cognate::start().await;
    let request = cognate.request(Method::GET, TARGET, "".into());
    let request = cognate.signed(&cognate.root, "sts", "us-east-1", request);
    is_root(&cognate.send(request).await);
}

/// The form that tools hand on as a proof of identity.
#[tokio::test]
async fn a_presigned_url_works_until_it_expires() {
    let cognate = Cognate::start().await;
    let headers: [(&str, &[u8]); 1] = [("host", b"cognate.example")];
    let view = RequestView { method: "GET", target: TARGET, headers: &headers, body: b"" };
    let credentials = Credentials {
        access_key_id: &cognate.root.id,
        secret_access_key: &cognate.root.secret,
        session_token: None,
    };
    let now_ms = cognate.clock.now_ms();
    let target = presign(&view, &credentials, "us-east-1", "sts", now_ms, 60).unwrap();
    is_root(&cognate.get(&target).await);
    let tampered = target.replace("Version=2011-06-15", "Version=2011-06-15&X=1");
    cognate.get(&tampered).await.expect_code("SignatureDoesNotMatch");
    cognate.clock.turn(61);
    let answer = cognate.get(&target).await;
    answer.expect_code("SignatureDoesNotMatch");
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn without_credentials_nobody_is_anybody() {
    let cognate = Cognate::start().await;
    let answer = cognate.send(cognate.query_request(&ACTION)).await;
    answer.expect_code("MissingAuthenticationToken");
    let answer = cognate.get(TARGET).await;
    answer.expect_code("MissingAuthenticationToken");
    assert_eq!(answer.status, 403);
}
