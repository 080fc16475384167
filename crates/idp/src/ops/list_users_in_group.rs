//! # ListUsersInGroup
//!
//! Lists the members of a group with all their attributes, in pages of at most 60, in the order of
//! their subs.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUsersInGroup` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown group; a `NextToken` that this list did not give, or gave
//! over an hour ago, or to a group of the same name that was deleted (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_domain::{Sub, id};
use cognate_shapes::idp::{ListUsersInGroupRequest, ListUsersInGroupResponse};
use cognate_store::records::member;

use crate::{groups, listing, profile};

pub async fn list_users_in_group(
    caller: Admin,
    req: ListUsersInGroupRequest,
) -> Result<ListUsersInGroupResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let group = groups::found(&caller, &pool, &req.group_name).await?;
    let list = Listing { pool: pool.key, filter: &id::uuid(&group.uid) };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::array).transpose()?.map(Sub);
    let page = listing::page(req.limit);
    let mut members = member::page(caller.store(), pool.key, group.uid, after, page + 1).await?;
    let next_token = list.cut(&caller, &mut members, page, |user| &user.sub.0).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let users = members.iter().map(|user| profile::user_type(&caller, &keys, user));
    Ok(ListUsersInGroupResponse { users: Some(users.collect::<Result<_>>()?), next_token })
}
