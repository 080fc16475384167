//! The claims of one sign-in or refresh.

use serde_json::{Value, json};

use crate::client::ClientRules;
use crate::pool::Rules;
use crate::token::group::{Group, preferred_role, ranked, roles};
use crate::{Map, User, attribute, id, identity};

/// What tokens are made of. Times are seconds since the epoch.
pub struct Facts<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub client: &'a ClientRules,
    pub pool: &'a Rules,
    pub user: &'a User,
    pub groups: &'a [Group],
    pub auth_time: i64,
    pub issued: i64,
    /// Of the sign-in, repeated at refreshes.
    pub event_id: [u8; 16],
    /// Id of the session.
    pub origin_jti: [u8; 16],
    /// Space separated; `aws.cognito.signin.user.admin` for API sign-ins.
    pub scope: &'a str,
    pub device_key: Option<&'a str>,
    /// The name of the authentication level that was asked for and reached.
    pub acr: Option<&'a str>,
    /// The factors behind it, separated by spaces. Said only with `acr`.
    pub amr: &'a str,
}

/// The ID token's claims; `jti` is 16 fresh random bytes. Reserved claims cannot be shadowed by
/// attributes: these are named by the schema.
pub fn id_claims(facts: &Facts, jti: [u8; 16]) -> Map {
    let mut claims = Map::new();
    for (name, value) in attribute::readable(&facts.pool.schema, facts.client, facts.user) {
        let value = typed(&name, value);
        claims.insert(name, value);
    }
    groups(&mut claims, facts);
    let roles = roles(facts.groups);
    if !roles.is_empty() {
        claims.insert("cognito:roles".into(), json!(roles));
    }
    if let Some(role) = preferred_role(facts.groups) {
        claims.insert("cognito:preferred_role".into(), role.into());
    }
    claims.insert("cognito:username".into(), facts.user.username.as_str().into());
    claims.insert("aud".into(), facts.client_id.into());
    claims.insert("token_use".into(), "id".into());
    shared(&mut claims, facts, jti, facts.client.id_seconds);
    if facts.client.revocation {
        claims.insert("origin_jti".into(), id::uuid(&facts.origin_jti).into());
    }
    claims
}

/// The access token's claims; `jti` is 16 fresh random bytes.
pub fn access_claims(facts: &Facts, jti: [u8; 16]) -> Map {
    let mut claims = Map::new();
    groups(&mut claims, facts);
    claims.insert("sub".into(), facts.user.sub.to_string().into());
    claims.insert("client_id".into(), facts.client_id.into());
    claims.insert("origin_jti".into(), id::uuid(&facts.origin_jti).into());
    claims.insert("token_use".into(), "access".into());
    claims.insert("scope".into(), facts.scope.into());
    claims.insert("username".into(), facts.user.username.as_str().into());
    if let Some(key) = facts.device_key {
        claims.insert("device_key".into(), key.into());
    }
    shared(&mut claims, facts, jti, facts.client.access_seconds);
    claims
}

fn shared(claims: &mut Map, facts: &Facts, jti: [u8; 16], lifetime_seconds: i64) {
    claims.insert("iss".into(), facts.issuer.into());
    claims.insert("event_id".into(), id::uuid(&facts.event_id).into());
    claims.insert("auth_time".into(), facts.auth_time.into());
    claims.insert("iat".into(), facts.issued.into());
    claims.insert("exp".into(), (facts.issued + lifetime_seconds).into());
    claims.insert("jti".into(), id::uuid(&jti).into());
    if let Some(acr) = facts.acr {
        let amr: Vec<&str> = facts.amr.split_whitespace().collect();
        claims.insert("acr".into(), acr.into());
        claims.insert("amr".into(), json!(amr));
    }
}

fn groups(claims: &mut Map, facts: &Facts) {
    if !facts.groups.is_empty() {
        let names: Vec<&str> = ranked(facts.groups).iter().map(|g| g.name.as_str()).collect();
        claims.insert("cognito:groups".into(), json!(names));
    }
}

/// Strings, but for the verified flags, `address`, `updated_at` and `identities`. Custom attributes are
/// strings whatever their type.
fn typed(name: &str, value: String) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => Value::Bool(value == "true"),
        "address" => json!({ "formatted": value }),
        "updated_at" => value.parse::<i64>().map_or_else(|_| Value::from(value), Value::from),
        identity::ATTRIBUTE => identity::claim(&value).unwrap_or(Value::String(value)),
        _ => Value::String(value),
    }
}
