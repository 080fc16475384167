//! # SetUserSettings
//!
//! Switches the signed-in user's SMS MFA on, or with an empty list off. The successor is
//! SetUserMFAPreference, which knows all factors.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the user's switch for SMS; a preference for SMS goes when it is switched off.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; options other than SMS to `phone_number`
//! (InvalidParameterException); a password to be reset; an unconfirmed user; SMS where the pool does not
//! offer it or the user has no phone number; the last factor switched off where MFA is required (both
//! InvalidParameterException).
//!
//! Differences from AWS: the switch is that of SetUserMFAPreference, so that `UserMFASettingList` shows
//! it, too.

use cognate_core::{Result, SignedIn};
use cognate_domain::factor;
use cognate_shapes::idp::{SetUserSettingsRequest, SetUserSettingsResponse};

use crate::factors;

pub async fn set_user_settings(
    caller: SignedIn,
    req: SetUserSettingsRequest,
) -> Result<SetUserSettingsResponse> {
    let on = factors::sms_by(&req.mfa_options)?;
    let rules = &caller.pool.rules;
    factors::change_own(&caller, |user, before| factor::set_sms(rules, user, before, on)).await?;
    Ok(SetUserSettingsResponse {})
}
