//! What a sign-in has proven so far, and what tokens say of it (`amr`).

use serde::{Deserialize, Serialize};

/// One right answer. A sign-in collects them in order; they travel in its
/// [`Continuation`](crate::auth::Continuation) and reach the session in its
/// [`Grant`](crate::auth::Grant).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// A password, typed or by SRP.
    Password,
    /// A code by text message, as the first or the second factor.
    Sms,
    /// A code by e-mail, likewise.
    EmailOtp,
    /// A code of an authenticator app.
    Totp,
    Passkey {
        user_verified: bool,
        /// Built into the device, not a key that is carried around.
        platform: bool,
    },
    /// A remembered device.
    Device,
    /// The pool's functions were content (CUSTOM_AUTH).
    Custom,
    /// An identity provider vouches.
    Federated,
}

impl Proof {
    /// The value in `amr`; None for what AWS has no value for.
    pub fn amr(self) -> Option<&'static str> {
        match self {
            Proof::Password => Some("pwd"),
            Proof::Sms => Some("sms"),
            Proof::EmailOtp => Some("email_otp"),
            Proof::Totp => Some("otp"),
            Proof::Passkey { platform: true, .. } => Some("swk"),
            Proof::Passkey { platform: false, .. } => Some("hwk"),
            Proof::Federated => Some("fed"),
            Proof::Device | Proof::Custom => None,
        }
    }
}

impl Proof {
    /// What `amr` values say was proven; those that say nothing of a factor are left out.
    pub fn of_amr(values: &str) -> Vec<Proof> {
        let passkey = |platform| Proof::Passkey { user_verified: false, platform };
        let proof = |value| match value {
            "pwd" => Some(Proof::Password),
            "sms" => Some(Proof::Sms),
            "email_otp" => Some(Proof::EmailOtp),
            "otp" => Some(Proof::Totp),
            "swk" => Some(passkey(true)),
            "hwk" => Some(passkey(false)),
            "fed" => Some(Proof::Federated),
            _ => None,
        };
        values.split_whitespace().filter_map(proof).collect()
    }
}

/// The `amr` values of a sign-in, in the order of their proofs, each once; `mfa` when two or more
/// factors were proven.
pub fn amr(proven: &[Proof]) -> Vec<&'static str> {
    let mut values = Vec::new();
    for value in proven.iter().filter_map(|proof| proof.amr()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if values.len() > 1 {
        values.push("mfa");
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amr_names_each_factor_once_and_says_when_there_were_several() {
        assert!(amr(&[]).is_empty());
        assert_eq!(amr(&[Proof::Password]), ["pwd"]);
        assert_eq!(amr(&[Proof::Password, Proof::Totp]), ["pwd", "otp", "mfa"]);
        assert_eq!(amr(&[Proof::Password, Proof::Device]), ["pwd"]);
        assert_eq!(amr(&[Proof::EmailOtp, Proof::EmailOtp]), ["email_otp"]);
        let passkey = |platform| Proof::Passkey { user_verified: true, platform };
        assert_eq!(amr(&[passkey(true)]), ["swk"]);
        assert_eq!(amr(&[Proof::Password, passkey(false)]), ["pwd", "hwk", "mfa"]);
    }
}
