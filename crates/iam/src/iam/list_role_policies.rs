//! # ListRolePolicies
//!
//! Lists the names of the role's inline policies.
//!
//! Caller: an IAM principal allowed `iam:ListRolePolicies` on the role.
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
use cognate_shapes::iam::{ListRolePoliciesRequest, ListRolePoliciesResponse};

use crate::entities::Whose;
use crate::inline;
use crate::paging::Asked;

pub async fn list_role_policies(
    caller: Admin,
    req: ListRolePoliciesRequest,
) -> Result<ListRolePoliciesResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.role_name);
    let page = inline::page(&caller, Whose::Role(&req.role_name), asked).await?;
    Ok(ListRolePoliciesResponse {
        is_truncated: page.is_truncated(),
        policy_names: page.items,
        marker: page.marker,
    })
}
