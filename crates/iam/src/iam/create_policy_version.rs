//! # CreatePolicyVersion
//!
//! Adds a version to a customer managed policy. It counts when it is, or becomes, the default one.
//!
//! Caller: an IAM principal allowed `iam:CreatePolicyVersion` on the policy.
//!
//! Changes: the policy; with `SetAsDefault` for requests from now on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a document that is no policy of an identity (MalformedPolicyDocument); a document
//! that is too long (LimitExceeded); an ARN of no policy, or of one of AWS (InvalidInput); an unknown
//! policy (NoSuchEntity); five versions already (LimitExceeded); others kept changing the policy
//! meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{CreatePolicyVersionRequest, CreatePolicyVersionResponse};

use crate::policies::{self, VERSIONS_MAX, Version};
use crate::{documents, faults};

pub async fn create_policy_version(
    caller: Admin,
    req: CreatePolicyVersionRequest,
) -> Result<CreatePolicyVersionResponse> {
    documents::managed(&req.policy_document)?;
    let created = caller.now_ms();
    let policy_version = policies::change(&caller, &req.policy_arn, |policy| {
        let mut versions = policies::versions(policy);
        if versions.len() >= VERSIONS_MAX {
            return Err(faults::limit_exceeded(
                "A managed policy can have up to 5 versions. Before you create a new version, you must \
                 delete an existing version.",
            ));
        }
        let id = policies::next_version(policy);
        if req.set_as_default == Some(true) {
            policies::set_default_version(policy, &id);
        }
        let document = req.policy_document.clone();
        versions.push(Version { id, document, created });
        policies::set_versions(policy, &versions);
        let newest = versions.last().map(|newest| policies::shown_version(policy, newest, true));
        Ok(newest)
    })
    .await?;
    Ok(CreatePolicyVersionResponse { policy_version })
}
