//! # SetUserPoolMfaConfig
//!
//! Replaces a pool's MFA mode, the second factors it offers, and its settings for passkeys. What is left
//! out is off: without `MfaConfiguration` MFA is OFF, and then no factor may be given.
//!
//! Caller: an IAM principal allowed `cognito-idp:SetUserPoolMfaConfig` on the pool, and `iam:PassRole` on
//! the role that sends text messages.
//!
//! Changes: the mode and the set-up; `SmsConfiguration` and `SmsAuthenticationMessage` of the pool where
//! `SmsMfaConfiguration` is given, without which the sender of the pool stays as it is; an audit row.
//! What users registered and switched on stays.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); unknown pool; factors with MFA off, or none with MFA on; SMS without a sender; a
//! relying party that is no domain name (InvalidParameterException); what the pool's tier lacks
//! (FeatureUnavailableInTierException); others kept changing the pool meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: e-mail MFA needs no `EmailSendingAccount` DEVELOPER; roles are not looked up,
//! so the errors about unusable roles are not answered; a change that meets another is decided anew,
//! where AWS answers ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::{pool, refusal};
use cognate_shapes::idp::{SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::user_pool;

use crate::{document, pools, roles};

pub async fn set_user_pool_mfa_config(
    caller: Admin,
    req: SetUserPoolMfaConfigRequest,
) -> Result<SetUserPoolMfaConfigResponse> {
    let sms = req.sms_mfa_configuration.as_ref();
    roles::pass_for_sms(&caller, sms.and_then(|sms| sms.sms_configuration.as_ref())).await?;
    let request = document::of(&req);
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let document = pool::set_mfa(&pool, &request)?;
        let after = pools::changed(&pool, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new().with(user_pool::update(&after, pool.version)).with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return document::read(pool::describe_mfa(&after)),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(refusal::concurrent_modification("The user pool is being modified by other requests.")
        .into())
}
