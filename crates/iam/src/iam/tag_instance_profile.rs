//! # TagInstanceProfile
//!
//! Adds tags to the instance profile, and replaces those of the same keys, whatever their case.
//!
//! Caller: an IAM principal allowed `iam:TagInstanceProfile` on the instance profile.
//!
//! Changes: the tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown instance profile (NoSuchEntity); a key twice or reserved
//! (InvalidInput); more than 50 tags (LimitExceeded); others kept changing the instance profile
//! meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::TagInstanceProfileRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn tag_instance_profile(caller: Admin, req: TagInstanceProfileRequest) -> Result<()> {
    tags::tag(&caller, Whose::InstanceProfile(&req.instance_profile_name), &req.tags).await
}
