//! # AdminForgetDevice
//!
//! Deletes a device of a user.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminForgetDevice` on the pool.
//!
//! Changes: the device is gone, and the sessions that were signed in with it are revoked; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; a pool without `DeviceConfiguration`; unknown device.
//!
//! Differences from AWS: none known; whether AWS ends the sessions of a forgotten device at once is not
//! documented.

use cognate_core::{Admin, Result, audit, users};
use cognate_shapes::idp::AdminForgetDeviceRequest;

use crate::devices;

pub async fn admin_forget_device(caller: Admin, req: AdminForgetDeviceRequest) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let mut statements = devices::forgetting(&pool, &user, &req.device_key, None)?;
    statements.push(audit::event(&caller, &caller.principal, Some(&pool.id), &user.username));
    devices::settled(caller.store().write(users::batch(statements)).await?)?;
    Ok(())
}
