//! SECRET_HASH: the proof that a caller knows its app client's secret.
//!
//! Base64(HMAC-SHA-256(key = client secret, message = user name ‖ client id)). Which spellings of
//! the user name are acceptable is the caller's affair: try each with [`matches`].

use crate::equal::equal;
use crate::mac::hmac_sha256;
use base64::prelude::{BASE64_STANDARD, Engine};

/// The hash for a user name as sent. A client's secret may have any length, also none.
#[must_use]
pub fn compute(secret: &str, username: &str, client_id: &str) -> String {
    let tag = hmac_sha256(secret.as_bytes(), &[username.as_bytes(), client_id.as_bytes()]);
    BASE64_STANDARD.encode(tag)
}

/// Whether `given` is the hash, in constant time; only the standard padded alphabet is accepted.
#[must_use]
pub fn matches(given: &str, secret: &str, username: &str, client_id: &str) -> bool {
    equal(given.as_bytes(), compute(secret, username, client_id).as_bytes())
}
