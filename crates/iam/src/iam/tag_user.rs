//! # TagUser
//!
//! Adds tags to the user, and replaces those of the same keys, whatever their case.
//!
//! Caller: an IAM principal allowed `iam:TagUser` on the user.
//!
//! Changes: the user. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); a key twice, or one that begins with `aws:`
//! (InvalidInput); more than 50 tags (LimitExceeded); others kept changing the user meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::TagUserRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn tag_user(caller: Admin, req: TagUserRequest) -> Result<()> {
    tags::tag(&caller, Whose::User(&req.user_name), &req.tags).await
}
