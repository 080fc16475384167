//! Whether a signed-in user may still act for themselves. Tokens outlive a change of status.

use cognate_domain::user::Status;
use cognate_domain::{Refusal, User, refusal};

/// Refuses users who could not sign in as they are now.
pub fn may_act(user: &User) -> Result<(), Refusal> {
    match user.status {
        Status::ResetRequired => {
            Err(refusal::password_reset_required("Password reset required for the user"))
        }
        Status::Unconfirmed => Err(refusal::user_not_confirmed("User is not confirmed.")),
        Status::Confirmed | Status::ForceChangePassword | Status::ExternalProvider => Ok(()),
    }
}
