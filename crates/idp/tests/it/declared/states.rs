//! What users may not do with their tokens in the states that they are in.

use cognate_domain::user::Status;
use cognate_shapes::operation::{Auth, Operation};
use cognate_testkit::{Setup, Value, json};

use super::{Scene, Verdict, declaring};
use crate::stored::rewrite;

/// The operations that declare the error and are done with an access token, with their requests.
fn by_token(scene: &Scene, error: &str) -> Vec<(&'static Operation, Value)> {
    let operations = declaring(error).into_iter().filter(|operation| {
        operation.auth != Auth::Signed && scene.request(operation).get("AccessToken").is_some()
    });
    operations
        .map(|operation| {
            let mut request = scene.request(operation);
            if request.get("AttributeName").is_some() {
                request["AttributeName"] = "email".into();
            }
            (operation, request)
        })
        .collect()
}

#[tokio::test]
async fn tokens_of_deleted_users_are_of_nobody() {
    let scene = Scene::on(Setup::default()).await;
    let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    scene.cognate.admin("AdminDeleteUser", request).await.ok();
    let error = "UserNotFoundException";
    let mut verdict = Verdict::default();
    for (operation, request) in by_token(&scene, error) {
        verdict.of(operation, &scene.send(operation, &request).await, error);
    }
}

#[tokio::test]
async fn who_could_not_sign_in_now_may_not_act() {
    for (status, error) in [
        (Status::ResetRequired, "PasswordResetRequiredException"),
        (Status::Unconfirmed, "UserNotConfirmedException"),
    ] {
        let scene = Scene::on(Setup::default()).await;
        rewrite(&scene.cognate, &scene.pool, "alice", |alice| alice.status = status).await;
        let mut verdict = Verdict::default();
        for (operation, request) in by_token(&scene, error) {
            verdict.of(operation, &scene.send(operation, &request).await, error);
        }
    }
}

#[tokio::test]
async fn events_of_unknown_users_are_not_found() {
    let scene = Scene::on(Setup::default()).await;
    let plus = json!({
        "UserPoolId": scene.pool, "UserPoolTier": "PLUS",
        "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" },
    });
    scene.cognate.admin("UpdateUserPool", plus).await.ok();
    for operation in ["AdminListUserAuthEvents", "AdminUpdateAuthEventFeedback"] {
        let request = json!({
            "UserPoolId": scene.pool, "Username": "nobody", "EventId": "e", "FeedbackValue": "Valid",
        });
        scene.cognate.admin(operation, request).await.expect_code("UserNotFoundException");
    }
    scene.cognate.admin("UpdateUserPool", json!({ "UserPoolId": scene.pool })).await.ok();
    let request = json!({
        "UserPoolId": scene.pool, "Username": "alice", "EventId": "e", "FeedbackValue": "Valid",
        "FeedbackToken": "t",
    });
    let answer = scene.cognate.call("UpdateAuthEventFeedback", request).await;
    answer.expect_code("UserPoolAddOnNotEnabledException");
}
