//! `Policies`: passwords and first factors.

use serde_json::{Value, json};

use super::settings::days;
use crate::member::{flag, object, texts, whole};
use crate::{Map, Refusal, refusal};

const TEMPORARY_DAYS_DEFAULT: i64 = 7;

/// Validity of temporary passwords, from `TemporaryPasswordValidityDays` or its legacy name
/// `UnusedAccountValidityDays`; both are refused when they differ. 0 counts as the default.
pub(super) fn temporary_days(request: &Map) -> Result<i64, Refusal> {
    let policy = object(request, "Policies").and_then(|p| object(p, "PasswordPolicy"));
    let new = days(policy, "TemporaryPasswordValidityDays");
    let legacy = days(object(request, "AdminCreateUserConfig"), "UnusedAccountValidityDays");
    match (new, legacy) {
        (Some(new), Some(legacy)) if new != legacy => Err(refusal::invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of \
             UnusedAccountValidityDays",
        )),
        (given, legacy) => {
            let given = given.or(legacy).filter(|given| *given != 0);
            Ok(given.unwrap_or(TEMPORARY_DAYS_DEFAULT))
        }
    }
}

pub(super) fn normalise(given: Option<&Map>, temporary_days: i64) -> Result<Map, Refusal> {
    let password = given.and_then(|g| object(g, "PasswordPolicy"));
    let sign_in = given.and_then(|g| object(g, "SignInPolicy"));
    let mut policies = Map::new();
    policies.insert("PasswordPolicy".into(), password_policy(password, temporary_days)?);
    policies.insert("SignInPolicy".into(), sign_in_policy(sign_in)?);
    Ok(policies)
}

/// Without a policy everything is demanded; in a given one a requirement left out is not demanded.
fn password_policy(given: Option<&Map>, temporary_days: i64) -> Result<Value, Refusal> {
    let demand = |name| given.is_none_or(|g| flag(g, name).unwrap_or(false));
    let minimum = given.and_then(|g| whole(g, "MinimumLength")).unwrap_or(8);
    if !(6..=99).contains(&minimum) {
        return Err(refusal::invalid_parameter("MinimumLength must be between 6 and 99."));
    }
    let mut policy = json!({
        "MinimumLength": minimum,
        "RequireUppercase": demand("RequireUppercase"),
        "RequireLowercase": demand("RequireLowercase"),
        "RequireNumbers": demand("RequireNumbers"),
        "RequireSymbols": demand("RequireSymbols"),
        "TemporaryPasswordValidityDays": temporary_days,
    });
    if let Some(size) = given.and_then(|g| whole(g, "PasswordHistorySize")) {
        if !(0..=24).contains(&size) {
            return Err(refusal::invalid_parameter(
                "PasswordHistorySize must be between 0 and 24.",
            ));
        }
        policy["PasswordHistorySize"] = size.into();
    }
    Ok(policy)
}

/// TOTP is a factor that is reported, never a first one.
fn sign_in_policy(given: Option<&Map>) -> Result<Value, Refusal> {
    const FACTORS: &str = "AllowedFirstAuthFactors";
    let mut factors = given.map(|g| texts(g, FACTORS)).unwrap_or_default();
    if factors.contains(&"SOFTWARE_TOKEN") {
        return Err(refusal::invalid_parameter(format!(
            "SOFTWARE_TOKEN is not allowed in {FACTORS}."
        )));
    }
    if factors.is_empty() {
        factors.push("PASSWORD");
    }
    Ok(json!({ FACTORS: factors }))
}
