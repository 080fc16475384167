//! # TagRole
//!
//! Adds tags to the role, and replaces those of the same keys, whatever their case.
//!
//! Caller: an IAM principal allowed `iam:TagRole` on the role.
//!
//! Changes: the role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a key twice, or one that begins with `aws:`
//! (InvalidInput); more than 50 tags (LimitExceeded); others kept changing the role meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::TagRoleRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn tag_role(caller: Admin, req: TagRoleRequest) -> Result<()> {
    tags::tag(&caller, Whose::Role(&req.role_name), &req.tags).await
}
