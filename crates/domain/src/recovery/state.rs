//! Who may reset a password.

use super::medium::{SecondFactors, medium, unreachable};
use crate::message::Medium;
use crate::pool::{Recovery, Rules};
use crate::standing::Standing;
use crate::user::Status;
use crate::{Refusal, User, refusal};

/// ForgotPassword: by which medium the code goes. `admin_only` refuses everybody alike.
pub fn ask(
    rules: &Rules,
    user: Option<&User>,
    factors: SecondFactors,
    hide_existence: bool,
) -> Standing<Medium> {
    if is_admin_only(rules) {
        return Standing::Refuse(refusal::not_authorized(
            "Contact administrator to reset password.",
        ));
    }
    let Some(user) = user else {
        return Standing::Refuse(refusal::user_not_found("User does not exist."))
            .hidden_if(hide_existence);
    };
    let standing = resettable(user).and_then(|()| medium(rules, user, factors));
    Standing::from(standing).hidden_if(hide_existence)
}

/// ConfirmForgotPassword, before the code is judged.
pub fn confirm(user: Option<&User>, hide_existence: bool) -> Standing {
    let standing = match user {
        None => Err(refusal::user_not_found("Username/client id combination not found.")),
        Some(user) if user.status == Status::Unconfirmed && user.enabled => {
            Err(refusal::user_not_confirmed("User is not confirmed."))
        }
        Some(user) => resettable(user),
    };
    Standing::from(standing).hidden_if(hide_existence)
}

/// AdminResetUserPassword: by which medium the code goes. A pool without self-service has no way to
/// finish what this begins.
pub fn by_admin(rules: &Rules, user: &User, factors: SecondFactors) -> Result<Medium, Refusal> {
    if user.status == Status::Unconfirmed {
        return Err(wrong_state());
    }
    resettable(user)?;
    medium(rules, user, factors)
}

fn is_admin_only(rules: &Rules) -> bool {
    rules.recovery.as_ref().is_some_and(|order| order.contains(&Recovery::AdminOnly))
}

/// An unconfirmed user has not shown that a contact is theirs, whatever its flag says.
fn resettable(user: &User) -> Result<(), Refusal> {
    match user.status {
        _ if !user.enabled => Err(refusal::not_authorized("User is disabled.")),
        Status::Confirmed | Status::ResetRequired => Ok(()),
        Status::Unconfirmed => Err(unreachable()),
        Status::ForceChangePassword | Status::ExternalProvider => Err(wrong_state()),
    }
}

fn wrong_state() -> Refusal {
    refusal::not_authorized("User password cannot be reset in the current state.")
}
