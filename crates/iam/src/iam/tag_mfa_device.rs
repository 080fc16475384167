//! # TagMFADevice
//!
//! Adds tags to the device, and replaces those of the same keys, whatever their case.
//!
//! Caller: an IAM principal allowed `iam:TagMFADevice` on the device.
//!
//! Changes: the tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown device (NoSuchEntity); a key twice or reserved (InvalidInput); more
//! than 50 tags (LimitExceeded); others kept changing the device meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::TagMFADeviceRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn tag_mfa_device(caller: Admin, req: TagMFADeviceRequest) -> Result<()> {
    tags::tag(&caller, Whose::Device(&req.serial_number), &req.tags).await
}
