//! # ListIdentityProviders
//!
//! Lists the identity providers of a pool, in pages of at most 50, in the order of their names.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListIdentityProviders` on the pool.
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
use cognate_shapes::idp::{ListIdentityProvidersRequest, ListIdentityProvidersResponse};
use cognate_store::records::identity_provider;

use crate::providers;

const PAGE_MAX: i64 = 50;

pub async fn list_identity_providers(
    caller: Admin,
    req: ListIdentityProvidersRequest,
) -> Result<ListIdentityProvidersResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let list = Listing { pool: pool.key, filter: "" };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::text).transpose()?.unwrap_or_default();
    // The model lets callers ask for 60, but answers have 50 at most.
    let page = req.max_results.filter(|max| *max > 0).unwrap_or(PAGE_MAX).min(PAGE_MAX);
    let mut found = identity_provider::page(caller.store(), pool.key, &after, page + 1).await?;
    let next_token = list.cut(&caller, &mut found, page, |row| row.name.as_bytes()).await?;
    let providers = found.iter().map(providers::description).collect();
    Ok(ListIdentityProvidersResponse { providers, next_token })
}
