//! # CreateTerms
//!
//! Gives an app client links to its terms of use or its privacy policy, by language.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateTerms` on the pool.
//!
//! Changes: the document; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; links without a default, or that are no web
//! addresses (InvalidParameterException); 40 documents in the pool (LimitExceededException); the client
//! has one of that name (TermsExistsException).
//!
//! Differences from AWS: none known.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit};
use cognate_domain::{id, refusal, terms as rules};
use cognate_shapes::idp::{CreateTermsRequest, CreateTermsResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::terms::{self, Terms};
use cognate_store::records::user_pool;

use crate::terms::{exists, shown};

pub async fn create_terms(caller: Admin, req: CreateTermsRequest) -> Result<CreateTermsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = caller.client_of_pool(&pool, &req.client_id).await?;
    let links = req.links.unwrap_or_default();
    rules::check(&links)?;
    let max = rules::PER_POOL_MAX;
    if terms::count(caller.store(), pool.key, max).await? >= max {
        let text = format!("A user pool has at most {max} terms documents.");
        return Err(refusal::limit_exceeded(text).into());
    }
    let now_ms = caller.now_ms();
    let new = Terms {
        pool: pool.key,
        id: id::version_4(caller.random().array()),
        client: client.client.id.clone(),
        name: req.terms_name,
        links,
        created: now_ms,
        modified: now_ms,
        version: 1,
    };
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(terms::insert(&new))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &id::uuid(&new.id)));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(CreateTermsResponse { terms: Some(shown(&pool, new)) }),
        Outcome::Unmet(terms::TAKEN) => Err(exists(&new.name).into()),
        Outcome::Unmet(_) => Err(not_found(&pool.id)),
    }
}
