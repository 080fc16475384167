//! # ListUsers
//!
//! Lists the users whose path begins with `PathPrefix`, by name, without tags and boundaries.
//!
//! Caller: an IAM principal allowed `iam:ListUsers` on the users of that path.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListUsersRequest, ListUsersResponse};
use cognate_store::records::iam_entity::Kind;

use crate::paging::{self, Asked};
use crate::users;

pub async fn list_users(caller: Admin, req: ListUsersRequest) -> Result<ListUsersResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = paging::entities(&caller, Kind::User, asked).await?;
    let mut shown = Vec::with_capacity(page.items.len());
    for user in &page.items {
        shown.push(users::shown(&caller, user, true).await?);
    }
    Ok(ListUsersResponse { is_truncated: page.is_truncated(), users: shown, marker: page.marker })
}
