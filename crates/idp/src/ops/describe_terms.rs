//! # DescribeTerms
//!
//! Shows a terms document.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeTerms` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown document of it.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{DescribeTermsRequest, DescribeTermsResponse};

use crate::terms::{found, shown};

pub async fn describe_terms(
    caller: Admin,
    req: DescribeTermsRequest,
) -> Result<DescribeTermsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let terms = found(&caller, &pool, &req.terms_id).await?;
    Ok(DescribeTermsResponse { terms: Some(shown(&pool, terms)) })
}
