//! The string maps `AuthParameters` and `ChallengeResponses`.

use std::collections::BTreeMap;

use crate::refusal::{self, Refusal};
use crate::sub::Sub;

/// A parameter that must be there and not be empty.
pub fn required<'a>(
    parameters: &'a BTreeMap<String, String>,
    name: &str,
) -> Result<&'a str, Refusal> {
    parameters
        .get(name)
        .map(String::as_str)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| refusal::missing_parameter(name))
}

/// The names over which a client may have computed `SECRET_HASH`: as typed, canonical, or `sub`.
///
/// Clients switch to `USER_ID_FOR_SRP` after an alias sign-in, and refresh with the canonical name.
pub fn secret_hash_names(typed: &str, known: Option<(&str, Sub)>) -> Vec<String> {
    let mut names = vec![typed.to_owned()];
    if let Some((username, sub)) = known {
        for name in [username.to_owned(), sub.to_string()] {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
