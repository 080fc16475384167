//! What functions are told of a sign-up, and what they decide; and sign-ups without a password.

use super::*;

#[tokio::test]
async fn functions_that_cannot_be_called_fail_the_sign_up() {
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f";
    for (name, config) in [
        ("PreSignUp", json!({ "PreSignUp": arn })),
        ("CustomMessage", json!({ "CustomMessage": arn })),
        (
            "CustomEmailSender",
            json!({
                "CustomEmailSender": { "LambdaVersion": "V1_0", "LambdaArn": arn },
                "KMSKeyID": "arn:aws:kms:eu-central-1:123456789012:key/k",
            }),
        ),
    ] {
        let members = json!({ "AutoVerifiedAttributes": ["email"], "LambdaConfig": config });
        let app = App::new(members).await;
        let text = format!("{name} invocation failed due to error configuration.");
        let answer = app.sign_up("alice", email(ALICE)).await;
        answer.expect_error("UnexpectedLambdaException", &text);
        let request = json!({ "UserPoolId": app.pool, "Username": "alice" });
        let answer = app.cognate.admin("AdminGetUser", request).await;
        answer.expect_code("UserNotFoundException");
    }
}

#[tokio::test]
async fn functions_are_told_and_obeyed() {
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f";
    let config = json!({ "PreSignUp": arn, "CustomMessage": arn, "PostConfirmation": arn });
    let members = json!({ "AutoVerifiedAttributes": ["email"], "LambdaConfig": config });
    let app = App::new(members).await;
    app.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        if event["triggerSource"] == "CustomMessage_SignUp" {
            event["response"]["emailMessage"] = "Use {####}".into();
            event["response"]["emailSubject"] = "Yours".into();
        }
        Ok(event)
    });
    let request = json!({
        "Username": "alice", "Password": PASSWORD, "UserAttributes": email(ALICE),
        "ValidationData": [{ "Name": "invitation", "Value": "7" }],
        "ClientMetadata": { "page": "home" },
    });
    app.call("SignUp", request).await.ok();
    let calls = app.cognate.functions.calls();
    let pre = &calls[0].event;
    assert_eq!(pre["triggerSource"], "PreSignUp_SignUp");
    assert_eq!(pre["userName"], "alice");
    assert_eq!(pre["callerContext"]["clientId"], app.client.as_str());
    let told = json!({
        "userAttributes": { "email": ALICE }, "validationData": { "invitation": "7" },
        "clientMetadata": { "page": "home" },
    });
    assert_eq!(pre["request"], told);
    let custom = &calls[1].event;
    assert_eq!(custom["triggerSource"], "CustomMessage_SignUp");
    assert_eq!(custom["request"]["codeParameter"], "{####}");
    assert_eq!(custom["request"]["userAttributes"]["cognito:user_status"], "UNCONFIRMED");
    let message = app.cognate.messages().await.remove(0);
    let code = message.code.unwrap();
    assert_eq!((message.subject, message.html), ("Yours".into(), Some(format!("Use {code}"))));
    app.confirm("alice", &code).await.ok();
    assert_eq!(app.cognate.functions.sources(), ["PostConfirmation_ConfirmSignUp"]);

    // PostConfirmation comes too late to take anything back.
    app.sign_up("bob", email("bob@example.com")).await.ok();
    let code = app.code("bob@example.com").await;
    app.cognate.functions.answer(|_, _| Err(Failure::Function("no".into())));
    let failed = ("UserLambdaValidationException", "PostConfirmation failed with error no.");
    refused(&app.confirm("bob", &code).await, failed);
    assert_eq!(app.user("bob").await["UserStatus"], "CONFIRMED");
    let failed = ("UserLambdaValidationException", "PreSignUp failed with error no.");
    refused(&app.sign_up("carol", email("carol@example.com")).await, failed);
}

#[tokio::test]
async fn pre_sign_up_confirms_and_verifies() {
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f";
    let members = json!({
        "AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": { "PreSignUp": arn, "PostConfirmation": arn },
    });
    let app = App::new(members).await;
    app.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        if event["triggerSource"] == "PreSignUp_SignUp" {
            event["response"]["autoConfirmUser"] = true.into();
            event["response"]["autoVerifyEmail"] = true.into();
        }
        Ok(event)
    });
    for name in ["alice", "bob"] {
        let answer = app.sign_up(name, email(ALICE)).await.ok();
        assert_eq!(answer["UserConfirmed"], true);
        assert!(answer.get("CodeDeliveryDetails").is_none());
        let sources = ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"];
        assert_eq!(app.cognate.functions.sources(), sources);
        // The newest takes the address over, unforced.
        assert_eq!(app.user(ALICE).await["Username"], name);
    }
    assert_eq!(app.attribute("alice", "email_verified").await, "false");
    app.sign_up("carol", json!([])).await.expect_code("InvalidLambdaResponseException");
    assert!(app.cognate.messages().await.is_empty());
}

#[tokio::test]
async fn sessions_and_passwordless_sign_ups() {
    let factors = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] });
    let members = json!({
        "AutoVerifiedAttributes": ["email"], "Policies": { "SignInPolicy": factors },
    });
    let app = App::new(members).await;
    let request = json!({ "Username": "alice", "UserAttributes": email(ALICE) });
    let answer = app.call("SignUp", request).await.ok();
    assert!(answer.get("Session").is_none());
    let code = app.code(ALICE).await;
    let request = json!({
        "Username": "alice", "ConfirmationCode": code, "Session": "a session of twenty and more",
    });
    let answer = app.call("ConfirmSignUp", request).await;
    answer.expect_error("NotAuthorizedException", "Invalid session for the user.");
    app.confirm("alice", &code).await.ok();
    // There is no password to sign in with, and one can be set.
    app.sign_in("alice").await.expect_code("NotAuthorizedException");
    app.call("ForgotPassword", json!({ "Username": "alice" })).await.ok();
    let code = app.code(ALICE).await;
    let request = json!({ "Username": "alice", "ConfirmationCode": code, "Password": PASSWORD });
    app.call("ConfirmForgotPassword", request).await.ok();
    Tokens::of(&app.sign_in("alice").await.ok());
}
