//! Nobody may do anything that no policy allows (IM-R1: deny by default), and whoever is gone is nobody.

use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::access_key;
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{Cognate, REGION, Value, json};

const BOB: &str = "arn:aws:iam::123456789012:user/bob";
const INVALID: &str = "The security token included in the request is invalid.";

#[tokio::test]
async fn a_user_without_policies_is_denied_with_action_and_resource() {
    let cognate = Cognate::start().await;
    let bob = cognate.iam_user("bob", Value::Null).await;
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

/// Query services say it in their own way.
#[tokio::test]
async fn query_services_deny_with_403() {
    let cognate = Cognate::start().await;
    let bob = cognate.iam_user("bob", Value::Null).await;
    let parameters = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    let answer = cognate.query_as(&bob, "iam", &parameters).await;
    answer.expect_error(
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:ListUsers on \
         resource: arn:aws:iam::123456789012:user/ because no identity-based policy allows the \
         iam:ListUsers action",
    );
    assert_eq!(answer.status, 403);
}

/// Constraints come before the decision, so that the resource is one.
#[tokio::test]
async fn a_malformed_request_is_refused_before_the_decision() {
    let cognate = Cognate::start().await;
    let bob = cognate.iam_user("bob", Value::Null).await;
    let answer = cognate.admin_as(&bob, "DescribeUserPool", json!({})).await;
    answer.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn a_user_named_root_is_not_the_root() {
    let cognate = Cognate::start().await;
    let key = cognate.iam_user("root", Value::Null).await;
    let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
    answer.expect_code("AccessDeniedException");
}

#[tokio::test]
async fn an_inactive_key_is_unknown() {
    let cognate = Cognate::start().await;
    let key =
        cognate.iam_user("bob", json!({ "Effect": "Allow", "Action": "*", "Resource": "*" })).await;
    let batch = Batch::new().with(access_key::set_active(&key.id, false));
    assert_eq!(cognate.store().write(batch).await.unwrap(), Outcome::Committed);
    let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
    answer.expect_error("UnrecognizedClientException", INVALID);
}

/// Also where a namesake has come after.
#[tokio::test]
async fn a_deleted_users_key_is_unknown() {
    let cognate = Cognate::start().await;
    let all = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let key = cognate.iam_user("bob", all.clone()).await;
    cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await.ok();
    cognate.iam_delete(Kind::User, "bob").await;
    for _ in 0..2 {
        let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
        answer.expect_error("UnrecognizedClientException", INVALID);
        let who = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
        let answer = cognate.query_as(&key, "sts", &who).await;
        answer.expect_error("InvalidClientTokenId", INVALID);
        assert_eq!(answer.status, 403);
        let namesake = cognate.store();
        if cognate_store::records::iam_entity::find(namesake, Kind::User, "bob")
            .await
            .unwrap()
            .is_none()
        {
            cognate.iam_user("bob", all.clone()).await;
        }
    }
    cleanup(&cognate, &key.id).await;
}

/// A key without its user is what `verify` would find.
async fn cleanup(cognate: &Cognate, key: &str) {
    let batch = Batch::new().with(access_key::delete(key));
    assert_eq!(cognate.store().write(batch).await.unwrap(), Outcome::Committed);
}
