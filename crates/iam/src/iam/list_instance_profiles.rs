//! # ListInstanceProfiles
//!
//! Lists the instance profiles whose path begins with `PathPrefix`, by name.
//!
//! Caller: an IAM principal allowed `iam:ListInstanceProfiles` on the profiles of that path.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago
//! (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListInstanceProfilesRequest, ListInstanceProfilesResponse};
use cognate_store::records::iam_entity::Kind;

use crate::paging::{self, Asked};
use crate::profiles;

pub async fn list_instance_profiles(
    caller: Admin,
    req: ListInstanceProfilesRequest,
) -> Result<ListInstanceProfilesResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, prefix);
    let page = paging::entities(&caller, Kind::InstanceProfile, asked).await?;
    let is_truncated = page.is_truncated();
    let mut instance_profiles = Vec::with_capacity(page.items.len());
    for profile in &page.items {
        instance_profiles.push(profiles::shown(&caller, profile, true).await?);
    }
    Ok(ListInstanceProfilesResponse { instance_profiles, is_truncated, marker: page.marker })
}
