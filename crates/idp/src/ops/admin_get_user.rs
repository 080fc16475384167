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
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, factors as sealed};
use cognate_shapes::idp::{AdminGetUserRequest, AdminGetUserResponse};
use cognate_wire::Timestamp;

use crate::factors::{self, Shown};
use crate::profile;

pub async fn admin_get_user(
    caller: Admin,
    req: AdminGetUserRequest,
) -> Result<AdminGetUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let Shown { mfa_options, preferred, list } =
        factors::shown(&sealed::open(&caller, &keys, &user)?);
    Ok(AdminGetUserResponse {
        user_attributes: Some(profile::attributes(&user)),
        user_create_date: Some(Timestamp(user.created)),
        user_last_modified_date: Some(Timestamp(user.modified)),
        enabled: Some(user.enabled),
        user_status: Some(profile::status(user.status)),
        mfa_options,
        preferred_mfa_setting: preferred,
        user_mfa_setting_list: list,
        username: user.username,
    })
}
