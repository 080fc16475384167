//! `EmailConfiguration` and `SmsConfiguration`.

use crate::member::text;
use crate::{Map, Refusal, refusal};

/// The default sender, or the operator's own, which needs an identity to send as.
pub(super) fn email(given: Option<&Map>) -> Result<Map, Refusal> {
    let mut config = given.cloned().unwrap_or_default();
    config.entry("EmailSendingAccount").or_insert("COGNITO_DEFAULT".into());
    if text(&config, "EmailSendingAccount") == Some("DEVELOPER")
        && !config.contains_key("SourceArn")
    {
        return Err(refusal::invalid_parameter(
            "SourceArn is required when EmailSendingAccount is DEVELOPER.",
        ));
    }
    Ok(config)
}

/// One of two ways to send: `SnsCallerArn` or `EumsSms`.
pub(super) fn sms(given: &Map) -> Result<Map, Refusal> {
    let mut config = given.clone();
    if text(&config, "SnsCallerArn") == Some("") {
        config.remove("SnsCallerArn");
    }
    match (config.contains_key("SnsCallerArn"), config.contains_key("EumsSms")) {
        (true, true) => Err(refusal::invalid_parameter(
            "SnsCallerArn and EumsSms of SmsConfiguration cannot both be set.",
        )),
        (false, false) => {
            Err(refusal::invalid_parameter("SmsConfiguration needs SnsCallerArn or EumsSms."))
        }
        (true, false) | (false, true) => Ok(config),
    }
}
