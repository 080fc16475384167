//! # ListUserTags
//!
//! Lists the tags of the user, by key.
//!
//! Caller: an IAM principal allowed `iam:ListUserTags` on the user.
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
use cognate_shapes::iam::{ListUserTagsRequest, ListUserTagsResponse};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::tags;

pub async fn list_user_tags(
    caller: Admin,
    req: ListUserTagsRequest,
) -> Result<ListUserTagsResponse> {
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.user_name);
    let page = tags::page(&caller, Whose::User(&req.user_name), asked).await?;
    Ok(ListUserTagsResponse {
        is_truncated: page.is_truncated(),
        tags: page.items,
        marker: page.marker,
    })
}
