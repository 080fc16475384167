//! USER_AUTH: choosing the first factor, signing in without a password, and with passkeys.

use cognate_testkit::{Answer, Authenticator, Cognate, Setup, Tokens, Value, json, srp};

const PASSWORD: &str = "Correct-Horse9";
const RP_ID: &str = "auth.example.com";
const ORIGIN: &str = "https://auth.example.com";
const INCORRECT: &str = "Incorrect username or password.";
const USED: &str = "Invalid session for the user, session can only be used once.";
const MISMATCH: &str = "Invalid code or auth state for the user.";

/// A pool with every first factor, and a client with USER_AUTH.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
}

impl Scene {
    async fn new() -> Scene {
        Scene::with(json!({}), json!({})).await
    }

    async fn with(pool: Value, client: Value) -> Scene {
        Scene::on(Cognate::start().await, pool, client).await
    }

    async fn on(cognate: Cognate, mut members: Value, mut client: Value) -> Scene {
        let factors = json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
        let policies = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": factors } });
        members["Policies"] = members["Policies"].as_object().map_or(policies, |it| json!(it));
        members["AutoVerifiedAttributes"] = json!(["email"]);
        members["SmsConfiguration"] = sms();
        let pool = cognate.create_pool(members).await;
        if client["ExplicitAuthFlows"].is_null() {
            let flows =
                json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",]);
            client["ExplicitAuthFlows"] = flows;
        }
        let client = cognate.create_client(&pool, client).await;
        let scene = Scene { cognate, pool, client };
        scene.mfa(json!({ "MfaConfiguration": "OFF" })).await;
        scene
    }

    /// SetUserPoolMfaConfig, with the relying party unless another configuration is given.
    async fn mfa(&self, mut members: Value) {
        members["UserPoolId"] = self.pool.as_str().into();
        if members["WebAuthnConfiguration"].is_null() {
            members["WebAuthnConfiguration"] = json!({ "RelyingPartyId": RP_ID });
        }
        self.cognate.admin("SetUserPoolMfaConfig", members).await.ok();
    }

    /// Alice with a password and an e-mail address.
    async fn alice(&self) {
        self.cognate.create_user(&self.pool, "alice", PASSWORD).await;
        self.set(
            "alice",
            json!([
                { "Name": "email", "Value": "alice@example.com" },
                { "Name": "email_verified", "Value": "true" },
            ]),
        )
        .await;
    }

    async fn set(&self, username: &str, attributes: Value) {
        let request = json!({
            "UserPoolId": self.pool, "Username": username, "UserAttributes": attributes,
        });
        self.cognate.admin("AdminUpdateUserAttributes", request).await.ok();
    }

    async fn begin(&self, username: &str, members: Value) -> Answer {
        let mut parameters = members;
        parameters["USERNAME"] = username.into();
        self.cognate.initiate(&self.client, "USER_AUTH", parameters).await
    }

    async fn prefer(&self, username: &str, challenge: &str) -> Answer {
        self.begin(username, json!({ "PREFERRED_CHALLENGE": challenge })).await
    }

    /// Answers the challenge that `asked` is.
    async fn respond(&self, username: &str, asked: &Value, answers: Value) -> Answer {
        let mut answers = answers;
        answers["USERNAME"] = username.into();
        let request = json!({
            "ClientId": self.client, "ChallengeName": asked["ChallengeName"],
            "Session": asked["Session"], "ChallengeResponses": answers,
        });
        self.cognate.call("RespondToAuthChallenge", request).await
    }

    async fn choose(&self, username: &str, asked: &Value, answer: &str) -> Answer {
        self.respond(username, asked, json!({ "ANSWER": answer })).await
    }

    /// The code of the only message that went out.
    async fn code(&self) -> String {
        self.cognate.deliver().await;
        let messages = self.cognate.post.messages();
        assert_eq!(messages.len(), 1);
        messages[0].code.clone().expect("a code")
    }

    async fn access(&self, username: &str) -> String {
        self.cognate.sign_in(&self.client, username, PASSWORD).await.access
    }

    /// A passkey of a user who has a password.
    async fn passkey(&self, username: &str) -> Authenticator {
        let access = self.access(username).await;
        self.passkey_by(&access, Authenticator::new(ORIGIN)).await
    }

    async fn passkey_by(&self, access: &str, mut authenticator: Authenticator) -> Authenticator {
        let request = json!({ "AccessToken": access });
        let start = self.cognate.call("StartWebAuthnRegistration", request).await.ok();
        let credential = authenticator.register(&start["CredentialCreationOptions"]);
        let request = json!({ "AccessToken": access, "Credential": credential });
        self.cognate.call("CompleteWebAuthnRegistration", request).await.ok();
        authenticator
    }

    async fn assert(&self, username: &str, asked: &Value, credential: &Value) -> Answer {
        self.respond(username, asked, json!({ "CREDENTIAL": credential.to_string() })).await
    }
}

fn sms() -> Value {
    json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x" })
}

/// `CREDENTIAL_REQUEST_OPTIONS`
fn options(asked: &Value) -> Value {
    let text = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str().unwrap();
    text.parse().expect("JSON")
}

#[tokio::test]
async fn whoever_has_no_preference_chooses_among_what_they_have() {
    let scene = Scene::new().await;
    scene.alice().await;
    let asked = scene.begin("alice", json!({})).await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(asked["ChallengeParameters"], json!({}));
    let available = |asked: &Value| asked["AvailableChallenges"].clone();
    assert_eq!(available(&asked), json!(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]));
    scene.passkey("alice").await;
    scene
        .set(
            "alice",
            json!([
                { "Name": "phone_number", "Value": "+15551234567" },
                { "Name": "phone_number_verified", "Value": "true" },
                { "Name": "email_verified", "Value": "false" },
            ]),
        )
        .await;
    let asked = scene.begin("alice", json!({})).await.ok();
    assert_eq!(available(&asked), json!(["PASSWORD_SRP", "PASSWORD", "SMS_OTP", "WEB_AUTHN"]));
    // What is preferred and not to be had leaves the choice of the rest.
    let asked = scene.prefer("alice", "EMAIL_OTP").await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    for strange in ["SMS_MFA", "SELECT_CHALLENGE", "FINGERPRINT"] {
        scene.prefer("alice", strange).await.expect_code("InvalidParameterException");
    }
    scene.choose("alice", &asked, "EMAIL_OTP").await.expect_error(
        "InvalidParameterException",
        "EMAIL_OTP is not one of the available challenges.",
    );
    scene.choose("alice", &asked, "NOTHING").await.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn a_chosen_password_may_be_wrong_once_and_the_session_is_used_once() {
    let scene = Scene::new().await;
    scene.alice().await;
    let asked = scene.begin("alice", json!({})).await.ok();
    let answer = |password: &str| json!({ "ANSWER": "PASSWORD", "PASSWORD": password });
    scene
        .respond("alice", &asked, answer("Wrong-Password7"))
        .await
        .expect_error("NotAuthorizedException", INCORRECT);
    let tokens = Tokens::of(&scene.respond("alice", &asked, answer(PASSWORD)).await.ok());
    assert!(tokens.access_claims()["acr"].is_null());
    scene
        .respond("alice", &asked, answer(PASSWORD))
        .await
        .expect_error("NotAuthorizedException", USED);
    // At once, by preference; or in two steps.
    let parameters = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD });
    Tokens::of(&scene.begin("alice", parameters).await.ok());
    for asked in [
        scene.prefer("alice", "PASSWORD").await.ok(),
        scene.choose("alice", &scene.begin("alice", json!({})).await.ok(), "PASSWORD").await.ok(),
    ] {
        assert_eq!(asked["ChallengeName"], "PASSWORD");
        assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD"]));
        let given = |password: &str| json!({ "PASSWORD": password });
        scene
            .respond("alice", &asked, given("Wrong-Password7"))
            .await
            .expect_error("NotAuthorizedException", INCORRECT);
        Tokens::of(&scene.respond("alice", &asked, given(PASSWORD)).await.ok());
        scene
            .respond("alice", &asked, given(PASSWORD))
            .await
            .expect_error("NotAuthorizedException", USED);
    }
}

#[tokio::test]
async fn a_password_by_srp_goes_on_within_the_session() {
    let scene = Scene::new().await;
    scene.alice().await;
    let client = srp::Client::new(&"a1".repeat(32));
    let first = json!({ "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": client.a_hex() });
    let selected = scene.begin("alice", json!({})).await.ok();
    let second = json!({ "ANSWER": "PASSWORD_SRP", "SRP_A": client.a_hex() });
    let asked = scene.prefer("alice", "PASSWORD_SRP").await.ok();
    assert_eq!(asked["ChallengeName"], "PASSWORD_SRP");
    let third = json!({ "SRP_A": client.a_hex() });
    for verifier in [
        scene.begin("alice", first).await.ok(),
        scene.respond("alice", &selected, second).await.ok(),
        scene.respond("alice", &asked, third).await.ok(),
    ] {
        assert_eq!(verifier["ChallengeName"], "PASSWORD_VERIFIER");
        assert!(verifier["Session"].is_string());
        let now = scene.cognate.clock.now_s();
        let parameters = &verifier["ChallengeParameters"];
        let answers = client.responses(&scene.pool, PASSWORD, parameters, now);
        let request = json!({
            "ClientId": scene.client, "ChallengeName": "PASSWORD_VERIFIER",
            "Session": verifier["Session"], "ChallengeResponses": answers,
        });
        let answer = scene.cognate.call("RespondToAuthChallenge", request.clone()).await;
        Tokens::of(&answer.ok());
        scene
            .cognate
            .call("RespondToAuthChallenge", request)
            .await
            .expect_error("NotAuthorizedException", USED);
    }
}

#[tokio::test]
async fn a_code_by_email_has_eight_digits_and_signs_in_once() {
    let scene = Scene::new().await;
    scene.alice().await;
    let asked = scene.prefer("alice", "EMAIL_OTP").await.ok();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    assert_eq!(asked["AvailableChallenges"], json!(["EMAIL_OTP"]));
    let parameters = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "a***@e***",
    });
    assert_eq!(asked["ChallengeParameters"], parameters);
    let code = scene.code().await;
    assert_eq!(code.len(), 8);
    let answer = |code: &str| json!({ "EMAIL_OTP_CODE": code });
    for wrong in ["00000000", &code[..6], "１２３４５６７８"] {
        let refused = scene.respond("alice", &asked, answer(wrong)).await;
        refused.expect_error("CodeMismatchException", MISMATCH);
    }
    Tokens::of(&scene.respond("alice", &asked, answer(&code)).await.ok());
    scene.respond("alice", &asked, answer(&code)).await.expect_code("NotAuthorizedException");
    // A newer code takes the place of the older.
    let first = scene.prefer("alice", "EMAIL_OTP").await.ok();
    let old = scene.code().await;
    scene.prefer("alice", "EMAIL_OTP").await.ok();
    scene.code().await;
    let refused = scene.respond("alice", &first, answer(&old)).await;
    assert_ne!(refused.status, 200);
}

#[tokio::test]
async fn a_code_by_text_message_signs_in() {
    let scene = Scene::new().await;
    scene.cognate.create_user(&scene.pool, "bob", PASSWORD).await;
    scene
        .set(
            "bob",
            json!([
                { "Name": "phone_number", "Value": "+15551234567" },
                { "Name": "phone_number_verified", "Value": "true" },
            ]),
        )
        .await;
    let selected = scene.begin("bob", json!({})).await.ok();
    let asked = scene.choose("bob", &selected, "SMS_OTP").await.ok();
    assert_eq!(asked["ChallengeName"], "SMS_OTP");
    assert_eq!(asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "+*******4567");
    scene.choose("bob", &selected, "SMS_OTP").await.expect_error("NotAuthorizedException", USED);
    let code = scene.code().await;
    let answer = scene.respond("bob", &asked, json!({ "SMS_OTP_CODE": code })).await;
    Tokens::of(&answer.ok());
}

#[tokio::test]
async fn a_code_dies_after_ten_wrong_answers() {
    let scene = Scene::new().await;
    scene.alice().await;
    let asked = scene.prefer("alice", "EMAIL_OTP").await.ok();
    let code = scene.code().await;
    let wrong = json!({ "EMAIL_OTP_CODE": "00000000" });
    for _ in 0..10 {
        let refused = scene.respond("alice", &asked, wrong.clone()).await;
        refused.expect_error("CodeMismatchException", MISMATCH);
    }
    scene
        .respond("alice", &asked, json!({ "EMAIL_OTP_CODE": code }))
        .await
        .expect_error("NotAuthorizedException", "Invalid session for the user.");
}

#[tokio::test]
async fn a_passkey_signs_in() {
    let scene = Scene::new().await;
    scene.alice().await;
    let mut passkey = scene.passkey("alice").await;
    let asked = scene.prefer("alice", "WEB_AUTHN").await.ok();
    assert_eq!(asked["ChallengeName"], "WEB_AUTHN");
    assert_eq!(asked["AvailableChallenges"], json!(["WEB_AUTHN"]));
    let options = options(&asked);
    assert_eq!(options["rpId"], RP_ID);
    assert_eq!(options["timeout"], 180_000);
    assert_eq!(options["userVerification"], "preferred");
    let allowed = json!([{
        "id": passkey.id(), "type": "public-key", "transports": ["hybrid", "internal"],
    }]);
    assert_eq!(options["allowCredentials"], allowed);
    let credential = passkey.sign(&options);
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
    scene.assert("alice", &asked, &credential).await.expect_error("NotAuthorizedException", USED);
    let selected = scene.begin("alice", json!({})).await.ok();
    let asked = scene.choose("alice", &selected, "WEB_AUTHN").await.ok();
    let credential = passkey.sign(&crate::user_auth::options(&asked));
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
}

#[tokio::test]
async fn an_assertion_for_anything_else_is_wrong() {
    let scene = Scene::new().await;
    scene.alice().await;
    let mut passkey = scene.passkey("alice").await;
    let asked = scene.prefer("alice", "WEB_AUTHN").await.ok();
    let asked_options = options(&asked);
    let other_challenge = options(&scene.prefer("alice", "WEB_AUTHN").await.ok());
    let mut wrong = vec![passkey.sign(&other_challenge)];
    passkey.origin = "https://example.com".into();
    wrong.push(passkey.sign(&asked_options));
    passkey.origin = ORIGIN.into();
    passkey.rp_id = Some("example.com".into());
    wrong.push(passkey.sign(&asked_options));
    passkey.rp_id = None;
    let mut stranger = Authenticator::new(ORIGIN);
    stranger.credential_id.clone_from(&passkey.credential_id);
    wrong.push(stranger.sign(&asked_options));
    for (n, credential) in wrong.iter().enumerate() {
        let refused = scene.assert("alice", &asked, credential).await;
        refused.expect_error("NotAuthorizedException", INCORRECT);
        assert!(n < 5, "more would be locked out");
    }
    for malformed in [json!("text"), json!({ "id": "AAAA" })] {
        let refused = scene.assert("alice", &asked, &malformed).await;
        refused.expect_code("InvalidParameterException");
    }
    let refused = scene.respond("alice", &asked, json!({ "CREDENTIAL": "{" })).await;
    refused.expect_code("InvalidParameterException");
    let refused = scene.respond("alice", &asked, json!({})).await;
    refused.expect_error("InvalidParameterException", "Missing required parameter CREDENTIAL");
    let credential = passkey.sign(&asked_options);
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
}

#[tokio::test]
async fn a_counter_that_does_not_rise_is_a_copy() {
    let scene = Scene::new().await;
    scene.alice().await;
    let access = scene.access("alice").await;
    let mut counting = Authenticator::new(ORIGIN);
    counting.counter = 7;
    let mut passkey = scene.passkey_by(&access, counting).await;
    let ask = async || scene.prefer("alice", "WEB_AUTHN").await.ok();
    let asked = ask().await;
    let credential = passkey.sign(&options(&asked));
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
    for counter in [6, 7, 0] {
        passkey.counter = counter;
        let asked = ask().await;
        let credential = passkey.sign(&options(&asked));
        let refused = scene.assert("alice", &asked, &credential).await;
        refused.expect_error("NotAuthorizedException", INCORRECT);
    }
    passkey.counter = 20;
    let asked = ask().await;
    let credential = passkey.sign(&options(&asked));
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
}

#[tokio::test]
async fn rl_4_strangers_do_not_lock_out_whoever_has_a_passkey() {
    let scene = Scene::new().await;
    scene.alice().await;
    let mut passkey = scene.passkey("alice").await;
    for _ in 0..6 {
        scene.cognate.try_sign_in(&scene.client, "alice", "Wrong-Password7").await;
    }
    let exceeded = "Password attempts exceeded";
    scene.prefer("alice", "PASSWORD").await.expect_error("NotAuthorizedException", exceeded);
    let asked = scene.prefer("alice", "WEB_AUTHN").await.ok();
    let credential = passkey.sign(&options(&asked));
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
}

#[tokio::test]
async fn a_deleted_passkey_signs_nobody_in() {
    let scene = Scene::new().await;
    scene.alice().await;
    let mut passkey = scene.passkey("alice").await;
    let asked = scene.prefer("alice", "WEB_AUTHN").await.ok();
    let access = scene.access("alice").await;
    let request = json!({ "AccessToken": access, "CredentialId": passkey.id() });
    scene.cognate.call("DeleteWebAuthnCredential", request).await.ok();
    let credential = passkey.sign(&options(&asked));
    scene
        .assert("alice", &asked, &credential)
        .await
        .expect_error("NotAuthorizedException", INCORRECT);
    let asked = scene.prefer("alice", "WEB_AUTHN").await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
}

#[tokio::test]
async fn where_mfa_is_required_only_passkeys_that_count_as_two_go_without_a_password() {
    let scene = Scene::new().await;
    scene.alice().await;
    let web_authn = json!({
        "RelyingPartyId": RP_ID, "UserVerification": "required",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    });
    let mut passkey = scene.passkey("alice").await;
    let on = |web_authn: Value| {
        json!({
            "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": { "Enabled": true },
            "WebAuthnConfiguration": web_authn,
        })
    };
    scene.mfa(on(json!({ "RelyingPartyId": RP_ID }))).await;
    let asked = scene.begin("alice", json!({})).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD"]));
    scene.mfa(on(web_authn)).await;
    let asked = scene.begin("alice", json!({})).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"]));
    let asked = scene.choose("alice", &asked, "WEB_AUTHN").await.ok();
    assert_eq!(options(&asked)["userVerification"], "required");
    passkey.user_verified = false;
    let unverified = passkey.sign(&options(&asked));
    scene
        .assert("alice", &asked, &unverified)
        .await
        .expect_error("NotAuthorizedException", INCORRECT);
    passkey.user_verified = true;
    let credential = passkey.sign(&options(&asked));
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
}

#[tokio::test]
async fn users_who_must_set_a_password_first_are_offered_nothing_else() {
    let scene = Scene::new().await;
    let request = json!({
        "Username": "carol", "TemporaryPassword": PASSWORD,
        "UserAttributes": [
            { "Name": "email", "Value": "carol@example.com" },
            { "Name": "email_verified", "Value": "true" },
        ],
    });
    scene.cognate.invite_user(&scene.pool, request).await;
    let asked = scene.prefer("carol", "EMAIL_OTP").await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD"]));
    let answer = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
    let asked = scene.respond("carol", &asked, answer).await.ok();
    assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[tokio::test]
async fn whoever_signs_up_without_a_password_goes_on_without_another_code() {
    let scene = Scene::new().await;
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
    let scene = Scene::new().await;
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
    let scene = Scene::new().await;
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
async fn ct_2_a_name_that_nobody_has_is_played_to_the_end() {
    let scene = Scene::new().await;
    // A code: the destination is what was typed, nothing is sent, nothing is right.
    let name = "nobody@example.com";
    let asked = scene.prefer(name, "EMAIL_OTP").await.ok();
    if asked["ChallengeName"] == "EMAIL_OTP" {
        assert_eq!(asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "n***@e***");
        scene.cognate.deliver().await;
        assert!(scene.cognate.post.messages().is_empty());
        let answer = json!({ "EMAIL_OTP_CODE": "12345678" });
        for _ in 0..10 {
            let refused = scene.respond(name, &asked, answer.clone()).await;
            refused.expect_error("CodeMismatchException", MISMATCH);
        }
        scene
            .respond(name, &asked, answer)
            .await
            .expect_error("NotAuthorizedException", "Invalid session for the user.");
    }
    // Passkeys: some have one, always the same.
    let mut with_passkey = 0;
    for n in 0..16 {
        let name = format!("nobody-{n}");
        let selected = scene.begin(&name, json!({})).await.ok();
        assert_eq!(
            scene.begin(&name, json!({})).await.ok()["AvailableChallenges"],
            selected["AvailableChallenges"]
        );
        let asked = scene.prefer(&name, "WEB_AUTHN").await.ok();
        if asked["ChallengeName"] != "WEB_AUTHN" {
            assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
            continue;
        }
        with_passkey += 1;
        let again = scene.prefer(&name, "WEB_AUTHN").await.ok();
        assert_eq!(options(&asked)["allowCredentials"], options(&again)["allowCredentials"]);
        assert_ne!(options(&asked)["challenge"], options(&again)["challenge"]);
        let credential = Authenticator::new(ORIGIN).sign(&options(&asked));
        scene
            .assert(&name, &asked, &credential)
            .await
            .expect_error("NotAuthorizedException", INCORRECT);
    }
    assert!((1..16).contains(&with_passkey), "{with_passkey} of 16");
    // Passwords.
    let parameters = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD });
    for n in 0..4 {
        let answer = scene.begin(&format!("nobody-{n}"), parameters.clone()).await;
        if answer.status != 200 {
            answer.expect_error("NotAuthorizedException", INCORRECT);
        }
    }
}

#[tokio::test]
async fn ct_2_sessions_of_nobody_are_as_long_as_those_of_somebody() {
    let scene = Scene::new().await;
    scene.alice().await;
    scene.cognate.create_user(&scene.pool, "alica", PASSWORD).await;
    let length = |asked: &Value| asked["Session"].as_str().unwrap().len();
    let mut lengths = std::collections::BTreeMap::new();
    for name in ["alice", "alica", "zlice", "ylice", "xlice", "wlice"] {
        let asked = scene.begin(name, json!({})).await.ok();
        let available = asked["AvailableChallenges"].to_string();
        let seen = lengths.entry(available).or_insert_with(|| length(&asked));
        assert_eq!(*seen, length(&asked), "{name}");
    }
}

#[tokio::test]
async fn without_hiding_it_is_said_who_is_unknown_disabled_or_unconfirmed() {
    let client = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let scene = Scene::with(json!({}), client).await;
    scene
        .begin("nobody", json!({}))
        .await
        .expect_error("UserNotFoundException", "User does not exist.");
    scene.alice().await;
    let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    scene.cognate.admin("AdminDisableUser", request).await.ok();
    scene
        .begin("alice", json!({}))
        .await
        .expect_error("NotAuthorizedException", "User is disabled.");
    let request = json!({
        "ClientId": scene.client, "Username": "dora",
        "UserAttributes": [{ "Name": "email", "Value": "dora@example.com" }],
    });
    scene.cognate.call("SignUp", request).await.ok();
    scene
        .begin("dora", json!({}))
        .await
        .expect_error("UserNotConfirmedException", "User is not confirmed.");
}

#[tokio::test]
async fn clients_and_parameters_are_checked_first() {
    let client = json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let scene = Scene::with(json!({}), client).await;
    scene
        .begin("alice", json!({}))
        .await
        .expect_error("InvalidParameterException", "USER_AUTH flow not enabled for this client");
    let scene = Scene::new().await;
    scene
        .cognate
        .initiate(&scene.client, "USER_AUTH", json!({}))
        .await
        .expect_error("InvalidParameterException", "Missing required parameter USERNAME");
}

#[tokio::test]
async fn a_session_is_good_for_its_client_user_and_time_only() {
    let scene = Scene::new().await;
    scene.alice().await;
    scene.cognate.create_user(&scene.pool, "bob", PASSWORD).await;
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] });
    let other = scene.cognate.create_client(&scene.pool, flows).await;
    let asked = scene.begin("alice", json!({})).await.ok();
    let invalid = "Invalid session for the user.";
    let answer = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
    scene
        .respond("bob", &asked, answer.clone())
        .await
        .expect_error("NotAuthorizedException", invalid);
    let mut elsewhere = answer.clone();
    elsewhere["USERNAME"] = "alice".into();
    let request = json!({
        "ClientId": other, "ChallengeName": "SELECT_CHALLENGE", "Session": asked["Session"],
        "ChallengeResponses": elsewhere,
    });
    scene
        .cognate
        .call("RespondToAuthChallenge", request)
        .await
        .expect_error("NotAuthorizedException", invalid);
    scene.cognate.clock.turn(180);
    scene.respond("alice", &asked, answer).await.expect_error(
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    );
}

#[tokio::test]
async fn without_a_sender_a_code_is_refused() {
    let cognate = Setup::default().mute().start().await;
    let scene = Scene::on(cognate, json!({}), json!({})).await;
    scene.alice().await;
    scene.prefer("alice", "EMAIL_OTP").await.expect_code("InvalidEmailRoleAccessPolicyException");
}
