//! What a code is for.

use crate::id::Draw;
use crate::message::Medium;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// A user has at most one code for each purpose; a newer one replaces the older. Part of what the
/// code's digest is over, so that a code for one purpose is useless for another (OTP-1, OTP-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    SignUp,
    Reset,
    VerifyEmail,
    VerifyPhone,
}

impl Purpose {
    pub const ALL: [Purpose; 4] =
        [Purpose::SignUp, Purpose::Reset, Purpose::VerifyEmail, Purpose::VerifyPhone];

    /// The number stored in tables; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Purpose::SignUp => 1,
            Purpose::Reset => 2,
            Purpose::VerifyEmail => 3,
            Purpose::VerifyPhone => 4,
        }
    }

    pub fn from_code(code: i64) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// The purpose of verifying the medium's attribute.
    pub fn verify(medium: Medium) -> Purpose {
        match medium {
            Medium::Email => Purpose::VerifyEmail,
            Medium::Sms => Purpose::VerifyPhone,
        }
    }

    pub fn digits(self) -> usize {
        6
    }

    /// How long a code is good for, in milliseconds (OTP-5).
    pub fn lifetime_ms(self) -> i64 {
        match self {
            Purpose::SignUp | Purpose::VerifyEmail | Purpose::VerifyPhone => 24 * HOUR_MS,
            Purpose::Reset => HOUR_MS,
        }
    }

    /// After this many wrong answers a code is dead (OTP-2).
    pub fn wrong_answers_max(self) -> i64 {
        if self.digits() < 8 { 5 } else { 10 }
    }

    /// The hourly counter that wrong answers raise.
    pub fn answers(self) -> super::QuotaKind {
        match self {
            Purpose::Reset => super::QuotaKind::Resets,
            Purpose::SignUp | Purpose::VerifyEmail | Purpose::VerifyPhone => {
                super::QuotaKind::Confirmations
            }
        }
    }

    /// The hourly counter that each message raises.
    pub fn sends(self) -> super::QuotaKind {
        match self {
            Purpose::SignUp => super::QuotaKind::SignUpSends,
            Purpose::Reset => super::QuotaKind::Resets,
            Purpose::VerifyEmail | Purpose::VerifyPhone => super::QuotaKind::AttributeSends,
        }
    }
}

/// A code from random bytes: uniform, its bias is below 2^-100.
pub fn draw(purpose: Purpose, random: &[u8; 32]) -> String {
    let mut draw = Draw::new(random);
    (0..purpose.digits()).map(|_| char::from(draw.pick(b"0123456789"))).collect()
}

/// Exactly the digits, ASCII only, nothing trimmed (OTP-3). What is not well formed is wrong without
/// being compared, but counts as wrong.
pub fn is_well_formed(purpose: Purpose, answer: &str) -> bool {
    answer.len() == purpose.digits() && answer.bytes().all(|b| b.is_ascii_digit())
}
