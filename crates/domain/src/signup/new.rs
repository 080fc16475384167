//! Before a user is made, and the message after.

use std::collections::BTreeMap;

use crate::message::{Delivery, Medium, Seed};
use crate::pool::Rules;
use crate::{Refusal, message, refusal};

/// Refuses where only administrators make users.
pub fn allowed(rules: &Rules) -> Result<(), Refusal> {
    if rules.admin_create_only {
        return Err(refusal::not_authorized("SignUp is not permitted for this user pool"));
    }
    Ok(())
}

/// The password of a SignUp under the pool's policy. It may be left out or blank where another factor
/// can open a sign-in.
pub fn password<'a>(rules: &Rules, given: Option<&'a str>) -> Result<Option<&'a str>, Refusal> {
    match given.filter(|password| !password.trim().is_empty()) {
        Some(password) => rules.password.check(password).map(|()| Some(password)),
        None if rules.is_passwordless_possible() => Ok(None),
        None => Err(refusal::missing_parameter("Password")),
    }
}

/// The medium of the confirmation code: what the pool verifies and the user has, phone first. `None`:
/// nothing is sent, an administrator has to confirm.
pub fn medium(rules: &Rules, attributes: &BTreeMap<String, String>) -> Option<Medium> {
    let has = |medium: &Medium| attributes.contains_key(medium.attribute());
    verified_by(rules).into_iter().find(has)
}

/// What ResendConfirmationCode tells about a user who cannot be told from an existing one. `None`: the
/// pool verifies nothing.
pub fn simulated(rules: &Rules, typed: &str, seed: &Seed) -> Option<Delivery> {
    message::simulated(&verified_by(rules), typed, seed)
}

fn verified_by(rules: &Rules) -> Vec<Medium> {
    let media = [Medium::Sms, Medium::Email];
    media.into_iter().filter(|medium| rules.auto_verified.has(medium.attribute())).collect()
}
