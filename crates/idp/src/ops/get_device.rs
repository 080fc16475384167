//! # GetDevice
//!
//! Shows a device of the signed-in user.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a pool
//! without `DeviceConfiguration`; unknown device.
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn};
use cognate_shapes::idp::{GetDeviceRequest, GetDeviceResponse};

use crate::devices;
use crate::standing::may_act;

pub async fn get_device(caller: SignedIn, req: GetDeviceRequest) -> Result<GetDeviceResponse> {
    may_act(&caller.user)?;
    let device = devices::found(&caller, &caller.pool, &caller.user, &req.device_key).await?;
    Ok(GetDeviceResponse { device })
}
