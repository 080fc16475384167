//! Judging the attributes of new users, and what all attribute lists have in common.

use std::collections::BTreeMap;

use super::format::{check, nonconforming};
use super::permission::is_never_writable;
use super::{CONTACTS, can_write};
use crate::attribute::Attribute;
use crate::client::ClientRules;
use crate::pool::Rules;
use crate::{Refusal, refusal};

/// On whose behalf attributes are written.
#[derive(Clone, Copy)]
pub enum Writer<'a> {
    /// SignUp, UpdateUserAttributes, DeleteUserAttributes: `WriteAttributes` decide.
    Client(&'a ClientRules),
    /// IAM-signed operations and functions.
    Admin,
}

/// The attributes of a new user: schema, formats, permission, in this order. Empty values count as
/// absent, except contacts, whose format they miss. The last of equal names wins. Required attributes
/// are left to [`require`], after the user name has filled in what it implies.
pub fn accept_new(
    rules: &Rules,
    given: &[(String, String)],
    writer: Writer,
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut accepted = BTreeMap::new();
    for (name, value) in given {
        let attribute = find(rules, name, writer)?;
        if value.is_empty() && !CONTACTS.contains(&name.as_str()) {
            continue;
        }
        check(attribute, value)?;
        accepted.insert(name.clone(), value.clone());
    }
    for (name, _) in given {
        permit(rules, name, writer)?;
    }
    Ok(accepted)
}

/// Refuses when required attributes are missing, naming them all.
pub fn require(rules: &Rules, attributes: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let missing = rules.schema.required().filter(|a| !attributes.contains_key(&a.name));
    let problems: Vec<String> =
        missing.map(|a| format!("{}: The attribute is required", a.name)).collect();
    if problems.is_empty() {
        return Ok(());
    }
    let problems = problems.join("\n");
    Err(refusal::invalid_parameter(format!("Attributes did not conform to the schema: {problems}")))
}

/// The attribute of a request's name. What nobody may write is refused here already, since such names
/// need not be in the schema.
pub(super) fn find<'r>(
    rules: &'r Rules,
    name: &str,
    writer: Writer,
) -> Result<&'r Attribute, Refusal> {
    match (is_never_writable(name), writer) {
        (true, Writer::Client(_)) => Err(unauthorized()),
        (true, Writer::Admin) => Err(immutable(name)),
        (false, _) => rules
            .schema
            .get(name)
            .ok_or_else(|| nonconforming(name, "Attribute does not exist in the schema.")),
    }
}

pub(super) fn permit(rules: &Rules, name: &str, writer: Writer) -> Result<(), Refusal> {
    match writer {
        Writer::Client(client) if !can_write(&rules.schema, client, name) => Err(unauthorized()),
        Writer::Client(_) | Writer::Admin => Ok(()),
    }
}

pub(super) fn immutable(name: &str) -> Refusal {
    refusal::invalid_parameter(format!("user.{name}: Attribute cannot be updated."))
}

fn unauthorized() -> Refusal {
    refusal::not_authorized("A client attempted to write unauthorized attribute")
}
