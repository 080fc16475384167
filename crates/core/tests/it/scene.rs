//! One pool, one client, one user: where most flows begin.

use std::ops::Deref;

use cognate_testkit::{Cognate, Setup, Value, json};

pub const PASSWORD: &str = "Correct-Horse9";

pub struct Scene {
    cognate: Cognate,
    pub pool: String,
    pub client: String,
    /// Of `alice`, who has a password and an e-mail address.
    pub sub: String,
}

impl Scene {
    pub async fn new() -> Scene {
        Scene::with(json!({})).await
    }

    /// With these members of the client.
    pub async fn with(client: Value) -> Scene {
        Scene::on(Setup::default().start().await, json!({}), client).await
    }

    pub async fn on(cognate: Cognate, pool: Value, client: Value) -> Scene {
        let pool = cognate.create_pool(pool).await;
        let client = cognate.create_client(&pool, client).await;
        let sub = cognate.create_user(&pool, "alice", PASSWORD).await;
        Scene { cognate, pool, client, sub }
    }

    /// Around what is there already.
    pub fn over(cognate: Cognate, pool: String, client: String, sub: String) -> Scene {
        Scene { cognate, pool, client, sub }
    }

    /// A signed operation on a user of the pool, which must succeed.
    pub async fn on_user(&self, operation: &str, username: &str) {
        let body = json!({ "UserPoolId": self.pool, "Username": username });
        self.admin(operation, body).await.ok();
    }
}

impl Deref for Scene {
    type Target = Cognate;

    fn deref(&self) -> &Cognate {
        &self.cognate
    }
}
