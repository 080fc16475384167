//! What the operations on roles share.

use std::collections::BTreeMap;

use cognate_access::policy::size;
use cognate_core::iam::{entity, trust};
use cognate_core::{Cx, Result};
use cognate_shapes::iam::{Role, RoleLastUsed};
use cognate_store::records::iam_entity::{Entity, Kind};
use cognate_store::records::last_use;

use crate::entities::{encoded, shown_at};
use crate::{boundaries, faults, tags};

/// Seconds of a session, of roles that say nothing else.
pub const SESSION_SECONDS: i64 = 3_600;

/// The path of the roles that services own, and of the policies made for them.
pub const SERVICE_PATH: &str = "/aws-service-role/";

/// `UnmodifiableEntity` for a role that a service owns.
pub fn modifiable(holder: &Entity) -> Result<()> {
    if holder.kind == Kind::Role && entity::path(holder).starts_with(SERVICE_PATH) {
        return Err(faults::unmodifiable(format!(
            "Cannot perform the operation on the protected role '{}' - this role is only modifiable \
             by AWS",
            entity::name(holder)
        )));
    }
    Ok(())
}

/// A trust policy that may be written: the ids of those it names.
///
/// Errors, in order: no trust policy, or it names somebody unknown, or it lets in the tokens of every
/// identity pool (`MalformedPolicyDocument`); it is too long (`LimitExceeded`). In development the third
/// is a warning: tokens of pools that are not named are not let in all the same.
pub async fn trusted(cx: &Cx, role: &str, document: &str) -> Result<BTreeMap<String, String>> {
    let (policy, ids) = trust::bound(cx, document).await.map_err(faults::untrusted)?;
    if let Err(open) = policy.names_identity_pools() {
        if cx.config().dev.is_none() {
            return Err(faults::malformed(&open));
        }
        tracing::warn!(role, problem = %open, "a role trusts tokens without naming their identity pool");
    }
    let max = cx.config().limits.iam.trust_policy_characters_max;
    if size(document) > max {
        return Err(faults::quota("ACLSizePerRole", max));
    }
    Ok(ids)
}

/// How much of a role an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// In lists: without tags, boundary and last use.
    Listed,
    /// After a change: without last use.
    Changed,
    All,
}

pub async fn shown(cx: &Cx, role: &Entity, show: Show) -> Result<Role> {
    let account = &cx.config().account;
    let (mut permissions_boundary, mut tags) = (None, None);
    if show != Show::Listed {
        permissions_boundary = boundaries::shown(boundaries::of(cx, role).await?);
        tags = tags::shown(role);
    }
    let role_last_used = match show {
        Show::All => Some(last_used(cx, role).await?),
        Show::Listed | Show::Changed => None,
    };
    let seconds = role.document.get("MaxSessionDuration").and_then(serde_json::Value::as_i64);
    Ok(Role {
        path: entity::path(role).to_owned(),
        role_name: entity::name(role).to_owned(),
        role_id: role.id.clone(),
        arn: entity::arn(account, role),
        create_date: shown_at(role.created),
        assume_role_policy_document: Some(encoded(&trust::shown(cx, role).await?)),
        description: entity::text(role, "Description").map(str::to_owned),
        max_session_duration: Some(seconds.unwrap_or(SESSION_SECONDS)),
        permissions_boundary,
        tags,
        role_last_used,
        source_role_template: None,
    })
}

async fn last_used(cx: &Cx, role: &Entity) -> Result<RoleLastUsed> {
    let used = last_use::find(cx.store(), &role.id).await?;
    Ok(RoleLastUsed {
        last_used_date: used.as_ref().map(|used| shown_at(used.at)),
        region: used.map(|used| used.region),
    })
}
