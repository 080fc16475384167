//! PreTokenGeneration: what it is told, and what follows from its answer.
//!
//! Source: developer guide, "Pre token generation Lambda trigger".

use serde_json::{Value, json};

use cognate_domain::pool::Trigger;
use cognate_domain::token::{self, Overrides};
use cognate_domain::{Pool, Refusal, User};

use crate::cx::Cx;
use crate::error::Result;
use crate::triggers;

/// The tokens that are about to be made.
pub struct Occasion<'a> {
    /// For example `TokenGeneration_RefreshTokens`.
    pub source: &'static str,
    pub client_id: &'a str,
    /// None: of a client that acts for itself.
    pub user: Option<&'a User>,
    pub groups: &'a [token::Group],
    /// Of the access token, separated by spaces.
    pub scope: &'a str,
    /// `clientMetadata`, where the operation hands it on.
    pub metadata: Option<Value>,
}

/// Calls the pool's function, if it has one, and returns what it changes.
pub async fn call(cx: &Cx, pool: &Pool, occasion: Occasion<'_>) -> Result<Overrides> {
    let (request, response) = event(pool, &occasion);
    let Occasion { source, client_id, user, .. } = occasion;
    let occasion = triggers::Occasion {
        source,
        region: &pool.region,
        username: user.map_or(client_id, |user| user.username.as_str()),
        client_id: Some(client_id),
        request,
        response,
    };
    let trigger = Trigger::PreTokenGeneration;
    let answered = triggers::call(cx.functions(), pool, trigger, occasion).await?;
    Ok(read(pool, answered.as_ref())?)
}

/// `request` and `response` of the event; their form is the version's.
pub fn event(pool: &Pool, occasion: &Occasion) -> (Value, Value) {
    let Occasion { user, groups, scope, metadata, .. } = occasion;
    let mut request = json!({
        "userAttributes": user.map_or_else(|| json!({}), triggers::user_attributes),
        "groupConfiguration": group_configuration(groups),
    });
    if let Some(metadata) = metadata {
        request["clientMetadata"] = metadata.clone();
    }
    if version(pool) == "V1_0" {
        return (request, json!({ "claimsOverrideDetails": null }));
    }
    request["scopes"] = scope.split_ascii_whitespace().collect();
    (request, json!({ "claimsAndScopeOverrideDetails": null }))
}

/// What a `response` changes; nothing where no function ran.
pub fn read(pool: &Pool, response: Option<&Value>) -> std::result::Result<Overrides, Refusal> {
    response.map_or_else(
        || Ok(Overrides::default()),
        |response| Overrides::read(version(pool), response),
    )
}

fn version(pool: &Pool) -> &str {
    let function = pool.rules.functions.get(Trigger::PreTokenGeneration);
    function.map_or("V1_0", |function| function.version.as_str())
}

/// What the tokens would say of groups without the function.
fn group_configuration(groups: &[token::Group]) -> Value {
    let names: Vec<&str> =
        token::ranked(groups).into_iter().map(|group| group.name.as_str()).collect();
    json!({
        "groupsToOverride": names,
        "iamRolesToOverride": token::roles(groups),
        "preferredRole": token::preferred_role(groups),
    })
}
