//! # AdminSetUserSettings
//!
//! Switches a user's SMS MFA on, or with an empty list off. The successor is AdminSetUserMFAPreference,
//! which knows all factors.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminSetUserSettings` on the pool.
//!
//! Changes: the user's switch for SMS; a preference for SMS goes when it is switched off; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: options other than SMS to `phone_number` (InvalidParameterException); unknown pool;
//! unknown user; SMS where the pool does not offer it or the user has no phone number; the last factor
//! switched off where MFA is required (both InvalidParameterException).
//!
//! Differences from AWS: as SetUserSettings.

use cognate_core::{Admin, Result};
use cognate_domain::factor;
use cognate_shapes::idp::{AdminSetUserSettingsRequest, AdminSetUserSettingsResponse};

use crate::factors;

pub async fn admin_set_user_settings(
    caller: Admin,
    req: AdminSetUserSettingsRequest,
) -> Result<AdminSetUserSettingsResponse> {
    let on = factors::sms_by(&req.mfa_options)?;
    factors::change(&caller, &req.user_pool_id, &req.username, |pool, user, before| {
        factor::set_sms(&pool.rules, user, before, on)
    })
    .await?;
    Ok(AdminSetUserSettingsResponse {})
}
