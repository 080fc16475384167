//! Judging changes of an existing user's attributes.

use std::collections::BTreeMap;

use super::accept::{Writer, find, immutable, permit};
use super::format::{check, is_email, is_phone, nonconforming};
use super::{Attribute, CONTACTS, verified_flag};
use crate::pool::Rules;
use crate::user::Status;
use crate::{Refusal, User, refusal};

/// What a change does to a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// All attributes afterwards.
    pub attributes: BTreeMap<String, String>,
    /// `email` or `phone_number` values that take effect when verified.
    pub pending: BTreeMap<String, String>,
    /// Contacts that got a new unverified value, now or pending: auto-verified ones are sent a code.
    pub unverified: Vec<&'static str>,
}

/// (Admin)UpdateUserAttributes. An empty value deletes. A new contact is unverified, or stays pending
/// where the pool demands verification first, unless an administrator says in the same call that it is
/// verified.
pub fn accept_change(
    rules: &Rules,
    user: &User,
    given: &[(String, String)],
    writer: Writer,
) -> Result<Change, Refusal> {
    let mut wanted: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in given {
        let attribute = find(rules, name, writer)?;
        if value.is_empty() {
            removable(attribute)?;
        } else {
            check(attribute, value)?;
        }
        if !attribute.mutable && user.attribute(name) != Some(value) {
            return Err(immutable(name));
        }
        wanted.insert(name, value);
    }
    for (name, _) in given {
        permit(rules, name, writer)?;
    }

    let mut change = unchanged(user);
    for (name, value) in &wanted {
        match CONTACTS.into_iter().find(|contact| contact == name) {
            _ if value.is_empty() => remove(&mut change, name),
            Some(contact) => set_contact(rules, user, &mut change, contact, value, &wanted),
            None => {
                change.attributes.insert((*name).to_owned(), (*value).to_owned());
            }
        }
    }
    // A flag without its contact would verify whatever is set later.
    for contact in CONTACTS {
        if !change.attributes.contains_key(contact) {
            change.attributes.remove(&verified_flag(contact));
        }
    }
    keeps_a_name(rules, user, &change)?;
    aliases(rules, &change.attributes)?;
    Ok(change)
}

/// (Admin)DeleteUserAttributes.
pub fn accept_removal(
    rules: &Rules,
    user: &User,
    names: &[String],
    writer: Writer,
) -> Result<Change, Refusal> {
    let mut change = unchanged(user);
    for name in names {
        let attribute = find(rules, name, writer)?;
        removable(attribute)?;
        if !attribute.mutable && user.attribute(name).is_some() {
            return Err(immutable(name));
        }
    }
    for name in names {
        permit(rules, name, writer)?;
        remove(&mut change, name);
    }
    keeps_a_name(rules, user, &change)?;
    Ok(change)
}

/// A preferred_username that looks like a contact alias would stand before its owner at sign-in: names
/// are looked up before aliases.
pub(crate) fn aliases(rules: &Rules, attributes: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let alias = rules.alias_attributes;
    let Some(name) = attributes.get("preferred_username").filter(|_| alias.preferred_username)
    else {
        return Ok(());
    };
    let shape = if alias.email && is_email(name) {
        "email"
    } else if alias.phone && is_phone(name) {
        "phone_number"
    } else {
        return Ok(());
    };
    Err(refusal::invalid_parameter(format!(
        "preferred_username cannot be of {shape} format, since user pool is configured for {shape} \
         alias."
    )))
}

fn unchanged(user: &User) -> Change {
    Change { attributes: user.attributes.clone(), pending: BTreeMap::new(), unverified: Vec::new() }
}

fn removable(attribute: &Attribute) -> Result<(), Refusal> {
    if attribute.required {
        return Err(nonconforming(&attribute.name, "The attribute is required"));
    }
    Ok(())
}

/// A UsernameAttributes user keeps at least one name to sign in with.
fn keeps_a_name(rules: &Rules, user: &User, change: &Change) -> Result<(), Refusal> {
    let had = CONTACTS.into_iter().find(|contact| {
        rules.username_attributes.has(contact) && user.attribute(contact).is_some()
    });
    let has = CONTACTS.iter().any(|contact| {
        rules.username_attributes.has(contact) && change.attributes.contains_key(*contact)
    });
    match had {
        Some(contact) if !has && user.status != Status::ExternalProvider => {
            Err(nonconforming(contact, "The attribute is required"))
        }
        _ => Ok(()),
    }
}

fn remove(change: &mut Change, name: &str) {
    change.attributes.remove(name);
    if CONTACTS.contains(&name) {
        change.attributes.remove(&verified_flag(name));
    }
}

fn set_contact(
    rules: &Rules,
    user: &User,
    change: &mut Change,
    contact: &'static str,
    value: &str,
    wanted: &BTreeMap<&str, &str>,
) {
    if user.attribute(contact) == Some(value) {
        return;
    }
    let flag = verified_flag(contact);
    let verified = wanted.get(flag.as_str()) == Some(&"true");
    if rules.verify_before_update.has(contact) && !verified {
        change.pending.insert(contact.to_owned(), value.to_owned());
    } else {
        change.attributes.insert(contact.to_owned(), value.to_owned());
        // Overwritten when the flag itself is among the wanted: it sorts after its contact.
        change.attributes.insert(flag, "false".to_owned());
    }
    if !verified {
        change.unverified.push(contact);
    }
}
