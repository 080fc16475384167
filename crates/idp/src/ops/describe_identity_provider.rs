//! # DescribeIdentityProvider
//!
//! Shows one identity provider, with its client secret.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeIdentityProvider` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown provider.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeIdentityProviderRequest, DescribeIdentityProviderResponse};

use crate::providers;

pub async fn describe_identity_provider(
    caller: Admin,
    req: DescribeIdentityProviderRequest,
) -> Result<DescribeIdentityProviderResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let row = providers::found(&caller, &pool, &req.provider_name).await?;
    let identity_provider = providers::described(&caller, &pool, &row).await?;
    Ok(DescribeIdentityProviderResponse { identity_provider })
}
