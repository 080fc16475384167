//! # UpdateDeviceStatus
//!
//! Marks a device of the signed-in user as remembered or not.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the device's status and date.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a pool
//! without `DeviceConfiguration`; no status (InvalidParameterException); unknown device.
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn};
use cognate_shapes::idp::{UpdateDeviceStatusRequest, UpdateDeviceStatusResponse};
use cognate_store::batch::Batch;

use crate::devices;
use crate::standing::may_act;

pub async fn update_device_status(
    caller: SignedIn,
    req: UpdateDeviceStatusRequest,
) -> Result<UpdateDeviceStatusResponse> {
    may_act(&caller.user)?;
    let status = req.device_remembered_status;
    let change =
        devices::status_change(&caller, &caller.pool, &caller.user, &req.device_key, status)?;
    devices::settled(caller.store().write(Batch::new().with(change)).await?)?;
    Ok(UpdateDeviceStatusResponse {})
}
