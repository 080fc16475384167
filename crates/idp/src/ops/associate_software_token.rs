//! # AssociateSoftwareToken
//!
//! Gives out a new secret for an authenticator: to a signed-in user, or within a sign-in that waits for
//! `MFA_SETUP`.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`, or of the
//! `Session` of an `MFA_SETUP` challenge.
//!
//! Changes: with an access token, the secret that waits to be verified; a verified one stays until then.
//! With a session, the session is used up, and the answer has the next one.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: neither or both of token and session (InvalidParameterException); those of the
//! access token or the session; a user who could not sign in now (NotAuthorizedException); a pool without
//! software tokens.
//!
//! Differences from AWS: NotAuthorizedException for a user whose password must be reset or who is not
//! confirmed. A change that meets another is decided anew, where AWS answers
//! ConcurrentModificationException.

use cognate_core::auth::software_token;
use cognate_core::{Anyone, Error, Result};
use cognate_crypto::totp;
use cognate_domain::factor::Seed;
use cognate_domain::refusal;
use cognate_shapes::idp::{AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse};

use crate::factors;
use crate::software_token::{Proof, bearer};

pub async fn associate_software_token(
    caller: Anyone,
    req: AssociateSoftwareTokenRequest,
) -> Result<AssociateSoftwareTokenResponse> {
    let (secret, session) = match Proof::of(req.access_token, req.session)? {
        Proof::Session(session) => {
            let (secret, session) = software_token::associate(&caller, &session).await?;
            (secret, Some(session))
        }
        Proof::Token(token) => {
            let caller = bearer(&caller, &token).await?;
            let secret = Seed(caller.random().array());
            factors::change_own_with(&caller, |_, before| {
                software_token::refuse_unless_offered(&caller.pool)?;
                let mut after = before.clone();
                after.associate(secret.clone());
                Ok((after, Vec::new()))
            })
            .await
            .map_err(|error| match error.code.as_ref() {
                // Not declared here.
                "PasswordResetRequiredException" | "UserNotConfirmedException" => {
                    Error::from(refusal::not_authorized(error.message))
                }
                _ => error,
            })?;
            (secret, None)
        }
    };
    Ok(AssociateSoftwareTokenResponse { secret_code: Some(totp::secret_code(&secret.0)), session })
}
