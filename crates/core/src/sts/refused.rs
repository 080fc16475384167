//! Why credentials were not made.

use cognate_access::policy::Malformed;
use cognate_domain::Refusal;

use crate::error::Error;

/// In the order in which it is found out. Identity pools have words of their own for most of it; as an
/// [`Error`] it is what STS answers.
#[derive(Debug)]
pub enum Refused {
    /// The role is unknown, or does not trust: nobody learns which. The action that was asked for.
    Trust(&'static str),
    /// The role's trust policy does not allow `sts:TagSession`.
    TagSession,
    /// The role's trust policy does not allow `sts:SetSourceIdentity`.
    SetSourceIdentity,
    /// Durations and tags: `ValidationError`.
    Invalid(Refusal),
    /// The inline session policy is none.
    Policy(Malformed),
    /// A managed session policy is unknown, or another account's.
    PolicyArn(String),
    /// Inline policy and ARNs have more characters than allowed together.
    PlainTooLong,
    /// In percent.
    PackedTooLarge(i64),
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Failed(error)
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        Refused::Invalid(refusal)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        let denied = |action: &str| {
            Error::new("AccessDenied", format!("Not authorized to perform {action}")).status(403)
        };
        match refused {
            Refused::Trust(action) => denied(action),
            Refused::TagSession => denied("sts:TagSession"),
            Refused::SetSourceIdentity => denied("sts:SetSourceIdentity"),
            Refused::Invalid(refusal) => refusal.into(),
            Refused::Policy(malformed) => {
                Error::new("MalformedPolicyDocument", malformed.to_string())
            }
            Refused::PolicyArn(arn) => Error::new(
                "ValidationError",
                format!("The specified managed session policy {arn} does not exist."),
            ),
            Refused::PlainTooLong => Error::new(
                "ValidationError",
                "The inline session policy and the ARNs of managed session policies must not exceed \
                 2048 characters together.",
            ),
            Refused::PackedTooLarge(percent) => crate::session_token::too_large(percent),
            Refused::Failed(error) => error,
        }
    }
}
