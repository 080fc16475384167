//! `DcrConfiguration`: dynamic client registration.

use serde_json::json;

use crate::Map;

/// A given object means enabled, authenticated, for code and client credentials; open registration is
/// off and for code only. An empty list stays: it rejects every grant.
pub(super) fn normalise(given: &Map) -> Map {
    let mut config = given.clone();
    let mut default = |name: &str, value| {
        config.entry(name).or_insert(value);
    };
    default("EnableStatus", "Enabled".into());
    default("OpenDcrEnabled", false.into());
    default("AuthenticatedGrantTypes", json!(["code", "client_credentials"]));
    default("OpenDcrGrantTypes", json!(["code"]));
    default("AllowedScopes", json!([]));
    config
}
