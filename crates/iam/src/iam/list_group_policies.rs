//! # ListGroupPolicies
//!
//! Lists the names of the group's inline policies.
//!
//! Caller: an IAM principal allowed `iam:ListGroupPolicies` on the group.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListGroupPoliciesRequest, ListGroupPoliciesResponse};

use crate::entities::Whose;
use crate::inline;
use crate::paging::Asked;

pub async fn list_group_policies(
    caller: Admin,
    req: ListGroupPoliciesRequest,
) -> Result<ListGroupPoliciesResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.group_name);
    let page = inline::page(&caller, Whose::Group(&req.group_name), asked).await?;
    Ok(ListGroupPoliciesResponse {
        is_truncated: page.is_truncated(),
        policy_names: page.items,
        marker: page.marker,
    })
}
