//! Confirming, and asking for the code again.

use crate::attribute::verified_flag;
use crate::message::Medium;
use crate::pool::Rules;
use crate::standing::Standing;
use crate::user::Status;
use crate::{Refusal, User, refusal, signup};

/// ConfirmSignUp, before the code is judged. Where existence is hidden, a confirmed user looks like an
/// unknown one; AWS tells in that one case.
pub fn confirm(user: Option<&User>, hide_existence: bool) -> Standing {
    let standing = known(user).and_then(confirmable);
    Standing::from(standing).hidden_if(hide_existence)
}

/// AdminConfirmSignUp: whoever is unconfirmed, enabled or not.
pub fn confirm_by_admin(user: &User) -> Result<(), Refusal> {
    confirmable(user)
}

/// ResendConfirmationCode: by which medium the code goes. A pool that verifies nothing refuses
/// everybody alike.
pub fn resend(rules: &Rules, user: Option<&User>, hide_existence: bool) -> Standing<Medium> {
    if !rules.auto_verified.any() {
        return Standing::Refuse(no_medium());
    }
    let standing = known(user).and_then(|user| match user.status {
        Status::Unconfirmed => signup::medium(rules, &user.attributes).ok_or_else(no_medium),
        _ => Err(refusal::invalid_parameter("User is already confirmed.")),
    });
    Standing::from(standing).hidden_if(hide_existence)
}

/// The user once confirmed; the contact that received the code is verified with it, and may become an
/// alias (see [`crate::name::gained`]). `None`: confirmed without a code.
pub fn confirmed(user: &User, by: Option<Medium>) -> User {
    let mut after = user.clone();
    after.status = Status::Confirmed;
    if let Some(medium) = by.filter(|medium| user.attribute(medium.attribute()).is_some()) {
        after.attributes.insert(verified_flag(medium.attribute()), "true".to_owned());
    }
    after
}

fn known(user: Option<&User>) -> Result<&User, Refusal> {
    match user {
        None => Err(refusal::user_not_found("Username/client id combination not found.")),
        Some(user) if !user.enabled => Err(refusal::not_authorized("User is disabled.")),
        Some(user) => Ok(user),
    }
}

fn confirmable(user: &User) -> Result<(), Refusal> {
    match user.status {
        Status::Unconfirmed => Ok(()),
        status => Err(refusal::not_authorized(format!(
            "User cannot be confirmed. Current status is {}",
            status.as_str()
        ))),
    }
}

fn no_medium() -> Refusal {
    refusal::invalid_parameter("Cannot resend codes. Auto verification not turned on.")
}
