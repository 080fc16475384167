//! User attributes: the schema of a pool, which values pass, who may read and write them.

mod accept;
mod format;
mod permission;
mod schema;

pub use accept::{Change, Writer, accept_change, accept_new, accept_removal, require};
pub use format::{is_email, is_phone};
pub use permission::{can_read, can_write, readable};
pub use schema::{Attribute, Kind, Schema};
pub(crate) use schema::{add_custom, define};

/// The attributes that can be verified and receive codes.
pub const CONTACTS: [&str; 2] = ["email", "phone_number"];
