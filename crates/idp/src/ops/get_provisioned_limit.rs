//! # GetProvisionedLimit
//!
//! Answers how many requests per second a category of operations has in this region: what is in force,
//! and what it has without an administrator's doing.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetProvisionedLimit`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: attributes other than `Category` (InvalidParameterException); an unknown category
//! (ResourceNotFoundException).
//!
//! Differences from AWS: rates hold for each pool on each node, and only where the operator has switched
//! them on (`limits.rates`); categories that cannot be adjusted are answered, too.

use cognate_core::rates::provisioned;
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{GetProvisionedLimitRequest, GetProvisionedLimitResponse};

use crate::limits;

pub async fn get_provisioned_limit(
    caller: Admin,
    req: GetProvisionedLimitRequest,
) -> Result<GetProvisionedLimitResponse> {
    let category = limits::category(&req.limit_definition)?;
    let limit = provisioned::limit(&caller, category).await?;
    Ok(GetProvisionedLimitResponse { limit: limits::limit_type(limit) })
}
