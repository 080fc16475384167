//! # ListAttachedUserPolicies
//!
//! Lists the managed policies attached to the user.
//!
//! Caller: an IAM principal allowed `iam:ListAttachedUserPolicies` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse};

use crate::attachments;
use crate::entities::Whose;
use crate::paging::Asked;

pub async fn list_attached_user_policies(
    caller: Admin,
    req: ListAttachedUserPoliciesRequest,
) -> Result<ListAttachedUserPoliciesResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = attachments::page(&caller, Whose::User(&req.user_name), asked).await?;
    Ok(ListAttachedUserPoliciesResponse {
        is_truncated: page.is_truncated(),
        attached_policies: Some(page.items),
        marker: page.marker,
    })
}
