//! # ListPolicyVersions
//!
//! Lists the versions of a managed policy, newest first, without their documents.
//!
//! Caller: an IAM principal allowed `iam:ListPolicyVersions` on the policy.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy (NoSuchEntity); a `Marker`
//! that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: policies of AWS have their newest version only.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListPolicyVersionsRequest, ListPolicyVersionsResponse};

use crate::paging::Asked;
use crate::policies::{self, Known};

pub async fn list_policy_versions(
    caller: Admin,
    req: ListPolicyVersionsRequest,
) -> Result<ListPolicyVersionsResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.policy_arn);
    let all = match Known::find(&caller, &req.policy_arn).await? {
        Known::Aws(policy) => vec![policy.shown_version(true)],
        Known::Customers(policy) => {
            let versions = policies::versions(&policy);
            let shown = versions.iter().rev();
            shown.map(|version| policies::shown_version(&policy, version, true)).collect()
        }
    };
    let page = asked.of_all(&caller, all).await?;
    Ok(ListPolicyVersionsResponse {
        is_truncated: page.is_truncated(),
        versions: Some(page.items),
        marker: page.marker,
    })
}
