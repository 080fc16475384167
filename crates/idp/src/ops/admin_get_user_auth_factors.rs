//! # AdminGetUserAuthFactors
//!
//! Shows what a user can sign in with, and which second factors are on, as GetUserAuthFactors does.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminGetUserAuthFactors` on the pool.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, factors as sealed};
use cognate_shapes::idp::{AdminGetUserAuthFactorsRequest, AdminGetUserAuthFactorsResponse};

use crate::factors::{self, Shown};

pub async fn admin_get_user_auth_factors(
    caller: Admin,
    req: AdminGetUserAuthFactorsRequest,
) -> Result<AdminGetUserAuthFactorsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let own = sealed::open(&caller, &keys, &user)?;
    let Shown { preferred, list, .. } = factors::shown(&own);
    let configured = factors::of(&caller, &pool, &user, &own).await?;
    Ok(AdminGetUserAuthFactorsResponse {
        username: user.username,
        preferred_mfa_setting: preferred,
        user_mfa_setting_list: list,
        configured_user_auth_factors: Some(configured),
    })
}
