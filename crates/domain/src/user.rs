//! A user as the store keeps it.

use std::collections::BTreeMap;
use std::fmt;

use crate::Sub;

/// `UserStatus`. ARCHIVED, COMPROMISED and UNKNOWN exist in the API but are never produced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Unconfirmed,
    Confirmed,
    ForceChangePassword,
    ResetRequired,
    ExternalProvider,
}

impl Status {
    pub const ALL: [Status; 5] = [
        Status::Unconfirmed,
        Status::Confirmed,
        Status::ForceChangePassword,
        Status::ResetRequired,
        Status::ExternalProvider,
    ];

    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Unconfirmed => "UNCONFIRMED",
            Status::Confirmed => "CONFIRMED",
            Status::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Status::ResetRequired => "RESET_REQUIRED",
            Status::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }

    /// The number stored in the table; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Status::Unconfirmed => 1,
            Status::Confirmed => 2,
            Status::ForceChangePassword => 3,
            Status::ResetRequired => 4,
            Status::ExternalProvider => 5,
        }
    }

    pub fn from_code(code: i64) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Reads AWS's spelling, in any case (`cognito:user_status` filters ignore case).
    pub fn parse(text: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text))
    }
}

/// One user of one pool.
#[derive(Clone, PartialEq)]
pub struct User {
    /// The pool's random 63-bit key.
    pub pool: i64,
    pub sub: Sub,
    /// The canonical user name; equals the text of `sub` for local users of UsernameAttributes pools.
    pub username: String,
    pub status: Status,
    pub enabled: bool,
    /// Raised by every write; writes are conditional on it.
    pub version: i64,
    /// Raised by global sign-out, disabling and resets: older sessions are dead.
    pub epoch: i64,
    pub created: i64,
    pub modified: i64,
    /// Everything but `sub`, including `email_verified` and `phone_number_verified`.
    pub attributes: BTreeMap<String, String>,
    /// Sealed SRP verifier and salt; `None`: no password.
    pub credential: Option<Vec<u8>>,
    /// Group uids, at most 100.
    pub groups: Vec<[u8; 16]>,
    /// Sealed document of further factors (TOTP, preferences).
    pub factors: Option<Vec<u8>>,
    pub fold_version: i64,
}

impl User {
    /// Changes whenever the password does: the tail of the sealed credential, which is an
    /// authentication tag over a fresh nonce. Sign-ins begun with an older one are void (PW-8).
    pub fn credential_stamp(&self) -> i64 {
        let tail = self.credential.as_deref().and_then(<[u8]>::last_chunk::<8>);
        tail.map_or(0, |tail| i64::from_be_bytes(*tail))
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether `email` or `phone_number` is present and marked verified.
    pub fn has_verified(&self, contact: &str) -> bool {
        self.attributes.contains_key(contact)
            && self.attributes.get(&format!("{contact}_verified")).is_some_and(|v| v == "true")
    }
}

/// Names no attribute and no sealed part: users end up in error chains and logs (LG-1).
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("pool", &self.pool)
            .field("sub", &self.sub)
            .field("status", &self.status)
            .field("enabled", &self.enabled)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_codes_and_names_round_trip() {
        for status in Status::ALL {
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert_eq!(Status::parse(&status.as_str().to_lowercase()), Some(status));
        }
        assert_eq!(Status::from_code(0), None);
        assert_eq!(Status::parse("ARCHIVED"), None);
    }
}
