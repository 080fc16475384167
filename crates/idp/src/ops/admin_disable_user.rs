//! # AdminDisableUser
//!
//! Keeps a user from signing in, and revokes the tokens they have.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminDisableUser` on the pool.
//!
//! Changes: the user's `Enabled` and date; the user's epoch rises, so that all sessions are dead, for
//! good: enabling does not bring them back. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminDisableUserRequest, AdminDisableUserResponse};
use cognate_store::records::user;

use crate::blind::change;

pub async fn admin_disable_user(
    caller: Admin,
    req: AdminDisableUserRequest,
) -> Result<AdminDisableUserResponse> {
    let now_ms = caller.now_ms();
    change(&caller, &req.user_pool_id, &req.username, |user| {
        user::set_enabled(user.pool, user.sub, false, now_ms)
    })
    .await?;
    Ok(AdminDisableUserResponse {})
}
