//! The signing key, and the secret it comes from.

use aws_lc_rs::hmac;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::TERMINATOR;

/// The key that signs for one day, region and service:
/// `HMAC(HMAC(HMAC(HMAC("AWS4" + secret, date), region), service), "aws4_request")`.
///
/// Worth caching per (access key, date, region, service): four of the five MACs of a verification
/// are here. A cached key must go with its access key (deactivated keys are effective at once).
pub fn signing_key(secret: &str, date: &str, region: &str, service: &str) -> [u8; 32] {
    let mut start = format!("AWS4{secret}").into_bytes();
    let mut key = mac(&start, date.as_bytes());
    start.zeroize();
    for part in [region, service, TERMINATOR] {
        key = mac(&key, part.as_bytes());
    }
    key
}

/// What [`super::verify`] computes with. Zeroised when dropped, never formatted.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SigningSecret {
    key: Key,
    /// False for the dummy: nothing verifies under it, not even a signature made with its text,
    /// which is public.
    genuine: bool,
}

#[derive(Zeroize, ZeroizeOnDrop)]
enum Key {
    Secret(String),
    Derived([u8; 32]),
}

impl SigningSecret {
    /// The secret access key itself.
    pub fn new(secret_access_key: &str) -> SigningSecret {
        SigningSecret { key: Key::Secret(secret_access_key.to_owned()), genuine: true }
    }

    /// A result of [`signing_key`] for exactly the date, region and service presented.
    pub fn derived(key: [u8; 32]) -> SigningSecret {
        SigningSecret { key: Key::Derived(key), genuine: true }
    }

    /// Stands in for the secret of an access key that does not exist: the same work, and always
    /// [`super::SigError::Unrecognized`].
    pub fn dummy() -> SigningSecret {
        let text = "0000000000000000000000000000000000000000".to_owned();
        SigningSecret { key: Key::Secret(text), genuine: false }
    }

    pub(super) fn signing_key(&self, date: &str, region: &str, service: &str) -> [u8; 32] {
        match &self.key {
            Key::Secret(secret) => signing_key(secret, date, region, service),
            Key::Derived(key) => *key,
        }
    }

    pub(super) fn is_genuine(&self) -> bool {
        self.genuine
    }
}

/// HMAC-SHA256.
pub(super) fn mac(key: &[u8], data: &[u8]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data);
    tag.as_ref().try_into().expect("an HMAC-SHA256 tag has 32 bytes")
}
