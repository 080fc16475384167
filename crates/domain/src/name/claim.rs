//! Aliases that become active, and those that change hands.

use super::{Hash, Kind, LoginName, login_names};
use crate::User;
use crate::attribute::verified_flag;
use crate::pool::Rules;

/// The login names that a change activates. Another user may hold them: the store's keys tell.
pub fn gained(rules: &Rules, before: &User, after: &User, hash: Hash) -> Vec<LoginName> {
    let had = login_names(rules, before, hash);
    login_names(rules, after, hash).into_iter().filter(|name| !had.contains(name)).collect()
}

/// The contact whose alias of this kind may be taken from another user (`ForceAliasCreation`, or
/// PreSignUp's auto-verification). User names and preferred_username never move.
pub fn movable(rules: &Rules, kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Email if rules.alias_attributes.email => Some("email"),
        Kind::Phone if rules.alias_attributes.phone => Some("phone_number"),
        Kind::Name | Kind::Email | Kind::Phone | Kind::External => None,
    }
}

/// The former holder of a contact that moved: keeps the value, which is no longer verified.
pub fn dispossessed(holder: &User, contact: &str) -> User {
    let mut after = holder.clone();
    after.attributes.insert(verified_flag(contact), "false".to_owned());
    after
}
