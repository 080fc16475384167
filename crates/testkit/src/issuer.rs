//! An OIDC provider elsewhere, as far as this installation asks it: discovery document and keys.

use serde_json::{Map, Value, json};

use cognate_core::iam::entity;
use cognate_crypto::{RsaHash, SigningKey};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::iam_entity::{self, Kind};

use crate::cognate::Cognate;
use crate::neighbours::Neighbours;

/// A provider with one RSA key.
pub struct Issuer {
    /// As in `iss`.
    pub url: String,
    pub key: SigningKey,
}

impl Issuer {
    /// All of them have the same key.
    pub fn new(url: &str) -> Issuer {
        let key = SigningKey::from_pkcs8("key-1", include_bytes!("../data/rsa_7.pk8"));
        Issuer { url: url.to_owned(), key: key.expect("a test key") }
    }

    /// Where the discovery document is.
    pub fn discovery_url(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.url)
    }

    /// Where the keys are.
    pub fn keys_url(&self) -> String {
        format!("{}/keys", self.url)
    }

    /// Both documents, from here on.
    pub fn serve(&self, neighbours: &Neighbours) {
        let document = json!({ "issuer": self.url, "jwks_uri": self.keys_url() });
        neighbours.serve(&self.discovery_url(), 200, document.to_string());
        let keys = json!({ "keys": [self.jwk()] });
        neighbours.serve(&self.keys_url(), 200, keys.to_string());
    }

    pub fn jwk(&self) -> Value {
        serde_json::from_str(&self.key.public().jwk_json()).expect("a key is JSON")
    }

    /// What it says about somebody for five minutes.
    pub fn claims(&self, sub: &str, aud: &str, now_s: i64) -> Value {
        json!({ "iss": self.url, "sub": sub, "aud": aud, "iat": now_s, "exp": now_s + 300 })
    }

    /// These claims, signed with RS256.
    pub fn token(&self, claims: &Value) -> String {
        self.key.sign_token(RsaHash::Sha256, "JWT", claims.to_string().as_bytes())
    }
}

impl Cognate {
    /// An OIDC provider of the account with this URL (without scheme) and these client ids, made without
    /// the operation; returns the ARN.
    pub async fn register_oidc_provider(&self, name: &str, client_ids: &[&str]) -> String {
        let mut document = Map::new();
        document.insert("ClientIDList".into(), json!(client_ids));
        let provider = entity::new(&self.cx(), Kind::OidcProvider, name, "/", document);
        let batch = Batch::new().with(iam_entity::insert(&provider));
        let written = self.store().write(batch).await.expect("the store takes a provider");
        assert_eq!(written, Outcome::Committed, "the provider is new");
        entity::arn(&self.config().account, &provider)
    }
}
