//! What is wrong with an assertion, in the words of STS.
//!
//! Source: IAM User Guide, "Troubleshoot SAML federation with IAM"; answers of the service.

use cognate_core::Error;
use cognate_core::saml::{Problem, SamlProblem};
use cognate_domain::sts::assertion::{Assertion, Wrong, is_named};

/// It is not genuine, not for this installation, or not any more.
pub fn assertion_refused(problem: SamlProblem) -> Error {
    let problem = match problem {
        SamlProblem::NoProvider => return invalid("Specified provider doesn't exist."),
        SamlProblem::Metadata => {
            return invalid("The metadata of the specified provider has expired.");
        }
        SamlProblem::Failed(error) => return error,
        SamlProblem::Response(problem) => problem,
    };
    let expired = |text: &str| Error::new("ExpiredTokenException", text);
    match problem {
        Problem::TooLong | Problem::Base64 => invalid("Invalid base64 SAMLResponse"),
        Problem::Signature(_) | Problem::Unsigned => {
            invalid("Response signature invalid").because(problem)
        }
        Problem::Issuer => invalid("Issuer not present in specified provider"),
        Problem::Audience => invalid("Response does not contain the required audience."),
        Problem::Expired => expired("Response has expired"),
        Problem::TooOld => expired("Token must be redeemed within 5 minutes of issuance"),
        Problem::Status => Error::new(
            "IDPRejectedClaim",
            "The identity provider reported that authentication failed.",
        )
        .status(403),
        other => invalid(format!("Invalid SAML response: {other}")),
    }
}

/// AWS's attributes are not as they must be.
pub fn wrong(assertion: &Assertion, wrong: Wrong) -> Error {
    match wrong {
        Wrong::Roles => no_such_pair(),
        Wrong::SessionName if !is_named(assertion, "RoleSessionName") => {
            invalid("RoleSessionName is required in AuthnResponse")
        }
        Wrong::SessionName => {
            invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
        }
        Wrong::SessionDuration => {
            invalid("SessionDuration in AuthnResponse must be between 900 and 43200")
        }
        Wrong::SourceIdentity => invalid(
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"",
        ),
        Wrong::Tags(problem) => invalid(problem.text()),
    }
}

/// The assertion does not offer the role by this provider.
pub fn no_such_pair() -> Error {
    invalid("SAML Assertion doesn't contain the requested Role and Metadata in the attributes")
}

pub fn used() -> Error {
    invalid("The SAML response can be used only once, and has been used.")
}

fn invalid(text: impl Into<String>) -> Error {
    Error::new("InvalidIdentityToken", text)
}
