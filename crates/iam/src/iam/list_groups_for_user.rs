//! # ListGroupsForUser
//!
//! Lists the groups that a user is in.
//!
//! Caller: an IAM principal allowed `iam:ListGroupsForUser` on the user.
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
use cognate_shapes::iam::{ListGroupsForUserRequest, ListGroupsForUserResponse};
use cognate_store::records::iam_entity;

use crate::entities::Whose;
use crate::groups;
use crate::paging::Asked;

pub async fn list_groups_for_user(
    caller: Admin,
    req: ListGroupsForUserRequest,
) -> Result<ListGroupsForUserResponse> {
    let user = Whose::User(&req.user_name).found(&caller).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &user.id);
    let page = asked.of_all(&caller, groups::of_user(&caller, &user).await?).await?;
    let is_truncated = page.is_truncated();
    let mut shown = Vec::with_capacity(page.items.len());
    for id in &page.items {
        let group = iam_entity::find_by_id(caller.store(), id).await?;
        shown.extend(group.map(|group| groups::shown(&caller, &group)));
    }
    Ok(ListGroupsForUserResponse { groups: shown, is_truncated, marker: page.marker })
}
