//! # AdminListGroupsForUser
//!
//! Lists the groups of a user, best precedence first, those without one last, equals by name, in pages
//! of at most 60.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminListGroupsForUser` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; a `NextToken` that this list did not give, or gave
//! over an hour ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::Listing;
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminListGroupsForUserRequest, AdminListGroupsForUserResponse};
use cognate_store::records::group::Group;

use crate::{groups, listing};

pub async fn admin_list_groups_for_user(
    caller: Admin,
    req: AdminListGroupsForUserRequest,
) -> Result<AdminListGroupsForUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let list = Listing { pool: pool.key, filter: &user.sub.to_string() };
    let after = list.start(&caller, req.next_token.as_deref()).await?.unwrap_or_default();
    let mut found: Vec<_> = caller
        .groups_of(&user)
        .await?
        .into_iter()
        .map(|group| (position(&group), group))
        .filter(|(position, _)| *position > after)
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = listing::page(req.limit);
    let next_token = list.cut(&caller, &mut found, page, |(position, _)| position).await?;
    let shown = found.iter().map(|(_, group)| groups::group_type(&pool, group));
    Ok(AdminListGroupsForUserResponse { groups: Some(shown.collect()), next_token })
}

/// Sorts as the list does: precedences are not negative.
fn position(group: &Group) -> Vec<u8> {
    let precedence = group.precedence.unwrap_or(i64::MAX).to_be_bytes();
    [&precedence[..], group.name.as_bytes()].concat()
}
