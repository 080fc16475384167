//! # CreateUserPoolDomain
//!
//! Gives a pool a domain for its pages: a prefix, or a name of the caller's own.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateUserPoolDomain` on the pool.
//!
//! Changes: the domain; an audit row.
//!
//! Triggers and messages: none. From now on, the pool can send links that confirm a sign-up.
//!
//! Errors, in order: unknown pool; a malformed or reserved name, a pool that has such a domain,
//! `Routing`, `ManagedLoginVersion` (InvalidParameterException, FeatureUnavailableInTierException);
//! custom domains of the account (LimitExceededException); the name taken (InvalidParameterException).
//!
//! Differences from AWS: a prefix answers at once, as `<prefix>.auth.<region>` below the host of this
//! server's base URL and as the path `/_domain/<prefix>` of it (`/_domain/<prefix>.auth.<region>`
//! outside the server's default region). Custom domains are stored, described and reserved, and not
//! served in this version. `CloudFrontDomain` is the host of the base URL. `CertificateArn` is kept,
//! not looked up: TLS is the server's, or its proxy's. Whether the parent of a custom domain resolves
//! is not checked. There are no replicas, so that `Routing` is always refused.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit, domains};
use cognate_domain::domain_name::{self, CUSTOM_PER_ACCOUNT_MAX, Domain, Kind};
use cognate_shapes::idp::{CreateUserPoolDomainRequest, CreateUserPoolDomainResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{domain, user_pool};

use crate::document;
use crate::domains::{managed_login, target};

pub async fn create_user_pool_domain(
    caller: Admin,
    req: CreateUserPoolDomainRequest,
) -> Result<CreateUserPoolDomainResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let existing = caller.domains_of(&pool).await?;
    let (name, document) = domain_name::create(&pool, &document::of(&req), &existing)?;
    if domain_name::kind(&name) == Kind::Custom && is_full(&caller).await? {
        return Err(domain_name::too_many_custom().into());
    }
    let now_ms = caller.now_ms();
    let new =
        Domain { pool: pool.key, name, document, version: 1, created: now_ms, modified: now_ms };
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(domain::insert(&domains::row(&pool, &new)))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &new.name));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(CreateUserPoolDomainResponse {
            managed_login_version: managed_login(&new),
            cloud_front_domain: target(&caller, &new.name),
            routing: None,
        }),
        Outcome::Unmet(domain::TAKEN) => Err(domain_name::taken().into()),
        Outcome::Unmet(_) => Err(not_found(&pool.id)),
    }
}

/// Does the account have all the custom domains it may have?
async fn is_full(caller: &Admin) -> Result<bool> {
    let max = CUSTOM_PER_ACCOUNT_MAX;
    let custom = domain::page(caller.store(), domains::AFTER_PREFIXES, max).await?;
    Ok(custom.len() as i64 >= max)
}
