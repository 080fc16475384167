//! # CompleteWebAuthnRegistration
//!
//! Checks the credential that the signed-in user's browser or device made, and keeps it as a passkey.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the passkey, at most 20 per user; the challenge is used up.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; `WEB_AUTHN`
//! not among the pool's first factors; a malformed credential (InvalidParameterException); challenge
//! unknown, expired or answered already; started by another client; another relying party than the
//! pool's now; origin not of the relying party; made for another relying party; the user not verified
//! where the pool demands it, or an unsupported algorithm or attestation format; 20 passkeys already;
//! a credential that the pool has (InvalidParameterException).
//!
//! Differences from AWS: origins of Android apps (`android:apk-key-hash:…`) are refused. Attestations
//! other than `none` and `packed` are refused; browsers send `none` because the options ask for none.

use cognate_core::passkeys::{self, Kept};
use cognate_core::{Result, SignedIn, users};
use cognate_shapes::idp::{
    CompleteWebAuthnRegistrationRequest, CompleteWebAuthnRegistrationResponse,
};

use crate::standing::{self, may_act};

pub async fn complete_web_authn_registration(
    caller: SignedIn,
    req: CompleteWebAuthnRegistrationRequest,
) -> Result<CompleteWebAuthnRegistrationResponse> {
    let credential = req.credential.to_json();
    let (pool, client) = (&caller.pool, &caller.client.client.id);
    let mut user = caller.user.clone();
    let mut moved = "";
    for _ in 0..users::TRIES {
        may_act(&user)?;
        match passkeys::complete(&caller, pool, client, &user, &credential).await? {
            Kept::Yes => return Ok(CompleteWebAuthnRegistrationResponse {}),
            Kept::Moved(what) => moved = what,
        }
        user = standing::again(&caller).await?;
    }
    Err(users::moved(moved))
}
