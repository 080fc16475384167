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
    /// SMS_MFA
    SmsMfa,
    /// EMAIL_OTP as the second factor.
    EmailMfa,
    /// EMAIL_OTP as the first factor.
    EmailOtp,
    /// SMS_OTP
    SmsOtp,
}

impl Purpose {
    pub const ALL: [Purpose; 8] = [
        Purpose::SignUp,
        Purpose::Reset,
        Purpose::VerifyEmail,
        Purpose::VerifyPhone,
        Purpose::SmsMfa,
        Purpose::EmailMfa,
        Purpose::EmailOtp,
        Purpose::SmsOtp,
    ];

    /// The number stored in tables; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Purpose::SignUp => 1,
            Purpose::Reset => 2,
            Purpose::VerifyEmail => 3,
            Purpose::VerifyPhone => 4,
            Purpose::SmsMfa => 5,
            Purpose::EmailMfa => 6,
            Purpose::EmailOtp => 7,
            Purpose::SmsOtp => 8,
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
        match self {
            Purpose::EmailOtp | Purpose::SmsOtp => 8,
            _ => 6,
        }
    }

    /// Is the code part of a sign-in? Then it lives as long as the session it was sent with, and wrong
    /// answers count as wrong passwords do, not by the hour.
    pub fn signs_in(self) -> bool {
        match self {
            Purpose::SmsMfa | Purpose::EmailMfa | Purpose::EmailOtp | Purpose::SmsOtp => true,
            Purpose::SignUp | Purpose::Reset | Purpose::VerifyEmail | Purpose::VerifyPhone => false,
        }
    }

    /// How long a code is good for at most, in milliseconds (OTP-5).
    pub fn lifetime_ms(self) -> i64 {
        match self {
            Purpose::SignUp | Purpose::VerifyEmail | Purpose::VerifyPhone => 24 * HOUR_MS,
            Purpose::Reset => HOUR_MS,
            Purpose::SmsMfa | Purpose::EmailMfa | Purpose::EmailOtp | Purpose::SmsOtp => {
                HOUR_MS / 4
            }
        }
    }

    /// After this many wrong answers a code is dead (OTP-2).
    pub fn wrong_answers_max(self) -> i64 {
        if self.digits() < 8 { 5 } else { 10 }
    }

    /// The hourly counter that wrong answers raise; those of a sign-in raise the one of the sign-ins
    /// instead.
    pub fn answers(self) -> super::QuotaKind {
        match self {
            Purpose::Reset => super::QuotaKind::ResetAnswers,
            Purpose::SignUp
            | Purpose::VerifyEmail
            | Purpose::VerifyPhone
            | Purpose::SmsMfa
            | Purpose::EmailMfa
            | Purpose::EmailOtp
            | Purpose::SmsOtp => super::QuotaKind::Confirmations,
        }
    }

    /// The hourly counter that each message raises.
    pub fn sends(self) -> super::QuotaKind {
        match self {
            Purpose::SignUp => super::QuotaKind::SignUpSends,
            Purpose::Reset => super::QuotaKind::Resets,
            Purpose::VerifyEmail | Purpose::VerifyPhone => super::QuotaKind::AttributeSends,
            Purpose::SmsMfa | Purpose::EmailMfa | Purpose::EmailOtp | Purpose::SmsOtp => {
                super::QuotaKind::SignInSends
            }
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
