//! # DescribeTermsByClient
//!
//! Shows the terms document of a name that an app client has.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeTermsByClient` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; no such document of the client.
//!
//! Differences from AWS: an explicit deny of `cognito-idp:DescribeTerms` does not deny this operation.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeTermsByClientRequest, DescribeTermsByClientResponse};
use cognate_store::records::terms;

use crate::terms::{not_found, shown};

pub async fn describe_terms_by_client(
    caller: Admin,
    req: DescribeTermsByClientRequest,
) -> Result<DescribeTermsByClientResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = caller.client_of_pool(&pool, &req.client_id).await?;
    let name = &req.terms_name;
    let found = terms::of_client(caller.store(), pool.key, &client.client.id, name).await?;
    let terms = found.ok_or_else(|| not_found(name))?;
    Ok(DescribeTermsByClientResponse { terms: Some(shown(&pool, terms)) })
}
