//! Making temporary credentials: of roles, by their trust policies, and what all kinds share. STS and
//! identity pools both come here.
//!
//! Nothing is written. What a role or user may do is read when its credentials are used; a token freezes
//! only session policies, tags and what a provider said.

mod name_qualifier;
mod packing;
mod refused;
mod role;
mod session_policies;
mod trust;
mod web_identity;

use std::sync::Arc;

use crate::iam::Subject;
use crate::session_token::Credentials;

pub use name_qualifier::name_qualifier;
pub use packing::{MadeOf, issue};
pub use refused::Refused;
pub use role::{role_of, still_said, tags_of};
pub use session_policies::SessionPolicies;
pub use trust::{Asked, request_keys};
pub use web_identity::{assume_with_identity, assume_with_web_identity};

/// What is asked of a role.
#[derive(Clone, Copy, Debug)]
pub struct Assume<'a> {
    pub role_arn: &'a str,
    /// 2 to 64 characters of `[\w+=,.@-]`.
    pub session_name: &'a str,
    /// An hour by default.
    pub duration_seconds: Option<i64>,
    /// The inline session policy.
    pub policy: Option<&'a str>,
    /// ARNs of managed session policies.
    pub policy_arns: &'a [String],
    /// A guest of the enhanced flow: the service's own session policies limit it.
    pub scope_down: bool,
    /// Shorter session tokens are padded to this many characters.
    pub token_bytes_min: usize,
}

/// Whom a provider vouches for. The caller has verified it.
#[derive(Clone, Debug, Default)]
pub struct WebIdentity {
    /// As the trust policy names the `Federated` principal: `cognito-identity.amazonaws.com`,
    /// `accounts.google.com`, or the ARN of a provider.
    pub provider: String,
    /// Condition keys and their values, `cognito-identity.amazonaws.com:aud`; `true` for keys that are
    /// multi-valued by definition (`:amr`).
    pub keys: Vec<(String, Vec<String>, bool)>,
    /// Session tags, checked by `domain::sts`.
    pub tags: Vec<(String, String)>,
    pub transitive: Vec<String>,
    pub source_identity: Option<String>,
}

/// Credentials of a role's session.
pub struct Assumed {
    pub credentials: Credentials,
    pub role: Arc<Subject>,
    /// `arn:aws:sts::<account>:assumed-role/<name of the role>/<name of the session>`
    pub session_arn: String,
    /// `AROA…:<name of the session>`
    pub assumed_role_id: String,
    /// In percent; None when nothing was packed.
    pub packed_policy_size: Option<i64>,
}
