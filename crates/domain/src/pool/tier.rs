//! Feature plans: what a LITE pool lacks. ESSENTIALS pools have everything here, also what AWS sells with
//! PLUS.

use serde_json::Value;

use crate::member::{list, object, text, whole};
use crate::tracking::Tracking;
use crate::{Map, Refusal, refusal};

/// Judges a document. `before` is the tier so far: turning down a pool that uses what the lower tier
/// lacks is `TierChangeNotAllowedException`, asking for it is `FeatureUnavailableInTierException`.
pub(super) fn check(document: &Map, before: Option<&str>) -> Result<(), Refusal> {
    if text(document, "UserPoolTier") != Some("LITE") {
        return Ok(());
    }
    let Some(feature) = lacking(document) else { return Ok(()) };
    Err(match before {
        Some(before) if before != "LITE" => refusal::tier_change_not_allowed(format!(
            "The tier of the user pool cannot be LITE while it uses {feature}."
        )),
        _ => refusal::feature_unavailable_in_tier(format!(
            "{feature} is not available in the LITE tier."
        )),
    })
}

/// The first setting that LITE does not have.
fn lacking(document: &Map) -> Option<&'static str> {
    let policies = object(document, "Policies");
    let sign_in = policies.and_then(|policies| object(policies, "SignInPolicy"));
    let password = policies.and_then(|policies| object(policies, "PasswordPolicy"));
    let setup = object(document, "MfaSetup");
    let passwordless = sign_in.is_some_and(|sign_in| {
        list(sign_in, "AllowedFirstAuthFactors").iter().any(|factor| factor != "PASSWORD")
    });
    let history = password.and_then(|password| whole(password, "PasswordHistorySize"));
    let version = object(document, "LambdaConfig")
        .and_then(|functions| object(functions, "PreTokenGenerationConfig"))
        .and_then(|function| text(function, "LambdaVersion"));
    let has =
        |member: &str| setup.and_then(|setup| setup.get(member)).is_some_and(Value::is_object);
    let table = [
        (passwordless, "Sign-in with other first factors than PASSWORD"),
        (history.is_some_and(|size| size > 0), "PasswordHistorySize"),
        (version.is_some_and(|version| version != "V1_0"), "Access token customization"),
        (has("EmailMfaConfiguration"), "EmailMfaConfiguration"),
        (has("WebAuthnConfiguration"), "WebAuthnConfiguration"),
        (object(document, "DcrConfiguration").is_some(), "DcrConfiguration"),
        (Tracking::read(document).enabled, "Session tracking"),
    ];
    table.into_iter().find_map(|(used, feature)| used.then_some(feature))
}
