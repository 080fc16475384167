//! Judging the attribute lists of requests.

use std::collections::BTreeMap;

use crate::client::ClientRules;
use crate::pool::Rules;
use crate::{Refusal, User, refusal};

/// On whose behalf attributes are written.
#[derive(Clone, Copy)]
pub enum Writer<'a> {
    /// SignUp, UpdateUserAttributes, DeleteUserAttributes: `WriteAttributes` decide.
    Client(&'a ClientRules),
    /// IAM-signed operations and functions.
    Admin,
}

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

/// The attributes of a new user: schema, formats, permission. Empty values count as absent. Required
/// attributes are left to [`require`], after the user name has filled in what it implies.
pub fn accept_new(
    rules: &Rules,
    given: &[(String, String)],
    writer: Writer,
) -> Result<BTreeMap<String, String>, Refusal> {
    let _ = (rules, given, writer);
    Err(refusal::internal_error("being written"))
}

/// Refuses when a required attribute is missing, naming them all.
pub fn require(rules: &Rules, attributes: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let _ = (rules, attributes);
    Err(refusal::internal_error("being written"))
}

/// (Admin)UpdateUserAttributes. An empty value deletes.
pub fn accept_change(
    rules: &Rules,
    user: &User,
    given: &[(String, String)],
    writer: Writer,
) -> Result<Change, Refusal> {
    let _ = (rules, user, given, writer);
    Err(refusal::internal_error("being written"))
}

/// (Admin)DeleteUserAttributes.
pub fn accept_removal(
    rules: &Rules,
    user: &User,
    names: &[String],
    writer: Writer,
) -> Result<Change, Refusal> {
    let _ = (rules, user, names, writer);
    Err(refusal::internal_error("being written"))
}
