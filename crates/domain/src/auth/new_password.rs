//! `NEW_PASSWORD_REQUIRED`: what is asked, and which attributes an answer may bring.

use std::collections::BTreeMap;

use crate::attribute::{self, Writer};
use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{State, invalid};
use crate::auth::machine::{Machine, Stage, refuse};
use crate::auth::question::{Challenge, Effect, Next, Question, TokenSource};
use crate::client::Client;
use crate::password;
use crate::pool::Pool;
use crate::refusal::{self, Refusal};
use crate::user::{Status, User};

/// An answer as the client sent it. The password itself stays with the shell.
#[derive(Clone, Debug)]
pub struct NewPassword {
    /// What the pool's password policy says of it.
    pub policy: Result<(), Refusal>,
    /// `userAttributes.<name>` members, without the prefix.
    pub attributes: Vec<(String, String)>,
}

impl Machine<'_> {
    pub(super) fn ask_new_password(&mut self, user: &User) -> Next {
        let session = self.next_session(ChallengeName::NewPasswordRequired, State::None);
        let parameters = parameters(self.pool, user);
        self.challenge(Challenge { session, parameters })
    }

    pub(super) fn new_password(&mut self, answer: &NewPassword) -> Next {
        let user = match &self.facts.user {
            Some(user) if user.status == Status::ForceChangePassword => user.clone(),
            _ => return refuse(invalid(), vec![]),
        };
        let attributes = match check(self.pool, self.client, &user, answer) {
            Ok(attributes) => attributes,
            Err(refusal) => return refuse(refusal, vec![]),
        };
        self.so_far.source = TokenSource::NewPasswordChallenge;
        self.use_session();
        self.effects.push(Effect::SetPassword { status: Status::Confirmed, attributes });
        if self.pool.rules.password.history > 0 {
            self.stage = Stage::CheckingHistory;
            return Next::Ask(Question::CheckHistory);
        }
        self.password_set()
    }

    pub(super) fn history_checked(&mut self, used_before: bool) -> Next {
        if used_before {
            return refuse(password::reused(), vec![]);
        }
        self.password_set()
    }

    /// The password is changed first, then the second factor is asked for; the user is as they will be
    /// after the effects.
    fn password_set(&mut self) -> Next {
        let Some(mut user) = self.facts.user.clone() else { unreachable!("somebody answered") };
        for effect in &self.effects {
            if let Effect::SetPassword { status, attributes } = effect {
                user.status = *status;
                user.attributes.clone_from(attributes);
            }
        }
        self.second_factor(&user)
    }
}

/// `ChallengeParameters`: the user, its attributes and the required ones it lacks, as JSON texts.
fn parameters(pool: &Pool, user: &User) -> BTreeMap<String, String> {
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
fn check(
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
