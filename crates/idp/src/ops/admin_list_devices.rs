//! # AdminListDevices
//!
//! Lists the devices that a user confirmed, in pages of at most 60, in an order of no meaning that pages
//! keep.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminListDevices` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user (ResourceNotFoundException: the operation declares no
//! other); a pool without `DeviceConfiguration`; a `PaginationToken` that this list did not give, or
//! gave over an hour ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminListDevicesRequest, AdminListDevicesResponse};

use crate::devices;
use crate::standing::known_as_resource;

pub async fn admin_list_devices(
    caller: Admin,
    req: AdminListDevicesRequest,
) -> Result<AdminListDevicesResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await.map_err(known_as_resource)?;
    let token = req.pagination_token.as_deref();
    let (devices, pagination_token) =
        devices::page(&caller, &pool, &user, req.limit, token).await?;
    Ok(AdminListDevicesResponse { devices: Some(devices), pagination_token })
}
