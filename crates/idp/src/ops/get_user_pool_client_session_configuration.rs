//! # GetUserPoolClientSessionConfiguration
//!
//! Shows for how long an app client reuses an SSO session without asking.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetUserPoolClientSessionConfiguration` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_domain::tracking;
use cognate_shapes::idp::{
    ClientSSOSessionConfigType, GetUserPoolClientSessionConfigurationRequest,
    GetUserPoolClientSessionConfigurationResponse,
};

pub async fn get_user_pool_client_session_configuration(
    caller: Admin,
    req: GetUserPoolClientSessionConfigurationRequest,
) -> Result<GetUserPoolClientSessionConfigurationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let entry = caller.client_of_pool(&pool, &req.client_id).await?;
    let max_validity_minutes = tracking::sso_minutes(&entry.client);
    Ok(GetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Some(pool.id.clone()),
        client_id: Some(entry.client.id.clone()),
        sso_session: Some(ClientSSOSessionConfigType { max_validity_minutes }),
    })
}
