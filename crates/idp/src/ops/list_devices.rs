//! # ListDevices
//!
//! Lists the devices that the signed-in user confirmed, in pages of at most 60, in an order of no
//! meaning that pages keep.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a pool
//! without `DeviceConfiguration`; a `PaginationToken` that this list did not give, or gave over an hour
//! ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn};
use cognate_shapes::idp::{ListDevicesRequest, ListDevicesResponse};

use crate::devices;
use crate::standing::may_act;

pub async fn list_devices(
    caller: SignedIn,
    req: ListDevicesRequest,
) -> Result<ListDevicesResponse> {
    may_act(&caller.user)?;
    let token = req.pagination_token.as_deref();
    let (devices, pagination_token) =
        devices::page(&caller, &caller.pool, &caller.user, req.limit, token).await?;
    Ok(ListDevicesResponse { devices: Some(devices), pagination_token })
}
