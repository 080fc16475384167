//! User attributes: the schema of a pool, which values pass, who may read and write them.

mod accept;
mod change;
mod consequence;
mod define;
mod format;
mod permission;
mod schema;

pub use accept::{Writer, accept_new, require};
pub(crate) use change::aliases;
pub use change::{Change, accept_change, accept_removal};
pub use consequence::{
    Consequences, Verification, consequences, verifiable, verification, verified,
};
pub(crate) use define::{add_custom, define};
pub use format::{is_email, is_phone};
pub use permission::{can_read, can_write, readable};
pub(crate) use permission::{is_never_writable, is_server_owned};
pub use schema::{Attribute, Kind, Schema};

/// The attributes that can be verified and receive codes.
pub const CONTACTS: [&str; 2] = ["email", "phone_number"];

/// The attribute that says whether a contact is verified.
pub fn verified_flag(contact: &str) -> String {
    format!("{contact}_verified")
}
