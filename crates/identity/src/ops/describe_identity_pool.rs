//! # DescribeIdentityPool
//!
//! Shows a pool's settings. Roles, role mappings and principal tags have operations of their own.
//!
//! Caller: an IAM principal allowed `cognito-identity:DescribeIdentityPool` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::identity::{DescribeIdentityPoolInput, IdentityPool};

use crate::pools;

pub async fn describe_identity_pool(
    caller: Admin,
    req: DescribeIdentityPoolInput,
) -> Result<IdentityPool> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    pools::shown(pool.id(), &pool.document)
}
