//! A user pool: its settings as a document under AWS's names, and the rules read from it.
//!
//! `create` and `update` take a request whose members already passed the model's constraints and give
//! the normalised document: every settable member, defaults filled in, as DescribeUserPool shows it.

mod delivery;
mod functions;
mod message;
mod mfa;
mod policies;
mod recovery;
mod registration;
mod rules;
mod settings;
mod tags;
mod tier;
mod trigger;

pub use mfa::{describe_mfa, set_mfa};
pub use rules::{
    Aliases, Contacts, Devices, DynamicRegistration, FirstFactor, Issuer, Mfa, Recovery, RiskMode,
    Rules, Tier, WebAuthn,
};
pub use trigger::{Function, Functions, Trigger};

use std::collections::BTreeMap;

use crate::member::{list, lists, object};
use crate::{Map, Refusal, attribute, refusal, tracking};

/// A pool as loaded. `rules` is derived from `document`; use [`Pool::assemble`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Random 63-bit key that leads all rows of the pool; never shown.
    pub key: i64,
    pub id: String,
    pub name: String,
    pub region: String,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
    pub deleting: bool,
    /// All settable members under AWS's names, plus `MfaSetup` (what only SetUserPoolMfaConfig
    /// sets) and `SessionConfiguration` (likewise SetUserPoolSessionConfiguration).
    pub document: Map,
    pub rules: Rules,
    pub fold_version: i64,
}

/// The columns of a pool besides its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub key: i64,
    pub id: String,
    pub region: String,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
    pub deleting: bool,
    pub fold_version: i64,
}

/// A stored document that lacks what `create` always writes, with the member's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("document has no usable {0}")]
pub struct Unreadable(pub &'static str);

impl Pool {
    /// Puts a stored pool together.
    pub fn assemble(head: Head, document: Map) -> Result<Pool, Unreadable> {
        let rules = Rules::read(&document)?;
        let name = crate::member::text(&document, "Name").ok_or(Unreadable("Name"))?.to_owned();
        let Head { key, id, region, version, created, modified, deleting, fold_version } = head;
        Ok(Pool {
            key,
            id,
            name,
            region,
            version,
            created,
            modified,
            deleting,
            document,
            rules,
            fold_version,
        })
    }
}

impl Pool {
    /// The pool as its replica in another region shows it: with that one's tags.
    #[must_use]
    pub fn in_replica(&self, tags: &Map) -> Pool {
        let mut pool = self.clone();
        pool.document.remove("UserPoolTags");
        if !tags.is_empty() {
            pool.document.insert("UserPoolTags".into(), tags.clone().into());
        }
        pool
    }
}

/// What UpdateUserPool cannot set.
const IMMUTABLE: [&str; 4] =
    ["SchemaAttributes", "AliasAttributes", "UsernameAttributes", "UsernameConfiguration"];

/// CreateUserPool: the document of the new pool.
pub fn create(request: Map) -> Result<Map, Refusal> {
    let mut document = settings::normalise(&request, None)?;
    document.insert("SchemaAttributes".into(), attribute::define(list(&request, "Schema"))?.into());
    for member in ["AliasAttributes", "UsernameAttributes"] {
        if let Some(list) = settings::list_if_any(&request, member) {
            document.insert(member.into(), list);
        }
    }
    if let Some(configuration) = object(&request, "UsernameConfiguration") {
        document.insert("UsernameConfiguration".into(), configuration.clone().into());
    }
    check_names(&document)?;
    Ok(document)
}

/// UpdateUserPool: what is omitted goes back to its default, except what the API cannot set or AWS
/// keeps (see `settings::normalise`).
pub fn update(pool: &Pool, request: Map) -> Result<Map, Refusal> {
    let mut document = settings::normalise(&request, Some(&pool.document))?;
    for member in IMMUTABLE {
        if let Some(value) = pool.document.get(member) {
            document.insert(member.into(), value.clone());
        }
    }
    Ok(document)
}

/// AddCustomAttributes: the document with 1-25 attributes appended to its schema.
pub fn add_custom_attributes(pool: &Pool, request: Map) -> Result<Map, Refusal> {
    let mut document = pool.document.clone();
    let schema = attribute::add_custom(
        list(&document, "SchemaAttributes"),
        list(&request, "CustomAttributes"),
    )?;
    document.insert("SchemaAttributes".into(), schema.into());
    Ok(document)
}

/// The tags of a replica, which are its own.
pub fn replica_tags(given: BTreeMap<String, String>) -> Result<Map, Refusal> {
    let given: Map = given.into_iter().map(|(key, value)| (key, value.into())).collect();
    Ok(tags::normalise(Some(&given))?.unwrap_or_default())
}

/// TagResource: the document with tags added or replaced.
pub fn tag(pool: &Pool, given: &Map) -> Result<Map, Refusal> {
    let mut document = pool.document.clone();
    let tags = tags::merge(object(&document, "UserPoolTags"), given)?;
    document.insert("UserPoolTags".into(), tags.into());
    Ok(document)
}

/// UntagResource: the document without these tags; unknown keys are ignored.
pub fn untag(pool: &Pool, keys: &[String]) -> Map {
    let mut document = pool.document.clone();
    let mut tags = object(&document, "UserPoolTags").cloned().unwrap_or_default();
    tags.retain(|key, _| !keys.contains(key));
    document.remove("UserPoolTags");
    if !tags.is_empty() {
        document.insert("UserPoolTags".into(), tags.into());
    }
    document
}

/// A pool has user name attributes or aliases, and nobody could sign up where an alias that is set
/// after confirmation is required.
fn check_names(document: &Map) -> Result<(), Refusal> {
    if document.contains_key("AliasAttributes") && document.contains_key("UsernameAttributes") {
        return Err(refusal::invalid_parameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
        ));
    }
    let is_required = list(document, "SchemaAttributes").iter().any(|attribute| {
        attribute["Name"] == "preferred_username" && attribute["Required"] == true
    });
    if is_required && lists(document, "AliasAttributes", "preferred_username") {
        return Err(refusal::invalid_parameter(
            "preferred_username cannot be both a required attribute and an alias attribute.",
        ));
    }
    Ok(())
}

/// `UserPoolType` without `CreationDate`, `LastModifiedDate`, `Domain` and `CustomDomain`, which the
/// caller adds.
pub fn describe(pool: &Pool, arn: &str, estimated_users: i64) -> Map {
    let mut shown = pool.document.clone();
    shown.remove("MfaSetup");
    shown.remove(tracking::POOL_MEMBER);
    shown.insert("Id".into(), pool.id.clone().into());
    shown.insert("Arn".into(), arn.into());
    shown.insert("EstimatedNumberOfUsers".into(), estimated_users.into());
    shown
}
