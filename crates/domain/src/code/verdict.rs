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

/// Judges. `matches` is whether the answer is well formed and its digest is the row's; compute it even
/// without a row, against a dummy, so that all verdicts cost the same (CT-2).
pub fn judge(
    purpose: Purpose,
    code: Option<&Outstanding>,
    quota: &Quota,
    limits: &Hourly,
    (now, store_epoch): (i64, i64),
    matches: bool,
) -> Verdict {
    let Some(counted) = quota.take(now, limits.max(purpose.answers())) else {
        return Verdict::LimitExceeded;
    };
    let lives = |code: &&Outstanding| {
        now < code.expires
            && code.store_epoch == store_epoch
            && code.attempts < purpose.wrong_answers_max()
    };
    match code.filter(lives) {
        None => Verdict::Expired { quota: counted },
        Some(_) if matches => Verdict::Right,
        Some(code) => Verdict::Wrong { attempts: code.attempts + 1, quota: counted },
    }
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
