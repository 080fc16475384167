//! MFA as a whole: a mode that asks for a second factor needs one that users can have.

use crate::member::{flag, object, text};
use crate::{Map, Refusal, refusal};

/// Judges a document: other factors than SMS come from SetUserPoolMfaConfig and are kept in `MfaSetup`.
pub(super) fn check(document: &Map) -> Result<(), Refusal> {
    if text(document, "MfaConfiguration") == Some("OFF")
        || object(document, "SmsConfiguration").is_some()
        || object(document, "MfaSetup").is_some_and(has_factor)
    {
        return Ok(());
    }
    Err(refusal::invalid_parameter(
        "SMS configuration and Auto verification for phone_number are required when MFA is \
         required/optional",
    ))
}

fn has_factor(setup: &Map) -> bool {
    let totp = object(setup, "SoftwareTokenMfaConfiguration")
        .and_then(|token| flag(token, "Enabled"))
        .unwrap_or(false);
    totp || object(setup, "EmailMfaConfiguration").is_some()
}
