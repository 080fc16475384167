//! # DeleteUserPoolDomain
//!
//! Takes a domain from a pool. Its pages are gone at once, and the name is free.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteUserPoolDomain` on the pool.
//!
//! Changes: the domain is gone; an audit row.
//!
//! Triggers and messages: none. Links that have been sent lead nowhere.
//!
//! Errors, in order: unknown pool; a domain that is not the pool's (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, domains};
use cognate_domain::domain_name;
use cognate_shapes::idp::{DeleteUserPoolDomainRequest, DeleteUserPoolDomainResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::domain;

pub async fn delete_user_pool_domain(
    caller: Admin,
    req: DeleteUserPoolDomainRequest,
) -> Result<DeleteUserPoolDomainResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let batch = Batch::new()
        .with(domain::delete(pool.key, &domains::key(&pool.region, &req.domain)))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &req.domain));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(DeleteUserPoolDomainResponse {}),
        Outcome::Unmet(_) => Err(domain_name::unknown().into()),
    }
}
