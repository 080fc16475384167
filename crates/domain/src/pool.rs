//! A user pool: its settings as a document under AWS's names, and the rules read from it.
//!
//! `create` and `update` take a request whose members already passed the model's constraints and give
//! the normalised document: every settable member, defaults filled in, as DescribeUserPool shows it.

mod rules;

pub use rules::{
    Aliases, Contacts, Devices, DynamicRegistration, FirstFactor, Functions, Issuer, Mfa, Recovery,
    RiskMode, Rules, Tier, Trigger, WebAuthn,
};

use crate::{Map, Refusal};

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
    /// All settable members under AWS's names, plus `MfaSetup` (what only SetUserPoolMfaConfig sets).
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

/// CreateUserPool: the document of the new pool.
pub fn create(request: Map) -> Result<Map, Refusal> {
    let _ = request;
    Err(crate::refusal::internal_error("being written"))
}

/// UpdateUserPool: what is omitted goes back to its default, except what the API cannot set or AWS keeps.
pub fn update(pool: &Pool, request: Map) -> Result<Map, Refusal> {
    let _ = (pool, request);
    Err(crate::refusal::internal_error("being written"))
}

/// AddCustomAttributes: the document with 1-25 attributes appended to its schema.
pub fn add_custom_attributes(pool: &Pool, request: Map) -> Result<Map, Refusal> {
    let _ = (pool, request);
    Err(crate::refusal::internal_error("being written"))
}

/// `UserPoolType` without `CreationDate`, `LastModifiedDate`, `Domain` and `CustomDomain`, which the
/// caller adds.
pub fn describe(pool: &Pool, arn: &str, estimated_users: i64) -> Map {
    let mut shown = pool.document.clone();
    shown.remove("MfaSetup");
    shown.insert("Id".into(), pool.id.clone().into());
    shown.insert("Arn".into(), arn.into());
    shown.insert("EstimatedNumberOfUsers".into(), estimated_users.into());
    shown
}
