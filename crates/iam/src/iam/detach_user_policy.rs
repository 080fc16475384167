//! # DetachUserPolicy
//!
//! Detaches a managed policy from the user.
//!
//! Caller: an IAM principal allowed `iam:DetachUserPolicy` on the user.
//!
//! Changes: the user, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown user (NoSuchEntity); a policy that
//! is not attached (NoSuchEntity); others kept changing the user meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DetachUserPolicyRequest;

use crate::attachments;
use crate::entities::Whose;

pub async fn detach_user_policy(caller: Admin, req: DetachUserPolicyRequest) -> Result<()> {
    attachments::detach(&caller, Whose::User(&req.user_name), &req.policy_arn).await
}
