//! Authentication levels: TARGET_ACR_VALUES, ACCESS_TOKEN and MAX_AGE of USER_AUTH.

use cognate_testkit::{Answer, Authenticator, Cognate, Tokens, Value, json};

const PASSWORD: &str = "Correct-Horse9";
const ORIGIN: &str = "https://auth.example.com";
const LEVEL: [&str; 5] =
    ["", "urn:cognito:loa:1", "urn:cognito:loa:2", "urn:cognito:loa:3", "urn:cognito:loa:4"];

/// Alice with a password, an e-mail address and a software token, in a pool with every factor.
struct Alice {
    cognate: Cognate,
    pool: String,
    client: String,
    secret: String,
}

impl Alice {
    async fn new() -> Alice {
        Alice::in_pool(json!({})).await
    }

    async fn in_pool(mut members: Value) -> Alice {
        let cognate = Cognate::start().await;
        let factors = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
        members["Policies"] = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": factors } });
        let pool = cognate.create_pool(members).await;
        let flows =
            json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",]);
        let client = cognate.create_client(&pool, json!({ "ExplicitAuthFlows": flows })).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let alice = Alice { cognate, pool, client, secret: String::new() };
        alice.mfa("OPTIONAL").await;
        let attributes = json!([
            { "Name": "email", "Value": "alice@example.com" },
            { "Name": "email_verified", "Value": "true" },
        ]);
        let request = json!({
            "UserPoolId": alice.pool, "Username": "alice", "UserAttributes": attributes,
        });
        alice.cognate.admin("AdminUpdateUserAttributes", request).await.ok();
        let access = alice.sign_in().await.access;
        let request = json!({ "AccessToken": access });
        let answer = alice.cognate.call("AssociateSoftwareToken", request).await.ok();
        let secret = answer["SecretCode"].as_str().unwrap().to_owned();
        let code = alice.cognate.totp(&secret);
        let request = json!({ "AccessToken": access, "UserCode": code });
        alice.cognate.call("VerifySoftwareToken", request).await.ok();
        alice.cognate.clock.turn(30);
        Alice { secret, ..alice }
    }

    async fn mfa(&self, mode: &str) {
        let request = json!({
            "UserPoolId": self.pool, "MfaConfiguration": mode,
            "SoftwareTokenMfaConfiguration": { "Enabled": true },
            "WebAuthnConfiguration": { "RelyingPartyId": "auth.example.com" },
        });
        self.cognate.admin("SetUserPoolMfaConfig", request).await.ok();
    }

    /// With the password; no level is asked for.
    async fn sign_in(&self) -> Tokens {
        self.cognate.sign_in(&self.client, "alice", PASSWORD).await
    }

    async fn begin(&self, username: &str, members: Value) -> Answer {
        let mut parameters = members;
        parameters["USERNAME"] = username.into();
        self.cognate.initiate(&self.client, "USER_AUTH", parameters).await
    }

    async fn toward(&self, levels: &str) -> Answer {
        self.begin("alice", json!({ "TARGET_ACR_VALUES": levels })).await
    }

    /// From the factors of a token.
    async fn up(&self, token: &str, levels: &str) -> Answer {
        let parameters = json!({ "TARGET_ACR_VALUES": levels, "ACCESS_TOKEN": token });
        self.begin("alice", parameters).await
    }

    async fn respond(&self, asked: &Value, answers: Value) -> Answer {
        let mut answers = answers;
        answers["USERNAME"] = "alice".into();
        let request = json!({
            "ClientId": self.client, "ChallengeName": asked["ChallengeName"],
            "Session": asked["Session"], "ChallengeResponses": answers,
        });
        self.cognate.call("RespondToAuthChallenge", request).await
    }

    async fn password(&self, asked: &Value) -> Value {
        let answer = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
        self.respond(asked, answer).await.ok()
    }

    /// The software token's code, each time of a later step.
    async fn totp(&self, asked: &Value) -> Answer {
        self.cognate.clock.turn(30);
        let code = self.cognate.totp(&self.secret);
        self.respond(asked, json!({ "SOFTWARE_TOKEN_MFA_CODE": code })).await
    }

    async fn email(&self, asked: &Value) -> Answer {
        self.cognate.deliver().await;
        let code = self.cognate.post.messages()[0].code.clone().unwrap();
        self.respond(asked, json!({ "EMAIL_OTP_CODE": code })).await
    }

    async fn passkey(&self) -> Authenticator {
        let access = self.sign_in().await.access;
        let request = json!({ "AccessToken": access });
        let start = self.cognate.call("StartWebAuthnRegistration", request).await.ok();
        let mut authenticator = Authenticator::new(ORIGIN);
        let credential = authenticator.register(&start["CredentialCreationOptions"]);
        let request = json!({ "AccessToken": access, "Credential": credential });
        self.cognate.call("CompleteWebAuthnRegistration", request).await.ok();
        authenticator
    }
}

fn says(tokens: &Tokens, level: usize, amr: &[&str]) {
    for claims in [tokens.id_claims(), tokens.access_claims()] {
        assert_eq!(claims["acr"], LEVEL[level], "{claims}");
        assert_eq!(claims["amr"], json!(amr), "{claims}");
    }
}

#[tokio::test]
async fn tokens_say_a_level_only_where_one_was_asked_for() {
    let alice = Alice::new().await;
    let tokens = alice.sign_in().await;
    for claims in [tokens.id_claims(), tokens.access_claims()] {
        assert!(claims["acr"].is_null() && claims["amr"].is_null());
    }
    let asked = alice.toward(LEVEL[1]).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD"]));
    let tokens = Tokens::of(&alice.password(&asked).await);
    says(&tokens, 1, &["pwd"]);
}

#[tokio::test]
async fn each_level_is_reached_by_its_factors() {
    let alice = Alice::new().await;
    let mut passkey = alice.passkey().await;
    let asked = alice.toward(LEVEL[2]).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["EMAIL_OTP"]));
    let asked = alice.respond(&asked, json!({ "ANSWER": "EMAIL_OTP" })).await.ok();
    says(&Tokens::of(&alice.email(&asked).await.ok()), 2, &["email_otp"]);

    let asked = alice.toward(LEVEL[3]).await.ok();
    let available = json!(["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"]);
    assert_eq!(asked["AvailableChallenges"], available);
    let chosen = alice.respond(&asked, json!({ "ANSWER": "WEB_AUTHN" })).await.ok();
    let options = chosen["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str().unwrap();
    let credential = passkey.sign(&options.parse().unwrap());
    let answer = json!({ "CREDENTIAL": credential.to_string() });
    says(&Tokens::of(&alice.respond(&chosen, answer).await.ok()), 3, &["swk"]);
    let asked = alice.password(&alice.toward(LEVEL[3]).await.ok()).await;
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    says(&Tokens::of(&alice.email(&asked).await.ok()), 3, &["pwd", "email_otp", "mfa"]);

    let asked = alice.toward(LEVEL[4]).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD"]));
    let asked = alice.password(&asked).await;
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    says(&Tokens::of(&alice.totp(&asked).await.ok()), 4, &["pwd", "otp", "mfa"]);
}

#[tokio::test]
async fn a_token_brings_its_factors_along_and_the_new_ones_are_kept_over_refreshes() {
    let alice = Alice::new().await;
    let before = alice.sign_in().await;
    let asked = alice.up(&before.access, &format!("{} {}", LEVEL[4], LEVEL[3])).await.ok();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let after = Tokens::of(&alice.totp(&asked).await.ok());
    says(&after, 4, &["pwd", "otp", "mfa"]);
    assert_ne!(after.access_claims()["origin_jti"], before.access_claims()["origin_jti"]);
    let refreshed = alice.cognate.try_refresh(&alice.client, &after.refresh).await.ok();
    says(&Tokens::of(&refreshed), 4, &["pwd", "otp", "mfa"]);
    // The levels it has reached, and the ones below, are no step up.
    for level in [4, 3, 1] {
        let refused = alice.up(&after.access, LEVEL[level]).await;
        refused.expect_code("InvalidParameterException");
    }
    // The token before is good still, and goes another way.
    let asked = alice.up(&before.access, LEVEL[3]).await.ok();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    says(&Tokens::of(&alice.email(&asked).await.ok()), 3, &["pwd", "email_otp", "mfa"]);
}

#[tokio::test]
async fn a_token_that_is_too_old_brings_nothing() {
    let alice = Alice::new().await;
    let token = alice.sign_in().await.access;
    alice.cognate.clock.turn(301);
    let with =
        |age: &str| json!({ "TARGET_ACR_VALUES": LEVEL[4], "ACCESS_TOKEN": token, "MAX_AGE": age });
    let asked = alice.begin("alice", with("300")).await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    let asked = alice.begin("alice", with("301")).await.ok();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    for wrong in ["-1", "soon", "99999999999"] {
        alice
            .begin("alice", with(wrong))
            .await
            .expect_error("InvalidParameterException", "MAX_AGE must be a number of seconds.");
    }
}

#[tokio::test]
async fn what_cannot_be_reached_is_refused() {
    let alice = Alice::new().await;
    for nothing in ["", "urn:nothing", "1"] {
        alice.toward(nothing).await.expect_error(
            "InvalidParameterException",
            "TARGET_ACR_VALUES holds no authentication level of the user pool.",
        );
    }
    alice.cognate.create_user(&alice.pool, "bob", PASSWORD).await;
    let target = |levels: String| json!({ "TARGET_ACR_VALUES": levels });
    for level in [2, 3, 4] {
        alice.begin("bob", target(LEVEL[level].to_owned())).await.expect_error(
            "InvalidParameterException",
            "The user has no factors for any of the requested authentication levels.",
        );
    }
    // The best that can be had is the aim; what is unknown is ignored.
    let levels = format!("urn:nothing {} {}", LEVEL[4], LEVEL[1]);
    let asked = alice.begin("bob", target(levels)).await.ok();
    assert_eq!(asked["AvailableChallenges"], json!(["PASSWORD_SRP", "PASSWORD"]));
}

#[tokio::test]
async fn a_token_is_its_users_and_goes_with_a_target_only() {
    let alice = Alice::new().await;
    let token = alice.sign_in().await.access;
    alice
        .begin("alice", json!({ "ACCESS_TOKEN": token }))
        .await
        .expect_error("InvalidParameterException", "ACCESS_TOKEN requires TARGET_ACR_VALUES.");
    alice.cognate.create_user(&alice.pool, "bob", PASSWORD).await;
    let parameters = json!({ "TARGET_ACR_VALUES": LEVEL[4], "ACCESS_TOKEN": token });
    for other in ["bob", "nobody"] {
        alice
            .begin(other, parameters.clone())
            .await
            .expect_error("NotAuthorizedException", "The access token is not of this user.");
    }
    alice
        .up("garbage", LEVEL[4])
        .await
        .expect_error("NotAuthorizedException", "Invalid Access Token");
    let request = json!({ "AccessToken": token });
    alice.cognate.call("GlobalSignOut", request).await.ok();
    alice
        .up(&token, LEVEL[4])
        .await
        .expect_error("NotAuthorizedException", "Access Token has been revoked");
}

#[tokio::test]
async fn required_mfa_is_a_floor() {
    let alice = Alice::new().await;
    alice.mfa("ON").await;
    // Nothing is set up on the way: the token has to be switched on before.
    let asked = alice.toward(LEVEL[1]).await.ok();
    let answer = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
    alice.respond(&asked, answer).await.expect_code("InvalidParameterException");
    let request = json!({
        "UserPoolId": alice.pool, "Username": "alice",
        "SoftwareTokenMfaSettings": { "Enabled": true },
    });
    alice.cognate.admin("AdminSetUserMFAPreference", request).await.ok();
    let asked = alice.toward(LEVEL[1]).await.ok();
    let asked = alice.password(&asked).await;
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    says(&Tokens::of(&alice.totp(&asked).await.ok()), 4, &["pwd", "otp", "mfa"]);
}

#[tokio::test]
async fn pools_name_their_levels() {
    let level = |name: &str| json!({ "AcrValue": name });
    let config = json!({ "Level1": level("low"), "Level4": level("high") });
    let alice = Alice::in_pool(json!({ "AcrConfiguration": config })).await;
    let asked = alice.toward("high low").await.ok();
    let asked = alice.password(&asked).await;
    let tokens = Tokens::of(&alice.totp(&asked).await.ok());
    assert_eq!(tokens.access_claims()["acr"], "high");
    alice.toward(LEVEL[4]).await.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn the_lite_plan_has_no_levels() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "UserPoolTier": "LITE" })).await;
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] });
    let client = cognate.create_client(&pool, flows).await;
    let parameters = json!({ "USERNAME": "alice", "TARGET_ACR_VALUES": LEVEL[1] });
    cognate
        .initiate(&client, "USER_AUTH", parameters)
        .await
        .expect_code("FeatureUnavailableInTierException");
}
