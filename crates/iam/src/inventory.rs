//! The whole account: everybody and every policy, with what they hold.

use cognate_core::iam::{arn, aws, entity, trust};
use cognate_core::{Admin, Cx, Result, page_token};
use cognate_shapes::iam::{
    AttachedPolicy, EntityType, GroupDetail, ManagedPolicyDetail, Policy, PolicyDetail,
    PolicyVersion, RoleDetail, UserDetail,
};
use cognate_store::records::iam_entity::{self, Entity, Kind};

use crate::entities::{encoded, shown_at};
use crate::paging::{Asked, Page};
use crate::policies::{self, OfAws};
use crate::roles::{self, Show};
use crate::{attachments, boundaries, groups, profiles, tags};

pub enum Item {
    User(Entity),
    Group(Entity),
    Role(Entity),
    Policy(Entity),
    OfAws(&'static aws::Shipped),
}

/// A page of everything that is of these kinds, in their order. A position is the place of a kind among
/// them, and the key in it.
pub async fn page(caller: &Admin, kinds: &[EntityType], asked: Asked<'_>) -> Result<Page<Item>> {
    let wanted = asked.size() + 1;
    let (first, mut after) = match asked.start(caller).await?.as_deref() {
        Some([place, key @ ..]) => (usize::from(*place), page_token::text(key.to_vec())?),
        _ => (0, String::new()),
    };
    let mut found: Vec<(Vec<u8>, Item)> = Vec::new();
    for (place, kind) in (0_u8..).zip(kinds).skip(first) {
        let room = wanted - found.len() as i64;
        let position = |key: &str| [&[place], key.as_bytes()].concat();
        match stored(*kind) {
            Some((kind, item)) => {
                let rows = iam_entity::page(caller.store(), kind, &after, room).await?;
                found.extend(rows.into_iter().map(|row| (position(&row.name), item(row))));
            }
            None => {
                let rest = aws::SHIPPED.iter().filter(|policy| *policy.name > *after);
                let rest = rest.take(room as usize);
                found.extend(rest.map(|policy| (position(policy.name), Item::OfAws(policy))));
            }
        }
        if found.len() as i64 == wanted {
            break;
        }
        after.clear();
    }
    let Page { items, marker } = asked.cut(caller, found, |(position, _)| position).await?;
    Ok(Page { items: items.into_iter().map(|(_, item)| item).collect(), marker })
}

/// What a row of the store becomes.
type Shown = fn(Entity) -> Item;

/// None for what is not in the store.
fn stored(kind: EntityType) -> Option<(Kind, Shown)> {
    Some(match kind {
        EntityType::User => (Kind::User, Item::User),
        EntityType::Group => (Kind::Group, Item::Group),
        EntityType::Role => (Kind::Role, Item::Role),
        EntityType::LocalManagedPolicy => (Kind::Policy, Item::Policy),
        EntityType::AWSManagedPolicy => return None,
    })
}

pub async fn user(cx: &Cx, user: &Entity) -> Result<UserDetail> {
    let mut of = Vec::new();
    for id in groups::of_user(cx, user).await? {
        if let Some(group) = iam_entity::find_by_id(cx.store(), &id).await? {
            of.push(entity::name(&group).to_owned());
        }
    }
    of.sort_unstable();
    Ok(UserDetail {
        path: Some(entity::path(user).to_owned()),
        user_name: Some(entity::name(user).to_owned()),
        user_id: Some(user.id.clone()),
        arn: Some(entity::arn(&cx.config().account, user)),
        create_date: Some(shown_at(user.created)),
        user_policy_list: Some(inline(user)),
        group_list: Some(of),
        attached_managed_policies: Some(attached(cx, user).await?),
        permissions_boundary: boundaries::shown(boundaries::of(cx, user).await?),
        tags: Some(tags::shown(user).unwrap_or_default()),
    })
}

pub async fn group(cx: &Cx, group: &Entity) -> Result<GroupDetail> {
    Ok(GroupDetail {
        path: Some(entity::path(group).to_owned()),
        group_name: Some(entity::name(group).to_owned()),
        group_id: Some(group.id.clone()),
        arn: Some(entity::arn(&cx.config().account, group)),
        create_date: Some(shown_at(group.created)),
        group_policy_list: Some(inline(group)),
        attached_managed_policies: Some(attached(cx, group).await?),
    })
}

pub async fn role(cx: &Cx, role: &Entity) -> Result<RoleDetail> {
    let of_profiles = roles::shown(cx, role, Show::Listed).await?;
    let profiles = profiles::of_role(cx, role).await?;
    let profiles = profiles
        .iter()
        .map(|profile| profiles::shown_with(cx, profile, vec![of_profiles.clone()], true));
    Ok(RoleDetail {
        path: Some(entity::path(role).to_owned()),
        role_name: Some(entity::name(role).to_owned()),
        role_id: Some(role.id.clone()),
        arn: Some(entity::arn(&cx.config().account, role)),
        create_date: Some(shown_at(role.created)),
        assume_role_policy_document: Some(encoded(&trust::shown(cx, role).await?)),
        instance_profile_list: Some(profiles.collect()),
        role_policy_list: Some(inline(role)),
        attached_managed_policies: Some(attached(cx, role).await?),
        permissions_boundary: boundaries::shown(boundaries::of(cx, role).await?),
        tags: Some(tags::shown(role).unwrap_or_default()),
        role_last_used: roles::shown(cx, role, Show::All).await?.role_last_used,
    })
}

pub async fn policy(cx: &Cx, policy: &Entity) -> Result<ManagedPolicyDetail> {
    let arn = entity::arn(&cx.config().account, policy);
    let usage = policies::usage(cx, &arn).await?;
    let versions = policies::versions(policy);
    let newest_first = versions.iter().rev();
    let versions = newest_first.map(|version| policies::shown_version(policy, version, false));
    Ok(detail(policies::shown(cx, policy, usage, false), versions.collect()))
}

pub async fn of_aws(cx: &Cx, policy: &aws::Shipped) -> Result<ManagedPolicyDetail> {
    let usage = policies::usage(cx, &policy.arn()).await?;
    let policy = OfAws::shipped(policy);
    Ok(detail(policy.shown(usage), vec![policy.shown_version(false)]))
}

fn detail(policy: Policy, versions: Vec<PolicyVersion>) -> ManagedPolicyDetail {
    ManagedPolicyDetail {
        policy_name: policy.policy_name,
        policy_id: policy.policy_id,
        arn: policy.arn,
        path: policy.path,
        default_version_id: policy.default_version_id,
        attachment_count: policy.attachment_count,
        permissions_boundary_usage_count: policy.permissions_boundary_usage_count,
        is_attachable: policy.is_attachable,
        description: policy.description,
        create_date: policy.create_date,
        update_date: policy.update_date,
        policy_version_list: Some(versions),
    }
}

fn inline(holder: &Entity) -> Vec<PolicyDetail> {
    let shown = |(name, document): (&str, &str)| PolicyDetail {
        policy_name: Some(name.to_owned()),
        policy_document: Some(encoded(document)),
    };
    entity::inline(holder).map(shown).collect()
}

async fn attached(cx: &Cx, holder: &Entity) -> Result<Vec<AttachedPolicy>> {
    let shown = |policy_arn: String| AttachedPolicy {
        policy_name: arn::parse(&policy_arn).map(|named| named.name.to_owned()),
        policy_arn: Some(policy_arn),
    };
    Ok(attachments::arns(cx, holder).await?.into_iter().map(shown).collect())
}
