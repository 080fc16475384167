//! # DetachRolePolicy
//!
//! Detaches a managed policy from the role.
//!
//! Caller: an IAM principal allowed `iam:DetachRolePolicy` on the role.
//!
//! Changes: the role, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown role (NoSuchEntity); a role that a
//! service owns (UnmodifiableEntity); a policy that is not attached (NoSuchEntity); others kept changing
//! the role meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DetachRolePolicyRequest;

use crate::attachments;
use crate::entities::Whose;

pub async fn detach_role_policy(caller: Admin, req: DetachRolePolicyRequest) -> Result<()> {
    attachments::detach(&caller, Whose::Role(&req.role_name), &req.policy_arn).await
}
