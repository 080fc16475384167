//! # AttachRolePolicy
//!
//! Attaches a managed policy to the role. One that is attached already stays so.
//!
//! Caller: an IAM principal allowed `iam:AttachRolePolicy` on the role.
//!
//! Changes: the role, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown role (NoSuchEntity); a role that a
//! service owns (UnmodifiableEntity); an unknown policy (NoSuchEntity); one made for roles of services
//! (PolicyNotAttachable); as many are attached as may be (LimitExceeded); others kept changing the role
//! meanwhile (Throttling).
//!
//! Differences from AWS: of the policies of AWS, those that stacks around user and identity pools attach
//! are known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::AttachRolePolicyRequest;

use crate::attachments;
use crate::entities::Whose;

pub async fn attach_role_policy(caller: Admin, req: AttachRolePolicyRequest) -> Result<()> {
    attachments::attach(&caller, Whose::Role(&req.role_name), &req.policy_arn).await
}
