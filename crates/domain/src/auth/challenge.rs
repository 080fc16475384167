//! The challenges that a sign-in can ask.

use serde::{Deserialize, Serialize};

/// `ChallengeNameType`, without the legacy names that AWS no longer sends. Sealed into sessions by
/// position: append, never reorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChallengeName {
    NewPasswordRequired,
    SmsMfa,
    SoftwareTokenMfa,
    /// As the first factor and as the second.
    EmailOtp,
    SmsOtp,
    SelectMfaType,
    MfaSetup,
    SelectChallenge,
    Password,
    PasswordSrp,
    PasswordVerifier,
    WebAuthn,
    CustomChallenge,
    DeviceSrpAuth,
    DevicePasswordVerifier,
}

impl ChallengeName {
    pub const ALL: [ChallengeName; 15] = [
        ChallengeName::NewPasswordRequired,
        ChallengeName::SmsMfa,
        ChallengeName::SoftwareTokenMfa,
        ChallengeName::EmailOtp,
        ChallengeName::SmsOtp,
        ChallengeName::SelectMfaType,
        ChallengeName::MfaSetup,
        ChallengeName::SelectChallenge,
        ChallengeName::Password,
        ChallengeName::PasswordSrp,
        ChallengeName::PasswordVerifier,
        ChallengeName::WebAuthn,
        ChallengeName::CustomChallenge,
        ChallengeName::DeviceSrpAuth,
        ChallengeName::DevicePasswordVerifier,
    ];

    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            ChallengeName::NewPasswordRequired => "NEW_PASSWORD_REQUIRED",
            ChallengeName::SmsMfa => "SMS_MFA",
            ChallengeName::SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA",
            ChallengeName::EmailOtp => "EMAIL_OTP",
            ChallengeName::SmsOtp => "SMS_OTP",
            ChallengeName::SelectMfaType => "SELECT_MFA_TYPE",
            ChallengeName::MfaSetup => "MFA_SETUP",
            ChallengeName::SelectChallenge => "SELECT_CHALLENGE",
            ChallengeName::Password => "PASSWORD",
            ChallengeName::PasswordSrp => "PASSWORD_SRP",
            ChallengeName::PasswordVerifier => "PASSWORD_VERIFIER",
            ChallengeName::WebAuthn => "WEB_AUTHN",
            ChallengeName::CustomChallenge => "CUSTOM_CHALLENGE",
            ChallengeName::DeviceSrpAuth => "DEVICE_SRP_AUTH",
            ChallengeName::DevicePasswordVerifier => "DEVICE_PASSWORD_VERIFIER",
        }
    }

    pub fn from_name(name: &str) -> Option<ChallengeName> {
        ChallengeName::ALL.into_iter().find(|challenge| challenge.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_positions_stand() {
        for (position, challenge) in ChallengeName::ALL.into_iter().enumerate() {
            assert_eq!(ChallengeName::from_name(challenge.as_str()), Some(challenge));
            assert_eq!(challenge as usize, position);
        }
        assert_eq!(ChallengeName::from_name("EMAIL_MFA"), None);
    }
}
