//! # ListPolicyTags
//!
//! Lists the tags of a customer managed policy, by key.
//!
//! Caller: an IAM principal allowed `iam:ListPolicyTags` on the policy.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy (NoSuchEntity); a `Marker`
//! that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListPolicyTagsRequest, ListPolicyTagsResponse};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_policy_tags(
    caller: Admin,
    req: ListPolicyTagsRequest,
) -> Result<ListPolicyTagsResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.policy_arn);
    let page = tags::page(&caller, Whose::Policy(&req.policy_arn), asked).await?;
    Ok(ListPolicyTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
