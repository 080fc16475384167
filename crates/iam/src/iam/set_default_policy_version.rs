//! # SetDefaultPolicyVersion
//!
//! Makes a version of a customer managed policy the one that counts.
//!
//! Caller: an IAM principal allowed `iam:SetDefaultPolicyVersion` on the policy.
//!
//! Changes: the policy, for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy, or of one of AWS (InvalidInput); an unknown policy
//! (NoSuchEntity); an unknown version (NoSuchEntity); others kept changing the policy meanwhile
//! (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::SetDefaultPolicyVersionRequest;

use crate::policies;

pub async fn set_default_policy_version(
    caller: Admin,
    req: SetDefaultPolicyVersionRequest,
) -> Result<()> {
    policies::change(&caller, &req.policy_arn, |policy| {
        if !policies::versions(policy).iter().any(|version| version.id == req.version_id) {
            return Err(policies::unknown_version(&req.policy_arn, &req.version_id));
        }
        policies::set_default_version(policy, &req.version_id);
        Ok(())
    })
    .await
}
