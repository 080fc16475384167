//! The policy language and its decisions (IM-R1): documents are parsed strictly and compiled once,
//! a request is then decided by a pure function that names the statements which decided.
//!
//! 1. [`Policy::parse`] refuses what AWS answers `MalformedPolicyDocument` to, and says where. What
//!    is unknown is refused too: elements, operators, condition keys of the services served here.
//! 2. [`decide`] weighs all policies that concern a request: an explicit deny wins, then grants by
//!    the resource's policy, then identity policies within boundary and session policies.
//! 3. [`Decision`] tells the verdict, the statements behind it and, for a refusal that no statement
//!    made, which kind of policy lacks the grant.
//!
//! There is no clock and no look-up here: time, tags and addresses are values in the [`Context`].
//! Wildcards are matched in linear time, and what a variable brings in is never a wildcard. A
//! missing value makes a positive condition false and a negated one true, as AWS has it; a guard
//! that must not be skipped therefore needs a negated operator or `Null`.
//!
//! What callers owe: a stored policy that no longer parses counts as a deny, it is not left out; a
//! trust policy is bound to the ids of those it names ([`Policy::bind`]) and checked for the pools it
//! lets in ([`Policy::names_identity_pools`]); a call that does several things asks for each.
//!
//! Service control policies do not exist here.

mod action;
mod address;
mod audience;
mod condition;
mod context;
mod decide;
mod decimal;
mod decision;
mod document;
mod glob;
mod identities;
mod json;
mod keys;
mod malformed;
mod moment;
mod named;
mod operator;
mod pattern;
mod principal;
mod resource;
mod search;
mod statement;
mod template;
mod test;

pub use context::{Context, Value};
pub use decide::{Attached, OfResource, Policies, Request, decide};
pub use decision::{Decision, Layer, Reason, Verdict};
pub use document::{Kind, Policy, size};
pub use identities::{unknown_identity, with_principals};
pub use malformed::Malformed;
pub use principal::Principal;
pub use statement::Effect;
