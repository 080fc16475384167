//! # ListIdentityPools
//!
//! Lists the pools of the request's region, in pages, in the order of their ids.
//!
//! Caller: an IAM principal allowed `cognito-identity:ListIdentityPools`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `NextToken` that this list did not give, or gave over an hour ago
//! (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::keys::INSTALLATION;
use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_shapes::identity::{
    IdentityPoolShortDescription, ListIdentityPoolsInput, ListIdentityPoolsResponse,
};
use cognate_store::records::identity_pool;

pub async fn list_identity_pools(
    caller: Admin,
    req: ListIdentityPoolsInput,
) -> Result<ListIdentityPoolsResponse> {
    let region = &caller.occurrence.region;
    let listing = Listing { pool: INSTALLATION, filter: region };
    let after = listing.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::text).transpose()?.unwrap_or_default();
    let page = req.max_results;
    let mut pools = identity_pool::page(caller.store(), region, &after, page + 1).await?;
    let next_token = listing.cut(&caller, &mut pools, page, |pool| pool.head.id.as_bytes()).await?;
    let short = pools.into_iter().map(|pool| {
        let name = pool.document.get("IdentityPoolName").and_then(|name| name.as_str());
        IdentityPoolShortDescription {
            identity_pool_name: name.map(str::to_owned),
            identity_pool_id: Some(pool.head.id),
        }
    });
    Ok(ListIdentityPoolsResponse { identity_pools: Some(short.collect()), next_token })
}
