//! # ListRoleTags
//!
//! Lists the tags of the role, by key.
//!
//! Caller: an IAM principal allowed `iam:ListRoleTags` on the role.
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
use cognate_shapes::iam::{ListRoleTagsRequest, ListRoleTagsResponse};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_role_tags(
    caller: Admin,
    req: ListRoleTagsRequest,
) -> Result<ListRoleTagsResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.role_name);
    let page = tags::page(&caller, Whose::Role(&req.role_name), asked).await?;
    Ok(ListRoleTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
