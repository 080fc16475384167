//! MFA as a whole: a mode that asks for a second factor needs one that users can have.
//!
//! `MfaSetup` of the document holds what only SetUserPoolMfaConfig sets: `SmsMfa` (is SMS a factor?),
//! `SoftwareTokenMfaConfiguration`, `EmailMfaConfiguration` and `WebAuthnConfiguration`. Without a say of
//! `SmsMfa`, as CreateUserPool leaves it, SMS is a factor wherever messages can be sent.

use serde_json::Value;

use crate::domain_name::is_host;
use crate::member::{flag, object, text};
use crate::pool::{Pool, tier};
use crate::{Map, Refusal, refusal};

const TOKEN: &str = "SoftwareTokenMfaConfiguration";
const EMAIL: &str = "EmailMfaConfiguration";
const PASSKEYS: &str = "WebAuthnConfiguration";

/// SetUserPoolMfaConfig: the document with the whole set-up replaced; what is left out is off.
///
/// Errors, in order: factors given with MFA off; MFA on without one; SMS without a way to send; a
/// relying party that is no host name; what the pool's tier lacks.
pub fn set_mfa(pool: &Pool, request: &Map) -> Result<Map, Refusal> {
    let mode = text(request, "MfaConfiguration").unwrap_or("OFF");
    let sms = object(request, "SmsMfaConfiguration");
    let token = object(request, TOKEN);
    let email = object(request, EMAIL);
    if mode == "OFF" && (sms.is_some() || token.is_some() || email.is_some()) {
        return Err(refusal::invalid_parameter(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        ));
    }
    let token_enabled = token.and_then(|token| flag(token, "Enabled")).unwrap_or(false);
    if mode != "OFF" && sms.is_none() && !token_enabled && email.is_none() {
        return Err(refusal::invalid_parameter(
            "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be \
             enabled.",
        ));
    }
    let mut document = pool.document.clone();
    let mut setup = Map::new();
    document.insert("MfaConfiguration".into(), mode.into());
    if mode != "OFF" {
        setup.insert("SmsMfa".into(), sms.is_some().into());
    }
    if let Some(sms) = sms {
        set_sms(&mut document, sms)?;
    }
    if token.is_some() {
        setup.insert(
            TOKEN.into(),
            Map::from_iter([("Enabled".into(), token_enabled.into())]).into(),
        );
    }
    for (member, given) in [(EMAIL, email), (PASSKEYS, object(request, PASSKEYS))] {
        if let Some(given) = given {
            setup.insert(member.into(), given.clone().into());
        }
    }
    check_relying_party(&setup)?;
    document.remove("MfaSetup");
    if !setup.is_empty() {
        document.insert("MfaSetup".into(), setup.into());
    }
    tier::check(&document, None)?;
    Ok(document)
}

/// `SmsConfiguration` and `SmsAuthenticationMessage` are the pool's own; left out, the sender stays and
/// the text is AWS's default.
fn set_sms(document: &mut Map, sms: &Map) -> Result<(), Refusal> {
    match object(sms, "SmsConfiguration").map(super::delivery::sms).transpose()? {
        Some(sender) => drop(document.insert("SmsConfiguration".into(), sender.into())),
        None if object(document, "SmsConfiguration").is_some() => {}
        None => {
            return Err(refusal::invalid_parameter(
                "SmsConfiguration is required in SmsMfaConfiguration when the user pool has none.",
            ));
        }
    }
    document.remove("SmsAuthenticationMessage");
    if let Some(message) = sms.get("SmsAuthenticationMessage") {
        document.insert("SmsAuthenticationMessage".into(), message.clone());
    }
    Ok(())
}

fn check_relying_party(setup: &Map) -> Result<(), Refusal> {
    let id = object(setup, PASSKEYS).and_then(|passkeys| text(passkeys, "RelyingPartyId"));
    if id.is_some_and(|id| !is_host(id)) {
        return Err(refusal::invalid_parameter(
            "RelyingPartyId must be a domain name, without scheme, port and path.",
        ));
    }
    Ok(())
}

/// GetUserPoolMfaConfig, and the answer of SetUserPoolMfaConfig.
pub fn describe_mfa(pool: &Pool) -> Map {
    let document = &pool.document;
    let mut shown = Map::new();
    if sms_mfa(document) {
        let mut sms = Map::new();
        for member in ["SmsAuthenticationMessage", "SmsConfiguration"] {
            if let Some(value) = document.get(member) {
                sms.insert(member.into(), value.clone());
            }
        }
        shown.insert("SmsMfaConfiguration".into(), sms.into());
    }
    let setup = object(document, "MfaSetup");
    for member in [TOKEN, EMAIL, PASSKEYS] {
        if let Some(value) = setup.and_then(|setup| setup.get(member)) {
            shown.insert(member.into(), value.clone());
        }
    }
    let mode = document.get("MfaConfiguration").cloned().unwrap_or(Value::from("OFF"));
    shown.insert("MfaConfiguration".into(), mode);
    shown
}

/// Is SMS a second factor here?
pub(super) fn sms_mfa(document: &Map) -> bool {
    let chosen = object(document, "MfaSetup").and_then(|setup| flag(setup, "SmsMfa"));
    let asked = text(document, "MfaConfiguration") != Some("OFF");
    object(document, "SmsConfiguration").is_some() && chosen.unwrap_or(asked)
}

/// Judges the document of CreateUserPool or UpdateUserPool, which know no other factor than SMS; the
/// others come from SetUserPoolMfaConfig. `before` is the mode so far.
pub(super) fn check(document: &Map, before: Option<&str>) -> Result<(), Refusal> {
    let mode = text(document, "MfaConfiguration");
    if mode == Some("ON") && before.is_some_and(|before| before != "ON") {
        return Err(refusal::invalid_parameter(
            "Cannot turn MFA functionality ON, once the user pool has been created.",
        ));
    }
    if mode == Some("OFF")
        || sms_mfa(document)
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
    let token = object(setup, TOKEN).and_then(|token| flag(token, "Enabled")).unwrap_or(false);
    token || object(setup, EMAIL).is_some()
}
