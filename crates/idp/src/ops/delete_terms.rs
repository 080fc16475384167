//! # DeleteTerms
//!
//! Deletes a terms document.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteTerms` on the pool.
//!
//! Changes: the document is gone; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown document of it; somebody changed it meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit};
use cognate_domain::refusal;
use cognate_shapes::idp::DeleteTermsRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::terms;

use crate::terms::found;

pub async fn delete_terms(caller: Admin, req: DeleteTermsRequest) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let seen = found(&caller, &pool, &req.terms_id).await?;
    let batch = Batch::new().with(terms::delete(&seen)).with(audit::event(
        &caller,
        &caller.principal,
        Some(&pool.id),
        &req.terms_id,
    ));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(_) => {
            // Gone by now, or changed.
            found(&caller, &pool, &req.terms_id).await?;
            let text = "The terms were modified by another request.";
            Err(refusal::concurrent_modification(text).into())
        }
    }
}
