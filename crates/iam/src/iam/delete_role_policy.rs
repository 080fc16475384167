//! # DeleteRolePolicy
//!
//! Takes an inline policy from the role.
//!
//! Caller: an IAM principal allowed `iam:DeleteRolePolicy` on the role.
//!
//! Changes: the role, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a role that a service owns (UnmodifiableEntity); no
//! policy of that name (NoSuchEntity); others kept changing the role meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteRolePolicyRequest;

use crate::entities::Whose;
use crate::inline;

pub async fn delete_role_policy(caller: Admin, req: DeleteRolePolicyRequest) -> Result<()> {
    inline::delete(&caller, Whose::Role(&req.role_name), &req.policy_name).await
}
