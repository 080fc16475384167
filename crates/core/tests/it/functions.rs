//! The functions of a sign-in, from the wire: what they are told, and what their failure does.

use cognate_testkit::{Cognate, Failure, Value, json};

use crate::scene::{PASSWORD, Scene};

fn arn(name: &str) -> String {
    format!("arn:aws:lambda:eu-central-1:123456789012:function:{name}")
}

async fn scene(triggers: &[&str]) -> Scene {
    let config: Value =
        triggers.iter().map(|name| ((*name).to_owned(), json!(arn(name)))).collect();
    Scene::on(Cognate::start().await, json!({ "LambdaConfig": config }), json!({})).await
}

#[tokio::test]
async fn functions_are_told_who_signs_in_and_where() {
    let scene = scene(&["PreAuthentication", "PostAuthentication"]).await;
    scene.functions.echo();
    let request = json!({
        "ClientId": scene.client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": "alice", "PASSWORD": PASSWORD },
        "ClientMetadata": { "k": "v" },
    });
    scene.call("InitiateAuth", request).await.ok();
    let calls = scene.functions.calls();
    assert_eq!(calls.len(), 2);
    let event = &calls[0].event;
    assert_eq!(calls[0].arn, arn("PreAuthentication"));
    assert_eq!(event["triggerSource"], "PreAuthentication_Authentication");
    assert_eq!(event["userPoolId"], scene.pool);
    assert_eq!((&event["userName"], &event["version"]), (&json!("alice"), &json!("1")));
    assert_eq!(event["region"], "eu-central-1");
    assert_eq!(event["callerContext"]["clientId"], scene.client);
    assert_eq!(event["request"]["userAttributes"]["sub"], scene.sub);
    assert_eq!(event["request"]["validationData"], json!({ "k": "v" }));
    let event = &calls[1].event;
    assert_eq!(event["triggerSource"], "PostAuthentication_Authentication");
    assert_eq!(event["request"]["newDeviceUsed"], false);
    // PW-9: only the function that migrates users sees a password.
    assert!(!calls.iter().any(|call| call.event.to_string().contains(PASSWORD)));
}

#[tokio::test]
async fn a_function_says_no_in_its_own_words() {
    let scene = scene(&["PreAuthentication"]).await;
    scene.functions.answer(|_, _| Err(Failure::Function("not today".into())));
    let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
    let text = "PreAuthentication failed with error not today.";
    answer.expect_error("UserLambdaValidationException", text);
    let answer = scene.try_sign_in(&scene.client, "alice", "x").await;
    answer.expect_error("UserLambdaValidationException", text);
}

/// A function that was meant to decide is never skipped.
#[tokio::test]
async fn a_function_that_cannot_be_called_fails_the_sign_in() {
    for trigger in ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"] {
        let scene = scene(&[trigger]).await;
        let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
        let text = format!("{trigger} invocation failed due to error configuration.");
        answer.expect_error("UnexpectedLambdaException", &text);
        assert_eq!(answer.json.get("AuthenticationResult"), None);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_event_is_refused() {
    let scene = scene(&["PreAuthentication"]).await;
    for answer in [json!(null), json!({}), json!("yes"), json!([])] {
        scene.functions.answer(move |_, _| Ok(answer.clone()));
        let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
        let text = "Unrecognizable lambda output";
        answer.expect_error("InvalidLambdaResponseException", text);
    }
}

/// Where existence is hidden, the function is told that there is nobody.
#[tokio::test]
async fn pre_authentication_runs_for_nobody_too() {
    let scene = scene(&["PreAuthentication"]).await;
    scene.functions.echo();
    let answer = scene.try_sign_in(&scene.client, "nobody", "x").await;
    answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
    let calls = scene.functions.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].event["userName"], "nobody");
    assert_eq!(calls[0].event["request"]["userNotFound"], true);
    assert_eq!(calls[0].event["request"]["userAttributes"], json!({}));
}

/// RL-2: guesses against the directory behind the function count as guesses.
#[tokio::test]
async fn a_migration_that_refuses_counts() {
    let scene = scene(&["UserMigration"]).await;
    scene.functions.answer(|_, _| Err(Failure::Function("Bad credentials".into())));
    for _ in 0..5 {
        let answer = scene.try_sign_in(&scene.client, "bob", "x").await;
        answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
    }
    let answer = scene.try_sign_in(&scene.client, "bob", "x").await;
    answer.expect_error("NotAuthorizedException", "Password attempts exceeded");
    let calls = scene.functions.calls();
    assert_eq!(calls.len(), 5);
    assert_eq!(calls[0].event["triggerSource"], "UserMigration_Authentication");
    assert_eq!(calls[0].event["request"]["password"], "x");
}
