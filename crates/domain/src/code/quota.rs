//! How often per hour, for each user and for each unknown name.

use crate::{Refusal, refusal};

const WINDOW_MS: i64 = 60 * 60 * 1000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotaKind {
    /// Wrong answers to sign-up and attribute codes.
    Confirmations,
    /// Messages of ResendConfirmationCode.
    SignUpSends,
    /// Messages of ForgotPassword.
    Resets,
    /// Messages that verify an attribute.
    AttributeSends,
    /// ChangePassword.
    PasswordChanges,
    /// Wrong answers to reset codes. Apart from the messages, so that each code may hear all the wrong
    /// answers it may hear (OTP-2).
    ResetAnswers,
    /// Messages of sign-ins.
    SignInSends,
}

impl QuotaKind {
    pub const ALL: [QuotaKind; 7] = [
        QuotaKind::Confirmations,
        QuotaKind::SignUpSends,
        QuotaKind::Resets,
        QuotaKind::AttributeSends,
        QuotaKind::PasswordChanges,
        QuotaKind::ResetAnswers,
        QuotaKind::SignInSends,
    ];

    /// The number stored in tables; never renumber.
    pub fn code(self) -> i64 {
        match self {
            QuotaKind::Confirmations => 1,
            QuotaKind::SignUpSends => 2,
            QuotaKind::Resets => 3,
            QuotaKind::AttributeSends => 4,
            QuotaKind::PasswordChanges => 5,
            QuotaKind::ResetAnswers => 6,
            QuotaKind::SignInSends => 7,
        }
    }

    pub fn from_code(code: i64) -> Option<QuotaKind> {
        QuotaKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The numbers of the rule. `Default` is AWS's; of the 5 to 20 that it allows ForgotPassword and
/// ConfirmForgotPassword together, 5 are messages and 15 wrong answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hourly {
    pub confirmations: i64,
    pub sign_up_sends: i64,
    pub resets: i64,
    pub attribute_sends: i64,
    pub password_changes: i64,
    pub reset_answers: i64,
    pub sign_in_sends: i64,
}

impl Default for Hourly {
    fn default() -> Hourly {
        Hourly {
            confirmations: 15,
            sign_up_sends: 5,
            resets: 5,
            attribute_sends: 5,
            password_changes: 5,
            reset_answers: 15,
            sign_in_sends: 20,
        }
    }
}

impl Hourly {
    pub fn max(&self, kind: QuotaKind) -> i64 {
        match kind {
            QuotaKind::Confirmations => self.confirmations,
            QuotaKind::SignUpSends => self.sign_up_sends,
            QuotaKind::Resets => self.resets,
            QuotaKind::AttributeSends => self.attribute_sends,
            QuotaKind::PasswordChanges => self.password_changes,
            QuotaKind::ResetAnswers => self.reset_answers,
            QuotaKind::SignInSends => self.sign_in_sends,
        }
    }
}

/// The counter as stored. `Default` is "never counted" (no row: version 0).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// When the running hour began.
    pub started: i64,
    pub n: i64,
    /// Of the row as read; writes are conditional on it. The store raises it, not this module.
    pub version: i64,
}

impl Quota {
    /// The counter after one more; `None` when the hour's number is used up.
    pub fn take(&self, now: i64, max: i64) -> Option<Quota> {
        let running = if self.is_over(now) { Quota { started: now, n: 0, ..*self } } else { *self };
        (running.n < max).then(|| Quota { n: running.n + 1, ..running })
    }

    /// A clock that went back ends no hour (RL-5).
    pub fn is_over(&self, now: i64) -> bool {
        self.n == 0 || now >= self.started.saturating_add(WINDOW_MS)
    }
}

/// The hour's number is used up.
pub fn exceeded() -> Refusal {
    refusal::limit_exceeded("Attempt limit exceeded, please try after some time.")
}
