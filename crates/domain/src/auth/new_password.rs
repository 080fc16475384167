//! `NEW_PASSWORD_REQUIRED`: what is asked, and which attributes an answer may bring.

use std::collections::BTreeMap;

use crate::attribute::{self, Writer};
use crate::client::Client;
use crate::pool::Pool;
use crate::refusal::{self, Refusal};
use crate::user::User;

/// An answer as the client sent it. The password itself stays with the shell.
#[derive(Clone, Debug)]
pub struct NewPassword {
    pub username: String,
    /// What the pool's password policy says of it.
    pub policy: Result<(), Refusal>,
    /// `userAttributes.<name>` members, without the prefix.
    pub attributes: Vec<(String, String)>,
}

/// `ChallengeParameters`: the user, its attributes and the required ones it lacks, as JSON texts.
pub fn parameters(pool: &Pool, user: &User) -> BTreeMap<String, String> {
    let required: Vec<String> =
        missing(pool, user).map(|name| format!("userAttributes.{name}")).collect();
    let texts = [
        ("USER_ID_FOR_SRP", user.username.clone()),
        ("requiredAttributes", serde_json::Value::from(required).to_string()),
        ("userAttributes", serde_json::json!(user.attributes).to_string()),
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// The user's attributes after the answer.
///
/// Errors, in order: password policy; an attribute that has a value already; an attribute that does
/// not fit the schema or that the client may not write; a required one still missing.
pub fn check(
    pool: &Pool,
    client: &Client,
    user: &User,
    answer: &NewPassword,
) -> Result<BTreeMap<String, String>, Refusal> {
    answer.policy.clone()?;
    for (name, _) in &answer.attributes {
        if user.attributes.contains_key(name) {
            return Err(refusal::invalid_parameter(format!(
                "Cannot modify an already provided {name}"
            )));
        }
    }
    let writer = Writer::Client(&client.rules);
    let given = attribute::accept_new(&pool.rules, &answer.attributes, writer)?;
    let mut attributes = user.attributes.clone();
    attributes.extend(given);
    attribute::require(&pool.rules, &attributes)?;
    Ok(attributes)
}

fn missing<'a>(pool: &'a Pool, user: &'a User) -> impl Iterator<Item = &'a str> {
    pool.rules
        .schema
        .iter()
        .filter(|attribute| attribute.required && attribute.name != "sub")
        .map(|attribute| attribute.name.as_str())
        .filter(|name| !user.attributes.contains_key(*name))
}
