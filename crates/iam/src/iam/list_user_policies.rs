//! # ListUserPolicies
//!
//! Lists the names of the user's inline policies.
//!
//! Caller: an IAM principal allowed `iam:ListUserPolicies` on the user.
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
use cognate_shapes::iam::{ListUserPoliciesRequest, ListUserPoliciesResponse};

use crate::entities::Whose;
use crate::inline;
use crate::paging::Asked;

pub async fn list_user_policies(
    caller: Admin,
    req: ListUserPoliciesRequest,
) -> Result<ListUserPoliciesResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.user_name);
    let page = inline::page(&caller, Whose::User(&req.user_name), asked).await?;
    Ok(ListUserPoliciesResponse {
        is_truncated: page.is_truncated(),
        policy_names: page.items,
        marker: page.marker,
    })
}
