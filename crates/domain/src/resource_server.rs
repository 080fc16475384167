//! Resource servers: the APIs behind a pool's access tokens, and the scopes they know.

use serde_json::json;

use crate::member::{list, text};
use crate::pool::Pool;
use crate::{Map, Refusal, refusal};

/// Resource servers of one pool, at most, unless the operator says otherwise.
pub const PER_POOL_MAX: i64 = 25;

/// The server that a pool with dynamic client registration has by itself: its scope permits
/// registering clients.
pub const REGISTRATION: &str = "aws.cognito/dcr";
pub const REGISTER: &str = "aws.cognito/dcr/register";

/// What the service keeps for servers of its own.
const RESERVED: &str = "aws.cognito";

/// CreateResourceServer, UpdateResourceServer: the document, in which omitted scopes are none.
pub fn document(request: &Map) -> Result<Map, Refusal> {
    let identifier = text(request, "Identifier").unwrap_or_default();
    refuse_reserved(identifier)?;
    let given = list(request, "Scopes");
    for (place, scope) in given.iter().enumerate() {
        if given[..place].iter().any(|other| other["ScopeName"] == scope["ScopeName"]) {
            let name = scope["ScopeName"].as_str().unwrap_or_default();
            return Err(refusal::invalid_parameter(format!(
                "The scope {name} occurs more than once in the resource server {identifier}."
            )));
        }
    }
    let mut document = Map::new();
    document.insert("Name".into(), text(request, "Name").unwrap_or_default().into());
    if !given.is_empty() {
        document.insert("Scopes".into(), given.into());
    }
    Ok(document)
}

/// Servers of the service itself are not made, changed or deleted.
pub fn refuse_reserved(identifier: &str) -> Result<(), Refusal> {
    let below = identifier.strip_prefix(RESERVED);
    if below.is_some_and(|below| below.is_empty() || below.starts_with('/')) {
        return Err(refusal::invalid_parameter(format!(
            "{identifier} is reserved for resource servers that Amazon Cognito manages."
        )));
    }
    Ok(())
}

/// `ResourceServerType`.
pub fn describe(pool: &Pool, identifier: &str, document: &Map) -> Map {
    let mut shown = document.clone();
    shown.insert("UserPoolId".into(), pool.id.as_str().into());
    shown.insert("Identifier".into(), identifier.into());
    shown
}

/// The document of the server that the pool has by itself, if it has one.
pub fn managed(pool: &Pool) -> Option<Map> {
    let registration = pool.rules.registration.as_ref()?;
    let document = json!({
        "Name": "Dynamic client registration",
        "Scopes": [{ "ScopeName": "register", "ScopeDescription": "Register app clients" }],
        "ManagedBy": "COGNITO",
    });
    registration.enabled.then(|| document.as_object().cloned().unwrap_or_default())
}

/// The full names of a server's scopes: `<identifier>/<scope>`.
pub fn scopes(identifier: &str, document: &Map) -> Vec<String> {
    let names = list(document, "Scopes").iter().filter_map(|scope| scope["ScopeName"].as_str());
    names.map(|name| format!("{identifier}/{name}")).collect()
}

/// The identifier in a full scope: scope names hold no slash.
pub fn identifier_of(scope: &str) -> Option<&str> {
    scope.rsplit_once('/').map(|(identifier, _)| identifier)
}

pub fn not_found(identifier: &str) -> Refusal {
    refusal::resource_not_found(format!("Resource server {identifier} does not exist."))
}

pub fn exists(identifier: &str) -> Refusal {
    refusal::invalid_parameter(format!("{identifier} already exists as a resource server."))
}

/// Is there room for one more, next to `count` servers?
pub fn room_for_another(count: i64, max: i64) -> Result<(), Refusal> {
    if count < max {
        return Ok(());
    }
    Err(refusal::limit_exceeded("Maximum number of resource servers exceeded."))
}
