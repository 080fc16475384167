//! What the operations on groups share.

use cognate_core::iam::entity;
use cognate_core::{Cx, Result};
use cognate_shapes::iam::Group;
use cognate_store::records::iam_entity::Entity;
use cognate_store::records::iam_link::{self, Relation};

use crate::entities::shown_at;

/// Groups of one user, at most.
pub const PER_USER_MAX: usize = 10;

pub fn shown(cx: &Cx, group: &Entity) -> Group {
    Group {
        path: entity::path(group).to_owned(),
        group_name: entity::name(group).to_owned(),
        group_id: group.id.clone(),
        arn: entity::arn(&cx.config().account, group),
        create_date: shown_at(group.created),
    }
}

/// The ids of the groups that a user is in.
pub async fn of_user(cx: &Cx, user: &Entity) -> Result<Vec<String>> {
    let links = iam_link::of_holder(cx.store(), &user.id).await?;
    let member = links.into_iter().filter(|link| link.relation == Relation::Member);
    Ok(member.map(|link| link.target).collect())
}
