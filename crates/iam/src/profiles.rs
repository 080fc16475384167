//! What the operations on instance profiles share.

use cognate_core::iam::entity;
use cognate_core::{Cx, Result};
use cognate_shapes::iam::{InstanceProfile, Role};
use cognate_store::records::iam_entity::{self, Entity};
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::shown_at;
use crate::roles::{self, Show};
use crate::tags;

pub const PER_ACCOUNT_MAX: i64 = 1_000;

/// The id of the profile's role: there is one, at most.
pub async fn role_of(cx: &Cx, profile: &Entity) -> Result<Option<String>> {
    let links = iam_link::of_holder(cx.store(), &profile.id).await?;
    let role = links.into_iter().find(|link| link.relation == Relation::ProfileRole);
    Ok(role.map(|link| link.target))
}

/// A profile with its role as answers show it; `listed`: without tags.
pub async fn shown(cx: &Cx, profile: &Entity, listed: bool) -> Result<InstanceProfile> {
    let mut with = Vec::new();
    if let Some(id) = role_of(cx, profile).await?
        && let Some(role) = iam_entity::find_by_id(cx.store(), &id).await?
    {
        with.push(roles::shown(cx, &role, Show::Listed).await?);
    }
    Ok(shown_with(cx, profile, with, listed))
}

/// The profiles that have a role, in the order of their ids.
pub async fn of_role(cx: &Cx, role: &Entity) -> Result<Vec<Entity>> {
    let relation = Relation::ProfileRole;
    Ok(iam_link::holders(cx.store(), relation, &role.id, None, PER_ACCOUNT_MAX).await?)
}

/// The same as [`shown`], with a role that has been read already.
pub fn shown_with(cx: &Cx, profile: &Entity, roles: Vec<Role>, listed: bool) -> InstanceProfile {
    InstanceProfile {
        path: entity::path(profile).to_owned(),
        instance_profile_name: entity::name(profile).to_owned(),
        instance_profile_id: profile.id.clone(),
        arn: entity::arn(&cx.config().account, profile),
        create_date: shown_at(profile.created),
        roles,
        tags: if listed { None } else { tags::shown(profile) },
    }
}
