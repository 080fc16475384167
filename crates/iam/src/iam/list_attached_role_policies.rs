//! # ListAttachedRolePolicies
//!
//! Lists the managed policies attached to the role.
//!
//! Caller: an IAM principal allowed `iam:ListAttachedRolePolicies` on the role.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse};

use crate::attachments;
use crate::entities::Whose;
use crate::paging::Asked;

pub async fn list_attached_role_policies(
    caller: Admin,
    req: ListAttachedRolePoliciesRequest,
) -> Result<ListAttachedRolePoliciesResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = attachments::page(&caller, Whose::Role(&req.role_name), asked).await?;
    Ok(ListAttachedRolePoliciesResponse {
        is_truncated: page.is_truncated(),
        attached_policies: Some(page.items),
        marker: page.marker,
    })
}
