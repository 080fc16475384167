//! What may be learned about who exists.

use cognate_testkit::{Answer, Authenticator, Value, json};

use super::{INCORRECT, MISMATCH, ORIGIN, PASSWORD, choosing, choosing_with, options};

#[tokio::test]
async fn ct_2_a_name_that_nobody_has_is_played_to_the_end() {
    let scene = choosing().await;
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
    let scene = choosing().await;
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

/// Everything but the values that differ between any two sign-ins.
fn shape(answer: &Answer) -> (u16, usize, Vec<String>) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-amzn-requestid");
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status, answer.body.len(), headers)
}

#[tokio::test]
async fn ct_2_codes_are_asked_and_refused_alike_for_everybody() {
    let members = json!({
        "UsernameAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": false },
    });
    let scene = choosing_with(members, json!({})).await;
    for name in ["there@b.example", "disab@b.example"] {
        let request = json!({
            "Username": name, "UserAttributes": [
                { "Name": "email", "Value": name }, { "Name": "email_verified", "Value": "true" },
            ],
        });
        scene.cognate.invite_user(&scene.pool, request).await;
    }
    let request = json!({ "UserPoolId": scene.pool, "Username": "disab@b.example" });
    scene.cognate.admin("AdminDisableUser", request).await.ok();
    let mut shapes = Vec::new();
    for name in ["there@b.example", "disab@b.example", "nobod@b.example", "nobuf@b.example"] {
        let answer = scene.prefer(name, "EMAIL_OTP").await;
        let asked = answer.clone().ok();
        if asked["ChallengeName"] == "EMAIL_OTP" {
            let wrong = json!({ "EMAIL_OTP_CODE": "12345678" });
            let refused = scene.respond(name, &asked, wrong).await;
            refused.expect_error("CodeMismatchException", MISMATCH);
            shapes.push((shape(&answer), shape(&refused)));
        }
    }
    assert!(shapes.len() > 1, "somebody, and one of the others at least");
    assert!(shapes.iter().all(|other| *other == shapes[0]), "{shapes:?}");
}

#[tokio::test]
async fn without_hiding_it_is_said_who_is_unknown_disabled_or_unconfirmed() {
    let client = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let scene = choosing_with(json!({}), client).await;
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
