//! # PutUserPermissionsBoundary
//!
//! Sets the managed policy that limits whatever the user's other policies allow.
//!
//! Caller: an IAM principal allowed `iam:PutUserPermissionsBoundary` on the user.
//!
//! Changes: the user, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown user (NoSuchEntity); an unknown
//! policy (NoSuchEntity); others kept changing the user meanwhile (Throttling).
//!
//! Differences from AWS: of the policies of AWS, those that stacks around user and identity pools attach
//! are known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::PutUserPermissionsBoundaryRequest;

use crate::boundaries;
use crate::entities::Whose;

pub async fn put_user_permissions_boundary(
    caller: Admin,
    req: PutUserPermissionsBoundaryRequest,
) -> Result<()> {
    boundaries::put(&caller, Whose::User(&req.user_name), &req.permissions_boundary).await
}
