//! Why a token is refused. Doors word it: identity pools with [`TokenProblem::for_identity_pool`].

use crate::error::Error;

/// What is wrong with a token, in the order in which it is found out.
#[derive(Debug)]
pub enum TokenProblem {
    /// Nobody here is configured for this `Logins` key.
    UnsupportedKey,
    /// Not the compact form of a token signed with an acceptable algorithm, or its claims are of wrong
    /// types.
    NotAJwt,
    /// No OIDC provider is configured for this `iss`.
    NoProvider(String),
    /// `iss` is not what the `Logins` key names.
    IssuerMismatch,
    /// Seconds since the epoch.
    Expired {
        now: i64,
        expires: i64,
    },
    /// `nbf` or `iat` is in the future.
    TooEarly,
    /// No key of the issuer made the signature.
    Signature,
    /// The issuer's keys, or the provider itself, cannot be asked. For the log: what happened.
    Unreachable(String),
    MissingClaim(&'static str),
    WrongAudience,
    /// The token of a user pool is for another client.
    WrongClient,
    NotAnIdToken,
    /// The user is deleted or disabled, or the session is over (server-side token check).
    Revoked,
    /// A provider that was asked about its access token says no.
    Rejected,
    /// Something failed inside; says nothing about the token.
    Failed(Error),
}

impl From<Error> for TokenProblem {
    fn from(error: Error) -> TokenProblem {
        TokenProblem::Failed(error)
    }
}

impl TokenProblem {
    /// Whether trying again later may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, TokenProblem::Unreachable(_) | TokenProblem::Failed(_))
    }

    /// As identity pools say it. Source: answers of the service; the Cognito identity API reference.
    pub fn for_identity_pool(self) -> Error {
        let invalid = |text: &str| Error::not_authorized(format!("Invalid login token. {text}"));
        match self {
            TokenProblem::UnsupportedKey
            | TokenProblem::NoProvider(_)
            | TokenProblem::WrongClient => Error::not_authorized(
                "Token is not from a supported provider of this identity pool.",
            ),
            TokenProblem::NotAJwt => invalid("Not a valid OpenId Connect identity token."),
            TokenProblem::IssuerMismatch => invalid("Issuer doesn't match providerName"),
            TokenProblem::Expired { now, expires } => {
                invalid(&format!("Token expired: {now} >= {expires}"))
            }
            TokenProblem::TooEarly => invalid("Token is not valid yet"),
            TokenProblem::Signature => invalid("Couldn't verify signed token."),
            TokenProblem::Unreachable(cause) => Error::new(
                "ExternalServiceException",
                "The login provider could not be reached. Try again later.",
            )
            .because(cause),
            TokenProblem::MissingClaim(claim) => {
                invalid(&format!("Missing a required claim: {claim}"))
            }
            TokenProblem::WrongAudience => invalid("Incorrect token audience."),
            TokenProblem::NotAnIdToken => invalid("Token is not an id token"),
            TokenProblem::Revoked => Error::not_authorized("User is disabled or signed out."),
            TokenProblem::Rejected => invalid("The provider does not accept it."),
            TokenProblem::Failed(error) => error,
        }
    }

    /// The same for a token under the key `cognito-identity.amazonaws.com`, which only this installation
    /// can have signed.
    pub fn for_own_token(self) -> Error {
        match self {
            TokenProblem::NotAJwt
            | TokenProblem::NoProvider(_)
            | TokenProblem::IssuerMismatch
            | TokenProblem::Signature => {
                Error::not_authorized("Invalid login token. Not a Cognito token.")
            }
            other => other.for_identity_pool(),
        }
    }
}
