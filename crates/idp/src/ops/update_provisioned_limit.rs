//! # UpdateProvisionedLimit
//!
//! Sets how many requests per second a category of operations has in this region.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateProvisionedLimit`.
//!
//! Changes: the limit, on all nodes within a second; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: attributes other than `Category` (InvalidParameterException); an unknown category
//! (ResourceNotFoundException); a category that cannot be adjusted, a value below the default
//! (InvalidParameterException); above the account's maximum (ServiceQuotaExceededException).
//!
//! Differences from AWS: the default is the operator's (`limits.rates`), the maximum ten times that.
//! Rates hold for each pool on each node, and only where the operator has switched them on; until then
//! the value is kept. Pools with managed login are no exception.

use cognate_core::rates::provisioned;
use cognate_core::{Admin, Result, audit};
use cognate_shapes::idp::{UpdateProvisionedLimitRequest, UpdateProvisionedLimitResponse};

use crate::limits;

pub async fn update_provisioned_limit(
    caller: Admin,
    req: UpdateProvisionedLimitRequest,
) -> Result<UpdateProvisionedLimitResponse> {
    let category = limits::category(&req.limit_definition)?;
    let event = audit::event(&caller, &caller.principal, None, category.as_str());
    let limit = provisioned::set(&caller, category, req.requested_limit_value, event).await?;
    Ok(UpdateProvisionedLimitResponse { limit: limits::limit_type(limit) })
}
