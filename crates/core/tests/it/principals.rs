//! Until policies exist, only the root is allowed anything (IM-R1: deny by default).

use cognate_core::access_keys;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::access_key;
use cognate_testkit::{AccessKey, Cognate, REGION, json};

const BOB: &str = "arn:aws:iam::123456789012:user/bob";

/// An access key of another principal.
async fn key_of(cognate: &Cognate, arn: &str) -> AccessKey {
    let keys = cognate.node.keys().installation().await.unwrap();
    let (random, now_ms) = (cognate.node.random(), cognate.clock.now_ms());
    let account = &cognate.config().account;
    let (key, row) = access_keys::create(random, &keys, account, arn, now_ms);
    let written = cognate.store().write(Batch::new().with(row)).await.unwrap();
    assert_eq!(written, Outcome::Committed);
    AccessKey { id: key.id, secret: key.secret.expose().clone() }
}

#[tokio::test]
async fn another_principal_is_denied_with_action_and_resource() {
    let cognate = Cognate::start().await;
    let bob = key_of(&cognate, BOB).await;
    let pool = format!("{REGION}_AbCdEfGhI");
    let resource = format!("arn:aws:cognito-idp:{REGION}:123456789012:userpool/{pool}");
    let cases = [
        ("ListUserPools", json!({ "MaxResults": 1 }), "*"),
        ("DescribeUserPool", json!({ "UserPoolId": pool }), resource.as_str()),
    ];
    for (operation, body, resource) in cases {
        let answer = cognate.admin_as(&bob, operation, body).await;
        let action = format!("cognito-idp:{operation}");
        let text = format!(
            "User: {BOB} is not authorized to perform: {action} on resource: {resource} because \
             no identity-based policy allows the {action} action"
        );
        answer.expect_error("AccessDeniedException", &text);
        assert_eq!(answer.status, 400);
    }
}

/// Even what is not built is only for who may call it.
#[tokio::test]
async fn another_principal_is_denied_what_is_not_built() {
    let cognate = Cognate::start().await;
    let bob = key_of(&cognate, BOB).await;
    let parameters = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    let request = cognate.query_request(&parameters);
    let answer = cognate.send(cognate.signed(&bob, "iam", "us-east-1", request)).await;
    answer.expect_error(
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:ListUsers on \
         resource: * because no identity-based policy allows the iam:ListUsers action",
    );
    assert_eq!(answer.status, 403);
}

/// Constraints come before the decision, so that the resource is one.
#[tokio::test]
async fn a_malformed_request_is_refused_before_the_decision() {
    let cognate = Cognate::start().await;
    let bob = key_of(&cognate, BOB).await;
    let answer = cognate.admin_as(&bob, "DescribeUserPool", json!({})).await;
    answer.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn a_user_named_root_is_not_the_root() {
    let cognate = Cognate::start().await;
    let key = key_of(&cognate, "arn:aws:iam::123456789012:user/root").await;
    let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
    answer.expect_code("AccessDeniedException");
}

#[tokio::test]
async fn an_inactive_key_is_unknown() {
    let cognate = Cognate::start().await;
    let key = key_of(&cognate, BOB).await;
    let batch = Batch::new().with(access_key::set_active(&key.id, false));
    assert_eq!(cognate.store().write(batch).await.unwrap(), Outcome::Committed);
    let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
    let text = "The security token included in the request is invalid.";
    answer.expect_error("UnrecognizedClientException", text);
}
