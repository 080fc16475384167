//! What sign-ins are refused with, at both doors.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Setup, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const ADDRESS: &str = "alice@example.com";
const DOORS: [bool; 2] = [false, true];

/// Alice with a password, an e-mail address and a phone number, in a pool where users choose; the client
/// tells who exists.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
    by_admin: bool,
}

impl Scene {
    async fn at(by_admin: bool, setup: Setup, settings: Value) -> Scene {
        let cognate = setup.start().await;
        let mut members = settings;
        if members["Policies"].is_null() {
            let factors = json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP"]);
            members["Policies"] = json!({
                "SignInPolicy": { "AllowedFirstAuthFactors": factors },
                "PasswordPolicy": { "PasswordHistorySize": 3 },
            });
        }
        members["SmsConfiguration"] = json!({
            "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x",
        });
        let pool = cognate.create_pool(members).await;
        let flows = json!([
            "ALLOW_USER_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        ]);
        let settings =
            json!({ "ExplicitAuthFlows": flows, "PreventUserExistenceErrors": "LEGACY" });
        let client = cognate.create_client(&pool, settings).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let scene = Scene { cognate, pool, client, by_admin };
        scene
            .set(
                "alice",
                json!([
                    { "Name": "email", "Value": ADDRESS },
                    { "Name": "email_verified", "Value": "true" },
                    { "Name": "phone_number", "Value": "+15551234567" },
                    { "Name": "phone_number_verified", "Value": "true" },
                ]),
            )
            .await;
        scene
    }

    async fn set(&self, username: &str, attributes: Value) {
        let request = json!({
            "UserPoolId": self.pool, "Username": username, "UserAttributes": attributes,
        });
        self.cognate.admin("AdminUpdateUserAttributes", request).await.ok();
    }

    async fn send(&self, operation: &str, mut request: Value) -> Answer {
        request["ClientId"] = self.client.as_str().into();
        if !self.by_admin {
            return self.cognate.call(operation, request).await;
        }
        request["UserPoolId"] = self.pool.as_str().into();
        self.cognate.admin(&format!("Admin{operation}"), request).await
    }

    async fn begin(&self, flow: &str, name: &str, mut parameters: Value) -> Answer {
        parameters["USERNAME"] = name.into();
        let request = json!({ "AuthFlow": flow, "AuthParameters": parameters });
        self.send("InitiateAuth", request).await
    }

    async fn password(&self, name: &str, password: &str) -> Answer {
        let flow = if self.by_admin { "ADMIN_USER_PASSWORD_AUTH" } else { "USER_PASSWORD_AUTH" };
        self.begin(flow, name, json!({ "PASSWORD": password })).await
    }

    async fn choose(&self, name: &str) -> Value {
        self.begin("USER_AUTH", name, json!({})).await.ok()
    }

    async fn respond(&self, name: &str, asked: &Value, mut responses: Value) -> Answer {
        responses["USERNAME"] = name.into();
        let request = json!({
            "ChallengeName": asked["ChallengeName"], "Session": asked["Session"],
            "ChallengeResponses": responses,
        });
        self.send("RespondToAuthChallenge", request).await
    }

    /// To both legs of a sign-in by a right password.
    async fn expect_at_both_legs(&self, code: &str) {
        self.password("alice", PASSWORD).await.expect_code(code);
        let asked = self.choose("alice").await;
        let chosen = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
        self.respond("alice", &asked, chosen).await.expect_code(code);
    }
}

#[tokio::test]
async fn the_users_state_is_told_once_the_password_is_right() {
    for by_admin in DOORS {
        for (status, code) in [
            (Status::Unconfirmed, "UserNotConfirmedException"),
            (Status::ResetRequired, "PasswordResetRequiredException"),
        ] {
            let scene = Scene::at(by_admin, Setup::default(), json!({})).await;
            rewrite(&scene.cognate, &scene.pool, "alice", |alice| alice.status = status).await;
            scene.expect_at_both_legs(code).await;
        }
    }
}

#[tokio::test]
async fn a_client_that_tells_who_exists_says_who_does_not() {
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:migrate";
    for by_admin in DOORS {
        let functions = json!({ "LambdaConfig": { "UserMigration": arn } });
        let scene = Scene::at(by_admin, Setup::default(), functions).await;
        scene.cognate.functions.echo();
        scene.password("nobody", PASSWORD).await.expect_code("UserNotFoundException");
        let asked = scene.choose("nobody").await;
        let chosen = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
        scene.respond("nobody", &asked, chosen).await.expect_code("UserNotFoundException");
    }
}

#[tokio::test]
async fn codes_that_nothing_sends_are_refused() {
    for by_admin in DOORS {
        let scene = Scene::at(by_admin, Setup::default().mute(), json!({})).await;
        for (factor, code) in [
            ("EMAIL_OTP", "InvalidEmailRoleAccessPolicyException"),
            ("SMS_OTP", "InvalidSmsRoleAccessPolicyException"),
        ] {
            let preferred = json!({ "PREFERRED_CHALLENGE": factor });
            scene.begin("USER_AUTH", "alice", preferred).await.expect_code(code);
            let asked = scene.choose("alice").await;
            let chosen = json!({ "ANSWER": factor });
            scene.respond("alice", &asked, chosen).await.expect_code(code);
        }
    }
}

#[tokio::test]
async fn a_new_password_is_judged() {
    for by_admin in DOORS {
        let scene = Scene::at(by_admin, Setup::default(), json!({})).await;
        let temporary = "Temporary-Horse9";
        let request = json!({
            "UserPoolId": scene.pool, "Username": "alice", "Password": temporary,
        });
        scene.cognate.admin("AdminSetUserPassword", request).await.ok();
        let asked = scene.password("alice", temporary).await.ok();
        for (password, code) in [
            ("weak", "InvalidPasswordException"),
            (PASSWORD, "PasswordHistoryPolicyViolationException"),
        ] {
            let answer = json!({ "NEW_PASSWORD": password });
            scene.respond("alice", &asked, answer).await.expect_code(code);
        }
    }
}

#[tokio::test]
async fn an_address_of_somebody_else_is_not_set_up() {
    for by_admin in DOORS {
        let settings = json!({ "AliasAttributes": ["email"], "Policies": {} });
        let scene = Scene::at(by_admin, Setup::default(), settings).await;
        let request = json!({
            "UserPoolId": scene.pool, "MfaConfiguration": "ON",
            "EmailMfaConfiguration": { "Message": "{####}", "Subject": "code" },
        });
        scene.cognate.admin("SetUserPoolMfaConfig", request).await.ok();
        scene.cognate.create_user(&scene.pool, "bob", PASSWORD).await;
        let asked = scene.password("bob", PASSWORD).await.ok();
        assert_eq!(asked["ChallengeName"], "MFA_SETUP");
        let asked = scene.respond("bob", &asked, json!({ "EMAIL": ADDRESS })).await.ok();
        let code = scene.cognate.code_for(ADDRESS).await;
        let answer = scene.respond("bob", &asked, json!({ "EMAIL_OTP_CODE": code })).await;
        answer.expect_code("AliasExistsException");
    }
}
