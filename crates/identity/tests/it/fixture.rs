//! An identity pool over user pools, with roles that trust it.

use std::ops::Deref;

use cognate_testkit::{AccessKey, Answer, Cognate, Setup, Value, allow, json};

pub const PASSWORD: &str = "Correct-Horse9";
pub const USERS: &str = "arn:aws:iam::123456789012:role/users";
pub const GUESTS: &str = "arn:aws:iam::123456789012:role/guests";
pub const DEVELOPER: &str = "login.example";

pub const NOT_SUPPORTED: &str = "Token is not from a supported provider of this identity pool.";
pub const NO_MATCH: &str = "Logins don't match. Please include at least one valid login for this identity or identity pool.";
pub const MISCONFIGURED: &str =
    "Invalid identity pool configuration. Check assigned IAM roles for this pool.";

/// A user pool whose client's users the identity pool takes.
#[derive(Clone)]
pub struct Provider {
    pub pool: String,
    pub client: String,
    /// The key of `Logins`.
    pub key: String,
}

pub struct Scene {
    pub cognate: Cognate,
    pub identity_pool: String,
    pub provider: Provider,
}

impl Deref for Scene {
    type Target = Cognate;

    fn deref(&self) -> &Cognate {
        &self.cognate
    }
}

/// Who may assume a role: identities of the pool with this `amr`.
pub fn trusting(pool: &str, amr: &str) -> Value {
    json!([{
        "Effect": "Allow",
        "Principal": { "Federated": "cognito-identity.amazonaws.com" },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": { "cognito-identity.amazonaws.com:aud": pool },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": amr },
        },
    }])
}

/// `trusting`, and tags may come along.
pub fn trusting_with_tags(pool: &str) -> Value {
    let mut trust = trusting(pool, "authenticated");
    trust[0]["Action"] = json!(["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]);
    trust
}

impl Scene {
    /// Guests are allowed, roles are set: `users`, and `guests` with a role that allows everything.
    pub async fn start() -> Scene {
        Scene::on(Cognate::start().await).await
    }

    pub async fn with(setup: Setup) -> Scene {
        Scene::on(setup.start().await).await
    }

    pub async fn on(cognate: Cognate) -> Scene {
        let provider = user_pool(&cognate).await;
        let members = json!({
            "AllowUnauthenticatedIdentities": true,
            "DeveloperProviderName": DEVELOPER,
            "CognitoIdentityProviders": [entry(&provider)],
        });
        let identity_pool = cognate.create_identity_pool(members).await;
        let everything = json!([allow("*", "*")]);
        let list = json!([allow("cognito-idp:ListUserPools", "*")]);
        let trust = trusting(&identity_pool, "authenticated");
        cognate.iam_role("users", trust, list).await;
        let trust = trusting(&identity_pool, "unauthenticated");
        cognate.iam_role("guests", trust, everything).await;
        let scene = Scene { cognate, identity_pool, provider };
        scene.set_roles(json!({})).await;
        scene
    }

    /// SetIdentityPoolRoles with the roles of the scene.
    pub async fn set_roles(&self, mappings: Value) {
        let request = json!({
            "IdentityPoolId": self.identity_pool,
            "Roles": { "authenticated": USERS, "unauthenticated": GUESTS },
            "RoleMappings": mappings,
        });
        self.identity_admin("SetIdentityPoolRoles", request).await.ok();
    }

    /// UpdateIdentityPool: the settings of the scene with these members.
    pub async fn update(&self, members: Value) {
        let request = json!({ "IdentityPoolId": self.identity_pool });
        let mut pool = self.identity_admin("DescribeIdentityPool", request).await.ok();
        for (name, value) in members.as_object().unwrap() {
            pool[name] = value.clone();
        }
        self.identity_admin("UpdateIdentityPool", pool).await.ok();
    }

    /// A further user pool of the identity pool.
    pub async fn second_provider(&self) -> Provider {
        let provider = user_pool(&self.cognate).await;
        let entries = [entry(&self.provider), entry(&provider)];
        self.update(json!({ "CognitoIdentityProviders": entries })).await;
        provider
    }

    /// A new user of the provider; their `sub`.
    pub async fn user(&self, provider: &Provider, name: &str) -> String {
        self.create_user(&provider.pool, name, PASSWORD).await
    }

    /// `Logins` of a user.
    pub async fn logins(&self, provider: &Provider, name: &str) -> Value {
        let tokens = self.sign_in(&provider.client, name, PASSWORD).await;
        json!({ provider.key.as_str(): tokens.id })
    }

    pub async fn get_id(&self, logins: Value) -> Answer {
        let request = json!({ "IdentityPoolId": self.identity_pool, "Logins": logins });
        self.identity("GetId", request).await
    }

    /// The id of a new user's identity, and their logins.
    pub async fn identity_of(&self, name: &str) -> (String, Value) {
        self.user(&self.provider, name).await;
        let logins = self.logins(&self.provider, name).await;
        (self.id(logins.clone()).await, logins)
    }

    pub async fn id(&self, logins: Value) -> String {
        text(&self.get_id(logins).await.ok()["IdentityId"])
    }

    pub async fn credentials(&self, identity: &str, logins: Value) -> Answer {
        let request = json!({ "IdentityId": identity, "Logins": logins });
        self.identity("GetCredentialsForIdentity", request).await
    }

    pub async fn token(&self, identity: &str, logins: Value) -> Answer {
        let request = json!({ "IdentityId": identity, "Logins": logins });
        self.identity("GetOpenIdToken", request).await
    }

    pub async fn describe(&self, identity: &str) -> Value {
        let request = json!({ "IdentityId": identity });
        self.identity_admin("DescribeIdentity", request).await.ok()
    }
}

pub async fn user_pool(cognate: &Cognate) -> Provider {
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let key = format!("cognito-idp.eu-central-1.amazonaws.com/{pool}");
    Provider { pool, client, key }
}

/// Of `CognitoIdentityProviders`.
pub fn entry(provider: &Provider) -> Value {
    json!({ "ProviderName": provider.key, "ClientId": provider.client })
}

/// The key for signing that GetCredentialsForIdentity gave.
#[track_caller]
pub fn key(answer: Answer) -> AccessKey {
    let credentials = &answer.ok()["Credentials"];
    AccessKey {
        id: text(&credentials["AccessKeyId"]),
        secret: text(&credentials["SecretKey"]),
        token: Some(text(&credentials["SessionToken"])),
    }
}

/// The logins of two users as one map.
pub fn both(one: &Value, other: &Value) -> Value {
    let mut all = one.clone();
    all.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    all
}

#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

pub const STS: [(&str, &str); 1] = [("Version", "2011-06-15")];

/// `Arn` and `UserId` of whoever signs.
pub async fn caller(cognate: &Cognate, key: &AccessKey) -> (String, String) {
    let parameters = [STS[0], ("Action", "GetCallerIdentity")];
    let answer = cognate.query_as(key, "sts", &parameters).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (answer.element("Arn").to_owned(), answer.element("UserId").to_owned())
}
