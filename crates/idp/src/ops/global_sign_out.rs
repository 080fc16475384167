//! # GlobalSignOut
//!
//! Revokes all tokens of the signed-in user, the one that came with this call included.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the user's epoch rises, so that all sessions are dead.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token.
//!
//! Differences from AWS: none known. Tokens stay good where only their signature is verified.

use cognate_core::{Error, Result, SignedIn};
use cognate_shapes::idp::{GlobalSignOutRequest, GlobalSignOutResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::user;

pub async fn global_sign_out(
    caller: SignedIn,
    _: GlobalSignOutRequest,
) -> Result<GlobalSignOutResponse> {
    let sign_out = user::raise_epoch(caller.pool.key, caller.user.sub);
    match caller.store().write(Batch::new().with(sign_out)).await? {
        Outcome::Committed => Ok(GlobalSignOutResponse {}),
        // Deleted meanwhile, and with the user every token.
        Outcome::Unmet(_) => Err(Error::not_authorized("Access Token has been revoked")),
    }
}
