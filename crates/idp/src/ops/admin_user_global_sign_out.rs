//! # AdminUserGlobalSignOut
//!
//! Revokes all tokens of a user: the signed twin of GlobalSignOut.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminUserGlobalSignOut` on the pool.
//!
//! Changes: the user's epoch rises, so that all sessions are dead; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user.
//!
//! Differences from AWS: none known. Tokens stay good where only their signature is verified.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminUserGlobalSignOutRequest, AdminUserGlobalSignOutResponse};
use cognate_store::records::user;

use crate::blind::change;

pub async fn admin_user_global_sign_out(
    caller: Admin,
    req: AdminUserGlobalSignOutRequest,
) -> Result<AdminUserGlobalSignOutResponse> {
    change(&caller, &req.user_pool_id, &req.username, |user| {
        user::raise_epoch(user.pool, user.sub)
    })
    .await?;
    Ok(AdminUserGlobalSignOutResponse {})
}
