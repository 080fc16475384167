//! What the functions of a sign-in are told.
//!
//! Source: developer guide, "Lambda trigger event", one page per trigger.

use serde_json::{Value, json};

use cognate_domain::auth::{Machine, TokenSource};
use cognate_domain::pool::Trigger;
use cognate_domain::signup::Migrated;
use cognate_domain::token;

use crate::auth::questions::Seen;
use crate::auth::{Scene, Secrets, custom};
use crate::token_function;
use crate::tokens::SIGN_IN_SCOPE;
use crate::triggers;

/// An event in the making; owns what [`triggers::Occasion`] borrows.
pub struct Occasion {
    source: &'static str,
    username: String,
    request: Value,
    response: Value,
}

impl Occasion {
    pub fn borrowed<'a>(&'a self, scene: &'a Scene) -> triggers::Occasion<'a> {
        triggers::Occasion {
            source: self.source,
            region: &scene.pool.region,
            username: &self.username,
            client_id: Some(&scene.client().id),
            request: self.request.clone(),
            response: self.response.clone(),
        }
    }
}

pub fn occasion(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    trigger: Trigger,
    user_not_found: bool,
    groups: &[token::Group],
) -> Occasion {
    let typed = seen.typed.clone().unwrap_or_default();
    let username = machine.user().map_or(typed, |user| user.username.clone());
    let user_attributes = machine.user().map_or_else(|| json!({}), triggers::user_attributes);
    // ClientMetadata of InitiateAuth is `validationData`; of an answer it is `clientMetadata`.
    let metadata = json!(scene.metadata);
    let answers = secrets.answered_by.is_some();
    let validation_data = if answers { json!({}) } else { metadata.clone() };
    let mut response = json!({});
    let (source, request) = match trigger {
        Trigger::PreAuthentication => {
            let mut request =
                json!({ "userAttributes": user_attributes, "validationData": validation_data });
            if user_not_found {
                request["userNotFound"] = true.into();
            }
            ("PreAuthentication_Authentication", request)
        }
        Trigger::PostAuthentication => {
            let mut request = json!({ "userAttributes": user_attributes, "newDeviceUsed": false });
            if answers {
                request["clientMetadata"] = metadata;
            }
            ("PostAuthentication_Authentication", request)
        }
        Trigger::UserMigration => {
            let password = secrets.password.as_ref().map(|password| password.as_str());
            response = Migrated::unanswered();
            let mut request = json!({ "password": password, "validationData": validation_data });
            if answers {
                request["clientMetadata"] = metadata;
            }
            ("UserMigration_Authentication", request)
        }
        Trigger::DefineAuthChallenge
        | Trigger::CreateAuthChallenge
        | Trigger::VerifyAuthChallengeResponse => {
            let hides = scene.client().rules.hide_existence;
            let (source, request, form) = custom::event(machine, secrets, trigger, hides, metadata);
            response = form;
            (source, request)
        }
        _ => {
            let occasion = token_function::Occasion {
                source: token_source(machine.token_source()),
                client_id: &scene.client().id,
                user: machine.user(),
                groups,
                scope: SIGN_IN_SCOPE,
                metadata: answers.then_some(metadata),
            };
            let (request, form) = token_function::event(&scene.pool, &occasion);
            response = form;
            (occasion.source, request)
        }
    };
    Occasion { source, username, request, response }
}

/// The trigger source of PreTokenGeneration.
pub fn token_source(source: TokenSource) -> &'static str {
    match source {
        TokenSource::Authentication => "TokenGeneration_Authentication",
        TokenSource::NewPasswordChallenge => "TokenGeneration_NewPasswordChallenge",
        TokenSource::AuthenticateDevice => "TokenGeneration_AuthenticateDevice",
    }
}
