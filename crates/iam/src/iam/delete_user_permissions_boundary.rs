//! # DeleteUserPermissionsBoundary
//!
//! Takes away what limits the user. Nothing happens when there is no boundary.
//!
//! Caller: an IAM principal allowed `iam:DeleteUserPermissionsBoundary` on the user.
//!
//! Changes: the user, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); others kept changing the user meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteUserPermissionsBoundaryRequest;

use crate::boundaries;
use crate::entities::Whose;

pub async fn delete_user_permissions_boundary(
    caller: Admin,
    req: DeleteUserPermissionsBoundaryRequest,
) -> Result<()> {
    boundaries::delete(&caller, Whose::User(&req.user_name)).await
}
