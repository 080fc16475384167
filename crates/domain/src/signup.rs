//! Sign-up: who may, what is sent, and how it is confirmed.

mod function;
mod invitation;
mod migrated;
mod new;
mod state;

pub use function::PreSignUp;
pub use invitation::invitation;
pub use migrated::Migrated;
pub use new::{allowed, medium, password, simulated};
pub use state::{confirm, confirm_by_admin, confirmed, resend};
