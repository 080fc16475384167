//! What the operations on import jobs share.

use cognate_core::{Cx, Error, Result, imports};
use cognate_domain::{Pool, refusal};
use cognate_shapes::idp::{
    PasswordHashingAlgorithmType, UserImportJobStatusType, UserImportJobType,
};
use cognate_store::records::import_job::{self, ImportJob};
use cognate_wire::Timestamp;

/// How often a change is decided anew when the job moved meanwhile: each batch of rows moves it.
pub const TRIES: usize = 64;

/// The job that a `JobId` names. ResourceNotFoundException.
pub async fn find(cx: &Cx, pool: &Pool, job_id: &str) -> Result<ImportJob> {
    let found = match imports::parse_id(job_id) {
        Some(id) => import_job::find(cx.store(), pool.key, id).await?,
        None => None,
    };
    found.ok_or_else(|| {
        Error::resource_not_found(format!("User import job {job_id} does not exist."))
    })
}

/// The job as all operations show it. The address of the upload is there while it can be used.
pub async fn shown(cx: &Cx, pool: &Pool, job: &ImportJob) -> Result<UserImportJobType> {
    let member = |name| imports::member(job, name).map(str::to_owned);
    let takes_upload = imports::takes_upload(job, cx.now_ms());
    let algorithm: Option<PasswordHashingAlgorithmType> =
        imports::member(job, imports::ALGORITHM).and_then(|name| name.parse().ok());
    Ok(UserImportJobType {
        job_name: member(imports::NAME),
        job_id: Some(imports::id_text(job.id)),
        user_pool_id: Some(pool.id.clone()),
        pre_signed_url: if takes_upload { Some(imports::url(cx, job).await?) } else { None },
        creation_date: Some(Timestamp(job.created)),
        start_date: job.started.map(Timestamp),
        completion_date: job.completed.map(Timestamp),
        status: job.state.as_str().parse::<UserImportJobStatusType>().ok(),
        cloud_watch_logs_role_arn: member(imports::ROLE),
        imported_users: Some(job.imported),
        skipped_users: Some(job.skipped),
        failed_users: Some(job.failed),
        completion_message: job.message.clone(),
        password_hashing_algorithm: algorithm,
    })
}

/// PreconditionNotMetException
pub fn unmet(message: impl Into<String>) -> Error {
    refusal::precondition_not_met(message).into()
}
