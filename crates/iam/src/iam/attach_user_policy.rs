//! # AttachUserPolicy
//!
//! Attaches a managed policy to the user. One that is attached already stays so.
//!
//! Caller: an IAM principal allowed `iam:AttachUserPolicy` on the user.
//!
//! Changes: the user, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown user (NoSuchEntity); an unknown
//! policy (NoSuchEntity); one made for roles of services (PolicyNotAttachable); as many are attached as
//! may be (LimitExceeded); others kept changing the user meanwhile (Throttling).
//!
//! Differences from AWS: of the policies of AWS, those that stacks around user and identity pools attach
//! are known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::AttachUserPolicyRequest;

use crate::attachments;
use crate::entities::Whose;

pub async fn attach_user_policy(caller: Admin, req: AttachUserPolicyRequest) -> Result<()> {
    attachments::attach(&caller, Whose::User(&req.user_name), &req.policy_arn).await
}
