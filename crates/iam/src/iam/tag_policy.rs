//! # TagPolicy
//!
//! Adds tags to a customer managed policy, and replaces those of the same keys, whatever their case.
//!
//! Caller: an IAM principal allowed `iam:TagPolicy` on the policy.
//!
//! Changes: the policy. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy (NoSuchEntity); a key twice,
//! or one that begins with `aws:` (InvalidInput); more than 50 tags (LimitExceeded); others kept
//! changing the policy meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::TagPolicyRequest;

use crate::entities::Whose;
use crate::tags;

pub async fn tag_policy(caller: Admin, req: TagPolicyRequest) -> Result<()> {
    tags::tag(&caller, Whose::Policy(&req.policy_arn), &req.tags).await
}
