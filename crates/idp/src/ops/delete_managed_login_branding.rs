//! # DeleteManagedLoginBranding
//!
//! Deletes a style with its images. The managed login pages of its client do not work until it has
//! another one.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteManagedLoginBranding` on the pool.
//!
//! Changes: the style and its images are gone; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown style of it; somebody changed it meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit};
use cognate_domain::refusal;
use cognate_shapes::idp::DeleteManagedLoginBrandingRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::branding;

use crate::branding::found;

pub async fn delete_managed_login_branding(
    caller: Admin,
    req: DeleteManagedLoginBrandingRequest,
) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let id = &req.managed_login_branding_id;
    let style = found(&caller, &pool, id).await?;
    let batch = Batch::new()
        .with(branding::delete(&style))
        .with(branding::delete_assets(&style))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), id));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(_) => {
            // Gone by now, or changed.
            found(&caller, &pool, id).await?;
            let text = "The style was modified by another request.";
            Err(refusal::concurrent_modification(text).into())
        }
    }
}
