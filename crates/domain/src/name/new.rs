//! User names of new users.

use std::collections::BTreeMap;

use crate::attribute::{Writer, accept_new, aliases, is_email, is_phone, require};
use crate::fold::fold;
use crate::pool::Rules;
use crate::{Refusal, Sub, refusal};

/// The canonical name and the attributes of a user about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    pub username: String,
    pub attributes: BTreeMap<String, String>,
}

/// Judges user name and attributes of SignUp (`Writer::Client`) or AdminCreateUser (`Writer::Admin`).
/// In UsernameAttributes pools the user name becomes `sub`, and what was typed its attribute.
pub fn new_user(
    rules: &Rules,
    typed: &str,
    sub: Sub,
    given: &[(String, String)],
    writer: Writer,
) -> Result<NewUser, Refusal> {
    let mut attributes = accept_new(rules, given, writer)?;
    let username = if rules.username_attributes.any() {
        let attribute = username_attribute(rules, typed)?;
        match attributes.insert(attribute.to_owned(), typed.to_owned()) {
            // Two addresses: the one that signs in would not be the one that is shown.
            Some(other) if fold(&other, false) != fold(typed, false) => {
                return Err(refusal::invalid_parameter(format!(
                    "Username and {attribute} do not match."
                )));
            }
            _ => {}
        }
        sub.to_string()
    } else {
        free_name(rules, typed)?;
        fold(typed, rules.case_sensitive)
    };
    let is_alias = rules.alias_attributes.preferred_username;
    if is_alias
        && matches!(writer, Writer::Client(_))
        && attributes.contains_key("preferred_username")
    {
        return Err(refusal::invalid_parameter(
            "preferred_username cannot be provided at sign up, since user pool is configured for \
             preferred_username alias.",
        ));
    }
    aliases(rules, &attributes)?;
    // An administrator may leave required attributes to the user's first sign-in.
    if let Writer::Client(_) = writer {
        require(rules, &attributes)?;
    }
    Ok(NewUser { username, attributes })
}

/// Longest user name, in characters.
const NAME_CHARS_MAX: usize = 128;

/// The canonical form of another user name for a user of the pool.
///
/// `InvalidParameterException` where user names are addresses (those are changed as attributes), and for
/// names that no user may have.
pub fn renamed(rules: &Rules, typed: &str) -> Result<String, Refusal> {
    if rules.username_attributes.any() {
        return Err(refusal::invalid_parameter(
            "Users of this pool sign in by their addresses: change those instead.",
        ));
    }
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control();
    if typed.is_empty() || typed.chars().count() > NAME_CHARS_MAX || !typed.chars().all(is_plain) {
        return Err(refusal::invalid_parameter(format!(
            "A user name has 1 to {NAME_CHARS_MAX} characters, and no spaces."
        )));
    }
    free_name(rules, typed)?;
    Ok(fold(typed, rules.case_sensitive))
}

/// The attribute that the typed name is, in a UsernameAttributes pool.
fn username_attribute(rules: &Rules, typed: &str) -> Result<&'static str, Refusal> {
    let allowed = rules.username_attributes;
    if allowed.email && is_email(typed) {
        return Ok("email");
    }
    if allowed.phone && is_phone(typed) {
        return Ok("phone_number");
    }
    Err(refusal::invalid_parameter(match (allowed.email, allowed.phone) {
        (true, false) => "Username should be an email.",
        (false, true) => "Username should be a phone number.",
        _ => "Username should be either an email or a phone number.",
    }))
}

/// A name shaped like an active alias would stand before the alias's owner at sign-in.
fn free_name(rules: &Rules, typed: &str) -> Result<(), Refusal> {
    let alias = rules.alias_attributes;
    let shape = if alias.email && is_email(typed) {
        "email"
    } else if alias.phone && is_phone(typed) {
        "phone_number"
    } else {
        return Ok(());
    };
    Err(refusal::invalid_parameter(format!(
        "Username cannot be of {shape} format, since user pool is configured for {shape} alias."
    )))
}
