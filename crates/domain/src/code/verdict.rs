//! Judging an answer to a code.

use super::{Hourly, Purpose, Quota, exceeded};
use crate::{Refusal, refusal};

/// The row of a code, as far as it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outstanding {
    /// Wrong answers so far.
    pub attempts: i64,
    pub expires: i64,
    /// The store's epoch when it was issued: a restored backup brings back no code (OTP-11).
    pub store_epoch: i64,
}

/// What an answer is judged by, as read in one trip.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub purpose: Purpose,
    pub code: Option<&'a Outstanding>,
    /// Of the user, or of the unknown name; the kind is [`Purpose::answers`].
    pub quota: &'a Quota,
    pub now: i64,
    pub store_epoch: i64,
}

/// What becomes of an answer. Whatever it says is written before it is said (RL-2): on the condition
/// that the code and the counter are as they were read, else everything is read and judged again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Delete the code in the batch of its effect; the counter is left alone.
    Right,
    /// The code's row and the counter move to these.
    Wrong { attempts: i64, quota: Quota },
    /// No code is out, or none that still lives. The counter moves to this.
    Expired { quota: Quota },
    /// Not looked at, and not counted.
    LimitExceeded,
}

/// Judges. `matches`: the answer [is well formed](super::is_well_formed) and its digest is the row's.
/// Compute it even without a row, against a dummy, so that all verdicts cost the same (CT-2).
pub fn judge(facts: &Facts, limits: &Hourly, matches: bool) -> Verdict {
    let max = limits.max(facts.purpose.answers());
    let Some(quota) = facts.quota.take(facts.now, max) else { return Verdict::LimitExceeded };
    match facts.code.filter(|code| lives(code, facts)) {
        None => Verdict::Expired { quota },
        Some(_) if matches => Verdict::Right,
        Some(code) => Verdict::Wrong { attempts: code.attempts + 1, quota },
    }
}

fn lives(code: &Outstanding, facts: &Facts) -> bool {
    facts.now < code.expires
        && code.store_epoch == facts.store_epoch
        && code.attempts < facts.purpose.wrong_answers_max()
}

impl Verdict {
    /// What the caller is told; `None` when the answer was right.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Verdict::Right => None,
            Verdict::Wrong { .. } => Some(mismatch()),
            Verdict::Expired { .. } => Some(expired()),
            Verdict::LimitExceeded => Some(exceeded()),
        }
    }
}

/// A wrong sign-up, attribute or reset code.
pub fn mismatch() -> Refusal {
    refusal::code_mismatch("Invalid verification code provided, please try again.")
}

/// No such code is out, or it is too old or used up.
pub fn expired() -> Refusal {
    refusal::expired_code("Invalid code provided, please request a code again.")
}
