//! # UpdateUserPoolDomain
//!
//! Changes the branding version of a domain, and the certificate of a custom one. What is left out
//! stays as it is.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateUserPoolDomain` on the pool.
//!
//! Changes: the domain; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a domain that is not the pool's (InvalidParameterException);
//! `Routing`, `ManagedLoginVersion`, `CustomDomainConfig` for a prefix (InvalidParameterException,
//! FeatureUnavailableInTierException); others kept changing the domain meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: as CreateUserPoolDomain; a change that meets another is decided anew, where
//! AWS answers ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, domains};
use cognate_domain::domain_name::{self, Domain};
use cognate_domain::refusal;
use cognate_shapes::idp::{UpdateUserPoolDomainRequest, UpdateUserPoolDomainResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::domain;

use crate::domains::{managed_login, of_pool, target};
use crate::{document, pools};

pub async fn update_user_pool_domain(
    caller: Admin,
    req: UpdateUserPoolDomainRequest,
) -> Result<UpdateUserPoolDomainResponse> {
    let request = document::of(&req);
    let pool = caller.pool(&req.user_pool_id).await?;
    for _ in 0..pools::TRIES {
        let before = of_pool(&caller, &pool, &req.domain).await?;
        let document = domain_name::update(&pool, &before, &request)?;
        let after = Domain { document, modified: caller.now_ms(), ..before };
        let batch = Batch::new()
            .with(domain::update(&domains::row(&pool, &after), after.version))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &after.name));
        if caller.store().write(batch).await? == Outcome::Committed {
            return Ok(UpdateUserPoolDomainResponse {
                managed_login_version: managed_login(&after),
                cloud_front_domain: target(&caller, &after.name),
                routing: None,
            });
        }
        // Somebody else changed or deleted it: read again.
    }
    Err(refusal::concurrent_modification("The domain is being modified by other requests.").into())
}
