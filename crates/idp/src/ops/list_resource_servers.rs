//! # ListResourceServers
//!
//! Lists the resource servers of a pool with their scopes, in pages of at most 50, in the order of
//! their identifiers.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListResourceServers` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a `NextToken` that this list did not give, or gave over an hour
//! ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_domain::resource_server::REGISTRATION;
use cognate_shapes::idp::{ListResourceServersRequest, ListResourceServersResponse};
use cognate_store::records::resource_server;

use crate::resource_servers;

const PAGE_DEFAULT: i64 = 50;

pub async fn list_resource_servers(
    caller: Admin,
    req: ListResourceServersRequest,
) -> Result<ListResourceServersResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let list = Listing { pool: pool.key, filter: "" };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::text).transpose()?.unwrap_or_default();
    let page = req.max_results.unwrap_or(PAGE_DEFAULT);
    let mut found = resource_server::page(caller.store(), pool.key, &after, page + 1).await?;
    let managed = resource_servers::managed(&pool, REGISTRATION);
    if let Some(managed) = managed.filter(|managed| managed.identifier > after) {
        let place = found.partition_point(|server| server.identifier < managed.identifier);
        found.insert(place, managed);
    }
    let next_token =
        list.cut(&caller, &mut found, page, |server| server.identifier.as_bytes()).await?;
    let shown = found.iter().map(|server| resource_servers::shown(&pool, server));
    Ok(ListResourceServersResponse { resource_servers: shown.collect::<Result<_>>()?, next_token })
}
