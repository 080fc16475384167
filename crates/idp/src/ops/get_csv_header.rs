//! # GetCSVHeader
//!
//! Names the columns that a file of users to import has: the standard attributes, the pool's own, and
//! Cognito's two.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetCSVHeader` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool.
//!
//! Differences from AWS: none known. A file may also have the column `cognito:password_hash`, which AWS
//! does not document.

use cognate_core::{Admin, Result};
use cognate_domain::import;
use cognate_shapes::idp::{GetCSVHeaderRequest, GetCSVHeaderResponse};

pub async fn get_csv_header(
    caller: Admin,
    req: GetCSVHeaderRequest,
) -> Result<GetCSVHeaderResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let csv_header = Some(import::header(&pool.rules));
    Ok(GetCSVHeaderResponse { user_pool_id: Some(pool.id.clone()), csv_header })
}
