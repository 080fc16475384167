//! # GetPolicyVersion
//!
//! Shows a version of a managed policy. The document is URL-encoded.
//!
//! Caller: an IAM principal allowed `iam:GetPolicyVersion` on the policy.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy, an unknown version
//! (NoSuchEntity).
//!
//! Differences from AWS: policies of AWS have their newest version only.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetPolicyVersionRequest, GetPolicyVersionResponse};

use crate::policies::{self, Known};

pub async fn get_policy_version(
    caller: Admin,
    req: GetPolicyVersionRequest,
) -> Result<GetPolicyVersionResponse> {
    let shown = match Known::find(&caller, &req.policy_arn).await? {
        Known::Aws(policy) => {
            let only = policy.shown_version(false);
            Some(only).filter(|only| only.version_id.as_ref() == Some(&req.version_id))
        }
        Known::Customers(policy) => {
            let versions = policies::versions(&policy);
            let found = versions.iter().find(|version| version.id == req.version_id);
            found.map(|found| policies::shown_version(&policy, found, false))
        }
    };
    let unknown = || policies::unknown_version(&req.policy_arn, &req.version_id);
    Ok(GetPolicyVersionResponse { policy_version: Some(shown.ok_or_else(unknown)?) })
}
