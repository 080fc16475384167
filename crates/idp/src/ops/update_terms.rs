//! # UpdateTerms
//!
//! Changes name and links of a terms document. What is left out stays; links are replaced as a whole.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateTerms` on the pool.
//!
//! Changes: the document; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown document of it; links without a default, or that are no web
//! addresses (InvalidParameterException); the client has another one of the new name
//! (TermsExistsException); others kept changing the document meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: a change that meets another is decided anew, where AWS answers
//! ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit};
use cognate_domain::{refusal, terms as rules};
use cognate_shapes::idp::{UpdateTermsRequest, UpdateTermsResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::terms::{self, Terms};

use crate::pools;
use crate::terms::{exists, found, shown};

pub async fn update_terms(caller: Admin, req: UpdateTermsRequest) -> Result<UpdateTermsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    found(&caller, &pool, &req.terms_id).await?;
    if let Some(links) = &req.links {
        rules::check(links)?;
    }
    for _ in 0..pools::TRIES {
        let before = found(&caller, &pool, &req.terms_id).await?;
        let after = Terms {
            name: req.terms_name.clone().unwrap_or_else(|| before.name.clone()),
            links: req.links.clone().unwrap_or_else(|| before.links.clone()),
            modified: caller.now_ms(),
            ..before.clone()
        };
        if after.name != before.name {
            let other = terms::of_client(caller.store(), pool.key, &after.client, &after.name);
            if other.await?.is_some() {
                return Err(exists(&after.name).into());
            }
        }
        let batch = Batch::new().with(terms::update(&after, before.version)).with(audit::event(
            &caller,
            &caller.principal,
            Some(&pool.id),
            &req.terms_id,
        ));
        if caller.store().write(batch).await? == Outcome::Committed {
            return Ok(UpdateTermsResponse { terms: Some(shown(&pool, after)) });
        }
        // Somebody else changed it, or took the name: read again.
    }
    Err(refusal::concurrent_modification("The terms are being modified by other requests.").into())
}
