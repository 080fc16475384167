//! Requests to identity pools, and the pools, roles and users that their tests begin with.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cognate::{AccessKey, Cognate};
use crate::fixture::REGION;

const IDENTITY_POOLS: &str = "AWSCognitoIdentityService";

impl Cognate {
    /// An identity-pool operation, unsigned: the public ones.
    pub async fn identity(&self, operation: &str, body: Value) -> Answer {
        self.send(self.json_request(IDENTITY_POOLS, operation, &body)).await
    }

    /// An identity-pool operation, signed by the root.
    pub async fn identity_admin(&self, operation: &str, body: Value) -> Answer {
        self.identity_as(&self.root, operation, body).await
    }

    /// An identity-pool operation, signed by another key.
    pub async fn identity_as(&self, key: &AccessKey, operation: &str, body: Value) -> Answer {
        let request = self.json_request(IDENTITY_POOLS, operation, &body);
        self.send(self.signed(key, "cognito-identity", REGION, request)).await
    }

    /// CreateIdentityPool with these members, by default without guests; returns the id.
    pub async fn create_identity_pool(&self, members: Value) -> String {
        let request =
            json!({ "IdentityPoolName": "pool", "AllowUnauthenticatedIdentities": false });
        let request = crate::fixture::with(request, members);
        let answer = self.identity_admin("CreateIdentityPool", request).await.ok();
        answer["IdentityPoolId"].as_str().expect("an identity pool has an id").to_owned()
    }
}
