//! # AdminResetUserPassword
//!
//! Makes a user's password unusable, and sends a code with which the user sets a new one.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminResetUserPassword` on the pool.
//!
//! Changes: the status becomes RESET_REQUIRED; the code, which replaces an older one; the message; an
//! audit row. Access and refresh tokens are refused until the password is set; sessions live on.
//!
//! Triggers and messages: CustomMessage (`CustomMessage_ForgotPassword`), and the message.
//!
//! Errors, in order: unknown pool; unknown user; a disabled user, a status that does not allow it; no
//! verified contact, or recovery by administrators only; no usable sender; CustomMessage; too many
//! messages for the destination today.
//!
//! Differences from AWS: without a usable sender the error is InvalidEmailRoleAccessPolicyException or
//! InvalidSmsRoleAccessPolicyException, because the operation declares no CodeDeliveryFailureException.
//! The call does not count against the user's hourly limit.

use cognate_core::codes::{self, Destination};
use cognate_core::messages::{Letter, refuse_unless_usable};
use cognate_core::{Admin, Error, Result, audit, factors, notify, users};
use cognate_domain::code::Purpose;
use cognate_domain::message::{Medium, Reason};
use cognate_domain::recovery;
use cognate_domain::user::Status;
use cognate_domain::{User, refusal};
use cognate_shapes::idp::{AdminResetUserPasswordRequest, AdminResetUserPasswordResponse};
use cognate_store::batch::Outcome;
use cognate_store::records::code;

pub async fn admin_reset_user_password(
    caller: Admin,
    req: AdminResetUserPasswordRequest,
) -> Result<AdminResetUserPasswordResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let mut moved = "";
    for _ in 0..users::TRIES {
        let before = caller.user(&pool, &req.username).await?;
        let factors = factors::by_message(&caller, &keys, &pool, &before)?;
        let medium = recovery::by_admin(&pool.rules, &before, factors)?;
        refuse_unless_usable(&caller, &pool, medium).map_err(|error| declared(error, medium))?;
        let now_ms = caller.now_ms();
        let after = User { status: Status::ResetRequired, modified: now_ms, ..before.clone() };
        let to = before.attribute(medium.attribute()).unwrap_or_default();
        let letter = Letter {
            pool: &pool,
            keys: &keys,
            client_id: None,
            metadata: req.client_metadata.as_ref(),
            reason: Reason::ForgotPassword,
            user: &after,
            destination: Destination { medium, to },
        };
        let whose = (pool.key, before.sub);
        let issued = codes::issue(&caller, &keys, whose, Purpose::Reset, letter.destination);
        let message = letter.with_code(&caller, &issued).await;
        let mut batch = users::batch(message.map_err(|error| declared(error, medium))?);
        batch.push(code::replace(&issued.row));
        batch.extend(users::update(&pool, &before, &after));
        batch.push(audit::event(&caller, &caller.principal, Some(&pool.id), &before.username));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                caller.wake_outbox();
                return Ok(AdminResetUserPasswordResponse {});
            }
            Outcome::Unmet(what) => match notify::refused(what) {
                Some(error) => return Err(error),
                None => moved = what,
            },
        }
    }
    Err(users::moved(moved))
}

/// What the model allows instead of CodeDeliveryFailureException.
fn declared(error: Error, medium: Medium) -> Error {
    match (error.code.as_ref(), medium) {
        ("CodeDeliveryFailureException", Medium::Sms) => {
            refusal::invalid_sms_role_access_policy(error.message).into()
        }
        ("CodeDeliveryFailureException", Medium::Email) => {
            Error::new("InvalidEmailRoleAccessPolicyException", error.message)
        }
        _ => error,
    }
}
