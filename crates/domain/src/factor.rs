//! A user's factors beside the password: what is registered, which are switched on, which comes first.
//!
//! Source: developer guide, "Adding MFA to a user pool"; API model, `SetUserMFAPreference`.

mod configured;
mod preference;
mod seed;
mod usable;

use serde::{Deserialize, Serialize};

pub use configured::{Configured, Passkeys, configured};
pub use preference::{Preferences, Setting, apply, set_sms};
pub use seed::Seed;
pub use usable::{is_offered, usable};

/// The longest `FriendlyDeviceName`, in characters: it travels in sealed sessions of at most 4,096.
pub const NAME_CHARS_MAX: usize = 256;

/// What may follow the first factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SecondFactor {
    SmsMfa,
    SoftwareTokenMfa,
    EmailOtp,
}

impl SecondFactor {
    pub const ALL: [SecondFactor; 3] =
        [SecondFactor::SmsMfa, SecondFactor::SoftwareTokenMfa, SecondFactor::EmailOtp];

    /// As in `UserMFASettingList`, `MFAS_CAN_CHOOSE` and challenge names.
    pub fn as_str(self) -> &'static str {
        match self {
            SecondFactor::SmsMfa => "SMS_MFA",
            SecondFactor::SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA",
            SecondFactor::EmailOtp => "EMAIL_OTP",
        }
    }

    /// The text of an `ANSWER`; the model also speaks of `EMAIL_MFA`.
    pub fn parse(text: &str) -> Option<SecondFactor> {
        match text {
            "EMAIL_MFA" => Some(SecondFactor::EmailOtp),
            _ => SecondFactor::ALL.into_iter().find(|factor| factor.as_str() == text),
        }
    }
}

/// A verified software token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totp {
    pub secret: Seed,
    /// `FriendlyDeviceName`; empty when none was given.
    pub name: String,
}

/// The document behind `User::factors`; the default is a user who never set anything.
///
/// A switch may be on for what the user cannot use (any more): [`usable`] looks at both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    pub totp: Option<Totp>,
    /// AssociateSoftwareToken gave it out; VerifySoftwareToken makes it the token.
    pub pending_totp: Option<Seed>,
    pub totp_enabled: bool,
    pub sms: bool,
    pub email: bool,
    /// `WebAuthnMfaSettings.Enabled`: a passkey with user verification counts as two factors.
    pub web_authn: bool,
    pub preferred: Option<SecondFactor>,
}

impl Factors {
    /// Is the factor switched on? A software token must also be registered.
    pub fn has(&self, factor: SecondFactor) -> bool {
        match factor {
            SecondFactor::SmsMfa => self.sms,
            SecondFactor::SoftwareTokenMfa => self.totp_enabled && self.totp.is_some(),
            SecondFactor::EmailOtp => self.email,
        }
    }

    /// `UserMFASettingList`
    pub fn enabled(&self) -> Vec<SecondFactor> {
        SecondFactor::ALL.into_iter().filter(|factor| self.has(*factor)).collect()
    }

    /// `PreferredMfaSetting`
    pub fn preferred(&self) -> Option<SecondFactor> {
        self.preferred.filter(|factor| self.has(*factor))
    }

    pub(crate) fn switch(&mut self, factor: SecondFactor, on: bool) {
        match factor {
            SecondFactor::SmsMfa => self.sms = on,
            SecondFactor::SoftwareTokenMfa => self.totp_enabled = on,
            SecondFactor::EmailOtp => self.email = on,
        }
        if !on && self.preferred == Some(factor) {
            self.preferred = None;
        }
    }

    /// AssociateSoftwareToken: the verified token, if there is one, stays until the new one is.
    pub fn associate(&mut self, secret: Seed) {
        self.pending_totp = Some(secret);
    }

    /// VerifySoftwareToken with the right code: the pending secret is the token now.
    ///
    /// It is switched on only by a preference or by the sign-in that set it up.
    pub fn verified(&mut self, name: &str) {
        if let Some(secret) = self.pending_totp.take() {
            self.totp = Some(Totp { secret, name: name.to_owned() });
        }
    }

    /// A token whose code was right during a sign-in (`MFA_SETUP`): registered and switched on.
    pub fn set_up(&mut self, secret: Seed, name: &str) {
        self.pending_totp = None;
        self.totp = Some(Totp { secret, name: name.to_owned() });
        self.totp_enabled = true;
    }

    /// AdminDeleteSoftwareToken
    pub fn delete_totp(&mut self) {
        self.totp = None;
        self.pending_totp = None;
        self.switch(SecondFactor::SoftwareTokenMfa, false);
    }
}
