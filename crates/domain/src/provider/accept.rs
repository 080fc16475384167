//! Judging CreateIdentityProvider and UpdateIdentityProvider.

use serde_json::Value;

use super::{ENDPOINTS, Kind, Metadata, Provider, Texts, by_name, details, identifiers, value};
use crate::attribute::is_never_writable;
use crate::member::{object, text};
use crate::pool::Pool;
use crate::{Map, Refusal, refusal};

/// What a request settles by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub kind: Kind,
    pub details: Texts,
    pub secrets: Texts,
    pub mapping: Texts,
    pub identifiers: Vec<String>,
    pub acr: Texts,
    pub source: Source,
}

/// What has to be looked up before the provider is complete.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Nothing,
    /// The details stay as they are, and so does what was found then.
    Kept {
        metadata: Option<Metadata>,
        discovered: Texts,
    },
    MetadataUrl(String),
    MetadataFile(String),
    /// The discovery document of this issuer, for endpoints that are not among the details.
    Discovery(String),
}

/// CreateIdentityProvider.
pub fn create(pool: &Pool, request: &Map) -> Result<Settings, Refusal> {
    let name = text(request, "ProviderName").unwrap_or_default();
    let kind = text(request, "ProviderType").and_then(Kind::parse);
    let kind = kind.ok_or_else(|| refusal::invalid_parameter("Unknown ProviderType."))?;
    check_name(name, kind)?;
    let (details, secrets) = details::accept(kind, &by_name(request, "ProviderDetails"))?;
    Ok(Settings {
        kind,
        source: source(kind, &details),
        details,
        secrets,
        mapping: mapping(pool, kind, by_name(request, "AttributeMapping"))?,
        identifiers: identifiers(request),
        acr: acr(kind, by_name(request, "AcrMapping"))?,
    })
}

/// UpdateIdentityProvider: what is given replaces, what is left out stays.
pub fn update(pool: &Pool, before: &Provider, request: &Map) -> Result<Settings, Refusal> {
    let kind = before.kind;
    let (details, secrets, source) = match object(request, "ProviderDetails") {
        Some(_) => {
            let mut given = by_name(request, "ProviderDetails");
            // Describe does not show it, so whoever sends back what it shows does not have it.
            if let Some(key) = before.secrets.get("private_key") {
                given.entry("private_key".to_owned()).or_insert_with(|| key.clone());
            }
            let (details, secrets) = details::accept(kind, &given)?;
            let source = source(kind, &details);
            (details, secrets, source)
        }
        None => {
            let (metadata, discovered) = (before.metadata.clone(), before.discovered.clone());
            let kept = Source::Kept { metadata, discovered };
            (before.details.clone(), before.secrets.clone(), kept)
        }
    };
    let given = |member: &str| object(request, member).map(|_| by_name(request, member));
    Ok(Settings {
        kind,
        details,
        secrets,
        mapping: match given("AttributeMapping") {
            Some(given) => mapping(pool, kind, given)?,
            None => before.mapping.clone(),
        },
        identifiers: match request.get("IdpIdentifiers").is_some_and(Value::is_array) {
            true => identifiers(request),
            false => before.identifiers.clone(),
        },
        acr: match given("AcrMapping") {
            Some(given) => acr(kind, given)?,
            None => before.acr.clone(),
        },
        source,
    })
}

impl Settings {
    /// The document to store, without secrets.
    pub fn document(&self, metadata: Option<&Metadata>, discovered: &Texts) -> Map {
        let mut document = Map::new();
        document.insert("ProviderType".into(), self.kind.as_str().into());
        document.insert("ProviderDetails".into(), value(&self.details));
        document.insert("AttributeMapping".into(), value(&self.mapping));
        document.insert("IdpIdentifiers".into(), self.identifiers.clone().into());
        document.insert("AcrMapping".into(), value(&self.acr));
        if let Some(metadata) = metadata {
            let metadata = serde_json::to_value(metadata).expect("texts and numbers are JSON");
            document.insert("Metadata".into(), metadata);
        }
        if !discovered.is_empty() {
            document.insert("Discovered".into(), value(discovered));
        }
        document
    }
}

/// Social providers are named after their type, and nothing else is.
fn check_name(name: &str, kind: Kind) -> Result<(), Refusal> {
    let named_after = Kind::ALL.into_iter().find(|kind| kind.is_social() && kind.as_str() == name);
    let fits = match named_after {
        Some(other) => other == kind,
        None => !kind.is_social() && !name.eq_ignore_ascii_case("COGNITO"),
    };
    if fits {
        return Ok(());
    }
    Err(refusal::invalid_parameter(format!("Provider {name} cannot be of type {}.", kind.as_str())))
}

fn source(kind: Kind, details: &Texts) -> Source {
    let has = |name: &str| details.get(name).filter(|value| !value.is_empty()).cloned();
    match kind {
        Kind::Saml => match (has("MetadataURL"), has("MetadataFile")) {
            (Some(url), _) => Source::MetadataUrl(url),
            (None, Some(file)) => Source::MetadataFile(file),
            (None, None) => Source::Nothing,
        },
        Kind::Oidc if ENDPOINTS.iter().any(|(name, _)| !details.contains_key(*name)) => {
            has("oidc_issuer").map_or(Source::Nothing, Source::Discovery)
        }
        _ => Source::Nothing,
    }
}

/// Claims go to attributes of the schema; the subject is mapped by itself.
fn mapping(pool: &Pool, kind: Kind, mut given: Texts) -> Result<Texts, Refusal> {
    for (attribute, claim) in &given {
        let known = attribute == "username"
            || pool.rules.schema.get(attribute).is_some() && !is_never_writable(attribute);
        if !known {
            return Err(refusal::invalid_parameter(format!(
                "AttributeMapping names {attribute}, which is not an attribute of the user pool that \
                 can be mapped."
            )));
        }
        if claim.is_empty() {
            return Err(refusal::invalid_parameter(format!(
                "AttributeMapping has no claim for {attribute}."
            )));
        }
    }
    if let Some(claim) = kind.subject_claim() {
        given.entry("username".to_owned()).or_insert_with(|| claim.to_owned());
    }
    Ok(given)
}

fn acr(kind: Kind, given: Texts) -> Result<Texts, Refusal> {
    if !given.is_empty() && kind != Kind::Oidc {
        return Err(refusal::invalid_parameter(
            "AcrMapping is only supported for identity providers of type OIDC.",
        ));
    }
    Ok(given)
}
