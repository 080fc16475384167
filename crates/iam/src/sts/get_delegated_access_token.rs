//! # GetDelegatedAccessToken
//!
//! Would trade a token that AWS issued for a delegation request for credentials. Nobody issues such
//! tokens here, so none is good.
//!
//! Caller: an IAM principal allowed `sts:GetDelegatedAccessToken`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: any trade-in token (ValidationError).
//!
//! Differences from AWS: there are no delegation requests, so there is no token that would be accepted.

use cognate_core::{Admin, Error, Result};
use cognate_shapes::sts::{GetDelegatedAccessTokenRequest, GetDelegatedAccessTokenResponse};

pub async fn get_delegated_access_token(
    _caller: Admin,
    _req: GetDelegatedAccessTokenRequest,
) -> Result<GetDelegatedAccessTokenResponse> {
    let text = "The trade-in token is not valid: this installation issues none.";
    Err(Error::new("ValidationError", text))
}
