//! # SetUserMFAPreference
//!
//! Switches the signed-in user's second factors on and off, and says which is asked for first. A factor
//! that the request leaves out stays as it is; of one that it names, what is left out is false.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the user's switches and preference. Sign-ins that wait for a second factor go on.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; two
//! preferred factors; a preferred one that is not enabled; a factor that the pool does not offer, or that
//! the user has no verified token or contact for; passkeys as MFA where the pool does not count them so,
//! or as the only factor; the last factor switched off where MFA is required
//! (all InvalidParameterException).
//!
//! Differences from AWS: where MFA is required, any factor but the last may be switched off, where AWS
//! ignores or refuses that. E-mail MFA needs no sender of the operator's own.

use cognate_core::{Result, SignedIn};
use cognate_domain::factor;
use cognate_shapes::idp::{SetUserMFAPreferenceRequest, SetUserMFAPreferenceResponse};

use crate::factors;

pub async fn set_user_mfa_preference(
    caller: SignedIn,
    req: SetUserMFAPreferenceRequest,
) -> Result<SetUserMFAPreferenceResponse> {
    let given = factors::preferences(
        req.sms_mfa_settings,
        req.software_token_mfa_settings,
        req.email_mfa_settings,
        req.web_authn_mfa_settings,
    );
    let rules = &caller.pool.rules;
    factors::change_own(&caller, |user, before| factor::apply(rules, user, before, &given)).await?;
    Ok(SetUserMFAPreferenceResponse {})
}
