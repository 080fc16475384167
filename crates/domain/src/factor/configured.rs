//! `ConfiguredUserAuthFactors`: what a user can sign in with.

use crate::factor::{Factors, SecondFactor, is_offered};
use crate::pool::{FirstFactor, Rules};
use crate::user::User;

/// `AuthFactorType`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Configured {
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
    SoftwareToken,
}

impl Configured {
    pub fn as_str(self) -> &'static str {
        match self {
            Configured::Password => "PASSWORD",
            Configured::EmailOtp => "EMAIL_OTP",
            Configured::SmsOtp => "SMS_OTP",
            Configured::WebAuthn => "WEB_AUTHN",
            Configured::SoftwareToken => "SOFTWARE_TOKEN",
        }
    }
}

/// Has the user registered a passkey?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passkeys {
    None,
    Some,
}

/// As a first factor (the pool allows it and the user has what it needs) or as a second one (the
/// user switched it on).
pub fn configured(
    rules: &Rules,
    user: &User,
    factors: &Factors,
    passkeys: Passkeys,
) -> Vec<Configured> {
    let first = |factor| rules.first_factors.contains(&factor);
    let second = |factor| factors.has(factor) && is_offered(rules, factor);
    let email = first(FirstFactor::EmailOtp) && user.has_verified("email");
    let sms = first(FirstFactor::SmsOtp) && user.has_verified("phone_number");
    let passkey = first(FirstFactor::WebAuthn) && passkeys == Passkeys::Some;
    let table = [
        (Configured::Password, user.credential.is_some()),
        (Configured::EmailOtp, email || second(SecondFactor::EmailOtp)),
        (Configured::SmsOtp, sms || second(SecondFactor::SmsMfa)),
        (Configured::WebAuthn, passkey),
        (Configured::SoftwareToken, second(SecondFactor::SoftwareTokenMfa)),
    ];
    table.into_iter().filter_map(|(factor, has)| has.then_some(factor)).collect()
}
