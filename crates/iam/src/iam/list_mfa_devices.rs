//! # ListMFADevices
//!
//! Lists the devices of a user; without `UserName`, of the caller.
//!
//! Caller: an IAM principal allowed `iam:ListMFADevices` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListMFADevicesRequest, ListMFADevicesResponse};

use crate::devices;
use crate::paging::Asked;
use crate::users::Meant;

pub async fn list_mfa_devices(
    caller: Admin,
    req: ListMFADevicesRequest,
) -> Result<ListMFADevicesResponse> {
    let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, meant.name());
    let all = match meant.user() {
        Some(user) => devices::shown(&caller, user).await?,
        None => Vec::new(),
    };
    let page = asked.of_all(&caller, all).await?;
    Ok(ListMFADevicesResponse {
        is_truncated: page.is_truncated(),
        mfa_devices: page.items,
        marker: page.marker,
    })
}
