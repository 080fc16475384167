//! Claims of ID and access tokens. Signing, and what a function adds or takes away, happen elsewhere.

mod claim;
mod group;

pub use claim::{Facts, access_claims, id_claims};
pub use group::{Group, preferred_role, ranked, roles};
