//! Why an assertion is refused, in the words of those who ask for it to be verified.

use cognate_saml::Problem;

use crate::error::Error;

/// What is wrong, in the order in which it is found out.
#[derive(Debug)]
pub enum SamlProblem {
    NoProvider,
    /// The provider's metadata has expired.
    Metadata,
    Response(Problem),
    /// Something failed inside; says nothing about the assertion.
    Failed(Error),
}

impl From<Problem> for SamlProblem {
    fn from(problem: Problem) -> SamlProblem {
        SamlProblem::Response(problem)
    }
}

impl From<Error> for SamlProblem {
    fn from(error: Error) -> SamlProblem {
        SamlProblem::Failed(error)
    }
}

impl SamlProblem {
    /// As STS says it. Source: IAM User Guide, "Troubleshoot SAML federation with IAM"; answers of the
    /// service.
    pub fn for_sts(self) -> Error {
        let invalid = |text: String| Error::new("InvalidIdentityToken", text);
        let expired = |text: &str| Error::new("ExpiredTokenException", text);
        let problem = match self {
            SamlProblem::NoProvider => return invalid("Specified provider doesn't exist.".into()),
            SamlProblem::Metadata => {
                return invalid("The metadata of the specified provider has expired.".into());
            }
            SamlProblem::Failed(error) => return error,
            SamlProblem::Response(problem) => problem,
        };
        match problem {
            Problem::TooLong | Problem::Base64 => invalid("Invalid base64 SAMLResponse".into()),
            Problem::Signature(_) | Problem::Unsigned => {
                invalid("Response signature invalid".into()).because(problem)
            }
            Problem::Issuer => invalid("Issuer not present in specified provider".into()),
            Problem::Audience => invalid("Response does not contain the required audience.".into()),
            Problem::Expired => expired("Response has expired"),
            Problem::TooOld => expired("Token must be redeemed within 5 minutes of issuance"),
            Problem::Status => Error::new("IDPRejectedClaim", sentence(problem)).status(403),
            other => invalid(format!("Invalid SAML response: {other}")),
        }
    }

    /// As identity pools say it.
    pub fn for_identity_pool(self) -> Error {
        match self {
            SamlProblem::Failed(error) => error,
            SamlProblem::NoProvider => Error::not_authorized(
                "Token is not from a supported provider of this identity pool.",
            ),
            SamlProblem::Metadata => Error::not_authorized(
                "Invalid login token. The metadata of the provider has expired.",
            ),
            SamlProblem::Response(problem) => {
                let text = format!("Invalid login token. {}.", sentence(problem));
                Error::not_authorized(text)
            }
        }
    }
}

/// With a capital letter.
fn sentence(problem: Problem) -> String {
    let text = problem.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
