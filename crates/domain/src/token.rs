//! Claims of ID and access tokens. Signing, and what a function adds or takes away, happen elsewhere.

mod claim;
mod derived;
mod group;
mod overrides;

pub use claim::{Facts, access_claims, id_claims};
pub use derived::{Actor, ClientFacts, act, client_claims, granted};
pub use group::{Group, preferred_role, ranked, roles};
pub use overrides::Overrides;
