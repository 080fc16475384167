//! What is wrong with a web identity token, in the words of STS.

use cognate_core::Error;
use cognate_core::web_identity::TokenProblem;

pub fn token_refused(problem: TokenProblem) -> Error {
    let invalid = |text: String| Error::new("InvalidIdentityToken", text);
    match problem {
        TokenProblem::NotAJwt => invalid(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an \
             Access Token)"
                .into(),
        ),
        TokenProblem::NoProvider(issuer) => {
            invalid(format!("No OpenIDConnect provider found in your account for {issuer}"))
        }
        TokenProblem::UnsupportedKey => {
            invalid("ProviderId must be www.amazon.com or graph.facebook.com".into())
        }
        TokenProblem::IssuerMismatch => invalid("Issuer doesn't match the provider".into()),
        TokenProblem::Expired { now, expires } => Error::new(
            "ExpiredTokenException",
            format!(
                "Token expired: current date/time {now} must be before the expiration date/time \
                 {expires}"
            ),
        ),
        TokenProblem::TooEarly => invalid("Token is not valid yet".into()),
        TokenProblem::Signature => invalid("Couldn't verify the signature of the token".into()),
        TokenProblem::Unreachable(cause) => Error::new(
            "IDPCommunicationError",
            "Couldn't retrieve verification key from your identity provider,  please reference \
             AssumeRoleWithWebIdentity documentation for requirements",
        )
        .because(cause),
        TokenProblem::MissingClaim(claim) => invalid(format!("Missing a required claim: {claim}")),
        TokenProblem::WrongAudience | TokenProblem::WrongClient => {
            invalid("Incorrect token audience".into())
        }
        TokenProblem::NotAnIdToken => invalid("The token is not an ID token".into()),
        TokenProblem::Revoked | TokenProblem::Rejected => Error::new(
            "IDPRejectedClaim",
            "The identity provider reported that the token is not valid.",
        )
        .status(403),
        TokenProblem::Failed(error) => error,
    }
}
