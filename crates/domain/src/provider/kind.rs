//! The types of identity providers.

/// `ProviderType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Saml,
    Facebook,
    Google,
    LoginWithAmazon,
    SignInWithApple,
    Oidc,
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::Saml,
        Kind::Facebook,
        Kind::Google,
        Kind::LoginWithAmazon,
        Kind::SignInWithApple,
        Kind::Oidc,
    ];

    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Saml => "SAML",
            Kind::Facebook => "Facebook",
            Kind::Google => "Google",
            Kind::LoginWithAmazon => "LoginWithAmazon",
            Kind::SignInWithApple => "SignInWithApple",
            Kind::Oidc => "OIDC",
        }
    }

    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// One of each in a pool, named after its type.
    pub fn is_social(self) -> bool {
        !matches!(self, Kind::Saml | Kind::Oidc)
    }

    /// The claim that is the subject. A SAML subject is the `NameID`, which is no claim.
    pub fn subject_claim(self) -> Option<&'static str> {
        match self {
            Kind::Saml => None,
            Kind::Facebook => Some("id"),
            Kind::LoginWithAmazon => Some("user_id"),
            Kind::Google | Kind::SignInWithApple | Kind::Oidc => Some("sub"),
        }
    }
}
