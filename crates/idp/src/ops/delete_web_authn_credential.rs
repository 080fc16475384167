//! # DeleteWebAuthnCredential
//!
//! Deletes a passkey of the signed-in user. Sessions that began with it live on.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the passkey is gone; sign-ins begun with it can no longer be finished.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a
//! `CredentialId` that the user has no passkey of (ResourceNotFoundException).
//!
//! Differences from AWS: the texts are ours.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use cognate_core::{Error, Result, SignedIn};
use cognate_shapes::idp::{DeleteWebAuthnCredentialRequest, DeleteWebAuthnCredentialResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::passkey;

use crate::standing::may_act;

pub async fn delete_web_authn_credential(
    caller: SignedIn,
    req: DeleteWebAuthnCredentialRequest,
) -> Result<DeleteWebAuthnCredentialResponse> {
    may_act(&caller.user)?;
    let not_found = || Error::resource_not_found("The passkey does not exist.");
    let id = URL_SAFE_NO_PAD.decode(&req.credential_id).map_err(|_| not_found())?;
    let delete = passkey::delete(caller.pool.key, caller.user.sub, &id);
    match caller.store().write(Batch::new().with(delete)).await? {
        Outcome::Committed => Ok(DeleteWebAuthnCredentialResponse {}),
        Outcome::Unmet(_) => Err(not_found()),
    }
}
