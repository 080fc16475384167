//! # ListEntitiesForPolicy
//!
//! Lists the users, roles and groups that hold a managed policy, or have it as their boundary.
//!
//! Caller: an IAM principal allowed `iam:ListEntitiesForPolicy` on the policy.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an ARN of no policy (InvalidInput); an unknown policy (NoSuchEntity); a `Marker`
//! that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use std::collections::BTreeMap;

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    EntityType, ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse, PolicyGroup,
    PolicyRole, PolicyUsageType, PolicyUser,
};
use cognate_store::records::iam_entity::{Entity, Kind};
use cognate_store::records::iam_link::{self, Relation};

use crate::paging::Asked;
use crate::policies::Known;

/// Holders read at once.
const CHUNK_ROWS: i64 = 500;

pub async fn list_entities_for_policy(
    caller: Admin,
    req: ListEntitiesForPolicyRequest,
) -> Result<ListEntitiesForPolicyResponse> {
    Known::find(&caller, &req.policy_arn).await?;
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let filter = format!(
        "{} {:?} {:?} {prefix}",
        req.policy_arn, req.entity_filter, req.policy_usage_filter
    );
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &filter);
    let relations: &[Relation] = match req.policy_usage_filter {
        None => &[Relation::Attached, Relation::Boundary],
        Some(PolicyUsageType::PermissionsPolicy) => &[Relation::Attached],
        Some(PolicyUsageType::PermissionsBoundary) => &[Relation::Boundary],
    };
    let wanted = |holder: &Entity| {
        let of_kind = match req.entity_filter {
            None => true,
            Some(EntityType::User) => holder.kind == Kind::User,
            Some(EntityType::Role) => holder.kind == Kind::Role,
            Some(EntityType::Group) => holder.kind == Kind::Group,
            Some(EntityType::LocalManagedPolicy | EntityType::AWSManagedPolicy) => false,
        };
        of_kind && entity::path(holder).starts_with(prefix)
    };
    let mut found = BTreeMap::new();
    for relation in relations {
        let mut after: Option<(Kind, String)> = None;
        loop {
            let from = after.as_ref().map(|(kind, id)| (*kind, id.as_str()));
            let holders =
                iam_link::holders(caller.store(), *relation, &req.policy_arn, from, CHUNK_ROWS)
                    .await?;
            let Some(last) = holders.last() else { break };
            after = Some((last.kind, last.id.clone()));
            let holders = holders.into_iter().filter(|holder| wanted(holder));
            found.extend(holders.map(|holder| (holder.id.clone(), holder)));
        }
    }
    if let Some(after) = asked.start(&caller).await? {
        found.retain(|id, _| id.as_bytes() > after.as_slice());
    }
    let page = asked.cut(&caller, found.into_iter().collect(), |(id, _)| id.as_bytes()).await?;
    let mut answer = ListEntitiesForPolicyResponse {
        policy_groups: Some(Vec::new()),
        policy_users: Some(Vec::new()),
        policy_roles: Some(Vec::new()),
        is_truncated: page.is_truncated(),
        marker: page.marker,
    };
    for (id, holder) in page.items {
        let name = Some(entity::name(&holder).to_owned());
        match holder.kind {
            Kind::User => answer
                .policy_users
                .get_or_insert_default()
                .push(PolicyUser { user_name: name, user_id: Some(id) }),
            Kind::Role => answer
                .policy_roles
                .get_or_insert_default()
                .push(PolicyRole { role_name: name, role_id: Some(id) }),
            _ => answer
                .policy_groups
                .get_or_insert_default()
                .push(PolicyGroup { group_name: name, group_id: Some(id) }),
        }
    }
    Ok(answer)
}
