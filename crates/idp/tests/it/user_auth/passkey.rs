//! Signing in with a passkey.

use cognate_testkit::{Authenticator, Tokens, Value, json};

use super::{INCORRECT, ORIGIN, RP_ID, USED, choosing, options};

#[tokio::test]
async fn a_passkey_signs_in() {
    let scene = choosing().await;
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
    let credential = passkey.sign(&super::options(&asked));
    Tokens::of(&scene.assert("alice", &asked, &credential).await.ok());
}

#[tokio::test]
async fn an_assertion_for_anything_else_is_wrong() {
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    let scene = choosing().await;
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
    scene.configure(on(json!({ "RelyingPartyId": RP_ID }))).await;
    let asked = scene.begin("alice", json!({})).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD"]));
    scene.configure(on(web_authn)).await;
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
