//! Why an assertion is refused. Doors word it.

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
