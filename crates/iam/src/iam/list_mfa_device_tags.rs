//! # ListMFADeviceTags
//!
//! Lists the tags of the device, by key.
//!
//! Caller: an IAM principal allowed `iam:ListMFADeviceTags` on the device.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown device (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListMFADeviceTagsRequest, ListMFADeviceTagsResponse};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_mfa_device_tags(
    caller: Admin,
    req: ListMFADeviceTagsRequest,
) -> Result<ListMFADeviceTagsResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.serial_number);
    let page = tags::page(&caller, Whose::Device(&req.serial_number), asked).await?;
    Ok(ListMFADeviceTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
