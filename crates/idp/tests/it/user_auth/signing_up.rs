//! Users without a password.

use cognate_testkit::{Tokens, json};

use super::{PASSWORD, USED, choosing};

#[tokio::test]
async fn whoever_signs_up_without_a_password_goes_on_without_another_code() {
    let scene = choosing().await;
    let request = json!({
        "ClientId": scene.client, "Username": "dora",
        "UserAttributes": [{ "Name": "email", "Value": "dora@example.com" }],
    });
    let signed_up = scene.cognate.call("SignUp", request.clone()).await.ok();
    assert_eq!(signed_up["UserConfirmed"], false);
    let session = signed_up["Session"].as_str().expect("a session").to_owned();
    let code = scene.code().await;
    // Not confirmed yet: what is offered is what nobody is offered, and nothing is sent.
    for preferred in ["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "PASSWORD"] {
        scene.prefer("dora", preferred).await.ok();
    }
    scene.cognate.deliver().await;
    assert!(scene.cognate.post.messages().is_empty());
    // A sign-up's session is none of a sign-in.
    let begin = async |session: &str, username: &str| {
        let request = json!({
            "ClientId": scene.client, "AuthFlow": "USER_AUTH", "Session": session,
            "AuthParameters": { "USERNAME": username },
        });
        scene.cognate.call("InitiateAuth", request).await
    };
    let invalid = "Invalid session for the user.";
    begin(&session, "dora").await.expect_error("NotAuthorizedException", invalid);
    let confirm = async |username: &str, session: &str| {
        let request = json!({
            "ClientId": scene.client, "Username": username, "ConfirmationCode": code,
            "Session": session,
        });
        scene.cognate.call("ConfirmSignUp", request).await
    };
    confirm("dora", "AAAAAAAAAAAAAAAAAAAAAAAA")
        .await
        .expect_error("NotAuthorizedException", invalid);
    confirm("nobody", &session).await.expect_error("NotAuthorizedException", invalid);
    scene.cognate.post.messages();
    let confirmed = confirm("dora", &session).await.ok();
    let next = confirmed["Session"].as_str().expect("a session").to_owned();
    scene.alice().await;
    begin(&next, "alice").await.expect_error("NotAuthorizedException", invalid);
    let tokens = Tokens::of(&begin(&next, "dora").await.ok());
    assert_eq!(tokens.id_claims()["email_verified"], true);
    begin(&next, "dora").await.expect_error("NotAuthorizedException", USED);
    // From now on a code does it.
    let asked = scene.prefer("dora", "EMAIL_OTP").await.ok();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
}

#[tokio::test]
async fn a_sign_ups_session_lives_as_long_as_the_client_says() {
    let scene = choosing().await;
    let request = json!({
        "ClientId": scene.client, "Username": "dora", "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": "dora@example.com" }],
    });
    let signed_up = scene.cognate.call("SignUp", request).await.ok();
    let code = scene.code().await;
    scene.cognate.clock.turn(181);
    let request = json!({
        "ClientId": scene.client, "Username": "dora", "ConfirmationCode": code,
        "Session": signed_up["Session"],
    });
    assert_eq!(scene.cognate.call("ConfirmSignUp", request).await.ok(), json!({}));
}

#[tokio::test]
async fn administrators_make_users_without_a_password() {
    let scene = choosing().await;
    let request = json!({
        "Username": "erin",
        "UserAttributes": [
            { "Name": "email", "Value": "erin@example.com" },
            { "Name": "email_verified", "Value": "true" },
        ],
    });
    scene.cognate.invite_user(&scene.pool, request).await;
    let request = json!({ "UserPoolId": scene.pool, "Username": "erin" });
    let user = scene.cognate.admin("AdminGetUser", request).await.ok();
    assert_eq!(user["UserStatus"], "CONFIRMED");
    let asked = scene.begin("erin", json!({})).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["EMAIL_OTP"]));
    let asked = scene.choose("erin", &asked, "EMAIL_OTP").await.ok();
    let code = scene.code().await;
    Tokens::of(&scene.respond("erin", &asked, json!({ "EMAIL_OTP_CODE": code })).await.ok());
}

#[tokio::test]
async fn whoever_kept_no_session_is_given_one_where_codes_sign_in() {
    for (factors, given) in [(json!(["PASSWORD", "EMAIL_OTP"]), true), (json!(["PASSWORD"]), false)]
    {
        let scene = choosing().await;
        let policies = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": factors } });
        let members = json!({ "AutoVerifiedAttributes": ["email"], "Policies": policies });
        let pool = scene.cognate.create_pool(members).await;
        let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] });
        let client = scene.cognate.create_client(&pool, flows).await;
        let request = json!({
            "ClientId": client, "Username": "dora", "Password": PASSWORD,
            "UserAttributes": [{ "Name": "email", "Value": "dora@example.com" }],
        });
        scene.cognate.call("SignUp", request).await.ok();
        let code = scene.code().await;
        let request = json!({ "ClientId": client, "Username": "dora", "ConfirmationCode": code });
        let confirmed = scene.cognate.call("ConfirmSignUp", request).await.ok();
        assert_eq!(confirmed["Session"].is_string(), given);
        if given {
            let request = json!({
                "ClientId": client, "AuthFlow": "USER_AUTH", "Session": confirmed["Session"],
                "AuthParameters": { "USERNAME": "dora" },
            });
            Tokens::of(&scene.cognate.call("InitiateAuth", request).await.ok());
        }
    }
}
