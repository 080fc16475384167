//! # AdminGetDevice
//!
//! Shows a device of a user.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminGetDevice` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user (ResourceNotFoundException: the operation declares no
//! other); a pool without `DeviceConfiguration`; unknown device.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminGetDeviceRequest, AdminGetDeviceResponse};

use crate::devices;
use crate::standing::known_as_resource;

pub async fn admin_get_device(
    caller: Admin,
    req: AdminGetDeviceRequest,
) -> Result<AdminGetDeviceResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await.map_err(known_as_resource)?;
    let device = devices::found(&caller, &pool, &user, &req.device_key).await?;
    Ok(AdminGetDeviceResponse { device })
}
