//! MFA_SETUP: the first second factor of a user who must have one.

use cognate_testkit::{Answer, Cognate, Tokens, Value, json};

use crate::scene::{PASSWORD, Scene};

const ADDRESS: &str = "new@example.com";
const INVALID: &str = "Invalid session for the user.";
const USED: &str = "Invalid session for the user, session can only be used once.";

/// Alice, without contacts, in a pool that demands a second factor.
async fn demanding(pool: Value, client: Value) -> Scene {
    let scene = Scene::on(Cognate::start().await, pool, client).await;
    scene.cognate.create_user(&scene.pool, "alice", PASSWORD).await;
    let token = json!({ "Enabled": true });
    let both = json!({ "SoftwareTokenMfaConfiguration": token, "EmailMfaConfiguration": {} });
    scene.demand(both).await;
    scene
}

impl Scene {
    async fn demand(&self, mut members: Value) {
        members["MfaConfiguration"] = "ON".into();
        self.mfa(members).await;
    }

    async fn sign_in(&self) -> Value {
        self.cognate.try_sign_in(&self.client, "alice", PASSWORD).await.ok()
    }

    /// Alice's answer.
    async fn reply(&self, name: &str, session: &Value, answers: Value) -> Answer {
        self.answer("alice", &name.into(), session, answers).await
    }

    async fn associate(&self, session: &Value) -> Value {
        let request = json!({ "Session": session });
        self.cognate.call("AssociateSoftwareToken", request).await.ok()
    }

    async fn verify(&self, session: &Value, code: &str) -> Answer {
        let request = json!({ "Session": session, "UserCode": code, "FriendlyDeviceName": "app" });
        self.cognate.call("VerifySoftwareToken", request).await
    }
}

#[tokio::test]
async fn a_software_token_is_set_up_in_the_middle_of_a_sign_in() {
    let scene = demanding(json!({}), json!({})).await;
    let challenge = scene.sign_in().await;
    assert_eq!(challenge["ChallengeName"], "MFA_SETUP");
    let parameters = json!({
        "MFAS_CAN_SETUP": r#"["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#, "USER_ID_FOR_SRP": "alice",
    });
    assert_eq!(challenge["ChallengeParameters"], parameters);
    let associated = scene.associate(&challenge["Session"]).await;
    let secret = associated["SecretCode"].as_str().unwrap();
    let unverified = scene.reply("MFA_SETUP", &associated["Session"], json!({})).await;
    let text = "User has not verified software token mfa";
    unverified.expect_error("InvalidParameterException", text);
    let wrong = scene.verify(&associated["Session"], "000000").await;
    wrong.expect_error("EnableSoftwareTokenMFAException", "Code mismatch");
    let code = scene.cognate.totp(secret);
    let verified = scene.verify(&associated["Session"], &code).await.ok();
    assert_eq!(verified["Status"], "SUCCESS");
    assert_eq!(scene.user("alice").await["UserMFASettingList"], Value::Null, "not before the end");
    let answer = scene.reply("MFA_SETUP", &verified["Session"], json!({})).await.ok();
    Tokens::of(&answer);
    let again = scene.reply("MFA_SETUP", &verified["Session"], json!({})).await;
    // The sign-in has changed nothing that the session rests on but itself.
    again.expect_error("NotAuthorizedException", USED);
    assert_eq!(scene.user("alice").await["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
    // From now on it is asked for, and the code that verified it is spent.
    let challenge = scene.sign_in().await;
    assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(challenge["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"], "app");
    let name = "SOFTWARE_TOKEN_MFA";
    let answers = json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
    let spent = scene.reply(name, &challenge["Session"], answers).await;
    spent.expect_code("ExpiredCodeException");
    let answers = json!({ "SOFTWARE_TOKEN_MFA_CODE": scene.cognate.totp_across(secret, 1) });
    Tokens::of(&scene.reply(name, &challenge["Session"], answers).await.ok());
}

#[tokio::test]
async fn sessions_of_the_set_up_are_used_once_and_for_it_only() {
    let scene = demanding(json!({}), json!({})).await;
    let challenge = scene.sign_in().await;
    let first = scene.associate(&challenge["Session"]).await;
    let request = json!({ "Session": challenge["Session"] });
    let again = scene.cognate.call("AssociateSoftwareToken", request).await;
    again.expect_error("NotAuthorizedException", USED);
    let code = scene.cognate.totp(first["SecretCode"].as_str().unwrap());
    let verified = scene.verify(&first["Session"], &code).await.ok();
    scene.verify(&first["Session"], &code).await.expect_error("NotAuthorizedException", USED);
    let strange = scene.verify(&json!("x".repeat(100)), &code).await;
    strange.expect_error("NotAuthorizedException", INVALID);
    // The session ends with the life of its challenge.
    scene.cognate.clock.turn(180);
    let late = scene.reply("MFA_SETUP", &verified["Session"], json!({})).await;
    let text = "Invalid session for the user, session is expired.";
    late.expect_error("NotAuthorizedException", text);
}

#[tokio::test]
async fn an_address_is_set_up_with_its_code() {
    let scene = demanding(json!({}), json!({})).await;
    let challenge = scene.sign_in().await;
    let bad = scene.reply("MFA_SETUP", &challenge["Session"], json!({ "EMAIL": "nowhere" })).await;
    bad.expect_code("InvalidParameterException");
    let answers = json!({ "EMAIL": ADDRESS });
    let next = scene.reply("MFA_SETUP", &challenge["Session"], answers).await.ok();
    assert_eq!(next["ChallengeName"], "EMAIL_OTP");
    assert_eq!(next["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "n***@e***");
    let code = scene.cognate.code_for(ADDRESS).await;
    let respond = async |code: &str| {
        scene.reply("EMAIL_OTP", &next["Session"], json!({ "EMAIL_OTP_CODE": code })).await
    };
    respond("000").await.expect_code("CodeMismatchException");
    let claims = Tokens::of(&respond(&code).await.ok()).id_claims();
    assert_eq!(
        (claims["email"].as_str(), &claims["email_verified"]),
        (Some(ADDRESS), &json!(true))
    );
    let user = scene.user("alice").await;
    assert_eq!(user["UserMFASettingList"], json!(["EMAIL_OTP"]));
    let attributes = user["UserAttributes"].as_array().unwrap();
    assert!(attributes.contains(&json!({ "Name": "email", "Value": ADDRESS })));
    assert!(attributes.contains(&json!({ "Name": "email_verified", "Value": "true" })));
    assert_eq!(scene.sign_in().await["ChallengeName"], "EMAIL_OTP");
}

#[tokio::test]
async fn an_address_that_is_a_name_of_somebody_else_is_refused() {
    let scene = demanding(json!({ "AliasAttributes": ["email"] }), json!({})).await;
    scene.cognate.create_user(&scene.pool, "bob", PASSWORD).await;
    let verified = json!([
        { "Name": "email", "Value": ADDRESS }, { "Name": "email_verified", "Value": "true" },
    ]);
    let request =
        json!({ "UserPoolId": scene.pool, "Username": "bob", "UserAttributes": verified });
    scene.cognate.admin("AdminUpdateUserAttributes", request).await.ok();
    let challenge = scene.sign_in().await;
    let answers = json!({ "EMAIL": ADDRESS });
    let next = scene.reply("MFA_SETUP", &challenge["Session"], answers).await.ok();
    let code = scene.cognate.code_for(ADDRESS).await;
    let answers = json!({ "EMAIL_OTP_CODE": code });
    let taken = scene.reply("EMAIL_OTP", &next["Session"], answers).await;
    let text = "An account with the given email already exists.";
    taken.expect_error("AliasExistsException", text);
}

#[tokio::test]
async fn what_the_pool_does_not_offer_is_not_set_up() {
    let scene = demanding(json!({}), json!({})).await;
    let challenge = scene.sign_in().await;
    scene.demand(json!({ "EmailMfaConfiguration": {} })).await;
    let request = json!({ "Session": challenge["Session"] });
    let answer = scene.cognate.call("AssociateSoftwareToken", request).await;
    let text = "Software Token MFA has not been enabled by the userPool";
    answer.expect_error("SoftwareTokenMFANotFoundException", text);
    scene.demand(json!({ "SoftwareTokenMfaConfiguration": { "Enabled": true } })).await;
    let answers = json!({ "EMAIL": ADDRESS });
    let answer = scene.reply("MFA_SETUP", &challenge["Session"], answers).await;
    answer.expect_code("MFAMethodNotFoundException");
}

#[tokio::test]
async fn a_client_that_may_not_write_addresses_sets_none_up() {
    let client = json!({ "WriteAttributes": ["name"] });
    let scene = demanding(json!({}), client).await;
    let challenge = scene.sign_in().await;
    let answers = json!({ "EMAIL": ADDRESS });
    let answer = scene.reply("MFA_SETUP", &challenge["Session"], answers).await;
    answer.expect_error(
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
    );
}
