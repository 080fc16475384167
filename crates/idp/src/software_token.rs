//! Who asks for a software token, or verifies one: a signed-in user, or somebody half-way in.

use cognate_core::{Anyone, Error, Result, SignedIn};

/// What came with the request.
pub enum Proof {
    Token(String),
    Session(String),
}

impl Proof {
    /// Exactly one of the two.
    pub fn of(token: Option<String>, session: Option<String>) -> Result<Proof> {
        match (token, session) {
            (Some(token), None) => Ok(Proof::Token(token)),
            (None, Some(session)) => Ok(Proof::Session(session)),
            (None, None) => {
                Err(Error::invalid_parameter("Either AccessToken or Session is required."))
            }
            (Some(_), Some(_)) => {
                Err(Error::invalid_parameter("AccessToken and Session cannot be given together."))
            }
        }
    }
}

/// The bearer of the token. A deleted user is one whose token is worth nothing: not every operation
/// declares UserNotFoundException.
pub async fn bearer(caller: &Anyone, token: &str) -> Result<SignedIn> {
    caller.with_token(token).await.map_err(|error| match error.code.as_ref() {
        "UserNotFoundException" => Error::not_authorized("Invalid Access Token"),
        _ => error,
    })
}
