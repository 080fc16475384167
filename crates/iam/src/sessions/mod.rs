//! What the operations of STS have in common.

mod answer;
mod claimed;
mod mfa;
mod reach;
mod request;
mod signed;
mod token_refused;

pub use answer::{assumed_role_user, credentials};
pub use claimed::claimed;
pub use mfa::{Given, verified_at};
pub use reach::regional;
pub use request::{arns, length, passed};
pub use signed::{Wanted, allowed};
pub use token_refused::token_refused;
