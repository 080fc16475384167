//! # ListAttachedGroupPolicies
//!
//! Lists the managed policies attached to the group.
//!
//! Caller: an IAM principal allowed `iam:ListAttachedGroupPolicies` on the group.
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
use cognate_shapes::iam::{ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse};

use crate::attachments;
use crate::entities::Whose;
use crate::paging::Asked;

pub async fn list_attached_group_policies(
    caller: Admin,
    req: ListAttachedGroupPoliciesRequest,
) -> Result<ListAttachedGroupPoliciesResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = attachments::page(&caller, Whose::Group(&req.group_name), asked).await?;
    Ok(ListAttachedGroupPoliciesResponse {
        is_truncated: page.is_truncated(),
        attached_policies: Some(page.items),
        marker: page.marker,
    })
}
