//! Second factors at sign-in, as the wire carries them.

use std::ops::Deref;

use cognate_testkit::{Answer, Cognate, Failure, Setup, Tokens, Value, json, secret_hash};
use futures_util::future::join_all;

const PASSWORD: &str = "Correct-Horse9";
const EMAIL: &str = "alice@example.com";
const PHONE: &str = "+15551234567";
const USED: &str = "Invalid session for the user, session can only be used once.";
const INVALID: &str = "Invalid session for the user.";

/// Alice, with every contact, in a pool that offers every factor.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
    /// Through which door alice signs in.
    door: Door,
}

#[derive(Clone, Copy, PartialEq)]
enum Door {
    Public,
    Admin,
}

impl Deref for Scene {
    type Target = Cognate;

    fn deref(&self) -> &Cognate {
        &self.cognate
    }
}

impl Scene {
    async fn new() -> Scene {
        Scene::on(Cognate::start().await, json!({}), json!({})).await
    }

    /// With these members of the pool and of the client.
    async fn on(cognate: Cognate, pool: Value, client: Value) -> Scene {
        let pool = cognate.create_pool(pool).await;
        let client = cognate.create_client(&pool, client).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let scene = Scene { cognate, pool, client, door: Door::Public };
        scene.mfa("OPTIONAL").await;
        scene.contacts("alice").await;
        scene
    }

    /// Everything is offered, in this mode.
    async fn mfa(&self, mode: &str) {
        let sms =
            json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x" });
        let request = json!({
            "UserPoolId": self.pool,
            "MfaConfiguration": mode,
            "SmsMfaConfiguration": {
                "SmsAuthenticationMessage": "sms {####}", "SmsConfiguration": sms,
            },
            "SoftwareTokenMfaConfiguration": { "Enabled": true },
            "EmailMfaConfiguration": { "Message": "mail {####}", "Subject": "subject" },
        });
        self.admin("SetUserPoolMfaConfig", request).await.ok();
    }

    async fn contacts(&self, username: &str) {
        self.update(
            username,
            json!([
                { "Name": "email", "Value": EMAIL }, { "Name": "phone_number", "Value": PHONE },
            ]),
        )
        .await;
    }

    async fn update(&self, username: &str, attributes: Value) {
        let request = json!({
            "UserPoolId": self.pool, "Username": username, "UserAttributes": attributes,
        });
        self.admin("AdminUpdateUserAttributes", request).await.ok();
    }

    /// Switches factors on: members of AdminSetUserMFAPreference.
    async fn prefer(&self, mut settings: Value) {
        settings["UserPoolId"] = self.pool.as_str().into();
        settings["Username"] = "alice".into();
        self.admin("AdminSetUserMFAPreference", settings).await.ok();
    }

    async fn sms(&self) {
        self.prefer(json!({ "SMSMfaSettings": { "Enabled": true } })).await;
    }

    async fn email(&self) {
        self.prefer(json!({ "EmailMfaSettings": { "Enabled": true } })).await;
    }

    /// A registered and enabled software token; its `SecretCode`. Its first code is used up.
    async fn token(&self) -> String {
        let tokens = self.sign_in(&self.client, "alice", PASSWORD).await;
        let request = json!({ "AccessToken": tokens.access });
        let answer = self.call("AssociateSoftwareToken", request).await.ok();
        let secret = answer["SecretCode"].as_str().unwrap().to_owned();
        let code = self.totp(&secret);
        let request = json!({
            "AccessToken": tokens.access, "UserCode": code, "FriendlyDeviceName": "phone",
        });
        self.call("VerifySoftwareToken", request).await.ok();
        self.prefer(json!({ "SoftwareTokenMfaSettings": { "Enabled": true } })).await;
        self.clock.turn(30);
        secret
    }

    async fn begin(&self) -> Answer {
        if self.door == Door::Public {
            return self.try_sign_in(&self.client, "alice", PASSWORD).await;
        }
        let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD });
        let request = json!({
            "UserPoolId": self.pool, "ClientId": self.client,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters,
        });
        self.admin("AdminInitiateAuth", request).await
    }

    /// The password is right, and this is asked.
    async fn challenged(&self, name: &str) -> Value {
        let answer = self.begin().await.ok();
        assert_eq!(answer["ChallengeName"], name, "{answer}");
        answer
    }

    /// RespondToAuthChallenge for alice.
    async fn answer(&self, challenge: &Value, mut answers: Value) -> Answer {
        answers["USERNAME"] = "alice".into();
        self.respond(&json!({
            "ClientId": self.client, "ChallengeName": challenge["ChallengeName"],
            "Session": challenge["Session"], "ChallengeResponses": answers,
        }))
        .await
    }

    async fn respond(&self, request: &Value) -> Answer {
        let mut request = request.clone();
        if self.door == Door::Public {
            return self.call("RespondToAuthChallenge", request).await;
        }
        request["UserPoolId"] = self.pool.as_str().into();
        self.admin("AdminRespondToAuthChallenge", request).await
    }

    async fn attribute(&self, name: &str) -> Value {
        let request = json!({ "UserPoolId": self.pool, "Username": "alice" });
        let user = self.admin("AdminGetUser", request).await.ok();
        let attributes = user["UserAttributes"].as_array().unwrap();
        let found = attributes.iter().find(|attribute| attribute["Name"] == name);
        found.map_or(Value::Null, |attribute| attribute["Value"].clone())
    }
}

fn sms_code(code: &str) -> Value {
    json!({ "SMS_MFA_CODE": code })
}

/// Not this code.
fn other(code: &str) -> String {
    let first = if code.starts_with('9') { '0' } else { '9' };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn a_text_message_is_the_second_factor_and_verifies_the_number() {
    let scene = Scene::new().await;
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    let parameters = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******4567",
        "USER_ID_FOR_SRP": "alice",
    });
    assert_eq!(challenge["ChallengeParameters"], parameters);
    let message = scene.messages().await.pop().unwrap();
    let code = message.code.clone().unwrap();
    assert_eq!((message.to.as_str(), message.text), (PHONE, format!("sms {code}")));
    assert_eq!(code.len(), 6);
    assert_eq!(scene.attribute("phone_number_verified").await, "false");
    let answer = scene.answer(&challenge, sms_code(&code)).await.ok();
    assert_eq!(Tokens::of(&answer).id_claims()["phone_number_verified"], true);
    assert_eq!(scene.attribute("phone_number_verified").await, "true");
    // OTP-7: neither the code nor the session is good for more.
    let again = scene.answer(&challenge, sms_code(&code)).await;
    again.expect_error("NotAuthorizedException", USED);
}

#[tokio::test]
async fn an_e_mail_is_the_second_factor() {
    let scene = Scene::new().await;
    scene.email().await;
    let challenge = scene.challenged("EMAIL_OTP").await;
    let parameters = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
        "USER_ID_FOR_SRP": "alice",
    });
    assert_eq!(challenge["ChallengeParameters"], parameters);
    let message = scene.messages().await.pop().unwrap();
    assert_eq!((message.to.as_str(), message.subject.as_str()), (EMAIL, "subject"));
    let code = message.code.unwrap();
    assert!(message.html.is_some_and(|html| html.contains(&format!("mail {code}"))));
    let wrong = scene.answer(&challenge, json!({ "EMAIL_OTP_CODE": other(&code) })).await;
    wrong.expect_error("CodeMismatchException", "Invalid code or auth state for the user.");
    Tokens::of(&scene.answer(&challenge, json!({ "EMAIL_OTP_CODE": code })).await.ok());
}

#[tokio::test]
async fn otp_6_a_software_token_is_the_second_factor_once_per_code() {
    let scene = Scene::new().await;
    let secret = scene.token().await;
    let challenge = scene.challenged("SOFTWARE_TOKEN_MFA").await;
    let parameters = json!({ "USER_ID_FOR_SRP": "alice", "FRIENDLY_DEVICE_NAME": "phone" });
    assert_eq!(challenge["ChallengeParameters"], parameters);
    let code = |code: &str| json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
    let right = scene.totp(&secret);
    let wrong = scene.answer(&challenge, code(&other(&right))).await;
    wrong.expect_error("CodeMismatchException", "Invalid code received for user");
    Tokens::of(&scene.answer(&challenge, code(&right)).await.ok());
    let challenge = scene.challenged("SOFTWARE_TOKEN_MFA").await;
    let text = "Your software token has already been used once.";
    scene.answer(&challenge, code(&right)).await.expect_error("ExpiredCodeException", text);
    // An older one, too, although it is near enough.
    let older = scene.totp_across(&secret, -1);
    scene.answer(&challenge, code(&older)).await.expect_error("ExpiredCodeException", text);
    Tokens::of(&scene.answer(&challenge, code(&scene.totp_across(&secret, 1))).await.ok());
}

#[tokio::test]
async fn several_factors_are_chosen_from_and_a_preferred_one_is_asked_at_once() {
    let scene = Scene::new().await;
    let secret = scene.token().await;
    scene.sms().await;
    let challenge = scene.challenged("SELECT_MFA_TYPE").await;
    let choice = r#"["SMS_MFA","SOFTWARE_TOKEN_MFA"]"#;
    assert_eq!(challenge["ChallengeParameters"]["MFAS_CAN_CHOOSE"], choice);
    assert_eq!(challenge["ChallengeParameters"]["USER_ID_FOR_SRP"], "alice");
    let refused = scene.answer(&challenge, json!({ "ANSWER": "EMAIL_OTP" })).await;
    refused.expect_error("MFAMethodNotFoundException", "EMAIL_OTP is not set up for the user.");
    let refused = scene.answer(&challenge, json!({ "ANSWER": "SWORD" })).await;
    refused.expect_code("MFAMethodNotFoundException");
    let next = scene.answer(&challenge, json!({ "ANSWER": "SMS_MFA" })).await.ok();
    assert_eq!(next["ChallengeName"], "SMS_MFA");
    let code = scene.code_for(PHONE).await;
    Tokens::of(&scene.answer(&next, sms_code(&code)).await.ok());
    let again = scene.answer(&challenge, json!({ "ANSWER": "SOFTWARE_TOKEN_MFA" })).await;
    again.expect_error("NotAuthorizedException", USED);
    let token = json!({ "Enabled": true, "PreferredMfa": true });
    scene.prefer(json!({ "SoftwareTokenMfaSettings": token })).await;
    let challenge = scene.challenged("SOFTWARE_TOKEN_MFA").await;
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": scene.totp(&secret) });
    Tokens::of(&scene.answer(&challenge, code).await.ok());
}

#[tokio::test]
async fn the_mode_of_the_pool_decides() {
    let scene = Scene::new().await;
    // Nobody has switched anything on.
    Tokens::of(&scene.begin().await.ok());
    scene.email().await;
    scene.challenged("EMAIL_OTP").await;
    scene.mfa("ON").await;
    scene.challenged("EMAIL_OTP").await;
    let request = json!({ "UserPoolId": scene.pool, "MfaConfiguration": "OFF" });
    scene.admin("SetUserPoolMfaConfig", request).await.ok();
    Tokens::of(&scene.begin().await.ok());
}

#[tokio::test]
async fn srp_leads_to_the_second_factor_as_well() {
    let scene = Scene::new().await;
    scene.sms().await;
    let answer = scene.srp_sign_in(&scene.pool, &scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(answer["ChallengeName"], "SMS_MFA");
    let code = scene.code_for(PHONE).await;
    Tokens::of(&scene.answer(&answer, sms_code(&code)).await.ok());
}

/// Every error that RespondToAuthChallenge and its twin declare and a second factor can provoke.
#[tokio::test]
async fn both_doors_answer_alike() {
    for door in [Door::Public, Door::Admin] {
        let functions =
            json!({ "LambdaConfig": { "CustomMessage": "arn:aws:lambda:x:1:function:m" } });
        let setup = Setup::default().limits(|limits| limits.hourly.sign_in_sends = 6);
        let scene = Scene { door, ..Scene::on(setup.start().await, functions, json!({})).await };
        scene.functions.echo();
        let secret = scene.token().await;
        scene.sms().await;
        let choice = scene.challenged("SELECT_MFA_TYPE").await;
        let choose = async |answer: &str| scene.answer(&choice, json!({ "ANSWER": answer })).await;
        choose("EMAIL_OTP").await.expect_code("MFAMethodNotFoundException");
        choose("").await.expect_code("InvalidParameterException");
        scene.functions.answer(|_, _| Err(Failure::Invocation("gone".into())));
        choose("SMS_MFA").await.expect_code("UnexpectedLambdaException");
        scene.functions.answer(|_, _| Err(Failure::Function("no".into())));
        choose("SMS_MFA").await.expect_code("UserLambdaValidationException");
        scene.functions.answer(|_, _| Err(Failure::Answer("what".into())));
        choose("SMS_MFA").await.expect_code("InvalidLambdaResponseException");
        scene.functions.echo();
        let sms = choose("SMS_MFA").await.ok();
        let code = scene.code_for(PHONE).await;
        let wrong = scene.answer(&sms, sms_code(&other(&code))).await;
        wrong.expect_error("CodeMismatchException", "Invalid code received for user");
        let choice = scene.challenged("SELECT_MFA_TYPE").await;
        let newer = scene.answer(&choice, json!({ "ANSWER": "SMS_MFA" })).await.ok();
        scene.answer(&sms, sms_code(&code)).await.expect_code("ExpiredCodeException");
        let code = scene.code_for(PHONE).await;
        Tokens::of(&scene.answer(&newer, sms_code(&code)).await.ok());
        scene.answer(&newer, sms_code(&code)).await.expect_error("NotAuthorizedException", USED);

        let choice = scene.challenged("SELECT_MFA_TYPE").await;
        let token = scene.answer(&choice, json!({ "ANSWER": "SOFTWARE_TOKEN_MFA" })).await.ok();
        let answers = json!({ "SOFTWARE_TOKEN_MFA_CODE": scene.totp(&secret) });
        let on_alice = json!({ "UserPoolId": scene.pool, "Username": "alice" });
        scene.admin("AdminDeleteSoftwareToken", on_alice).await.ok();
        let gone = scene.answer(&token, answers).await;
        gone.expect_code("SoftwareTokenMFANotFoundException");
        for _ in 0..4 {
            scene.challenged("SMS_MFA").await;
        }
        scene.begin().await.expect_code("TooManyRequestsException");
    }
}

#[tokio::test]
async fn otp_2_five_wrong_codes_end_the_session_and_lock() {
    let scene = Scene::new().await;
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    for _ in 0..5 {
        let wrong = scene.answer(&challenge, sms_code(&other(&code))).await;
        wrong.expect_error("CodeMismatchException", "Invalid code received for user");
    }
    // The lock is the one of passwords (RL-3).
    for answer in [scene.answer(&challenge, sms_code(&code)).await, scene.begin().await] {
        answer.expect_error("NotAuthorizedException", "Password attempts exceeded");
    }
    scene.clock.turn(1);
    let dead = scene.answer(&challenge, sms_code(&code)).await;
    dead.expect_error("NotAuthorizedException", INVALID);
    // Beginning again is possible, and the counter goes on where it was.
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    scene.answer(&challenge, sms_code("999")).await.expect_code("CodeMismatchException");
    let locked = scene.answer(&challenge, sms_code(&code)).await;
    locked.expect_error("NotAuthorizedException", "Password attempts exceeded");
    scene.clock.turn(2);
    Tokens::of(&scene.answer(&challenge, sms_code(&code)).await.ok());
    // The completed sign-in has cleared the counter.
    for _ in 0..4 {
        let wrong = scene.try_sign_in(&scene.client, "alice", "Wrong-Horse9").await;
        wrong.expect_error("NotAuthorizedException", "Incorrect username or password.");
    }
    scene.challenged("SMS_MFA").await;
}

#[tokio::test]
async fn rl_3_wrong_codes_of_an_authenticator_lock_too() {
    let scene = Scene::new().await;
    let secret = scene.token().await;
    for _ in 0..3 {
        let wrong = scene.try_sign_in(&scene.client, "alice", "Wrong-Horse9").await;
        wrong.expect_code("NotAuthorizedException");
    }
    let challenge = scene.challenged("SOFTWARE_TOKEN_MFA").await;
    let code = |code: &str| json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
    for bad in ["000", "abcdef"] {
        scene.answer(&challenge, code(bad)).await.expect_code("CodeMismatchException");
    }
    let right = code(&scene.totp(&secret));
    let locked = scene.answer(&challenge, right.clone()).await;
    locked.expect_error("NotAuthorizedException", "Password attempts exceeded");
    scene.clock.turn(1);
    Tokens::of(&scene.answer(&challenge, right).await.ok());
}

#[tokio::test]
async fn a_newer_code_replaces_the_older_one() {
    let scene = Scene::new().await;
    scene.sms().await;
    let first = scene.challenged("SMS_MFA").await;
    let old = scene.code_for(PHONE).await;
    let second = scene.challenged("SMS_MFA").await;
    let text = "Invalid code provided, please request a code again.";
    let answer = scene.answer(&first, sms_code(&old)).await;
    answer.expect_error("ExpiredCodeException", text);
    let new = scene.code_for(PHONE).await;
    Tokens::of(&scene.answer(&second, sms_code(&new)).await.ok());
}

#[tokio::test]
async fn the_password_is_changed_before_the_second_factor() {
    let scene = Scene::new().await;
    scene.mfa("ON").await;
    let user = json!({ "Username": "bob", "TemporaryPassword": "Temporary-1" });
    scene.invite_user(&scene.pool, user).await;
    scene.contacts("bob").await;
    let challenge = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await.ok();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let respond = async |challenge: &Value, mut answers: Value| {
        answers["USERNAME"] = "bob".into();
        scene
            .respond(&json!({
                "ClientId": scene.client, "ChallengeName": challenge["ChallengeName"],
                "Session": challenge["Session"], "ChallengeResponses": answers,
            }))
            .await
    };
    let chosen = respond(&challenge, json!({ "NEW_PASSWORD": PASSWORD })).await.ok();
    assert_eq!(chosen["ChallengeName"], "SELECT_MFA_TYPE");
    let request = json!({ "UserPoolId": scene.pool, "Username": "bob" });
    let user = scene.admin("AdminGetUser", request).await.ok();
    assert_eq!(user["UserStatus"], "CONFIRMED", "the password is set, whatever comes now");
    let next = respond(&chosen, json!({ "ANSWER": "SMS_MFA" })).await.ok();
    let code = scene.code_for(PHONE).await;
    Tokens::of(&respond(&next, sms_code(&code)).await.ok());
}

#[tokio::test]
async fn what_happens_to_the_user_meanwhile_voids_the_session() {
    let scene = Scene::new().await;
    scene.sms().await;
    let on_alice = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    scene.admin("AdminUserGlobalSignOut", on_alice.clone()).await.ok();
    let answer = scene.answer(&challenge, sms_code(&code)).await;
    answer.expect_error("NotAuthorizedException", INVALID);
    // The number changes: the code went to another.
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    scene.update("alice", json!([{ "Name": "phone_number", "Value": "+15557654321" }])).await;
    scene.answer(&challenge, sms_code(&code)).await.expect_code("CodeMismatchException");
    let challenge = scene.challenged("SMS_MFA").await;
    scene.admin("AdminDisableUser", on_alice.clone()).await.ok();
    scene.answer(&challenge, sms_code(&code)).await.expect_code("NotAuthorizedException");
    scene.admin("AdminDeleteUser", on_alice).await.ok();
    let answer = scene.answer(&challenge, sms_code(&code)).await;
    answer.expect_error("NotAuthorizedException", INVALID);
}

#[tokio::test]
async fn sessions_are_judged_before_codes() {
    let scene = Scene::new().await;
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    let request = json!({
        "ClientId": scene.client, "ChallengeName": "SMS_MFA", "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "SMS_MFA_CODE": code },
    });
    let with = |path: &str, value: Value| {
        let mut request = request.clone();
        *request.pointer_mut(path).unwrap() = value;
        request
    };
    let missing = "Missing required parameter";
    let refused = [
        (with("/ChallengeResponses/SMS_MFA_CODE", "".into()), format!("{missing} SMS_MFA_CODE")),
        (with("/ChallengeResponses/USERNAME", "".into()), format!("{missing} USERNAME")),
        (with("/Session", Value::Null), format!("{missing} Session")),
    ];
    for (request, text) in refused {
        scene.respond(&request).await.expect_error("InvalidParameterException", &text);
    }
    let another = scene.create_client(&scene.pool, json!({})).await;
    scene.create_user(&scene.pool, "bob", PASSWORD).await;
    let strange = [
        with("/Session", "x".repeat(200).into()),
        with("/Session", format!("{}AAAA", challenge["Session"].as_str().unwrap()).into()),
        with("/ClientId", another.into()),
        with("/ChallengeResponses/USERNAME", "bob".into()),
        with("/ChallengeName", "SMS_OTP".into()),
    ];
    for mut request in strange {
        if request["ChallengeName"] == "SMS_OTP" {
            request["ChallengeResponses"]["SMS_OTP_CODE"] = code.as_str().into();
        }
        scene.respond(&request).await.expect_error("NotAuthorizedException", INVALID);
    }
    scene.clock.turn(180);
    let text = "Invalid session for the user, session is expired.";
    scene.respond(&request).await.expect_error("NotAuthorizedException", text);
}

#[tokio::test]
async fn a_client_with_a_secret_proves_it_with_every_answer() {
    let scene = Scene::new().await;
    scene.sms().await;
    let (client, secret) = scene.create_secret_client(&scene.pool, json!({})).await;
    let hash = secret_hash(&secret, "alice", &client);
    let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hash });
    let challenge = scene.initiate(&client, "USER_PASSWORD_AUTH", parameters).await.ok();
    let code = scene.code_for(PHONE).await;
    let respond = async |hash: Value| {
        let answers = json!({ "USERNAME": "alice", "SMS_MFA_CODE": code, "SECRET_HASH": hash });
        scene
            .respond(&json!({
                "ClientId": client, "ChallengeName": "SMS_MFA", "Session": challenge["Session"],
                "ChallengeResponses": answers,
            }))
            .await
    };
    let missing =
        format!("Client {client} is configured with secret but SECRET_HASH was not received");
    respond(Value::Null).await.expect_error("NotAuthorizedException", &missing);
    let wrong = format!("Unable to verify secret hash for client {client}");
    respond("AAAA".into()).await.expect_error("NotAuthorizedException", &wrong);
    Tokens::of(&respond(hash.into()).await.ok());
}

#[tokio::test]
async fn a_token_that_is_gone_is_not_found() {
    let scene = Scene::new().await;
    let secret = scene.token().await;
    let challenge = scene.challenged("SOFTWARE_TOKEN_MFA").await;
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": scene.totp(&secret) });
    let off = json!({
        "UserPoolId": scene.pool, "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {},
    });
    scene.admin("SetUserPoolMfaConfig", off).await.ok();
    let text = "Software Token MFA has not been enabled by the userPool";
    let answer = scene.answer(&challenge, code.clone()).await;
    answer.expect_error("SoftwareTokenMFANotFoundException", text);
    scene.mfa("OPTIONAL").await;
    let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    scene.admin("AdminDeleteSoftwareToken", request).await.ok();
    let answer = scene.answer(&challenge, code).await;
    let text = "SOFTWARE_TOKEN_MFA is not set up for the user.";
    answer.expect_error("SoftwareTokenMFANotFoundException", text);
}

/// Sign-ins declare no CodeDeliveryFailureException.
#[tokio::test]
async fn without_a_sender_nothing_is_used_up() {
    let scene = Scene::on(Setup::default().mute().start().await, json!({}), json!({})).await;
    scene.sms().await;
    scene.begin().await.expect_code("InvalidSmsRoleAccessPolicyException");
    scene.prefer(json!({ "SMSMfaSettings": { "Enabled": false } })).await;
    scene.email().await;
    scene.begin().await.expect_code("InvalidEmailRoleAccessPolicyException");
    scene.sms().await;
    let challenge = scene.challenged("SELECT_MFA_TYPE").await;
    for _ in 0..2 {
        let answer = scene.answer(&challenge, json!({ "ANSWER": "SMS_MFA" })).await;
        answer.expect_code("InvalidSmsRoleAccessPolicyException");
    }
    // A password is not changed by an answer that fails.
    let user = json!({ "Username": "bob", "TemporaryPassword": "Temporary-1" });
    scene.invite_user(&scene.pool, user).await;
    let number = json!([{ "Name": "phone_number", "Value": PHONE }]);
    scene.update("bob", number).await;
    scene.mfa("ON").await;
    let challenge = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await.ok();
    let answer = scene
        .respond(&json!({
            "ClientId": scene.client, "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": challenge["Session"],
            "ChallengeResponses": { "USERNAME": "bob", "NEW_PASSWORD": PASSWORD },
        }))
        .await;
    answer.expect_code("InvalidSmsRoleAccessPolicyException");
    let again = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await.ok();
    assert_eq!(again["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[tokio::test]
async fn rl_8_messages_are_limited_and_the_limit_comes_back() {
    let setup = Setup::default().limits(|limits| limits.hourly.sign_in_sends = 2);
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    scene.sms().await;
    for _ in 0..2 {
        scene.challenged("SMS_MFA").await;
    }
    scene.begin().await.expect_code("TooManyRequestsException");
    scene.clock.turn(3_600);
    scene.challenged("SMS_MFA").await;
}

#[tokio::test]
async fn functions_shape_the_message_after_the_password_is_settled() {
    let functions = json!({ "LambdaConfig": { "CustomMessage": "arn:aws:lambda:x:1:function:m" } });
    let scene = Scene::on(Cognate::start().await, functions, json!({})).await;
    scene.sms().await;
    // It cannot be called.
    scene.begin().await.expect_code("UnexpectedLambdaException");
    scene.functions.answer(|_, _| Err(Failure::Function("no".into())));
    scene.begin().await.expect_code("UserLambdaValidationException");
    scene.functions.answer(|_, event| {
        let mut event = event.clone();
        event["response"]["smsMessage"] = "no place".into();
        Ok(event)
    });
    scene.begin().await.expect_code("InvalidLambdaResponseException");
    assert!(scene.messages().await.is_empty());
    scene.functions.answer(|_, event| {
        let mut event = event.clone();
        event["response"]["smsMessage"] = "shaped {####}".into();
        Ok(event)
    });
    scene.functions.calls();
    let challenge = scene.challenged("SMS_MFA").await;
    let call = scene.functions.calls().pop().unwrap().event;
    assert_eq!(call["triggerSource"], "CustomMessage_Authentication");
    assert!(call["request"].get("clientMetadata").is_none());
    let message = scene.messages().await.pop().unwrap();
    assert!(message.text.starts_with("shaped "));
    let code = message.code.unwrap();
    Tokens::of(&scene.answer(&challenge, sms_code(&code)).await.ok());
    // SRP's block is used up by the settlement, and the challenge comes all the same.
    let answer = scene.srp_sign_in(&scene.pool, &scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(answer["ChallengeName"], "SMS_MFA");
}

#[tokio::test]
async fn functions_hear_of_a_sign_in_after_its_second_factor() {
    let arn = "arn:aws:lambda:x:1:function:f";
    let functions = json!({ "LambdaConfig": {
        "PreAuthentication": arn, "PostAuthentication": arn, "PreTokenGeneration": arn,
    } });
    let scene = Scene::on(Cognate::start().await, functions, json!({})).await;
    scene.functions.echo();
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    assert_eq!(scene.functions.sources(), ["PreAuthentication_Authentication"]);
    let code = scene.code_for(PHONE).await;
    Tokens::of(&scene.answer(&challenge, sms_code(&code)).await.ok());
    let sources = ["PostAuthentication_Authentication", "TokenGeneration_Authentication"];
    assert_eq!(scene.functions.sources(), sources);
    // A function that fails ends the sign-in: the code is spent.
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    scene.functions.answer(|_, _| Err(Failure::Function("no".into())));
    let answer = scene.answer(&challenge, sms_code(&code)).await;
    answer.expect_code("UserLambdaValidationException");
    scene.functions.echo();
    let again = scene.answer(&challenge, sms_code(&code)).await;
    again.expect_error("NotAuthorizedException", USED);
}

/// A number that somebody else signs in with stays theirs.
#[tokio::test]
async fn a_number_that_is_taken_is_a_second_factor_and_not_verified() {
    let alias = json!({ "AliasAttributes": ["phone_number"] });
    let scene = Scene::on(Cognate::start().await, alias, json!({})).await;
    scene.create_user(&scene.pool, "bob", PASSWORD).await;
    let verified = json!([
        { "Name": "phone_number", "Value": PHONE },
        { "Name": "phone_number_verified", "Value": "true" },
    ]);
    scene.update("bob", verified).await;
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    Tokens::of(&scene.answer(&challenge, sms_code(&code)).await.ok());
    assert_ne!(scene.attribute("phone_number_verified").await, "true");
}

#[tokio::test]
async fn st_2_of_parallel_answers_with_one_code_one_wins() {
    let scene = Scene::new().await;
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    let answers = join_all((0..12).map(|_| scene.answer(&challenge, sms_code(&code)))).await;
    assert_eq!(winners(answers, &[USED]), 1);

    let secret = scene.token_of_alice().await;
    let mut challenges = Vec::new();
    for _ in 0..6 {
        let choice = scene.challenged("SELECT_MFA_TYPE").await;
        let answer = json!({ "ANSWER": "SOFTWARE_TOKEN_MFA" });
        challenges.push(scene.answer(&choice, answer).await.ok());
    }
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": scene.totp(&secret) });
    let answers = challenges.iter().map(|challenge| scene.answer(challenge, code.clone()));
    let texts = ["Your software token has already been used once."];
    assert_eq!(winners(join_all(answers).await, &texts), 1);
}

/// RL-2: however many guess at once, no more answers are learned than the limit.
#[tokio::test]
async fn rl_2_parallel_wrong_codes_learn_five_answers() {
    let scene = Scene::new().await;
    scene.sms().await;
    let challenge = scene.challenged("SMS_MFA").await;
    let code = scene.code_for(PHONE).await;
    let wrong = other(&code);
    let answers = join_all((0..12).map(|_| scene.answer(&challenge, sms_code(&wrong)))).await;
    let learned = answers.iter().filter(|answer| answer.error().0 == "CodeMismatchException");
    assert_eq!(learned.count(), 5);
}

/// How many got tokens; the others got one of these texts.
fn winners(answers: Vec<Answer>, texts: &[&str]) -> usize {
    let mut winners = 0;
    for answer in answers {
        if answer.status == 200 {
            winners += 1;
        } else {
            assert!(texts.contains(&answer.error().1), "{}", answer.text());
        }
    }
    winners
}

impl Scene {
    /// [`Scene::token`] of alice, who has SMS MFA already.
    async fn token_of_alice(&self) -> String {
        let off = json!({ "SMSMfaSettings": { "Enabled": false } });
        self.prefer(off).await;
        let secret = self.token().await;
        self.sms().await;
        secret
    }
}
