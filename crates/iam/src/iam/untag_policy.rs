//! # UntagPolicy
//!
//! Takes tags away from a customer managed policy. Keys that are not there are passed over.
//!
//! Caller: an IAM principal allowed `iam:UntagPolicy` on the policy.
//!
//! Changes: the policy. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy (NoSuchEntity); others kept
//! changing the policy meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::UntagPolicyRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn untag_policy(caller: Admin, req: UntagPolicyRequest) -> Result<()> {
    tags::untag(&caller, Whose::Policy(&req.policy_arn), &req.tag_keys).await
}
