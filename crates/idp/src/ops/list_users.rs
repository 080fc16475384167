//! # ListUsers
//!
//! Lists users, all or those that a filter of one term finds, in pages of at most 60. Users found by an
//! attribute come in the order of its value, all others in the order of their subs.
//!
//! `username` compares exactly with the stored name; other attributes ignore case where the pool does,
//! `cognito:user_status` always, `status` (`Enabled`, `Disabled`) never. A page may be short, or empty,
//! and have a next one. The list is never behind.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUsers` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a filter that does not parse, or by an attribute that has no index
//! (InvalidParameterException); `AttributesToGet` that is empty or names what the pool does not have
//! (InvalidParameterException); a `PaginationToken` that this list did not give, or gave over an hour
//! ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::keys::PoolKeys;
use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_domain::filter::{Filter, Shown};
use cognate_domain::{Pool, Sub, User};
use cognate_shapes::idp::{ListUsersRequest, ListUsersResponse, UserType};
use cognate_store::records::{user, user_search};

use crate::{listing, profile};

pub async fn list_users(caller: Admin, req: ListUsersRequest) -> Result<ListUsersResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let text = req.filter.unwrap_or_default();
    let filter = Filter::parse(&text)?;
    let shown = Shown::read(&pool.rules.schema, req.attributes_to_get.as_deref())?;
    let list = Listing { pool: pool.key, filter: text.trim() };
    let after = list.start(&caller, req.pagination_token.as_deref()).await?;
    let after = after.map(Position::read).transpose()?;
    let page = listing::page(req.limit);
    let mut found = find(&caller, &pool, &filter, after, page + 1).await?;
    let pagination_token = list.cut(&caller, &mut found, page, |(position, _)| position).await?;
    let case_sensitive = pool.rules.case_sensitive;
    let keys = caller.keys().pool(pool.key).await?;
    let users = found
        .iter()
        .filter(|(_, user)| filter.finds(user, case_sensitive))
        .filter_map(|(_, user)| seen(&caller, &keys, user, &shown).transpose());
    Ok(ListUsersResponse { users: Some(users.collect::<Result<_>>()?), pagination_token })
}

/// The user with the attributes asked for; `None` without one that the list demands.
fn seen(caller: &Admin, keys: &PoolKeys, user: &User, shown: &Shown) -> Result<Option<UserType>> {
    let whole = || profile::user_type(caller, keys, user);
    let attributes = match shown {
        Shown::All => return whole().map(Some),
        Shown::Only { .. } => shown.of(user),
    };
    let Some(attributes) = attributes else { return Ok(None) };
    let attributes = attributes.iter().map(|(name, value)| profile::attribute(name, value));
    Ok(Some(UserType { attributes: Some(attributes.collect()), ..whole()? }))
}

/// One statement: an index range from after the position, with each user's own position.
async fn find(
    caller: &Admin,
    pool: &Pool,
    filter: &Filter,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(Vec<u8>, User)>> {
    let (store, key) = (caller.store(), pool.key);
    let sub = after.as_ref().map(|after| after.sub);
    let users = match filter {
        Filter::Nobody => Vec::new(),
        Filter::Everybody => user::page(store, key, sub, limit).await?,
        Filter::Sub { first, last } => {
            user::page_between(store, key, (*first, *last), sub, limit).await?
        }
        Filter::Status(status) => user::page_by_status(store, key, *status, sub, limit).await?,
        Filter::Enabled(enabled) => user::page_by_enabled(store, key, *enabled, sub, limit).await?,
        Filter::Attribute { attribute, operand, prefix } => {
            let operand = cognate_domain::search::index(operand, pool.rules.case_sensitive);
            let after = after.as_ref().map(|after| (after.value.as_slice(), after.sub));
            let hits =
                user_search::find(store, key, *attribute, &operand, *prefix, after, limit).await?;
            let found = hits.into_iter().map(|hit| (position(hit.user.sub, &hit.value), hit.user));
            return Ok(found.collect());
        }
    };
    Ok(users.into_iter().map(|user| (position(user.sub, &[]), user)).collect())
}

/// Where a page starts: after the user, who has the value.
struct Position {
    sub: Sub,
    value: Vec<u8>,
}

impl Position {
    fn read(bytes: Vec<u8>) -> Result<Position> {
        let (sub, value) = bytes.split_first_chunk().ok_or_else(page_token::invalid)?;
        Ok(Position { sub: Sub(*sub), value: value.to_vec() })
    }
}

fn position(sub: Sub, value: &[u8]) -> Vec<u8> {
    [&sub.0, value].concat()
}
