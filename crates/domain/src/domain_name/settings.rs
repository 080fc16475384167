//! CreateUserPoolDomain and UpdateUserPoolDomain.

use super::Domain;
use crate::member::{object, text, whole};
use crate::pool::{Pool, Tier};
use crate::{Map, Refusal, refusal};

pub const CUSTOM_PER_ACCOUNT_MAX: i64 = 4;

const LABEL_LENGTH_MAX: usize = 63;
const NAME_LENGTH_MAX: usize = 253;
/// What no prefix may contain.
const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];

/// The two kinds of domain; a pool has at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A label below the server's own name.
    Prefix,
    /// A name of the owner's.
    Custom,
}

/// Prefixes have no dot, custom names have one.
pub fn kind(name: &str) -> Kind {
    if name.contains('.') { Kind::Custom } else { Kind::Prefix }
}

/// CreateUserPoolDomain: name and document of the new domain. `existing` are the pool's own domains;
/// whether another pool has the name, the store's key tells (see [`taken`]).
pub fn create(pool: &Pool, request: &Map, existing: &[Domain]) -> Result<(String, Map), Refusal> {
    let name = text(request, "Domain").unwrap_or_default();
    let config = object(request, "CustomDomainConfig");
    match (kind(name), config) {
        (Kind::Prefix, None) => check_prefix(name)?,
        (Kind::Custom, Some(_)) => check_custom(name)?,
        (Kind::Prefix, Some(_)) | (Kind::Custom, None) => return Err(malformed()),
    }
    if existing.iter().any(|domain| domain.kind() == kind(name)) {
        return Err(refusal::invalid_parameter("User pool already has a domain configured."));
    }
    no_routing(request)?;
    let mut document = Map::new();
    document.insert("ManagedLoginVersion".into(), login_version(pool, request, 1)?.into());
    if let Some(config) = config {
        document.insert("CustomDomainConfig".into(), config.clone().into());
    }
    Ok((name.to_owned(), document))
}

/// UpdateUserPoolDomain: the document afterwards; what is left out stays.
pub fn update(pool: &Pool, domain: &Domain, request: &Map) -> Result<Map, Refusal> {
    no_routing(request)?;
    let mut document = domain.document.clone();
    let version = whole(&document, "ManagedLoginVersion").unwrap_or(1);
    document.insert("ManagedLoginVersion".into(), login_version(pool, request, version)?.into());
    match (object(request, "CustomDomainConfig"), domain.kind()) {
        (None, _) => {}
        (Some(config), Kind::Custom) => {
            document.insert("CustomDomainConfig".into(), config.clone().into());
        }
        (Some(_), Kind::Prefix) => {
            return Err(refusal::invalid_parameter(
                "CustomDomainConfig is only allowed for custom domains.",
            ));
        }
    }
    Ok(document)
}

/// The domain, when it is the pool's; Update and DeleteUserPoolDomain name both.
pub fn of_pool(domain: Option<Domain>, pool: &Pool) -> Result<Domain, Refusal> {
    domain.filter(|domain| domain.pool == pool.key).ok_or_else(unknown)
}

/// Another pool has the name.
pub fn taken() -> Refusal {
    refusal::invalid_parameter("Domain already associated with another user pool.")
}

pub fn unknown() -> Refusal {
    refusal::invalid_parameter("No such domain or user pool exists.")
}

pub fn too_many_custom() -> Refusal {
    refusal::limit_exceeded(format!(
        "An account can have at most {CUSTOM_PER_ACCOUNT_MAX} custom domains."
    ))
}

fn check_prefix(name: &str) -> Result<(), Refusal> {
    if !is_label(name) {
        return Err(malformed());
    }
    match RESERVED.iter().find(|word| name.contains(*word)) {
        Some(word) => {
            Err(refusal::invalid_parameter(format!("Domain cannot contain reserved word: {word}")))
        }
        None => Ok(()),
    }
}

/// A fully qualified name that is not an address.
fn check_custom(name: &str) -> Result<(), Refusal> {
    if is_host(name) { Ok(()) } else { Err(malformed()) }
}

/// A host name in lower case that is not an address, also one of a single label.
pub fn is_host(name: &str) -> bool {
    let is_number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    name.len() <= NAME_LENGTH_MAX
        && name.split('.').all(is_label)
        && name.rsplit('.').next().is_some_and(|top| !is_number(top))
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_LENGTH_MAX).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn malformed() -> Refusal {
    refusal::invalid_parameter(
        "Domain must be a prefix of lower case letters, digits and hyphens, or with \
         CustomDomainConfig a fully qualified domain name.",
    )
}

fn login_version(pool: &Pool, request: &Map, default: i64) -> Result<i64, Refusal> {
    match whole(request, "ManagedLoginVersion").unwrap_or(default) {
        2 if pool.rules.tier == Tier::Lite => Err(refusal::feature_unavailable_in_tier(
            "Managed login is not available in the LITE tier.",
        )),
        version @ (1 | 2) => Ok(version),
        _ => Err(refusal::invalid_parameter("ManagedLoginVersion must be 1 or 2.")),
    }
}

/// Routing fails over between replicas of a pool, of which there are none.
fn no_routing(request: &Map) -> Result<(), Refusal> {
    if request.contains_key("Routing") {
        return Err(refusal::invalid_parameter(
            "Routing is only supported for custom domains of replicated user pools.",
        ));
    }
    Ok(())
}
