//! # AdminSetUserMFAPreference
//!
//! Switches a user's second factors on and off, and says which is asked for first, by the rules of
//! SetUserMFAPreference.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminSetUserMFAPreference` on the pool.
//!
//! Changes: the user's switches and preference; an audit row. Sign-ins that wait for a second factor go
//! on.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; the InvalidParameterExceptions of SetUserMFAPreference.
//!
//! Differences from AWS: as SetUserMFAPreference. The user's status does not matter, so that neither
//! PasswordResetRequiredException nor UserNotConfirmedException is answered.

use cognate_core::{Admin, Result};
use cognate_domain::factor;
use cognate_shapes::idp::{AdminSetUserMFAPreferenceRequest, AdminSetUserMFAPreferenceResponse};

use crate::factors;

pub async fn admin_set_user_mfa_preference(
    caller: Admin,
    req: AdminSetUserMFAPreferenceRequest,
) -> Result<AdminSetUserMFAPreferenceResponse> {
    let given = factors::preferences(
        req.sms_mfa_settings,
        req.software_token_mfa_settings,
        req.email_mfa_settings,
        req.web_authn_mfa_settings,
    );
    factors::change(&caller, &req.user_pool_id, &req.username, |pool, user, before| {
        factor::apply(&pool.rules, user, before, &given)
    })
    .await?;
    Ok(AdminSetUserMFAPreferenceResponse {})
}
