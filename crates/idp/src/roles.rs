//! Roles that requests hand to user pools: whoever does that must be allowed to pass them.

use cognate_core::{Admin, Result, authorization};
use cognate_shapes::idp::SmsConfigurationType;

/// To whom.
const SERVICE: &str = "cognito-idp.amazonaws.com";

/// `AccessDeniedException` unless the caller may pass the role, where one is given.
pub async fn pass(caller: &Admin, role: Option<&str>) -> Result<()> {
    match role.filter(|role| !role.is_empty()) {
        Some(role) => authorization::pass_role(caller, &caller.principal, role, SERVICE).await,
        None => Ok(()),
    }
}

/// The same for the role that sends text messages.
pub async fn pass_for_sms(caller: &Admin, sms: Option<&SmsConfigurationType>) -> Result<()> {
    pass(caller, sms.and_then(|sms| sms.sns_caller_arn.as_deref())).await
}
