//! Choices, passwords and codes.

use cognate_testkit::{Setup, Tokens, Value, json, srp};

use super::{INCORRECT, MISMATCH, PASSWORD, USED, choosing, choosing_on, choosing_with};

#[tokio::test]
async fn whoever_has_no_preference_chooses_among_what_they_have() {
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
async fn users_who_must_set_a_password_first_are_offered_nothing_else() {
    let scene = choosing().await;
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
async fn administrators_start_sign_ins_by_choice_too() {
    let scene = choosing().await;
    scene.alice().await;
    let request = json!({
        "UserPoolId": scene.pool, "ClientId": scene.client, "AuthFlow": "USER_AUTH",
        "AuthParameters": { "USERNAME": "alice", "PREFERRED_CHALLENGE": "EMAIL_OTP" },
    });
    let asked = scene.cognate.admin("AdminInitiateAuth", request).await.ok();
    let code = scene.code().await;
    let request = json!({
        "UserPoolId": scene.pool, "ClientId": scene.client, "ChallengeName": "EMAIL_OTP",
        "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "EMAIL_OTP_CODE": code },
    });
    Tokens::of(&scene.cognate.admin("AdminRespondToAuthChallenge", request).await.ok());
}

#[tokio::test]
async fn clients_with_a_secret_prove_it_at_every_step() {
    let scene = choosing().await;
    scene.alice().await;
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] });
    let (client, secret) = scene.cognate.create_secret_client(&scene.pool, flows).await;
    let hash = cognate_testkit::secret_hash(&secret, "alice", &client);
    let parameters = json!({ "USERNAME": "alice" });
    let refused = scene.cognate.initiate(&client, "USER_AUTH", parameters).await;
    refused.expect_code("NotAuthorizedException");
    let parameters = json!({ "USERNAME": "alice", "SECRET_HASH": hash });
    let asked = scene.cognate.initiate(&client, "USER_AUTH", parameters).await.ok();
    let answer = |hash: Value| {
        json!({
            "ClientId": client, "ChallengeName": "SELECT_CHALLENGE", "Session": asked["Session"],
            "ChallengeResponses": {
                "USERNAME": "alice", "ANSWER": "PASSWORD", "PASSWORD": PASSWORD,
                "SECRET_HASH": hash,
            },
        })
    };
    let operation = "RespondToAuthChallenge";
    let wrong = scene.cognate.call(operation, answer(json!("AAAA"))).await;
    wrong.expect_error(
        "NotAuthorizedException",
        &format!("Unable to verify secret hash for client {client}"),
    );
    Tokens::of(&scene.cognate.call(operation, answer(json!(hash))).await.ok());
}

#[tokio::test]
async fn clients_and_parameters_are_checked_first() {
    let client = json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let scene = choosing_with(json!({}), client).await;
    scene
        .begin("alice", json!({}))
        .await
        .expect_error("InvalidParameterException", "USER_AUTH flow not enabled for this client");
    let scene = choosing().await;
    scene
        .cognate
        .initiate(&scene.client, "USER_AUTH", json!({}))
        .await
        .expect_error("InvalidParameterException", "Missing required parameter USERNAME");
}

#[tokio::test]
async fn a_session_is_good_for_its_client_user_and_time_only() {
    let scene = choosing().await;
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
    let scene = choosing_on(cognate, json!({}), json!({})).await;
    scene.alice().await;
    scene.prefer("alice", "EMAIL_OTP").await.expect_code("InvalidEmailRoleAccessPolicyException");
}
