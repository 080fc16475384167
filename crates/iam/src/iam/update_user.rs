//! # UpdateUser
//!
//! Gives a user another name or path. Keys, policies, groups and trust policies follow, because they go
//! by the unique id.
//!
//! Caller: an IAM principal allowed `iam:UpdateUser` on the user, under the old and the new name.
//!
//! Changes: the user. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); the new name is taken (EntityAlreadyExists); others
//! kept changing the user meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UpdateUserRequest;

use crate::entities::Whose;
use crate::renaming;

pub async fn update_user(caller: Admin, req: UpdateUserRequest) -> Result<()> {
    let user = Whose::User(&req.user_name);
    renaming::rename(&caller, user, req.new_user_name.as_deref(), req.new_path.as_deref()).await
}
