//! # ListGroups
//!
//! Lists the groups whose path begins with `PathPrefix`, by name.
//!
//! Caller: an IAM principal allowed `iam:ListGroups` on the groups of that path.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListGroupsRequest, ListGroupsResponse};
use cognate_store::records::iam_entity::Kind;

use crate::groups;
use crate::paging::{self, Asked};

pub async fn list_groups(caller: Admin, req: ListGroupsRequest) -> Result<ListGroupsResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = paging::entities(&caller, Kind::Group, asked).await?;
    Ok(ListGroupsResponse {
        is_truncated: page.is_truncated(),
        groups: page.items.iter().map(|group| groups::shown(&caller, group)).collect(),
        marker: page.marker,
    })
}
