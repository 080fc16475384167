//! Passkeys: WebAuthn credentials with which a user signs in.
//!
//! Source: Amazon Cognito developer guide, "Sign-in with passkeys"; WebAuthn Level 3.

mod friendly;
mod origin;
pub mod refused;
mod relying_party;

pub use friendly::friendly_name;
pub use origin::{is_allowed, origin_host};
pub use relying_party::relying_party;

use crate::Sub;

/// AWS's quota of passkeys per user.
pub const PASSKEYS_MAX: usize = 20;

/// One registered credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub pool: i64,
    pub sub: Sub,
    /// 0 to 19, the user's own numbering: the quota.
    pub slot: i64,
    /// The credential id, up to 1023 bytes, unique in the pool.
    pub id: Vec<u8>,
    /// COSE key, sealed.
    pub public_key: Vec<u8>,
    /// Of the last signature that was accepted; always 0 for authenticators that do not count.
    pub counter: i64,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub attachment: Option<Attachment>,
    /// As the browser reported them, for `allowCredentials`.
    pub transports: Vec<String>,
    pub rp_id: String,
    /// `FriendlyCredentialName`.
    pub name: String,
    /// Milliseconds since the epoch.
    pub created: i64,
}

/// Whether the authenticator is part of the device or roams between devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attachment {
    Platform,
    CrossPlatform,
}

impl Attachment {
    pub fn as_str(self) -> &'static str {
        match self {
            Attachment::Platform => "platform",
            Attachment::CrossPlatform => "cross-platform",
        }
    }

    /// None for what no version of WebAuthn names.
    pub fn from_name(name: &str) -> Option<Attachment> {
        match name {
            "platform" => Some(Attachment::Platform),
            "cross-platform" => Some(Attachment::CrossPlatform),
            _ => None,
        }
    }
}

/// The lowest slot that none of these has; None when the quota is reached.
pub fn free_slot(taken: &[Passkey]) -> Option<i64> {
    (0..PASSKEYS_MAX as i64).find(|slot| taken.iter().all(|passkey| passkey.slot != *slot))
}

/// The counter of an assertion is acceptable: it rose, or this authenticator does not count. One that
/// did not rise is a copy of the authenticator at work.
pub fn counter_rose(stored: i64, given: i64) -> bool {
    given > stored || (given == 0 && stored == 0)
}
