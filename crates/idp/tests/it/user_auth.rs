//! USER_AUTH: choosing the first factor, signing in without a password, and with passkeys.

mod choice;
mod hiding;
mod passkey;
mod signing_up;

use cognate_testkit::{Answer, Authenticator, Cognate, Value, json};

use crate::scene::{PASSWORD, Scene};

const RP_ID: &str = "auth.example.com";
const ORIGIN: &str = "https://auth.example.com";
const INCORRECT: &str = "Incorrect username or password.";
const USED: &str = "Invalid session for the user, session can only be used once.";
const MISMATCH: &str = "Invalid code or auth state for the user.";

/// A pool with every first factor, and a client with USER_AUTH.
async fn choosing() -> Scene {
    choosing_with(json!({}), json!({})).await
}

async fn choosing_with(pool: Value, client: Value) -> Scene {
    choosing_on(Cognate::start().await, pool, client).await
}

async fn choosing_on(cognate: Cognate, mut pool: Value, mut client: Value) -> Scene {
    let factors = json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
    let policies = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": factors } });
    pool["Policies"] = pool["Policies"].as_object().map_or(policies, |it| json!(it));
    pool["AutoVerifiedAttributes"] = json!(["email"]);
    pool["SmsConfiguration"] = sms();
    if client["ExplicitAuthFlows"].is_null() {
        let flows =
            json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
        client["ExplicitAuthFlows"] = flows;
    }
    let scene = Scene::on(cognate, pool, client).await;
    scene.configure(json!({ "MfaConfiguration": "OFF" })).await;
    scene
}

impl Scene {
    /// SetUserPoolMfaConfig, with the relying party unless another configuration is given.
    async fn configure(&self, mut members: Value) {
        if members["WebAuthnConfiguration"].is_null() {
            members["WebAuthnConfiguration"] = json!({ "RelyingPartyId": RP_ID });
        }
        self.mfa(members).await;
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

    async fn begin(&self, username: &str, members: Value) -> Answer {
        let mut parameters = members;
        parameters["USERNAME"] = username.into();
        self.cognate.initiate(&self.client, "USER_AUTH", parameters).await
    }

    async fn prefer(&self, username: &str, challenge: &str) -> Answer {
        self.begin(username, json!({ "PREFERRED_CHALLENGE": challenge })).await
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
