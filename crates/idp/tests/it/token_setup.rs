//! Software tokens within a sign-in: set up where MFA is required, asked for afterwards.

use cognate_testkit::{Answer, Cognate, Tokens, Value, json};

const PASSWORD: &str = "Correct-Horse9";

/// Alice in a pool where every sign-in needs a code of an authenticator.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
}

impl Scene {
    async fn start() -> Scene {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(json!({})).await;
        let request = json!({
            "UserPoolId": pool, "MfaConfiguration": "ON",
            "SoftwareTokenMfaConfiguration": { "Enabled": true },
        });
        cognate.admin("SetUserPoolMfaConfig", request).await.ok();
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        Scene { cognate, pool, client }
    }

    /// The session of a challenge after the right password.
    async fn challenge(&self, name: &str) -> String {
        let answer = self.cognate.try_sign_in(&self.client, "alice", PASSWORD).await.ok();
        assert_eq!(answer["ChallengeName"], name, "{answer}");
        session(&answer)
    }

    async fn associate(&self, session: &str) -> Answer {
        self.cognate.call("AssociateSoftwareToken", json!({ "Session": session })).await
    }

    async fn verify(&self, session: &str, code: &str) -> Answer {
        let request =
            json!({ "Session": session, "UserCode": code, "FriendlyDeviceName": "phone" });
        self.cognate.call("VerifySoftwareToken", request).await
    }

    async fn respond(&self, name: &str, session: &str, mut answers: Value) -> Answer {
        answers["USERNAME"] = "alice".into();
        let request = json!({
            "ClientId": self.client, "ChallengeName": name, "Session": session,
            "ChallengeResponses": answers,
        });
        self.cognate.call("RespondToAuthChallenge", request).await
    }

    async fn answer_code(&self, session: &str, code: &str) -> Answer {
        let answers = json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
        self.respond("SOFTWARE_TOKEN_MFA", session, answers).await
    }

    /// Sets a token up, and returns its secret.
    async fn set_up(&self) -> String {
        let first = self.challenge("MFA_SETUP").await;
        let associated = self.associate(&first).await.ok();
        let secret = associated["SecretCode"].as_str().unwrap().to_owned();
        let code = self.cognate.totp(&secret);
        let verified = self.verify(&session(&associated), &code).await.ok();
        assert_eq!(verified["Status"], "SUCCESS");
        let answer = self.respond("MFA_SETUP", &session(&verified), json!({})).await;
        Tokens::of(&answer.ok());
        secret
    }
}

fn session(answer: &Value) -> String {
    answer["Session"].as_str().unwrap_or_else(|| panic!("no session: {answer}")).to_owned()
}

const USED: &str = "Invalid session for the user, session can only be used once.";
const INVALID: &str = "Invalid session for the user.";

#[tokio::test]
async fn a_token_is_set_up_and_asked_for_from_then_on() {
    let scene = Scene::start().await;
    let secret = scene.set_up().await;
    let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    let shown = scene.cognate.admin("AdminGetUser", request).await.ok();
    assert_eq!(shown["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));

    let answer = scene.cognate.try_sign_in(&scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(answer["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let parameters = json!({ "USER_ID_FOR_SRP": "alice", "FRIENDLY_DEVICE_NAME": "phone" });
    assert_eq!(answer["ChallengeParameters"], parameters);
    // OTP-6: the code that proved the token is used up.
    scene
        .answer_code(&session(&answer), &scene.cognate.totp(&secret))
        .await
        .expect_error("ExpiredCodeException", "Your software token has already been used once.");
    scene.cognate.clock.turn(30);
    let code = scene.cognate.totp(&secret);
    let tokens = scene.answer_code(&session(&answer), &code).await.ok();
    let claims = Tokens::of(&tokens).id_claims();
    assert_eq!(claims["cognito:username"], "alice");
    // And so is that one; the one before it, which never was given, too.
    let again = scene.challenge("SOFTWARE_TOKEN_MFA").await;
    for code in [code, scene.cognate.totp_across(&secret, -1)] {
        scene.answer_code(&again, &code).await.expect_error(
            "ExpiredCodeException",
            "Your software token has already been used once.",
        );
    }
    let next = scene.cognate.totp_across(&secret, 1);
    Tokens::of(&scene.answer_code(&again, &next).await.ok());
}

#[tokio::test]
async fn otp_7_each_step_uses_its_session_up() {
    let scene = Scene::start().await;
    let first = scene.challenge("MFA_SETUP").await;
    let associated = scene.associate(&first).await.ok();
    let secret = associated["SecretCode"].as_str().unwrap();
    let second = session(&associated);
    scene.associate(&first).await.expect_error("NotAuthorizedException", USED);
    // A wrong code leaves the session as it is.
    let wrong = scene.cognate.totp_across(secret, 5);
    scene
        .verify(&second, &wrong)
        .await
        .expect_error("EnableSoftwareTokenMFAException", "Code mismatch");
    let verified = scene.verify(&second, &scene.cognate.totp(secret)).await.ok();
    let third = session(&verified);
    scene
        .verify(&second, &scene.cognate.totp(secret))
        .await
        .expect_error("NotAuthorizedException", USED);
    Tokens::of(&scene.respond("MFA_SETUP", &third, json!({})).await.ok());
    scene
        .respond("MFA_SETUP", &third, json!({}))
        .await
        .expect_error("NotAuthorizedException", USED);
}

#[tokio::test]
async fn steps_cannot_be_left_out() {
    let scene = Scene::start().await;
    let first = scene.challenge("MFA_SETUP").await;
    scene.verify(&first, "123456").await.expect_code("SoftwareTokenMFANotFoundException");
    scene.respond("MFA_SETUP", &first, json!({})).await.expect_code("InvalidParameterException");
    let second = session(&scene.associate(&first).await.ok());
    scene.respond("MFA_SETUP", &second, json!({})).await.expect_code("InvalidParameterException");
    // Verified once is enough.
    let third = scene.challenge("MFA_SETUP").await;
    let associated = scene.associate(&third).await.ok();
    let code = scene.cognate.totp(associated["SecretCode"].as_str().unwrap());
    let verified = scene.verify(&session(&associated), &code).await.ok();
    scene.verify(&session(&verified), &code).await.expect_code("SoftwareTokenMFANotFoundException");
}

#[tokio::test]
async fn sessions_of_other_challenges_and_times_are_refused() {
    let scene = Scene::start().await;
    let first = scene.challenge("MFA_SETUP").await;
    scene.cognate.clock.turn(181);
    let expired = "Invalid session for the user, session is expired.";
    scene.associate(&first).await.expect_error("NotAuthorizedException", expired);
    scene.set_up().await;
    let other = scene.challenge("SOFTWARE_TOKEN_MFA").await;
    scene.associate(&other).await.expect_error("NotAuthorizedException", INVALID);
    scene.verify(&other, "123456").await.expect_error("NotAuthorizedException", INVALID);
}

#[tokio::test]
async fn what_happens_to_user_and_pool_meanwhile_counts() {
    let scene = Scene::start().await;
    let admin = async |operation: &str, mut members: Value| {
        members["UserPoolId"] = scene.pool.as_str().into();
        scene.cognate.admin(operation, members).await.ok()
    };
    let first = scene.challenge("MFA_SETUP").await;
    let email = json!({ "MfaConfiguration": "ON", "EmailMfaConfiguration": {} });
    admin("SetUserPoolMfaConfig", email).await;
    scene.associate(&first).await.expect_error(
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA has not been enabled by the userPool",
    );
    let token =
        json!({ "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": { "Enabled": true } });
    admin("SetUserPoolMfaConfig", token).await;
    for (operation, members) in [
        ("AdminUserGlobalSignOut", json!({ "Username": "alice" })),
        (
            "AdminSetUserPassword",
            json!({ "Username": "alice", "Password": PASSWORD, "Permanent": true }),
        ),
        ("AdminDisableUser", json!({ "Username": "alice" })),
    ] {
        let session = scene.challenge("MFA_SETUP").await;
        admin(operation, members).await;
        scene.associate(&session).await.expect_error("NotAuthorizedException", INVALID);
    }
    admin("AdminEnableUser", json!({ "Username": "alice" })).await;
    let session = scene.challenge("MFA_SETUP").await;
    admin("AdminDeleteUser", json!({ "Username": "alice" })).await;
    scene.associate(&session).await.expect_error("NotAuthorizedException", INVALID);
}

#[tokio::test]
async fn otp_6_a_code_is_taken_once_when_many_give_it_at_once() {
    let scene = Scene::start().await;
    let secret = scene.set_up().await;
    scene.cognate.clock.turn(60);
    let mut sessions = Vec::new();
    for _ in 0..4 {
        sessions.push(scene.challenge("SOFTWARE_TOKEN_MFA").await);
    }
    let code = scene.cognate.totp(&secret);
    let answers = sessions.iter().map(|session| scene.answer_code(session, &code));
    let answers = futures_util::future::join_all(answers).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}
