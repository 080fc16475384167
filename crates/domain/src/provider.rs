//! Identity providers: whom a pool trusts to sign its users in.
//!
//! A change is judged in two steps: [`create`] and [`update`] say what is settled by the request alone,
//! and what has to be looked up ([`Source`]); [`Settings::document`] takes what was found.

mod accept;
mod details;
mod kind;
mod metadata;

pub use accept::{Settings, Source, create, update};
pub use details::{ENDPOINTS, check_url, discovered};
pub use kind::Kind;
pub use metadata::Metadata;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::member::{object, text, texts};
use crate::pool::{Pool, Unreadable};
use crate::{Map, Refusal, refusal};

/// Providers of one pool, at most, unless the operator says otherwise.
pub const PER_POOL_MAX: i64 = 300;

/// Texts by name, as details and mappings are.
pub type Texts = BTreeMap<String, String>;

/// A provider as loaded, with its secrets.
#[derive(Clone, PartialEq)]
pub struct Provider {
    /// Key of the pool.
    pub pool: i64,
    pub name: String,
    pub kind: Kind,
    /// `ProviderDetails` without what is secret.
    pub details: Texts,
    /// `client_secret`, `private_key`.
    pub secrets: Texts,
    /// Claims by the attribute that they are mapped to.
    pub mapping: Texts,
    pub identifiers: Vec<String>,
    /// The provider's ACR values by `Level1` to `Level4`.
    pub acr: Texts,
    /// What a SAML provider says of itself.
    pub metadata: Option<Metadata>,
    /// Endpoints of an OIDC provider that the request did not name.
    pub discovered: Texts,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
}

/// The columns of a provider besides its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub pool: i64,
    pub name: String,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
}

impl Provider {
    pub fn assemble(head: Head, document: &Map, secrets: Texts) -> Result<Provider, Unreadable> {
        let kind = text(document, "ProviderType").and_then(Kind::parse);
        let metadata = document.get("Metadata").cloned().map(serde_json::from_value).transpose();
        let Head { pool, name, version, created, modified } = head;
        Ok(Provider {
            pool,
            name,
            kind: kind.ok_or(Unreadable("ProviderType"))?,
            details: by_name(document, "ProviderDetails"),
            secrets,
            mapping: by_name(document, "AttributeMapping"),
            identifiers: identifiers(document),
            acr: by_name(document, "AcrMapping"),
            metadata: metadata.map_err(|_| Unreadable("Metadata"))?,
            discovered: by_name(document, "Discovered"),
            version,
            created,
            modified,
        })
    }

    /// A detail, or the endpoint that was discovered under that name.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.get(name).or_else(|| self.discovered.get(name)).map(String::as_str)
    }

    /// Does a SAML provider take responses that nobody asked for?
    pub fn is_idp_initiated(&self) -> bool {
        self.details.get("IDPInit").is_some_and(|given| given == "true")
    }
}

/// `IdentityProviderType` without dates. `encryption` is the certificate of a SAML provider's key,
/// base64 of DER. The private key of Sign in with Apple is never shown.
pub fn describe(pool: &Pool, provider: &Provider, encryption: Option<&str>) -> Map {
    let mut details = provider.details.clone();
    if let Some(secret) = provider.secrets.get("client_secret") {
        details.insert("client_secret".into(), secret.clone());
    }
    if let Some(metadata) = &provider.metadata {
        details.insert("SSORedirectBindingURI".into(), metadata.sso_redirect.clone());
        if let Some(url) = &metadata.slo_redirect {
            details.insert("SLORedirectBindingURI".into(), url.clone());
        }
    }
    if let Some(certificate) = encryption {
        details.insert("ActiveEncryptionCertificate".into(), certificate.to_owned());
    }
    let mut shown = Map::new();
    shown.insert("UserPoolId".into(), pool.id.as_str().into());
    shown.insert("ProviderName".into(), provider.name.as_str().into());
    shown.insert("ProviderType".into(), provider.kind.as_str().into());
    shown.insert("ProviderDetails".into(), value(&details));
    shown.insert("AttributeMapping".into(), value(&provider.mapping));
    shown.insert("IdpIdentifiers".into(), provider.identifiers.clone().into());
    if !provider.acr.is_empty() {
        shown.insert("AcrMapping".into(), value(&provider.acr));
    }
    shown
}

/// The identifiers in a stored document.
pub fn identifiers(document: &Map) -> Vec<String> {
    texts(document, "IdpIdentifiers").into_iter().map(str::to_owned).collect()
}

/// The type in a stored document.
pub fn kind_of(document: &Map) -> Option<Kind> {
    text(document, "ProviderType").and_then(Kind::parse)
}

/// The group that users of a provider join when they first sign in: its name and its description.
pub fn group(pool: &Pool, provider: &str) -> (String, String) {
    let description = format!("Autogenerated group for users who sign in using {provider}");
    (format!("{}_{provider}", pool.id), description)
}

pub fn not_found(name: &str) -> Refusal {
    refusal::resource_not_found(format!("Identity provider {name} does not exist."))
}

pub fn exists(pool: &Pool, name: &str) -> Refusal {
    refusal::duplicate_provider(format!("{name} already exists in user pool {}", pool.id))
}

pub fn identifier_taken() -> Refusal {
    refusal::invalid_parameter(
        "An identifier in IdpIdentifiers belongs to another identity provider of the user pool.",
    )
}

/// `COGNITO` is the pool itself: nobody changes or deletes it.
pub fn refuse_reserved(name: &str) -> Result<(), Refusal> {
    if name.eq_ignore_ascii_case("COGNITO") {
        return Err(refusal::unsupported_identity_provider(
            "COGNITO is the user pool itself and cannot be changed as an identity provider.",
        ));
    }
    Ok(())
}

/// Is there room for one more, next to `count` providers?
pub fn room_for_another(count: i64, max: i64) -> Result<(), Refusal> {
    if count < max {
        return Ok(());
    }
    Err(refusal::limit_exceeded("Maximum number of identity providers exceeded."))
}

fn by_name(document: &Map, member: &str) -> Texts {
    let members = object(document, member).into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn value(texts: &Texts) -> Value {
    let members = texts.iter().map(|(name, text)| (name.clone(), text.as_str().into()));
    Value::Object(members.collect())
}

/// Names no secret (LG-1).
impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("pool", &self.pool)
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
