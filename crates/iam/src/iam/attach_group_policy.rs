//! # AttachGroupPolicy
//!
//! Attaches a managed policy to the group. One that is attached already stays so.
//!
//! Caller: an IAM principal allowed `iam:AttachGroupPolicy` on the group.
//!
//! Changes: the group, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown group (NoSuchEntity); an unknown
//! policy (NoSuchEntity); one made for roles of services (PolicyNotAttachable); as many are attached as
//! may be (LimitExceeded); others kept changing the group meanwhile (Throttling).
//!
//! Differences from AWS: of the policies of AWS, those that stacks around user and identity pools attach
//! are known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::AttachGroupPolicyRequest;

use crate::attachments;
use crate::entities::Whose;

pub async fn attach_group_policy(caller: Admin, req: AttachGroupPolicyRequest) -> Result<()> {
    attachments::attach(&caller, Whose::Group(&req.group_name), &req.policy_arn).await
}
