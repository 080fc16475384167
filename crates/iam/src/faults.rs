//! IAM's errors, under its codes and with its statuses.

use cognate_access::policy::Malformed;
use cognate_core::Error;
use cognate_core::iam::trust::Refused;

pub fn no_such_entity(message: impl Into<String>) -> Error {
    Error::new("NoSuchEntity", message).status(404)
}

pub fn already_exists(message: impl Into<String>) -> Error {
    Error::new("EntityAlreadyExists", message).status(409)
}

pub fn delete_conflict(message: impl Into<String>) -> Error {
    Error::new("DeleteConflict", message).status(409)
}

pub fn limit_exceeded(message: impl Into<String>) -> Error {
    Error::new("LimitExceeded", message).status(409)
}

pub fn feature_enabled() -> Error {
    let text = "Outbound web identity federation is already enabled for this account.";
    Error::new("FeatureEnabled", text).status(409)
}

pub fn feature_disabled() -> Error {
    let text = "Outbound web identity federation is not enabled for this account.";
    Error::new("FeatureDisabled", text).status(404)
}

/// `Cannot exceed quota for <quota>: <max>`
pub fn quota(quota: &str, max: impl std::fmt::Display) -> Error {
    limit_exceeded(format!("Cannot exceed quota for {quota}: {max}"))
}

pub fn invalid_input(message: impl Into<String>) -> Error {
    Error::new("InvalidInput", message)
}

pub fn unmodifiable(message: impl Into<String>) -> Error {
    Error::new("UnmodifiableEntity", message)
}

pub fn not_attachable(message: impl Into<String>) -> Error {
    Error::new("PolicyNotAttachable", message)
}

/// What is wrong with a document, and where.
pub fn malformed(refused: &Malformed) -> Error {
    Error::new("MalformedPolicyDocument", refused.to_string())
}

pub fn untrusted(refused: Refused) -> Error {
    match refused {
        Refused::Malformed(refused) => malformed(&refused),
        Refused::Failed(error) => error,
    }
}

/// Two codes in a row that do not show the device's seed.
pub fn invalid_codes() -> Error {
    let text = "Authentication code for device is not valid.";
    Error::new("InvalidAuthenticationCode", text).status(403)
}

pub fn not_supported(service: &str) -> Error {
    let text = format!("The service {service} is not supported.");
    Error::new("NotSupportedService", text).status(404)
}

/// A policy that is stored and cannot be weighed.
pub fn policy_evaluation(message: impl Into<String>) -> Error {
    Error::new("PolicyEvaluation", message).status(500)
}

/// The caller has no name of its own to go by.
pub fn must_name_user() -> Error {
    Error::new("ValidationError", "Must specify userName when calling with non-User credentials")
}
