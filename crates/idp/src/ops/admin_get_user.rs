//! # AdminGetUser
//!
//! Shows one user with all attributes, those included that no app client may read.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminGetUser` on the pool.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user.
//!
//! Differences from AWS: second factors are not available in this version, so that
//! `PreferredMfaSetting` and `UserMFASettingList` are absent, as AWS has them for users without one.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminGetUserRequest, AdminGetUserResponse};
use cognate_wire::Timestamp;

use crate::profile;

pub async fn admin_get_user(
    caller: Admin,
    req: AdminGetUserRequest,
) -> Result<AdminGetUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    Ok(AdminGetUserResponse {
        user_attributes: Some(profile::attributes(&user)),
        user_create_date: Some(Timestamp(user.created)),
        user_last_modified_date: Some(Timestamp(user.modified)),
        enabled: Some(user.enabled),
        user_status: Some(profile::status(user.status)),
        mfa_options: None,
        preferred_mfa_setting: None,
        user_mfa_setting_list: None,
        username: user.username,
    })
}
