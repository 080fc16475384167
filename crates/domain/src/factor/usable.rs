//! Which second factors a sign-in can ask for.

use crate::factor::{Factors, SecondFactor};
use crate::pool::{Mfa, Rules};
use crate::user::User;

/// Does the pool's MFA set-up know this factor? Says nothing about the MFA mode.
pub fn is_offered(rules: &Rules, factor: SecondFactor) -> bool {
    match factor {
        SecondFactor::SmsMfa => rules.sms_mfa,
        SecondFactor::SoftwareTokenMfa => rules.software_token_mfa,
        SecondFactor::EmailOtp => rules.email_mfa,
    }
}

/// The factors that a sign-in can ask a user for, as the user switched them on. Where MFA is required and
/// none is on, a message to a contact the user has will do; an empty list then means `MFA_SETUP`.
///
/// For step-up the mode does not matter; whether MFA is demanded at all is the caller's question.
pub fn usable(rules: &Rules, user: &User, factors: &Factors) -> Vec<SecondFactor> {
    let can = |factor: SecondFactor| {
        is_offered(rules, factor)
            && contact(factor).is_none_or(|contact| has_contact(user, contact))
    };
    let enabled: Vec<_> = factors.enabled().into_iter().filter(|factor| can(*factor)).collect();
    if !enabled.is_empty() || rules.mfa != Mfa::On {
        return enabled;
    }
    SecondFactor::ALL
        .into_iter()
        .filter(|factor| contact(*factor).is_some() && can(*factor))
        .collect()
}

/// The attribute that a factor's messages go to.
pub(super) fn contact(factor: SecondFactor) -> Option<&'static str> {
    match factor {
        SecondFactor::SmsMfa => Some("phone_number"),
        SecondFactor::EmailOtp => Some("email"),
        SecondFactor::SoftwareTokenMfa => None,
    }
}

pub(super) fn has_contact(user: &User, contact: &str) -> bool {
    user.attribute(contact).is_some_and(|value| !value.is_empty())
}
