//! The pools, clients, users and sign-ins that most tests begin with, made by the real operations.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use cognate_crypto::secret_hash;

use crate::answer::Answer;
use crate::cognate::Cognate;
use crate::srp;

/// The region of every test.
pub const REGION: &str = "eu-central-1";

/// The tokens of a sign-in.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub id: String,
    pub access: String,
    /// Empty when none was sent.
    pub refresh: String,
}

impl Tokens {
    /// Reads an answer with an `AuthenticationResult`.
    #[track_caller]
    pub fn of(answer: &Value) -> Tokens {
        let result = &answer["AuthenticationResult"];
        assert!(result.is_object(), "no tokens: {answer}");
        let text = |name: &str| result[name].as_str().unwrap_or_default().to_owned();
        Tokens { id: text("IdToken"), access: text("AccessToken"), refresh: text("RefreshToken") }
    }

    pub fn id_claims(&self) -> Value {
        claims(&self.id)
    }

    pub fn access_claims(&self) -> Value {
        claims(&self.access)
    }
}

/// The payload of a JWT, unverified.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a JWT has three parts");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    serde_json::from_slice(&payload).expect("claims are JSON")
}

impl Cognate {
    /// CreateUserPool with these members; returns the id.
    pub async fn create_pool(&self, members: Value) -> String {
        let request = with(json!({ "PoolName": "pool" }), members);
        let answer = self.admin("CreateUserPool", request).await.ok();
        answer["UserPool"]["Id"].as_str().expect("a pool has an id").to_owned()
    }

    /// CreateUserPoolClient with these members, by default with the password, SRP and refresh flows
    /// and existence hidden; returns the id.
    pub async fn create_client(&self, pool: &str, members: Value) -> String {
        let client = self.describe_new_client(pool, members).await;
        client["ClientId"].as_str().expect("a client has an id").to_owned()
    }

    /// The same with a secret; returns id and secret.
    pub async fn create_secret_client(&self, pool: &str, members: Value) -> (String, String) {
        let members = with(json!({ "GenerateSecret": true }), members);
        let client = self.describe_new_client(pool, members).await;
        let text = |name: &str| client[name].as_str().expect(name).to_owned();
        (text("ClientId"), text("ClientSecret"))
    }

    async fn describe_new_client(&self, pool: &str, members: Value) -> Value {
        let request = json!({
            "UserPoolId": pool,
            "ClientName": "client",
            "ExplicitAuthFlows": [
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ],
            "PreventUserExistenceErrors": "ENABLED",
        });
        let request = with(request, members);
        self.admin("CreateUserPoolClient", request).await.ok()["UserPoolClient"].take()
    }

    /// All pages of a list that an administrator reads, with the `NextToken` of the page before.
    pub async fn pages(&self, operation: &str, request: Value, list: &str) -> Vec<Vec<Value>> {
        let (mut pages, mut request) = (Vec::new(), request);
        loop {
            let mut page = self.admin(operation, request.clone()).await.ok();
            let items = page[list].take();
            pages.push(items.as_array().unwrap_or_else(|| panic!("no {list}: {page}")).clone());
            match page["NextToken"].take() {
                Value::Null => return pages,
                token => request["NextToken"] = token,
            }
        }
    }

    /// A confirmed user with this password; returns the `sub`.
    pub async fn create_user(&self, pool: &str, username: &str, password: &str) -> String {
        let user = self.invite_user(pool, json!({ "Username": username })).await;
        let request = json!({
            "UserPoolId": pool, "Username": username, "Password": password, "Permanent": true,
        });
        self.admin("AdminSetUserPassword", request).await.ok();
        user
    }

    /// AdminCreateUser with these members, without a message; returns the `sub`.
    pub async fn invite_user(&self, pool: &str, members: Value) -> String {
        let request = json!({ "UserPoolId": pool, "MessageAction": "SUPPRESS" });
        let answer = self.admin("AdminCreateUser", with(request, members)).await.ok();
        let attributes = answer["User"]["Attributes"].as_array().expect("a user has attributes");
        let sub = attributes.iter().find(|attribute| attribute["Name"] == "sub");
        sub.and_then(|sub| sub["Value"].as_str()).expect("a user has a sub").to_owned()
    }

    /// USER_PASSWORD_AUTH, whatever it is answered.
    pub async fn try_sign_in(&self, client: &str, username: &str, password: &str) -> Answer {
        let parameters = json!({ "USERNAME": username, "PASSWORD": password });
        self.initiate(client, "USER_PASSWORD_AUTH", parameters).await
    }

    /// USER_PASSWORD_AUTH that ends in tokens.
    pub async fn sign_in(&self, client: &str, username: &str, password: &str) -> Tokens {
        Tokens::of(&self.try_sign_in(client, username, password).await.ok())
    }

    /// REFRESH_TOKEN_AUTH, whatever it is answered.
    pub async fn try_refresh(&self, client: &str, token: &str) -> Answer {
        self.initiate(client, "REFRESH_TOKEN_AUTH", json!({ "REFRESH_TOKEN": token })).await
    }

    /// InitiateAuth.
    pub async fn initiate(&self, client: &str, flow: &str, parameters: Value) -> Answer {
        let request = json!({ "ClientId": client, "AuthFlow": flow, "AuthParameters": parameters });
        self.call("InitiateAuth", request).await
    }

    /// The first leg of SRP; the answer is a `PASSWORD_VERIFIER` challenge or an error.
    pub async fn srp_start(&self, client: &str, username: &str, srp: &srp::Client) -> Answer {
        let parameters = json!({ "USERNAME": username, "SRP_A": srp.a_hex() });
        self.initiate(client, "USER_SRP_AUTH", parameters).await
    }

    /// RespondToAuthChallenge to `PASSWORD_VERIFIER`.
    pub async fn srp_answer(&self, client: &str, responses: Value) -> Answer {
        let request = json!({
            "ClientId": client, "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": responses,
        });
        self.call("RespondToAuthChallenge", request).await
    }

    /// Both legs of SRP, on the server's clock; the first must be answered with a challenge.
    pub async fn srp_sign_in(
        &self,
        pool: &str,
        client: &str,
        username: &str,
        password: &str,
    ) -> Answer {
        let srp = srp::Client::new(&"a1".repeat(32));
        let challenge = self.srp_start(client, username, &srp).await.ok();
        let parameters = &challenge["ChallengeParameters"];
        let responses = srp.responses(pool, password, parameters, self.clock.now_s());
        self.srp_answer(client, responses).await
    }
}

/// `SECRET_HASH`.
pub fn secret_hash(secret: &str, username: &str, client: &str) -> String {
    secret_hash::compute(secret, username, client)
}

/// Members added to an object, or replacing its own; `null` removes one.
pub(crate) fn with(base: Value, members: Value) -> Value {
    let (Value::Object(mut base), Value::Object(members)) = (base, members) else {
        panic!("members are an object")
    };
    for (name, value) in members {
        match value {
            Value::Null => drop(base.remove(&name)),
            value => drop(base.insert(name, value)),
        }
    }
    Value::Object(base)
}
