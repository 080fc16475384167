//! What the operations of STS have in common.

mod answer;
mod assertion_refused;
mod claimed;
mod mfa;
mod reach;
mod request;
mod signed;
mod token_refused;

pub use answer::{assumed_role_user, credentials};
pub use assertion_refused::{assertion_refused, no_such_pair, used, wrong};
pub use claimed::claimed;
pub use mfa::{Given, verified_at};
pub use reach::regional;
pub use request::{arns, length, passed};
pub use signed::{Wanted, allowed};
pub use token_refused::token_refused;
