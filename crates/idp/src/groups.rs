//! What the operations on groups share.

use cognate_core::{Cx, Result};
use cognate_domain::{Pool, User, group as rules};
use cognate_shapes::idp::GroupType;
use cognate_store::records::group::{self, Group};
use cognate_wire::Timestamp;

/// The pool's group of this name, as it is in the store.
pub async fn found(cx: &Cx, pool: &Pool, name: &str) -> Result<Group> {
    let group = group::by_name(cx.store(), pool.key, name).await?;
    group.ok_or_else(|| rules::not_found().into())
}

/// The group in the shape that operations answer.
pub fn group_type(pool: &Pool, group: &Group) -> GroupType {
    GroupType {
        group_name: Some(group.name.clone()),
        user_pool_id: Some(pool.id.clone()),
        description: group.description.clone(),
        role_arn: group.role.clone(),
        precedence: group.precedence,
        last_modified_date: Some(Timestamp(group.modified)),
        creation_date: Some(Timestamp(group.created)),
    }
}

/// How an audit row names a membership.
pub fn membership(user: &User, group: &Group) -> String {
    format!("{} in {}", user.username, group.name)
}
