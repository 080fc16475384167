//! # UntagUser
//!
//! Takes tags away from the user. Keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagUser` on the user.
//!
//! Changes: the user. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); others kept changing the user meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagUserRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_user(caller: Admin, req: UntagUserRequest) -> Result<()> {
    tags::untag(&caller, Whose::User(&req.user_name), &req.tag_keys).await
}
