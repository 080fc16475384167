//! The account's IAM as requests need it: users and roles with everything that counts for them, policies
//! compiled once, and the way to change any of it.
//!
//! Copies are kept like those of all configuration ([`crate::cache`]); any change of IAM drops all of them,
//! on all nodes, because there are few and they are woven into each other.

pub mod arn;
pub mod aws;
mod change;
mod copies;
pub mod entity;
pub mod mfa;
pub mod outbound;
mod read;
pub mod trust;
mod used;

use std::sync::Arc;

use cognate_access::policy::{Kind, Malformed, Policy};
use cognate_store::records::iam_entity::Entity;

pub use change::{Change, Done, TRIES};
pub use copies::Copies;

/// There is one partition, as there is one account.
pub const PARTITION: &str = "aws";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    User,
    Role,
}

/// A user or a role with everything that decides what it may do.
#[derive(Debug)]
pub struct Subject {
    pub kind: SubjectKind,
    /// `AIDA…` or `AROA…`
    pub id: String,
    /// As written.
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    pub arn: String,
    pub tags: Vec<(String, String)>,
    /// Its own inline policies, the attached ones, and those of the user's groups.
    pub policies: Vec<Arc<Held>>,
    pub boundary: Option<Arc<Held>>,
    /// Of roles: who may assume it, bound to the ids of those it names.
    pub trust: Option<Arc<Held>>,
    /// Longest session of a role.
    pub max_session_seconds: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub entity: Entity,
}

/// A policy that somebody holds.
pub struct Held {
    /// An inline policy's name, a managed one's ARN; of a trust policy, the role's name.
    pub id: String,
    pub source: Source,
    pub document: String,
    /// One that no longer parses counts as a deny.
    pub policy: Result<Policy, Malformed>,
}

/// Where a policy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Inline, of the user, role or group of this name.
    OfUser(String),
    OfRole(String),
    OfGroup(String),
    /// The customer's own managed policies, and AWS's.
    Managed,
    Aws,
    /// Of the role's trust.
    Trust,
}

impl Held {
    /// Compiles an identity policy.
    pub fn identity(id: impl Into<String>, source: Source, document: impl Into<String>) -> Held {
        let document = document.into();
        let policy = Policy::parse(&document, Kind::Identity, PARTITION);
        Held { id: id.into(), source, document, policy }
    }
}

/// Documents may hold names of customers.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Held({}, {:?}, {} bytes)", self.id, self.source, self.document.len())
    }
}
