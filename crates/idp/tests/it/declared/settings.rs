//! What a pool cannot have, and what somebody may not have of it.

use cognate_testkit::{Cognate, Setup, Value, json};

const UNAVAILABLE: &str = "FeatureUnavailableInTierException";

#[tokio::test]
async fn a_lite_pool_lacks_what_lite_lacks() {
    let cognate = Cognate::start().await;
    let history = json!({ "PasswordPolicy": { "PasswordHistorySize": 3 } });
    let lite = json!({ "PoolName": "p", "UserPoolTier": "LITE", "Policies": history });
    cognate.admin("CreateUserPool", lite).await.expect_code(UNAVAILABLE);
    let pool = cognate.create_pool(json!({ "UserPoolTier": "LITE" })).await;
    let change = json!({ "UserPoolId": pool, "UserPoolTier": "LITE", "Policies": history });
    cognate.admin("UpdateUserPool", change).await.expect_code(UNAVAILABLE);
    let domain = json!({ "UserPoolId": pool, "Domain": "lite" });
    cognate.admin("CreateUserPoolDomain", domain.clone()).await.ok();
    let mut managed = domain;
    managed["ManagedLoginVersion"] = 2.into();
    cognate.admin("UpdateUserPoolDomain", managed).await.expect_code(UNAVAILABLE);
    let flows = json!(["ALLOW_USER_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]);
    let client = cognate.create_client(&pool, json!({ "ExplicitAuthFlows": flows })).await;
    let parameters = json!({ "USERNAME": "alice", "TARGET_ACR_VALUES": "Level1" });
    let request = json!({
        "UserPoolId": pool, "ClientId": client, "AuthFlow": "USER_AUTH",
        "AuthParameters": parameters,
    });
    cognate.admin("AdminInitiateAuth", request).await.expect_code(UNAVAILABLE);
}

#[tokio::test]
async fn a_pool_is_not_turned_down_while_it_uses_more() {
    let cognate = Cognate::start().await;
    let history = json!({ "PasswordPolicy": { "PasswordHistorySize": 3 } });
    let pool = cognate.create_pool(json!({ "Policies": history })).await;
    let down = json!({ "UserPoolId": pool, "UserPoolTier": "LITE", "Policies": history });
    let text = "The tier of the user pool cannot be LITE while it uses PasswordHistorySize.";
    let answer = cognate.admin("UpdateUserPool", down).await;
    answer.expect_error("TierChangeNotAllowedException", text);
}

#[tokio::test]
async fn tags_of_aws_are_not_given() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let tags = json!({ "UserPoolId": pool, "UserPoolTags": { "aws:x": "y" } });
    cognate.admin("UpdateUserPool", tags).await.expect_code("UserPoolTaggingException");
}

#[tokio::test]
async fn a_secret_is_not_added_by_whom_no_policy_lets() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let bob = cognate.iam_user("bob", Value::Null).await;
    let request = json!({ "UserPoolId": pool, "ClientId": client });
    let answer = cognate.admin_as(&bob, "AddUserPoolClientSecret", request).await;
    answer.expect_code("AccessDeniedException");
}

/// RL-8
#[tokio::test]
async fn a_destination_gets_no_more_resets_than_messages_a_day() {
    let setup = Setup::default().limits(|limits| limits.messages_per_destination_day = 1);
    let cognate = setup.start().await;
    let pool = cognate.create_pool(json!({})).await;
    for name in ["alice", "bob"] {
        cognate.create_user(&pool, name, "Correct-Horse9").await;
        let request = json!({
            "UserPoolId": pool, "Username": name,
            "UserAttributes": [
                { "Name": "email", "Value": "both@example.com" },
                { "Name": "email_verified", "Value": "true" },
            ],
        });
        cognate.admin("AdminUpdateUserAttributes", request).await.ok();
    }
    let reset = |name: &str| {
        let request = json!({ "UserPoolId": pool, "Username": name });
        cognate.admin("AdminResetUserPassword", request)
    };
    reset("alice").await.ok();
    reset("bob").await.expect_code("LimitExceededException");
}
