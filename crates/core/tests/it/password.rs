//! Password sign-ins, through both doors, and the way from a temporary password to one's own.

use cognate_testkit::{Answer, Tokens, Value, json};

use crate::scene::{PASSWORD, Scene};

const WRONG: &str = "Incorrect username or password.";

#[tokio::test]
async fn the_right_password_gives_three_tokens() {
    let scene = Scene::new().await;
    let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await.ok();
    let result = &answer["AuthenticationResult"];
    assert_eq!((&result["ExpiresIn"], &result["TokenType"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(answer["ChallengeParameters"], json!({}));
    assert_eq!(answer.get("ChallengeName"), None);
    let tokens = Tokens::of(&answer);
    assert_eq!(tokens.refresh.split('.').count(), 5);
    let user = scene.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
    assert_eq!(user["Username"], "alice");
}

#[tokio::test]
async fn the_claims_are_awss() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let (id, access) = (tokens.id_claims(), tokens.access_claims());
    let issuer = format!("https://cognate.example/{}", scene.pool);
    let now_s = scene.clock.now_s();
    for claims in [&id, &access] {
        assert_eq!(claims["iss"], issuer);
        assert_eq!(claims["sub"], scene.sub);
        assert_eq!(claims["auth_time"], now_s);
        assert_eq!(claims["iat"], now_s);
        assert_eq!(claims["exp"], now_s + 3_600);
        assert_eq!(claims["event_id"], id["event_id"]);
        assert_eq!(claims["origin_jti"], id["origin_jti"]);
    }
    assert_eq!((&id["token_use"], &access["token_use"]), (&json!("id"), &json!("access")));
    assert_eq!((&id["aud"], access.get("aud")), (&json!(scene.client), None));
    assert_eq!(access["client_id"], scene.client);
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    assert_eq!((&id["cognito:username"], &access["username"]), (&json!("alice"), &json!("alice")));
    assert_ne!(id["jti"], access["jti"]);
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let scene = Scene::new().await;
    for password in ["correct-horse9", "Correct-Horse9 ", "x"] {
        let answer = scene.try_sign_in(&scene.client, "alice", password).await;
        answer.expect_error("NotAuthorizedException", WRONG);
    }
}

#[tokio::test]
async fn a_flow_must_be_enabled_and_have_its_parameters() {
    let scene = Scene::with(json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"] })).await;
    for (flow, message) in [
        ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
        ("USER_SRP_AUTH", "USER_SRP_AUTH flow not enabled for this client"),
        ("REFRESH_TOKEN_AUTH", "Auth flow not enabled for this client"),
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
        ("ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported."),
    ] {
        let answer = scene.initiate(&scene.client, flow, json!({})).await;
        answer.expect_error("InvalidParameterException", message);
    }
    let scene = Scene::new().await;
    for (flow, parameters, missing) in [
        ("USER_PASSWORD_AUTH", json!({}), "USERNAME"),
        ("USER_PASSWORD_AUTH", json!({ "USERNAME": "alice" }), "PASSWORD"),
        ("USER_PASSWORD_AUTH", json!({ "USERNAME": "alice", "PASSWORD": "" }), "PASSWORD"),
        ("USER_SRP_AUTH", json!({ "USERNAME": "alice" }), "SRP_A"),
        ("REFRESH_TOKEN_AUTH", json!({}), "REFRESH_TOKEN"),
    ] {
        let answer = scene.initiate(&scene.client, flow, parameters).await;
        let message = format!("Missing required parameter {missing}");
        answer.expect_error("InvalidParameterException", &message);
    }
}

#[tokio::test]
async fn the_admin_door_signs_in_by_password_too() {
    let scene = Scene::new().await;
    let parameters = |password: &str| json!({ "USERNAME": "alice", "PASSWORD": password });
    for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
        let request = |password| {
            json!({
                "UserPoolId": scene.pool, "ClientId": scene.client, "AuthFlow": flow,
                "AuthParameters": parameters(password),
            })
        };
        let answer = scene.admin("AdminInitiateAuth", request(PASSWORD)).await.ok();
        assert!(!Tokens::of(&answer).access.is_empty());
        let answer = scene.admin("AdminInitiateAuth", request("x")).await;
        answer.expect_error("NotAuthorizedException", WRONG);
    }
    let other = scene.create_pool(json!({})).await;
    let request = json!({
        "UserPoolId": other, "ClientId": scene.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": parameters(PASSWORD),
    });
    let answer = scene.admin("AdminInitiateAuth", request).await;
    answer.expect_code("ResourceNotFoundException");
}

/// An invited user's first leg, ready to be answered.
async fn invited(scene: &Scene) -> Value {
    let members = json!({ "Username": "bob", "TemporaryPassword": "Temporary-1" });
    scene.invite_user(&scene.pool, members).await;
    let answer = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await.ok();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    answer
}

async fn new_password(scene: &Scene, client: &str, session: &Value, password: &str) -> Answer {
    let request = json!({
        "ClientId": client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session,
        "ChallengeResponses": { "USERNAME": "bob", "NEW_PASSWORD": password },
    });
    scene.call("RespondToAuthChallenge", request).await
}

#[tokio::test]
async fn a_temporary_password_leads_to_ones_own() {
    let scene = Scene::new().await;
    let challenge = invited(&scene).await;
    let parameters = &challenge["ChallengeParameters"];
    assert_eq!(parameters["USER_ID_FOR_SRP"], "bob");
    assert_eq!(parameters["requiredAttributes"], "[]");
    let session = &challenge["Session"];
    // What is refused leaves the session usable.
    new_password(&scene, &scene.client, session, "short")
        .await
        .expect_code("InvalidPasswordException");
    let answer = new_password(&scene, &scene.client, session, "Own-Password1").await.ok();
    assert!(!Tokens::of(&answer).refresh.is_empty());
    // Once.
    new_password(&scene, &scene.client, session, "Other-Password1").await.expect_error(
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    );
    scene.sign_in(&scene.client, "bob", "Own-Password1").await;
    let old = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await;
    old.expect_error("NotAuthorizedException", WRONG);
}

#[tokio::test]
async fn otp_7_a_challenge_session_is_of_one_client_and_a_few_minutes() {
    let scene = Scene::new().await;
    let challenge = invited(&scene).await;
    let session = &challenge["Session"];
    let other = scene.create_client(&scene.pool, json!({})).await;
    let invalid = "Invalid session for the user.";
    let answer = new_password(&scene, &other, session, "Own-Password1").await;
    answer.expect_error("NotAuthorizedException", invalid);
    let garbage = json!("A".repeat(64));
    let answer = new_password(&scene, &scene.client, &garbage, "Own-Password1").await;
    answer.expect_error("NotAuthorizedException", invalid);
    scene.clock.turn(3 * 60);
    let answer = new_password(&scene, &scene.client, session, "Own-Password1").await;
    let expired = "Invalid session for the user, session is expired.";
    answer.expect_error("NotAuthorizedException", expired);
}

/// PW-8: another temporary password voids the session that the old one opened.
#[tokio::test]
async fn a_reset_voids_the_open_challenge() {
    let scene = Scene::new().await;
    let challenge = invited(&scene).await;
    let request = json!({
        "UserPoolId": scene.pool, "Username": "bob", "Password": "Temporary-2", "Permanent": false,
    });
    scene.admin("AdminSetUserPassword", request).await.ok();
    new_password(&scene, &scene.client, &challenge["Session"], "Own-Password1")
        .await
        .expect_code("NotAuthorizedException");
}

#[tokio::test]
async fn a_temporary_password_lasts_a_week() {
    let scene = Scene::new().await;
    invited(&scene).await;
    scene.clock.turn(7 * 86_400);
    let answer = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await;
    answer.expect_error(
        "NotAuthorizedException",
        "Temporary password has expired and must be reset by an administrator.",
    );
}

/// A password alone signs nobody in where a second factor is demanded.
#[tokio::test]
async fn a_pool_that_requires_mfa_asks_for_it_after_the_password() {
    let arn = "arn:aws:iam::123456789012:role/sms";
    let pool = json!({
        "MfaConfiguration": "ON", "SmsConfiguration": { "SnsCallerArn": arn, "ExternalId": "x" },
    });
    let scene = Scene::on(cognate_testkit::Cognate::start().await, pool, json!({})).await;
    let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(answer["ChallengeName"], "MFA_SETUP");
    let answer = scene.srp_sign_in(&scene.pool, &scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(answer["ChallengeName"], "MFA_SETUP");
    let answer = scene.try_sign_in(&scene.client, "alice", "x").await;
    answer.expect_error("NotAuthorizedException", WRONG);
}
