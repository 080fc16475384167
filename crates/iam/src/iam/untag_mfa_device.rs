//! # UntagMFADevice
//!
//! Takes tags from the device; keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagMFADevice` on the device.
//!
//! Changes: the tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown device (NoSuchEntity); others kept changing the device meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagMFADeviceRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_mfa_device(caller: Admin, req: UntagMFADeviceRequest) -> Result<()> {
    tags::untag(&caller, Whose::Device(&req.serial_number), &req.tag_keys).await
}
