//! The members of a client, normalised.

use serde_json::Value;

use super::validity::{self, REFRESH_DAYS_DEFAULT};
use super::{Known, LOCAL, oauth};
use crate::attribute::is_server_owned;
use crate::member::{flag, lists, object, text, texts, whole};
use crate::pool::Pool;
use crate::provider::Kind;
use crate::resource_server::REGISTER;
use crate::{Map, Refusal, refusal};

/// Builds the document from a request; `name` is used when the request has none.
pub(super) fn normalise(
    pool: &Pool,
    request: &Map,
    name: Option<&str>,
    secret: bool,
    known: &Known,
) -> Result<Map, Refusal> {
    let mut document = Map::new();
    let given_name = text(request, "ClientName").or(name).unwrap_or_default();
    document.insert("ClientName".into(), given_name.into());
    document.insert("GenerateSecret".into(), secret.into());
    token_validity(request, &mut document)?;

    let allowed = flag(request, "AllowedOAuthFlowsUserPoolClient").unwrap_or(false);
    oauth::check(request, allowed, secret, known)?;
    oauth::store(request, &mut document);
    document.insert("AllowedOAuthFlowsUserPoolClient".into(), allowed.into());

    rotation(request, &mut document)?;
    flows(request)?;
    permissions(pool, request)?;
    providers(pool, request, known)?;
    for name in ["ExplicitAuthFlows", "SupportedIdentityProviders"] {
        let items = texts(request, name);
        if !items.is_empty() {
            document.insert(name.into(), items.into());
        }
    }
    // An empty permission list is kept: it permits nothing, which is less than the default.
    for name in ["ReadAttributes", "WriteAttributes"] {
        if request.get(name).is_some_and(Value::is_array) {
            document.insert(name.into(), texts(request, name).into());
        }
    }
    if let Some(analytics) = object(request, "AnalyticsConfiguration") {
        document
            .insert("AnalyticsConfiguration".into(), analytics_configuration(analytics)?.into());
    }
    if let Some(errors) = request.get("PreventUserExistenceErrors") {
        document.insert("PreventUserExistenceErrors".into(), errors.clone());
    }
    let revocation = flag(request, "EnableTokenRevocation").unwrap_or(true);
    document.insert("EnableTokenRevocation".into(), revocation.into());
    let propagate = flag(request, "EnablePropagateAdditionalUserContextData").unwrap_or(false);
    if propagate && !secret {
        return Err(refusal::invalid_parameter(
            "EnablePropagateAdditionalUserContextData needs an app client with a client secret.",
        ));
    }
    document.insert("EnablePropagateAdditionalUserContextData".into(), propagate.into());
    let session = whole(request, "AuthSessionValidity").unwrap_or(3);
    if !(3..=15).contains(&session) {
        return Err(refusal::invalid_parameter("AuthSessionValidity must be between 3 and 15."));
    }
    document.insert("AuthSessionValidity".into(), session.into());
    Ok(document)
}

/// A refresh validity of 0, or none, is the default of 30 days whatever its unit.
fn token_validity(request: &Map, document: &mut Map) -> Result<(), Refusal> {
    let mut units = object(request, "TokenValidityUnits").cloned().unwrap_or_default();
    let mut refresh = whole(request, "RefreshTokenValidity").unwrap_or(0);
    if refresh == 0 {
        refresh = REFRESH_DAYS_DEFAULT;
        if units.contains_key("RefreshToken") {
            units.insert("RefreshToken".into(), "days".into());
        }
    }
    document.insert("RefreshTokenValidity".into(), refresh.into());
    document.insert("TokenValidityUnits".into(), units.into());
    for name in ["AccessTokenValidity", "IdTokenValidity"] {
        if let Some(number) = request.get(name) {
            document.insert(name.into(), number.clone());
        }
    }
    validity::check(document)
}

/// Rotation hands out new refresh tokens, which the refresh flow would not: one or the other.
fn rotation(request: &Map, document: &mut Map) -> Result<(), Refusal> {
    let Some(given) = object(request, "RefreshTokenRotation") else { return Ok(()) };
    let enabled = text(given, "Feature") == Some("ENABLED");
    if enabled && lists(request, "ExplicitAuthFlows", "ALLOW_REFRESH_TOKEN_AUTH") {
        return Err(refusal::invalid_parameter(
            "ALLOW_REFRESH_TOKEN_AUTH cannot be enabled together with refresh token rotation.",
        ));
    }
    let mut rotation = given.clone();
    rotation.entry("RetryGracePeriodSeconds").or_insert(0.into());
    document.insert("RefreshTokenRotation".into(), rotation.into());
    Ok(())
}

fn flows(request: &Map) -> Result<(), Refusal> {
    let flows = texts(request, "ExplicitAuthFlows");
    let modern = flows.iter().filter(|flow| flow.starts_with("ALLOW_")).count();
    if modern != 0 && modern != flows.len() {
        return Err(refusal::invalid_parameter(
            "ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY and USER_PASSWORD_AUTH cannot be used along with \
             ALLOW_ flows.",
        ));
    }
    if flows.contains(&"ALLOW_CLIENT_TOKEN_AUTH") && flows.len() > 1 {
        return Err(refusal::invalid_parameter(
            "ALLOW_CLIENT_TOKEN_AUTH must be the only flow of an app client.",
        ));
    }
    if flows.contains(&"ALLOW_CLIENT_TOKEN_AUTH") && lists(request, "AllowedOAuthScopes", REGISTER)
    {
        return Err(refusal::invalid_parameter(format!(
            "An app client with ALLOW_CLIENT_TOKEN_AUTH cannot have the scope {REGISTER}."
        )));
    }
    Ok(())
}

/// Lists name attributes of the schema; what the server owns cannot be made writable.
fn permissions(pool: &Pool, request: &Map) -> Result<(), Refusal> {
    let schema = &pool.rules.schema;
    let unknown = |name: &&str| schema.get(name).is_none();
    if texts(request, "ReadAttributes").iter().any(unknown) {
        return Err(refusal::invalid_parameter(
            "Invalid read attributes specified while creating a client",
        ));
    }
    let unwritable = |name: &&str| {
        schema.get(name).is_none_or(|attribute| attribute.developer_only) || is_server_owned(name)
    };
    if texts(request, "WriteAttributes").iter().any(unwritable) {
        return Err(refusal::invalid_parameter(
            "Invalid write attributes specified while creating a client",
        ));
    }
    Ok(())
}

fn providers(pool: &Pool, request: &Map, known: &Known) -> Result<(), Refusal> {
    let names = texts(request, "SupportedIdentityProviders");
    let find = |name: &str| known.providers.iter().find(|provider| provider.name == name);
    if let Some(name) = names.iter().find(|name| **name != LOCAL && find(name).is_none()) {
        return Err(refusal::invalid_parameter(format!(
            "The provider {name} does not exist for User Pool {}.",
            pool.id
        )));
    }
    let unasked = names.iter().any(|name| find(name).is_some_and(|known| known.idp_initiated));
    let is_saml = |name: &&str| find(name).is_some_and(|known| known.kind == Kind::Saml);
    if unasked && !names.iter().all(is_saml) {
        return Err(refusal::invalid_parameter(
            "An app client with a SAML provider that allows IdP-initiated sign-in can only have SAML \
             providers.",
        ));
    }
    Ok(())
}

/// An application by its ARN alone, or by id with the role to use.
fn analytics_configuration(given: &Map) -> Result<Map, Refusal> {
    let has = |name| given.contains_key(name);
    let by_id = ["ApplicationId", "RoleArn", "ExternalId"];
    let problem = if has("ApplicationArn") {
        by_id.iter().any(|name| has(name)).then_some(
            "ApplicationArn cannot be combined with ApplicationId, RoleArn or ExternalId.",
        )
    } else {
        by_id.iter().any(|name| !has(name)).then_some(
            "AnalyticsConfiguration needs ApplicationArn, or ApplicationId, RoleArn and ExternalId.",
        )
    };
    match problem {
        Some(text) => Err(refusal::invalid_parameter(text)),
        None => Ok(given.clone()),
    }
}
