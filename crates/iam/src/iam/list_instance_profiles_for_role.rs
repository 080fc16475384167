//! # ListInstanceProfilesForRole
//!
//! Lists the instance profiles that have the role.
//!
//! Caller: an IAM principal allowed `iam:ListInstanceProfilesForRole` on the role.
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
use cognate_shapes::iam::{
    ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse,
};

use crate::entities::Whose;
use crate::paging::Asked;
use crate::profiles;
use crate::roles::{self, Show};

pub async fn list_instance_profiles_for_role(
    caller: Admin,
    req: ListInstanceProfilesForRoleRequest,
) -> Result<ListInstanceProfilesForRoleResponse> {
    let role = Whose::Role(&req.role_name).found(&caller).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.role_name);
    let page = asked.of_all(&caller, profiles::of_role(&caller, &role).await?).await?;
    let is_truncated = page.is_truncated();
    let role = roles::shown(&caller, &role, Show::Listed).await?;
    let shown = page.items.iter();
    let shown =
        shown.map(|profile| profiles::shown_with(&caller, profile, vec![role.clone()], true));
    Ok(ListInstanceProfilesForRoleResponse {
        instance_profiles: shown.collect(),
        is_truncated,
        marker: page.marker,
    })
}
