//! # GetUserPoolSessionConfiguration
//!
//! Shows whether a pool tracks sessions, and how many token sessions a user may have at once.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetUserPoolSessionConfiguration` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{
    GetUserPoolSessionConfigurationRequest, GetUserPoolSessionConfigurationResponse,
    UserPoolTokenSessionConfigType, UserSessionTrackingType,
};

pub async fn get_user_pool_session_configuration(
    caller: Admin,
    req: GetUserPoolSessionConfigurationRequest,
) -> Result<GetUserPoolSessionConfigurationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let tracking = pool.rules.tracking;
    let state = match tracking.enabled {
        true => UserSessionTrackingType::Enabled,
        false => UserSessionTrackingType::Disabled,
    };
    Ok(GetUserPoolSessionConfigurationResponse {
        user_pool_id: Some(pool.id.clone()),
        user_session_tracking: Some(state),
        token_session: Some(UserPoolTokenSessionConfigType { max_per_user: tracking.per_user_max }),
    })
}
