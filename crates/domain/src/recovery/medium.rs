//! Where a reset code goes.

use crate::message::{Delivery, Medium, Seed};
use crate::pool::{Recovery, Rules};
use crate::{Refusal, User, message, refusal};

/// The media that serve the user as a second factor. A channel is not both factor and way around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecondFactors {
    pub sms: bool,
    pub email: bool,
}

/// The medium by which the user's password may be reset: the first of the pool's order whose contact
/// is verified and, where the order was set explicitly, not a second factor of the user.
pub fn medium(rules: &Rules, user: &User, factors: SecondFactors) -> Result<Medium, Refusal> {
    let explicit = rules.recovery.is_some();
    let is_factor = |medium| match medium {
        Medium::Sms => factors.sms,
        Medium::Email => factors.email,
    };
    order(rules)
        .into_iter()
        .find(|medium| user.has_verified(medium.attribute()) && !(explicit && is_factor(*medium)))
        .ok_or_else(unreachable)
}

/// What a user who cannot be told from an existing one is told. `None`: the pool has no self-service.
pub fn simulated(rules: &Rules, typed: &str, seed: &Seed) -> Option<Delivery> {
    let mut media = order(rules);
    // Nobody has a verified contact that the pool never verifies; an administrator's word aside.
    if rules.recovery.is_none() && rules.auto_verified.any() {
        media.retain(|medium| rules.auto_verified.has(medium.attribute()));
    }
    message::simulated(&media, typed, seed)
}

/// First choice first; empty when only administrators reset passwords.
fn order(rules: &Rules) -> Vec<Medium> {
    match &rules.recovery {
        None => vec![Medium::Sms, Medium::Email],
        Some(mechanisms) => mechanisms
            .iter()
            .filter_map(|mechanism| match mechanism {
                Recovery::Email => Some(Medium::Email),
                Recovery::Phone => Some(Medium::Sms),
                Recovery::AdminOnly => None,
            })
            .collect(),
    }
}

pub(super) fn unreachable() -> Refusal {
    refusal::invalid_parameter(
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    )
}
