//! # ListGroups
//!
//! Lists the groups of a pool, in pages of at most 60, in an order of no meaning that pages keep.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListGroups` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a `NextToken` that this list did not give, or gave over an hour ago
//! (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{ListGroupsRequest, ListGroupsResponse};
use cognate_store::records::group::{self, name_hash};

use crate::{groups, listing};

pub async fn list_groups(caller: Admin, req: ListGroupsRequest) -> Result<ListGroupsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let list = Listing { pool: pool.key, filter: "" };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::array).transpose()?;
    let page = listing::page(req.limit);
    let found = group::page(caller.store(), pool.key, after, page + 1).await?;
    let mut found: Vec<_> =
        found.into_iter().map(|group| (name_hash(&group.name), group)).collect();
    let next_token = list.cut(&caller, &mut found, page, |(hash, _)| hash).await?;
    let shown = found.iter().map(|(_, group)| groups::group_type(&pool, group));
    Ok(ListGroupsResponse { groups: Some(shown.collect()), next_token })
}
