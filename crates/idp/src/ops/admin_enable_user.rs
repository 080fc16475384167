//! # AdminEnableUser
//!
//! Lets a disabled user sign in again. For an enabled one nothing changes.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminEnableUser` on the pool.
//!
//! Changes: the user's `Enabled` and date; an audit row. Sessions from before the user was disabled
//! stay revoked.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminEnableUserRequest, AdminEnableUserResponse};
use cognate_store::records::user;

use crate::blind::change;

pub async fn admin_enable_user(
    caller: Admin,
    req: AdminEnableUserRequest,
) -> Result<AdminEnableUserResponse> {
    let now_ms = caller.now_ms();
    change(&caller, &req.user_pool_id, &req.username, |user| {
        user::set_enabled(user.pool, user.sub, true, now_ms)
    })
    .await?;
    Ok(AdminEnableUserResponse {})
}
