//! # GetPolicy
//!
//! Shows a managed policy, and how many hold it.
//!
//! Caller: an IAM principal allowed `iam:GetPolicy` on the policy.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy (NoSuchEntity).
//!
//! Differences from AWS: policies of AWS show no description.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetPolicyRequest, GetPolicyResponse};

use crate::policies::{self, Known};

pub async fn get_policy(caller: Admin, req: GetPolicyRequest) -> Result<GetPolicyResponse> {
    let known = Known::find(&caller, &req.policy_arn).await?;
    let usage = policies::usage(&caller, &req.policy_arn).await?;
    let policy = match known {
        Known::Aws(policy) => policy.shown(usage),
        Known::Customers(policy) => policies::shown(&caller, &policy, usage, false),
    };
    Ok(GetPolicyResponse { policy: Some(policy) })
}
