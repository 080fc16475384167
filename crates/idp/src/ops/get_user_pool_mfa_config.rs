//! # GetUserPoolMfaConfig
//!
//! Shows a pool's MFA mode, the second factors it offers with the texts of their messages, and its
//! settings for passkeys. A factor that is off is absent.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetUserPoolMfaConfig` on the pool.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_domain::pool;
use cognate_shapes::idp::{GetUserPoolMfaConfigRequest, GetUserPoolMfaConfigResponse};

use crate::document;

pub async fn get_user_pool_mfa_config(
    caller: Admin,
    req: GetUserPoolMfaConfigRequest,
) -> Result<GetUserPoolMfaConfigResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    document::read(pool::describe_mfa(&pool))
}
