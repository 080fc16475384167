//! Temporary credentials without a row (ST-R1): the session token holds the session, sealed, so that
//! any node can verify a request with no look-up, and making credentials writes nothing.
//!
//! Frozen in a token are who it is, when it ends, session policies, tags, source identity, the time of
//! MFA and what a provider said. Everything else (the role's or user's policies, boundary and tags) is
//! read when a request comes, so changes apply to running sessions, and a principal that is gone or
//! made anew under its old name ends them.

mod issue;
mod sealed;

use serde::{Deserialize, Serialize};

use cognate_crypto::Secret;

pub use issue::{issue, open, packed_percent, too_large};

/// What a session token holds.
#[derive(Serialize, Deserialize)]
pub struct Session {
    /// `ASIA…`
    pub access_key_id: String,
    #[serde(with = "sealed::secret")]
    pub secret: Secret<String>,
    /// Twelve digits.
    pub account: String,
    pub kind: Kind,
    /// Seconds since the epoch, like all times here.
    pub issued_at: i64,
    pub expires_at: i64,
    /// The inline session policy.
    pub policy: Option<String>,
    /// Managed session policies.
    pub policy_arns: Vec<String>,
    /// A guest of the enhanced flow: the service's own session policies limit it.
    pub scope_down: bool,
    /// Tags given to the session and those inherited; the principal's own are not among them.
    pub tags: Vec<(String, String)>,
    /// Keys of the tags that sessions made by this one inherit.
    pub transitive: Vec<String>,
    pub source_identity: Option<String>,
    pub mfa_at: Option<i64>,
    pub federated: Option<Federated>,
    /// Of the store that it was issued over. A restored store has another: what was revoked since the
    /// backup must not come back.
    pub store_epoch: i64,
}

/// Whose session it is. Ids, not names: a namesake made later is somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// `role_id` begins with `AROA`.
    Role { role_id: String, session_name: String },
    /// Of `GetSessionToken`. `user_id` begins with `AIDA`.
    User { user_id: String },
    /// Of `GetFederationToken`; without a user, the root made it.
    FederatedUser { user_id: Option<String>, name: String },
    /// Of the root, by `GetSessionToken` or `AssumeRoot`.
    Root,
}

/// What an identity provider said of a role's session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Federated {
    /// `aws:FederatedProvider`
    pub provider: String,
    /// Condition keys with their values; `true` for keys that are multi-valued by definition.
    pub keys: Vec<(String, Vec<String>, bool)>,
}

/// A session to be made: a [`Session`] without keys and times.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub kind: Kind,
    pub duration_seconds: i64,
    pub policy: Option<String>,
    pub policy_arns: Vec<String>,
    pub scope_down: bool,
    pub tags: Vec<(String, String)>,
    pub transitive: Vec<String>,
    pub source_identity: Option<String>,
    pub mfa_at: Option<i64>,
    pub federated: Option<Federated>,
    /// Shorter tokens are padded to this many characters; 0 for any length.
    pub token_bytes_min: usize,
}

impl NewSession {
    /// A session with nothing but its owner and its length.
    pub fn new(kind: Kind, duration_seconds: i64) -> NewSession {
        NewSession {
            kind,
            duration_seconds,
            policy: None,
            policy_arns: Vec::new(),
            scope_down: false,
            tags: Vec::new(),
            transitive: Vec::new(),
            source_identity: None,
            mfa_at: None,
            federated: None,
            token_bytes_min: 0,
        }
    }
}

/// Temporary credentials, as their owner gets them.
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: Secret<String>,
    pub session_token: String,
    /// Seconds since the epoch.
    pub expires_at: i64,
}
