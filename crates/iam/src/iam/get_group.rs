//! # GetGroup
//!
//! Shows a group, and its members in pages, without tags and boundaries.
//!
//! Caller: an IAM principal allowed `iam:GetGroup` on the group.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown group (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::page_token;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetGroupRequest, GetGroupResponse};
use cognate_store::records::iam_entity::Kind;
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::{groups, users};

pub async fn get_group(caller: Admin, req: GetGroupRequest) -> Result<GetGroupResponse> {
    let group = Whose::Group(&req.group_name).found(&caller).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &group.id);
    let after = asked.start(&caller).await?.map(page_token::text).transpose()?;
    let from = after.as_deref().map(|id| (Kind::User, id));
    let members =
        iam_link::holders(caller.store(), Relation::Member, &group.id, from, asked.size() + 1)
            .await?;
    let page = asked.cut(&caller, members, |user| user.id.as_bytes()).await?;
    let mut shown = Vec::with_capacity(page.items.len());
    for user in &page.items {
        shown.push(users::shown(&caller, user, true).await?);
    }
    Ok(GetGroupResponse {
        group: groups::shown(&caller, &group),
        is_truncated: page.is_truncated(),
        users: shown,
        marker: page.marker,
    })
}
