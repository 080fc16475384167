//! # StopUserImportJob
//!
//! Stops an import that runs. Who is imported already stays.
//!
//! Caller: an IAM principal allowed `cognito-idp:StopUserImportJob` on the pool.
//!
//! Changes: the job is Stopping, and Stopped when the background job sees it; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown job (ResourceNotFoundException); a job that does not run
//! (PreconditionNotMetException); the job kept moving meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, imports};
use cognate_shapes::idp::{StopUserImportJobRequest, StopUserImportJobResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::import_job;

use crate::imports::{TRIES, find, shown, unmet};

pub async fn stop_user_import_job(
    caller: Admin,
    req: StopUserImportJobRequest,
) -> Result<StopUserImportJobResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    for _ in 0..TRIES {
        let before = find(&caller, &pool, &req.job_id).await?;
        let Some(after) = imports::stop(&before) else {
            let state = before.state.as_str();
            return Err(unmet(format!("The job cannot be stopped: its status is {state}.")));
        };
        let target = imports::id_text(before.id);
        let batch = Batch::new()
            .with(import_job::update(&after, before.version))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &target));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                let user_import_job = Some(shown(&caller, &pool, &after).await?);
                return Ok(StopUserImportJobResponse { user_import_job });
            }
            // Another group of rows was written meanwhile.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
