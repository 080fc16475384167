//! # VerifySoftwareToken
//!
//! Proves that an authenticator has the secret that AssociateSoftwareToken gave out.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`, or of the
//! `Session` that AssociateSoftwareToken answered.
//!
//! Changes: with an access token, the secret becomes the user's software token in the place of any
//! former one; whether it is asked for is a matter of SetUserMFAPreference. With a session, the session
//! is used up, and the answer has the next one, with which `MFA_SETUP` is answered; the token is the
//! user's when that sign-in completes. The code is used up.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: neither or both of token and session, or a name of more than 256 characters
//! (InvalidParameterException); those of the access token or the session; a password to be reset; an
//! unconfirmed user; a pool without software tokens, or a secret that was not given out
//! (SoftwareTokenMFANotFoundException); a wrong code (EnableSoftwareTokenMFAException `Code mismatch`),
//! after which another may be tried.
//!
//! Differences from AWS: `FriendlyDeviceName` has at most 256 characters, where the model says 131,072.
//! `Status` is always SUCCESS: everything else is an error.

use cognate_core::auth::software_token;
use cognate_core::{Anyone, Error, Result, SignedIn};
use cognate_crypto::totp;
use cognate_domain::factor::NAME_CHARS_MAX;
use cognate_shapes::idp::{
    VerifySoftwareTokenRequest, VerifySoftwareTokenResponse, VerifySoftwareTokenResponseType,
};
use cognate_store::records::totp_step;

use crate::factors;
use crate::software_token::{Proof, bearer};

pub async fn verify_software_token(
    caller: Anyone,
    req: VerifySoftwareTokenRequest,
) -> Result<VerifySoftwareTokenResponse> {
    let proof = Proof::of(req.access_token, req.session)?;
    let name = req.friendly_device_name.unwrap_or_default();
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::invalid_parameter(format!(
            "FriendlyDeviceName can have at most {NAME_CHARS_MAX} characters."
        )));
    }
    let session = match proof {
        Proof::Session(session) => {
            Some(software_token::verify(&caller, &session, &req.user_code, &name).await?)
        }
        Proof::Token(token) => {
            let caller = bearer(&caller, &token).await?;
            verify(&caller, &req.user_code, &name).await?;
            None
        }
    };
    Ok(VerifySoftwareTokenResponse {
        status: Some(VerifySoftwareTokenResponseType::Success),
        session,
    })
}

async fn verify(caller: &SignedIn, code: &str, name: &str) -> Result<()> {
    let now_ms = caller.now_ms();
    factors::change_own_with(caller, |user, before| {
        software_token::refuse_unless_offered(&caller.pool)?;
        let pending = before.pending_totp.as_ref().ok_or_else(software_token::not_associated)?;
        let step = totp::matching_step(&pending.0, code, now_ms)
            .ok_or_else(software_token::code_mismatch)?;
        let mut after = before.clone();
        after.verified(name);
        Ok((after, vec![totp_step::raise(user.pool, user.sub, step)]))
    })
    .await
}
