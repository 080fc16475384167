//! # ListRoles
//!
//! Lists the roles whose path begins with `PathPrefix`, by name, without tags and boundaries.
//!
//! Caller: an IAM principal allowed `iam:ListRoles` on the roles of that path.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListRolesRequest, ListRolesResponse};
use cognate_store::records::iam_entity::Kind;

use crate::paging::{self, Asked};
use crate::roles::{self, Show};

pub async fn list_roles(caller: Admin, req: ListRolesRequest) -> Result<ListRolesResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = paging::entities(&caller, Kind::Role, asked).await?;
    let mut shown = Vec::with_capacity(page.items.len());
    for role in &page.items {
        shown.push(roles::shown(&caller, role, Show::Listed).await?);
    }
    Ok(ListRolesResponse { is_truncated: page.is_truncated(), roles: shown, marker: page.marker })
}
