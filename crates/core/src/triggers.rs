//! The function port: every trigger point goes through here.
//!
//! A pool names its functions in `LambdaConfig`. Whoever can call them implements
//! [`FunctionPort`]; an installation without one fails the flow (`UnexpectedLambdaException`), so
//! that a function which was meant to decide is never skipped.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use serde_json::{Value, json};

use cognate_domain::pool::Trigger;
use cognate_domain::refusal::{self, Refusal};
use cognate_domain::{Pool, User};

/// What a function call came to.
pub enum Failure {
    /// The function itself failed, with its `errorMessage`.
    Function(String),
    /// It could not be called; the service error's name, or a description.
    Invocation(String),
    /// Its answer was unusable.
    Answer(String),
}

type Called<'a> = Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>>;

/// Calls a function by ARN with a whole event, and returns the whole event it answers.
pub trait FunctionPort: Send + Sync {
    fn call<'a>(&'a self, arn: &'a str, event: Value) -> Called<'a>;
}

/// The port of an installation on which no function can be called.
pub struct NoFunctions;

impl FunctionPort for NoFunctions {
    fn call<'a>(&'a self, _arn: &'a str, _event: Value) -> Called<'a> {
        Box::pin(async { Err(Failure::Invocation("configuration".into())) })
    }
}

/// What an event says about the request that caused it.
pub struct Occasion<'a> {
    /// For example `PreAuthentication_Authentication`.
    pub source: &'a str,
    pub region: &'a str,
    pub username: &'a str,
    /// None for calls without a client.
    pub client_id: Option<&'a str>,
    pub request: Value,
    pub response: Value,
}

/// Calls the pool's function for `trigger`, if it has one, and returns its `response` object.
///
/// Source: developer guide, "Customizing user pool workflows with Lambda triggers".
pub async fn call(
    port: &dyn FunctionPort,
    pool: &Pool,
    trigger: Trigger,
    occasion: Occasion<'_>,
) -> Result<Option<Value>, Refusal> {
    let Some(function) = pool.rules.functions.get(trigger) else { return Ok(None) };
    let name = trigger.as_str();
    let event = json!({
        "version": event_version(&function.version),
        "triggerSource": occasion.source,
        "region": occasion.region,
        "userPoolId": pool.id,
        "userName": occasion.username,
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": occasion.client_id.unwrap_or("CLIENT_ID_NOT_APPLICABLE"),
        },
        "request": occasion.request,
        "response": occasion.response,
    });
    let answer = port.call(&function.arn, event).await.map_err(|failure| match failure {
        Failure::Function(message) => {
            refusal::user_lambda_validation(format!("{name} failed with error {message}."))
        }
        Failure::Invocation(error) => {
            refusal::unexpected_lambda(format!("{name} invocation failed due to error {error}."))
        }
        Failure::Answer(text) => refusal::invalid_lambda_response(text),
    })?;
    match answer {
        Value::Object(mut members) if members.contains_key("triggerSource") => {
            Ok(Some(members.remove("response").unwrap_or(Value::Null)))
        }
        _ => Err(refusal::invalid_lambda_response("Unrecognizable lambda output")),
    }
}

/// `userAttributes` of a user that exists: strings, with `sub` and the status.
pub fn user_attributes(user: &User) -> Value {
    let mut attributes: BTreeMap<&str, String> =
        user.attributes.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    attributes.insert("sub", user.sub.to_string());
    attributes.insert("cognito:user_status", user.status.as_str().to_owned());
    json!(attributes)
}

/// The envelope's `version` for a `LambdaVersion`.
fn event_version(lambda_version: &str) -> &'static str {
    match lambda_version {
        "V2_0" => "2",
        "V3_0" => "3",
        _ => "1",
    }
}
