//! # DescribeIdentity
//!
//! Shows when an identity was made and last changed, and of which providers it has logins.
//!
//! Caller: an IAM principal allowed `cognito-identity:DescribeIdentity`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown identity (ResourceNotFoundException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::identity::{DescribeIdentityInput, IdentityDescription};

use crate::description::described;

pub async fn describe_identity(
    caller: Admin,
    req: DescribeIdentityInput,
) -> Result<IdentityDescription> {
    let (pool, identity) = caller.identity(&req.identity_id).await?;
    Ok(described(&pool, &identity))
}
