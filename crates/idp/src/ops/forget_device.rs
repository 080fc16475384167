//! # ForgetDevice
//!
//! Deletes a device of the signed-in user.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the device is gone, and the sessions that were signed in with it are revoked; of the calling
//! session only the refresh token dies.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a pool
//! without `DeviceConfiguration`; unknown device.
//!
//! Differences from AWS: none known; whether AWS ends the sessions of a forgotten device at once is not
//! documented.

use cognate_core::{Result, SignedIn, users};
use cognate_shapes::idp::ForgetDeviceRequest;

use crate::devices;
use crate::standing::may_act;

pub async fn forget_device(caller: SignedIn, req: ForgetDeviceRequest) -> Result<()> {
    may_act(&caller.user)?;
    let own = Some(caller.session.id);
    let statements = devices::forgetting(&caller.pool, &caller.user, &req.device_key, own)?;
    devices::settled(caller.store().write(users::batch(statements)).await?)?;
    Ok(())
}
