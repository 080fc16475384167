//! # GetCallerIdentity
//!
//! Says whose credentials signed the request.
//!
//! Caller: any valid credentials; no permission is asked, and none can be denied.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a signature that is missing, malformed, stale, of an unknown key, or wrong.
//!
//! Differences from AWS: none.

use cognate_core::{Identified, Result};
use cognate_shapes::sts::{GetCallerIdentityRequest, GetCallerIdentityResponse};

pub async fn get_caller_identity(
    caller: Identified,
    _req: GetCallerIdentityRequest,
) -> Result<GetCallerIdentityResponse> {
    let principal = &caller.principal;
    Ok(GetCallerIdentityResponse {
        user_id: Some(principal.id.clone()),
        account: Some(principal.account.clone()),
        arn: Some(principal.arn.clone()),
    })
}
