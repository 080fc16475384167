//! # ListUserPools
//!
//! Lists the pools of the request's region, in pages, in the order of their ids.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUserPools`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `NextToken` that this list did not give, or gave over an hour ago
//! (InvalidParameterException).
//!
//! Differences from AWS: a pool is listed in its primary region only.

use serde_json::Value;

use cognate_core::keys::INSTALLATION;
use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_domain::Pool;
use cognate_shapes::idp::{ListUserPoolsRequest, ListUserPoolsResponse, UserPoolDescriptionType};
use cognate_store::records::{replica, user_pool};
use cognate_wire::Timestamp;

use crate::document;

pub async fn list_user_pools(
    caller: Admin,
    req: ListUserPoolsRequest,
) -> Result<ListUserPoolsResponse> {
    let region = &caller.occurrence.region;
    let of_region = format!("{region}_");
    let listing = Listing { pool: INSTALLATION, filter: region };
    let after = listing.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::text).transpose()?.unwrap_or_else(|| of_region.clone());
    let mut pools = user_pool::page(caller.store(), &after, req.max_results + 1).await?;
    pools.retain(|pool| pool.id.starts_with(&of_region));
    let next_token =
        listing.cut(&caller, &mut pools, req.max_results, |pool| pool.id.as_bytes()).await?;
    let replicas = match pools.as_slice() {
        [first, .., last] | [first @ last] if !caller.config().sites.is_empty() => {
            replica::of_pools(caller.store(), (&first.id, &last.id)).await?
        }
        _ => Vec::new(),
    };
    let described = pools.iter().map(|pool| {
        let of_pool = replicas.iter().filter(|(key, _)| *key == pool.key);
        description(pool, of_pool.map(|(_, region)| region.clone()).collect())
    });
    let user_pools = Some(described.collect::<Result<_>>()?);
    Ok(ListUserPoolsResponse { user_pools, next_token })
}

fn description(pool: &Pool, replicas: Vec<String>) -> Result<UserPoolDescriptionType> {
    let functions = pool.document.get("LambdaConfig").and_then(Value::as_object);
    Ok(UserPoolDescriptionType {
        id: Some(pool.id.clone()),
        name: Some(pool.name.clone()),
        lambda_config: functions.cloned().map(document::read).transpose()?,
        // The model calls it no longer used.
        status: None,
        last_modified_date: Some(Timestamp(pool.modified)),
        creation_date: Some(Timestamp(pool.created)),
        replica_regions: Some(replicas).filter(|regions| !regions.is_empty()),
    })
}
