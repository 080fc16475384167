//! # AddCustomAttributes
//!
//! Adds 1 to 25 custom attributes to the schema of a pool. They can never be changed or removed.
//!
//! Caller: an IAM principal allowed `cognito-idp:AddCustomAttributes` on the pool.
//!
//! Changes: the pool's schema.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; an attribute that exists, is required, or has bounds that its
//! type does not have; more than 50 custom attributes (InvalidParameterException); an import
//! of users runs (UserImportInProgressException); others kept
//! changing the pool meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, configuration, imports};
use cognate_domain::pool;
use cognate_shapes::idp::{AddCustomAttributesRequest, AddCustomAttributesResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{import_job, user_pool};

use crate::{document, pools};

pub async fn add_custom_attributes(
    caller: Admin,
    req: AddCustomAttributesRequest,
) -> Result<AddCustomAttributesResponse> {
    let request = document::of(&req);
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let document = pool::add_custom_attributes(&pool, request.clone())?;
        let after = pools::changed(&pool, document, caller.now_ms())?;
        pools::check_custom_attributes(&caller, &after)?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new()
            .with(user_pool::update(&after, pool.version))
            .with(import_job::check_none_runs(pool.key))
            .with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(AddCustomAttributesResponse {}),
            Outcome::Unmet(import_job::RUNNING) => return Err(imports::in_progress().into()),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
