//! # UntagInstanceProfile
//!
//! Takes tags from the instance profile; keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagInstanceProfile` on the instance profile.
//!
//! Changes: the tags. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown instance profile (NoSuchEntity); others kept changing the instance
//! profile meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagInstanceProfileRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_instance_profile(caller: Admin, req: UntagInstanceProfileRequest) -> Result<()> {
    tags::untag(&caller, Whose::InstanceProfile(&req.instance_profile_name), &req.tag_keys).await
}
