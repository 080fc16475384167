//! What a derived key is for (KEY-1): nothing is used for two purposes.

/// A use of key material; each has keys of its own in every pool and key version.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    JwtSign,
    Srp,
    PasswordPepper,
    Totp,
    Device,
    ClientSecret,
    IdpSecret,
    GatewaySecret,
    IamSecret,
    StsSession,
    OpenIdToken,
    ChallengeSession,
    Cookie,
    RefreshToken,
    RefreshLookup,
    CodeMac,
    PageToken,
    WebhookMac,
    Audit,
    FakeUser,
    AttemptMac,
    SecretBlock,
    Outbox,
    PendingValue,
    FormToken,
    Passkey,
    Import,
    AuthorizationMessage,
}

impl Purpose {
    /// Every purpose, for the key inventory (KEY-9).
    pub const ALL: [Self; 28] = [
        Self::JwtSign,
        Self::Srp,
        Self::PasswordPepper,
        Self::Totp,
        Self::Device,
        Self::ClientSecret,
        Self::IdpSecret,
        Self::GatewaySecret,
        Self::IamSecret,
        Self::StsSession,
        Self::OpenIdToken,
        Self::ChallengeSession,
        Self::Cookie,
        Self::RefreshToken,
        Self::RefreshLookup,
        Self::CodeMac,
        Self::PageToken,
        Self::WebhookMac,
        Self::Audit,
        Self::FakeUser,
        Self::AttemptMac,
        Self::SecretBlock,
        Self::Outbox,
        Self::PendingValue,
        Self::FormToken,
        Self::Passkey,
        Self::Import,
        Self::AuthorizationMessage,
    ];

    /// The name in derivation labels. Never change one: everything sealed under it would be lost.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::JwtSign => "jwt-sign",
            Self::Srp => "srp",
            Self::PasswordPepper => "pwhash-pepper",
            Self::Totp => "totp",
            Self::Device => "device",
            Self::ClientSecret => "client-secret",
            Self::IdpSecret => "idp-secret",
            Self::GatewaySecret => "gateway-secret",
            Self::IamSecret => "iam-secret",
            Self::StsSession => "sts-session",
            Self::OpenIdToken => "openid-token",
            Self::ChallengeSession => "challenge-session",
            Self::Cookie => "cookie",
            Self::RefreshToken => "refresh-token",
            Self::RefreshLookup => "refresh-lookup",
            Self::CodeMac => "code-mac",
            Self::PageToken => "page-token",
            Self::WebhookMac => "webhook-mac",
            Self::Audit => "audit",
            Self::FakeUser => "fake-user",
            Self::AttemptMac => "attempt-mac",
            Self::SecretBlock => "secret-block",
            Self::Outbox => "outbox",
            Self::PendingValue => "pending-value",
            Self::FormToken => "form-token",
            Self::Passkey => "passkey",
            Self::Import => "import",
            Self::AuthorizationMessage => "authorization-message",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn key_9_the_inventory_is_complete_and_labels_are_unique() {
        let labels: HashSet<_> = Purpose::ALL.iter().map(|p| p.label()).collect();
        assert_eq!(labels.len(), Purpose::ALL.len());
        // The variants are numbered in order, so the last one proves that ALL has no gap.
        assert_eq!(Purpose::AuthorizationMessage as usize + 1, Purpose::ALL.len());
    }
}
