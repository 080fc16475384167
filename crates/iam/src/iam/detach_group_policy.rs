//! # DetachGroupPolicy
//!
//! Detaches a managed policy from the group.
//!
//! Caller: an IAM principal allowed `iam:DetachGroupPolicy` on the group.
//!
//! Changes: the group, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown group (NoSuchEntity); a policy that
//! is not attached (NoSuchEntity); others kept changing the group meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DetachGroupPolicyRequest;

use crate::attachments;
use crate::entities::Whose;

pub async fn detach_group_policy(caller: Admin, req: DetachGroupPolicyRequest) -> Result<()> {
    attachments::detach(&caller, Whose::Group(&req.group_name), &req.policy_arn).await
}
