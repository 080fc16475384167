//! # DescribeUserPool
//!
//! Shows every setting of a pool, and about how many users it has.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeUserPool` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool.
//!
//! Differences from AWS: `EstimatedNumberOfUsers` is about a second old, where AWS counts every few
//! hours.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeUserPoolRequest, DescribeUserPoolResponse};

use crate::pools;

pub async fn describe_user_pool(
    caller: Admin,
    req: DescribeUserPoolRequest,
) -> Result<DescribeUserPoolResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user_pool = Some(pools::described(&caller, &pool).await?);
    Ok(DescribeUserPoolResponse { user_pool })
}
