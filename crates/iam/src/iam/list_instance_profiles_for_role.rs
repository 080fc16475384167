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

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    InstanceProfile, ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse,
};
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::{Whose, shown_at};
use crate::paging::Asked;
use crate::roles::{self, Show};

/// Instance profiles of an account, at most.
const PROFILES_MAX: i64 = 1_000;

pub async fn list_instance_profiles_for_role(
    caller: Admin,
    req: ListInstanceProfilesForRoleRequest,
) -> Result<ListInstanceProfilesForRoleResponse> {
    let role = Whose::Role(&req.role_name).found(&caller).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &req.role_name);
    let links =
        iam_link::holders(caller.store(), Relation::ProfileRole, &role.id, None, PROFILES_MAX)
            .await?;
    let page = asked.of_all(&caller, links).await?;
    let is_truncated = page.is_truncated();
    let mut instance_profiles = Vec::with_capacity(page.items.len());
    for profile in &page.items {
        let role = roles::shown(&caller, &role, Show::Listed).await?;
        instance_profiles.push(InstanceProfile {
            path: entity::path(profile).to_owned(),
            instance_profile_name: entity::name(profile).to_owned(),
            instance_profile_id: profile.id.clone(),
            arn: entity::arn(&caller.config().account, profile),
            create_date: shown_at(profile.created),
            roles: vec![role],
            tags: None,
        });
    }
    Ok(ListInstanceProfilesForRoleResponse { instance_profiles, is_truncated, marker: page.marker })
}
