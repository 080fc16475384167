//! What is said when a passkey cannot be registered.

use crate::refusal::Refusal;

pub fn not_enabled() -> Refusal {
    Refusal::new(
        "WebAuthnNotEnabledException",
        "The user pool does not allow passkeys as a first authentication factor.",
    )
}

pub fn configuration_missing() -> Refusal {
    Refusal::new(
        "WebAuthnConfigurationMissingException",
        "The user pool has no relying party id and no domain.",
    )
}

pub fn challenge_not_found() -> Refusal {
    Refusal::new(
        "WebAuthnChallengeNotFoundException",
        "The challenge was not found, has expired or was answered already.",
    )
}

pub fn client_mismatch() -> Refusal {
    Refusal::new(
        "WebAuthnClientMismatchException",
        "The access token is for another app client than the one that started the registration.",
    )
}

pub fn origin_not_allowed() -> Refusal {
    Refusal::new(
        "WebAuthnOriginNotAllowedException",
        "The origin of the registration does not belong to the relying party.",
    )
}

pub fn relying_party_mismatch() -> Refusal {
    Refusal::new(
        "WebAuthnRelyingPartyMismatchException",
        "The credential was made for another relying party.",
    )
}

pub fn not_supported(what: &str) -> Refusal {
    Refusal::new("WebAuthnCredentialNotSupportedException", what)
}
