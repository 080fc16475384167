//! # CreateUserImportJob
//!
//! Prepares an import of users: gives the address to which the file is uploaded, with HTTP PUT and
//! within 15 minutes.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateUserImportJob` on the pool, and `iam:PassRole` on
//! the role.
//!
//! Changes: the job, and the background job that ends it unless it is started within 24 hours; an audit
//! row. Where the pool has as many jobs as it may keep, the oldest that has ended goes.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); unknown pool; 1,000 jobs in the pool of which none has ended
//! (LimitExceededException).
//!
//! Differences from AWS: the role is not assumed and not looked up, so PreconditionNotMetException is not
//! answered: results go to the log group `/aws/cognito/userpools/<pool>/<job name>` of the role's
//! account, as the installation delivers logs. Without `PasswordHashingAlgorithm` a file may carry the
//! column `cognito:password_hash` all the same, with hashes of any form that is known.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit, imports, jobs};
use cognate_domain::{Map, refusal};
use cognate_shapes::idp::{CreateUserImportJobRequest, CreateUserImportJobResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{import_job, user_pool};

use crate::imports::{TRIES, shown};
use crate::roles;

pub async fn create_user_import_job(
    caller: Admin,
    req: CreateUserImportJobRequest,
) -> Result<CreateUserImportJobResponse> {
    roles::pass(&caller, Some(&req.cloud_watch_logs_role_arn)).await?;
    let pool = caller.pool(&req.user_pool_id).await?;
    let mut document = Map::new();
    document.insert(imports::NAME.into(), req.job_name.into());
    document.insert(imports::ROLE.into(), req.cloud_watch_logs_role_arn.into());
    if let Some(algorithm) = req.password_hashing_algorithm {
        document.insert(imports::ALGORITHM.into(), algorithm.as_str().into());
    }
    let new = imports::created(caller.random(), pool.key, document, caller.now_ms());
    let max = caller.config().limits.import_jobs_per_pool_max;
    for _ in 0..TRIES {
        let target = imports::id_text(new.id);
        let mut batch = Batch::new()
            .with(user_pool::check_live(&pool.id))
            .with(import_job::insert(&new))
            .with(jobs::watch_import(caller.random(), &new))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &target));
        if import_job::count(caller.store(), pool.key, max).await? >= max {
            let Some(oldest) = import_job::oldest_ended(caller.store(), pool.key).await? else {
                let text = format!("A user pool has at most {max} user import jobs.");
                return Err(refusal::limit_exceeded(text).into());
            };
            batch.push(import_job::delete(&oldest));
        }
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                let user_import_job = Some(shown(&caller, &pool, &new).await?);
                return Ok(CreateUserImportJobResponse { user_import_job });
            }
            // Somebody else made room with the same one.
            Outcome::Unmet(import_job::MOVED) => {}
            Outcome::Unmet(_) => return Err(not_found(&pool.id)),
        }
    }
    Err(cognate_core::Error::too_many_requests())
}
