//! # PutRolePermissionsBoundary
//!
//! Sets the managed policy that limits whatever the role's other policies allow.
//!
//! Caller: an IAM principal allowed `iam:PutRolePermissionsBoundary` on the role.
//!
//! Changes: the role, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown role (NoSuchEntity); a role that a
//! service owns (UnmodifiableEntity); an unknown policy (NoSuchEntity); others kept changing the role
//! meanwhile (Throttling).
//!
//! Differences from AWS: of the policies of AWS, those that stacks around user and identity pools attach
//! are known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::PutRolePermissionsBoundaryRequest;

use crate::boundaries;
use crate::entities::Whose;

pub async fn put_role_permissions_boundary(
    caller: Admin,
    req: PutRolePermissionsBoundaryRequest,
) -> Result<()> {
    boundaries::put(&caller, Whose::Role(&req.role_name), &req.permissions_boundary).await
}
