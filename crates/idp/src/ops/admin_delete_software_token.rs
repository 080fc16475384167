//! # AdminDeleteSoftwareToken
//!
//! Removes a user's software token, so that another one can be registered. Without one nothing changes.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminDeleteSoftwareToken` on the pool.
//!
//! Changes: the token, one that waits to be verified, the switch for it and a preference for it; an
//! audit row. A sign-in that waits for a code of it fails. Where MFA is required and the user has no
//! other factor, the next sign-in sets one up.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; an unconfirmed user.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_domain::refusal;
use cognate_domain::user::Status;
use cognate_shapes::idp::{AdminDeleteSoftwareTokenRequest, AdminDeleteSoftwareTokenResponse};

use crate::factors;

pub async fn admin_delete_software_token(
    caller: Admin,
    req: AdminDeleteSoftwareTokenRequest,
) -> Result<AdminDeleteSoftwareTokenResponse> {
    factors::change(&caller, &req.user_pool_id, &req.username, |_, user, before| {
        if user.status == Status::Unconfirmed {
            return Err(refusal::user_not_confirmed("User is not confirmed."));
        }
        let mut after = before.clone();
        after.delete_totp();
        Ok(after)
    })
    .await?;
    Ok(AdminDeleteSoftwareTokenResponse {})
}
