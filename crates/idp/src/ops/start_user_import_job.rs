//! # StartUserImportJob
//!
//! Starts an import: from now on a background job reads the file, and makes a user of each row.
//!
//! Caller: an IAM principal allowed `cognito-idp:StartUserImportJob` on the pool.
//!
//! Changes: the job is Pending, and the pool's one that runs; an audit row. Users are RESET_REQUIRED, or
//! CONFIRMED where the file has a hash of their password.
//!
//! Triggers and messages: none, also not for the users. A record for each row goes to the job's log
//! group.
//!
//! Errors, in order: unknown pool; unknown job (ResourceNotFoundException); a job that was started
//! before or has expired, a pool without auto-verified attributes, no file, another import that runs in
//! this pool (PreconditionNotMetException).
//!
//! Differences from AWS: a file whose header is wrong fails the job before anybody is imported; many
//! rows that fail do not stop it.

use cognate_core::{Admin, Error, Result, audit, imports, jobs};
use cognate_domain::import::State;
use cognate_shapes::idp::{StartUserImportJobRequest, StartUserImportJobResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{import_job, user_pool};

use crate::imports::{TRIES, find, shown, unmet};

pub async fn start_user_import_job(
    caller: Admin,
    req: StartUserImportJobRequest,
) -> Result<StartUserImportJobResponse> {
    for _ in 0..TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let before = find(&caller, &pool, &req.job_id).await?;
        let now_ms = caller.now_ms();
        if before.state != State::Created || imports::is_overdue(&before, now_ms) {
            let state = match before.state {
                State::Created => State::Expired,
                state => state,
            };
            let state = state.as_str();
            return Err(unmet(format!("The job cannot be started: its status is {state}.")));
        }
        if !pool.rules.auto_verified.any() {
            return Err(unmet(
                "The user pool has no auto verified attributes: users cannot be imported.",
            ));
        }
        if before.upload.is_none() {
            return Err(unmet("The CSV file of the job has not been uploaded."));
        }
        let (after, start) = imports::started(&before, now_ms);
        let target = imports::id_text(before.id);
        let mut batch = Batch::new();
        batch.extend(start);
        let batch = batch
            .with(user_pool::check_live(&pool.id))
            .with(jobs::import(caller.random(), &after, now_ms))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &target));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                let user_import_job = Some(shown(&caller, &pool, &after).await?);
                return Ok(StartUserImportJobResponse { user_import_job });
            }
            Outcome::Unmet(import_job::RUNNING) => {
                return Err(unmet("Another user import job of the user pool is running."));
            }
            // An upload came in between, or the pool went: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
