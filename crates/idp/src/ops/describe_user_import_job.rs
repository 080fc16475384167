//! # DescribeUserImportJob
//!
//! Shows an import job: where it stands, and how many rows were imported, skipped and refused.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeUserImportJob` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown job (ResourceNotFoundException).
//!
//! Differences from AWS: `PreSignedUrl` is shown while the file can be uploaded; each answer spells it
//! differently, and all of them work until the same time.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeUserImportJobRequest, DescribeUserImportJobResponse};

use crate::imports::{find, shown};

pub async fn describe_user_import_job(
    caller: Admin,
    req: DescribeUserImportJobRequest,
) -> Result<DescribeUserImportJobResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let job = find(&caller, &pool, &req.job_id).await?;
    let user_import_job = Some(shown(&caller, &pool, &job).await?);
    Ok(DescribeUserImportJobResponse { user_import_job })
}
