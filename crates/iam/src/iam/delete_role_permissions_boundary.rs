//! # DeleteRolePermissionsBoundary
//!
//! Takes away what limits the role. Nothing happens when there is no boundary.
//!
//! Caller: an IAM principal allowed `iam:DeleteRolePermissionsBoundary` on the role.
//!
//! Changes: the role, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a role that a service owns (UnmodifiableEntity);
//! others kept changing the role meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteRolePermissionsBoundaryRequest;

use crate::boundaries;
use crate::entities::Whose;

pub async fn delete_role_permissions_boundary(
    caller: Admin,
    req: DeleteRolePermissionsBoundaryRequest,
) -> Result<()> {
    boundaries::delete(&caller, Whose::Role(&req.role_name)).await
}
