//! # AdminUpdateDeviceStatus
//!
//! Marks a device of a user as remembered or not.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminUpdateDeviceStatus` on the pool.
//!
//! Changes: the device's status and date; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; a pool without `DeviceConfiguration`; no status
//! (InvalidParameterException); unknown device.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, users};
use cognate_shapes::idp::{AdminUpdateDeviceStatusRequest, AdminUpdateDeviceStatusResponse};

use crate::devices;

pub async fn admin_update_device_status(
    caller: Admin,
    req: AdminUpdateDeviceStatusRequest,
) -> Result<AdminUpdateDeviceStatusResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let status = req.device_remembered_status;
    let change = devices::status_change(&caller, &pool, &user, &req.device_key, status)?;
    let event = audit::event(&caller, &caller.principal, Some(&pool.id), &user.username);
    devices::settled(caller.store().write(users::batch(vec![change, event])).await?)?;
    Ok(AdminUpdateDeviceStatusResponse {})
}
