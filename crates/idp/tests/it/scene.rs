//! One pool and one client: where sign-ins begin. What a file needs beyond this it adds.

use cognate_testkit::{Answer, Cognate, Value, json};

pub const PASSWORD: &str = "Correct-Horse9";

pub struct Scene {
    pub cognate: Cognate,
    pub pool: String,
    pub client: String,
}

impl Scene {
    pub async fn on(cognate: Cognate, pool: Value, client: Value) -> Scene {
        let pool = cognate.create_pool(pool).await;
        let client = cognate.create_client(&pool, client).await;
        Scene { cognate, pool, client }
    }

    /// SetUserPoolMfaConfig
    pub async fn mfa(&self, mut members: Value) {
        members["UserPoolId"] = self.pool.as_str().into();
        self.cognate.admin("SetUserPoolMfaConfig", members).await.ok();
    }

    pub async fn set(&self, username: &str, attributes: Value) {
        let request = json!({
            "UserPoolId": self.pool, "Username": username, "UserAttributes": attributes,
        });
        self.cognate.admin("AdminUpdateUserAttributes", request).await.ok();
    }

    /// AdminGetUser
    pub async fn user(&self, username: &str) -> Value {
        let request = json!({ "UserPoolId": self.pool, "Username": username });
        self.cognate.admin("AdminGetUser", request).await.ok()
    }

    /// Answers a challenge of this name with the session that it came with.
    pub async fn answer(
        &self,
        username: &str,
        name: &Value,
        session: &Value,
        mut answers: Value,
    ) -> Answer {
        answers["USERNAME"] = username.into();
        let request = json!({
            "ClientId": self.client, "ChallengeName": name, "Session": session,
            "ChallengeResponses": answers,
        });
        self.cognate.call("RespondToAuthChallenge", request).await
    }

    /// Answers the challenge that `asked` is.
    pub async fn respond(&self, username: &str, asked: &Value, answers: Value) -> Answer {
        self.answer(username, &asked["ChallengeName"], &asked["Session"], answers).await
    }
}
