//! Refusals for names that are taken.

use crate::name::Kind;
use crate::{Refusal, refusal};

/// SignUp met another user's name.
pub fn signed_up(kind: Kind) -> Refusal {
    match attribute(kind) {
        Some(name) => given(name),
        None => refusal::username_exists("User already exists"),
    }
}

/// AdminCreateUser met another user's name, or an alias it would make active without force (the
/// operation declares no AliasExistsException).
pub fn created_by_admin(kind: Kind) -> Refusal {
    match attribute(kind) {
        Some(name) => given(name),
        None => refusal::username_exists("User account already exists"),
    }
}

/// ConfirmSignUp would make an alias active that another user holds.
pub fn alias_claimed(kind: Kind) -> Refusal {
    let name = attribute(kind).unwrap_or("preferred_username");
    refusal::alias_exists(format!("An account with the {name} already exists."))
}

/// An attribute update or verification would take an alias that another user holds.
pub fn alias_updated(kind: Kind) -> Refusal {
    let name = attribute(kind).unwrap_or("preferred_username");
    refusal::alias_exists(format!("An account with the given {name} already exists."))
}

fn given(attribute: &str) -> Refusal {
    refusal::username_exists(format!("An account with the given {attribute} already exists."))
}

fn attribute(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Email => Some("email"),
        Kind::Phone => Some("phone_number"),
        Kind::Name | Kind::External => None,
    }
}
