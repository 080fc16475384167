//! # DeletePolicyVersion
//!
//! Deletes a version of a customer managed policy that is not the default one. Its number is not used
//! again.
//!
//! Caller: an IAM principal allowed `iam:DeletePolicyVersion` on the policy.
//!
//! Changes: the policy. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy, or of one of AWS (InvalidInput); an unknown policy
//! (NoSuchEntity); an unknown version (NoSuchEntity); the default version (DeleteConflict); others kept
//! changing the policy meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeletePolicyVersionRequest;

use crate::{faults, policies};

pub async fn delete_policy_version(caller: Admin, req: DeletePolicyVersionRequest) -> Result<()> {
    policies::change(&caller, &req.policy_arn, |policy| {
        let mut versions = policies::versions(policy);
        let before = versions.len();
        versions.retain(|version| version.id != req.version_id);
        if versions.len() == before {
            return Err(policies::unknown_version(&req.policy_arn, &req.version_id));
        }
        if policies::default_version(policy) == req.version_id {
            let text = "Cannot delete the default version of a policy.";
            return Err(faults::delete_conflict(text));
        }
        policies::set_versions(policy, &versions);
        Ok(())
    })
    .await
}
