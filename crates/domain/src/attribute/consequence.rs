//! What follows from a change of contacts: codes to send, codes that are void, and what a verified
//! code does.

use std::collections::BTreeMap;

use super::{CONTACTS, Change, verified_flag};
use crate::code::Purpose;
use crate::message::Medium;
use crate::pool::Rules;
use crate::{Refusal, User, refusal};

/// A code to send to a contact, new or stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    pub medium: Medium,
    /// The whole address.
    pub to: String,
    /// The address takes effect when it is verified; keep it with the code.
    pub pending: bool,
}

impl Verification {
    pub fn purpose(&self) -> Purpose {
        Purpose::verify(self.medium)
    }
}

/// What a change entails for codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    pub send: Vec<Verification>,
    /// Codes for what was there before, which nothing replaces: delete them.
    pub void: Vec<Purpose>,
}

/// The codes that follow from (Admin)UpdateUserAttributes or (Admin)DeleteUserAttributes. Unverified
/// contacts that the pool verifies are sent one, pending ones always.
pub fn consequences(rules: &Rules, user: &User, change: &Change) -> Consequences {
    let mut consequences = Consequences::default();
    for medium in Medium::ALL {
        let contact = medium.attribute();
        let pending = change.pending.get(contact);
        let value = pending.or_else(|| change.attributes.get(contact));
        let is_sent = change.unverified.contains(&contact)
            && (pending.is_some() || rules.auto_verified.has(contact));
        let is_other =
            pending.is_some() || change.attributes.get(contact) != user.attributes.get(contact);
        // Vouched for by an administrator: an older pending value is not to come after it.
        let is_vouched =
            has_flag(&change.attributes, contact) && !has_flag(&user.attributes, contact);
        match value {
            Some(to) if is_sent => consequences.send.push(Verification {
                medium,
                to: to.clone(),
                pending: pending.is_some(),
            }),
            _ if is_other || is_vouched => consequences.void.push(Purpose::verify(medium)),
            _ => {}
        }
    }
    consequences
}

/// GetUserAttributeVerificationCode: which address gets the code. `pending` is the value that waits
/// with an earlier code.
pub fn verification(
    user: &User,
    attribute: &str,
    pending: Option<&str>,
) -> Result<Verification, Refusal> {
    let medium = verifiable(attribute)?;
    let to = pending.or_else(|| user.attribute(attribute)).ok_or_else(|| {
        refusal::invalid_parameter(format!("User does not have the attribute {attribute}."))
    })?;
    Ok(Verification { medium, to: to.to_owned(), pending: pending.is_some() })
}

/// The medium of an attribute that can be verified.
pub fn verifiable(attribute: &str) -> Result<Medium, Refusal> {
    Medium::of_attribute(attribute).ok_or_else(|| {
        refusal::invalid_parameter(format!("Attribute {attribute} cannot be verified."))
    })
}

/// VerifyUserAttribute with the right code: the attributes afterwards. A pending value takes effect.
/// Which names become active, [`crate::name::gained`] tells; one that another user holds is refused
/// with [`crate::name::alias_updated`].
pub fn verified(user: &User, medium: Medium, pending: Option<&str>) -> BTreeMap<String, String> {
    let mut attributes = user.attributes.clone();
    let contact = medium.attribute();
    if let Some(value) = pending {
        attributes.insert(contact.to_owned(), value.to_owned());
    }
    if attributes.contains_key(contact) {
        attributes.insert(verified_flag(contact), "true".to_owned());
    }
    attributes
}

fn has_flag(attributes: &BTreeMap<String, String>, contact: &str) -> bool {
    debug_assert!(CONTACTS.contains(&contact));
    attributes.get(&verified_flag(contact)).is_some_and(|flag| flag == "true")
}
