//! Whether a signed-in user may still act for themselves. Tokens outlive a change of status.

use cognate_core::access_token::{self, Bearer};
use cognate_core::{Error, Result, SignedIn};
use cognate_domain::user::Status;
use cognate_domain::{Refusal, User, refusal};

/// Refuses users who could not sign in as they are now.
pub fn may_act(user: &User) -> std::result::Result<(), Refusal> {
    match user.status {
        Status::ResetRequired => {
            Err(refusal::password_reset_required("Password reset required for the user"))
        }
        Status::Unconfirmed => Err(refusal::user_not_confirmed("User is not confirmed.")),
        Status::Confirmed | Status::ForceChangePassword | Status::ExternalProvider => Ok(()),
    }
}

/// The caller as the store knows them now, after a change was made from a row that moved. The same
/// errors as at the start of the request: the user may be gone, the session ended.
pub async fn again(caller: &SignedIn) -> Result<User> {
    let (sub, session) = (caller.user.sub, caller.session.id);
    let Bearer { user, .. } =
        access_token::bearer(caller, &caller.pool, &caller.client, sub, session).await?;
    Ok(user)
}

/// An unknown user, where the operation declares ResourceNotFoundException only.
pub fn known_as_resource(error: Error) -> Error {
    match error.code.as_ref() {
        "UserNotFoundException" => Error::resource_not_found(error.message),
        _ => error,
    }
}
