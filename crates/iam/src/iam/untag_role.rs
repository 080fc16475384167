//! # UntagRole
//!
//! Takes tags away from the role. Keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagRole` on the role.
//!
//! Changes: the role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); others kept changing the role meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagRoleRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_role(caller: Admin, req: UntagRoleRequest) -> Result<()> {
    tags::untag(&caller, Whose::Role(&req.role_name), &req.tag_keys).await
}
