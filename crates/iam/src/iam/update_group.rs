//! # UpdateGroup
//!
//! Gives a group another name or path. Members and policies stay.
//!
//! Caller: an IAM principal allowed `iam:UpdateGroup` on the group, under the old and the new name.
//!
//! Changes: the group. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group (NoSuchEntity); the new name is taken (EntityAlreadyExists);
//! others kept changing the group meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UpdateGroupRequest;

use crate::entities::Whose;
use crate::renaming;

pub async fn update_group(caller: Admin, req: UpdateGroupRequest) -> Result<()> {
    let group = Whose::Group(&req.group_name);
    renaming::rename(&caller, group, req.new_group_name.as_deref(), req.new_path.as_deref()).await
}
