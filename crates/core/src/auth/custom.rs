//! What the functions of CUSTOM_AUTH are told.

use serde_json::{Value, json};

use cognate_domain::auth::{ChallengeName, Machine};
use cognate_domain::pool::Trigger;

use crate::auth::Secrets;
use crate::triggers;

/// Trigger source, `request` and `response` of DefineAuthChallenge, CreateAuthChallenge and
/// VerifyAuthChallengeResponse. `hides`: the client hides who exists, and says so by `userNotFound`.
pub fn event(
    machine: &Machine<'_>,
    secrets: &Secrets,
    trigger: Trigger,
    hides: bool,
    metadata: Value,
) -> (&'static str, Value, Value) {
    let user = machine.user();
    let mut request = json!({
        "userAttributes": user.map_or_else(|| json!({}), triggers::user_attributes),
    });
    if hides {
        request["userNotFound"] = user.is_none().into();
    }
    // ClientMetadata of InitiateAuth does not reach them.
    if secrets.answered_by.is_some() {
        request["clientMetadata"] = metadata;
    }
    let (source, response) = match trigger {
        Trigger::VerifyAuthChallengeResponse => {
            let custom = machine.custom();
            request["privateChallengeParameters"] = json!(custom.map(|custom| &custom.private));
            request["challengeAnswer"] = json!(secrets.code.as_ref().map(|answer| answer.as_str()));
            let response = json!({ "answerCorrect": null });
            ("VerifyAuthChallengeResponse_Authentication", response)
        }
        Trigger::CreateAuthChallenge => {
            request["session"] = history(machine);
            request["challengeName"] = ChallengeName::CustomChallenge.as_str().into();
            let response = json!({
                "publicChallengeParameters": null, "privateChallengeParameters": null,
                "challengeMetadata": null,
            });
            ("CreateAuthChallenge_Authentication", response)
        }
        _ => {
            request["session"] = history(machine);
            let response =
                json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null });
            ("DefineAuthChallenge_Authentication", response)
        }
    };
    (source, request, response)
}

/// `session`: what came of the challenges so far.
fn history(machine: &Machine<'_>) -> Value {
    let history = machine.custom().map(|custom| custom.history.as_slice()).unwrap_or_default();
    let entries = history.iter().map(|entry| {
        json!({
            "challengeName": entry.challenge,
            "challengeResult": entry.right,
            "challengeMetadata": entry.metadata,
        })
    });
    entries.collect()
}
