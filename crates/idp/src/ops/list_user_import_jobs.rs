//! # ListUserImportJobs
//!
//! Lists the import jobs of a pool, newest first, in pages of at most 50.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUserImportJobs` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a `PaginationToken` that this list did not give, or gave over an hour
//! ago (InvalidParameterException).
//!
//! Differences from AWS: none known. As the model says, an empty list is left out.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{ListUserImportJobsRequest, ListUserImportJobsResponse};
use cognate_store::records::import_job;

use crate::imports::shown;

/// `MaxResults` may say 60, but no answer has more jobs.
const PAGE_MAX: i64 = 50;

pub async fn list_user_import_jobs(
    caller: Admin,
    req: ListUserImportJobsRequest,
) -> Result<ListUserImportJobsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let list = Listing { pool: pool.key, filter: "" };
    let after = list.start(&caller, req.pagination_token.as_deref()).await?;
    let after = after.map(page_token::array).transpose()?;
    let page = req.max_results.clamp(1, PAGE_MAX);
    let mut found = import_job::page(caller.store(), pool.key, after, page + 1).await?;
    let pagination_token = list.cut(&caller, &mut found, page, |job| &job.id).await?;
    let mut jobs = Vec::with_capacity(found.len());
    for job in &found {
        jobs.push(shown(&caller, &pool, job).await?);
    }
    let user_import_jobs = Some(jobs).filter(|jobs| !jobs.is_empty());
    Ok(ListUserImportJobsResponse { user_import_jobs, pagination_token })
}
