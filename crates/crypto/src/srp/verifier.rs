//! Salt and verifier: what is stored of a password.

use super::comb;
use super::group::in_range;
use super::number::{BYTES, pad};
use crate::digest::sha256_parts;
use crate::equal::equal;
use crate::random::Random;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The salt of one password.
///
/// Its first byte is never zero: some clients hash the salt as a number, others as the text they
/// received, and only without leading zero bytes do they agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Salt(pub [u8; 16]);

impl Salt {
    /// The SALT challenge parameter: 32 lower-case hex digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

/// v = g^x, big-endian, 0 < v < N. Equivalent to the password for offline guessing: store it
/// sealed only (PW-1).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Verifier(pub [u8; BYTES]);

/// A verifier from outside that is zero, not below the modulus, or too long.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("unacceptable SRP verifier")]
pub struct BadVerifier;

impl Verifier {
    /// Takes a verifier a client computed (a device's): big-endian, any number of leading zeros
    /// up to 385 bytes in all.
    ///
    /// # Errors
    /// [`BadVerifier`] unless 0 < v < N.
    pub fn from_padded(number: &[u8]) -> Result<Self, BadVerifier> {
        if number.len() > BYTES + 1 {
            return Err(BadVerifier);
        }
        let minimal = pad(number).minimal;
        let mut bytes = [0; BYTES];
        let start = BYTES.checked_sub(minimal.len()).ok_or(BadVerifier)?;
        bytes[start..].copy_from_slice(minimal);
        let verifier = Self(bytes);
        bytes.zeroize();
        if in_range(&verifier.0) { Ok(verifier) } else { Err(BadVerifier) }
    }
}

/// A fresh salt.
#[must_use]
pub fn salt(random: &dyn Random) -> Salt {
    loop {
        let bytes: [u8; 16] = random.array();
        if bytes[0] != 0 {
            return Salt(bytes);
        }
    }
}

/// The verifier of a password: about 0.1 ms, whatever the password (PW-4).
///
/// `pool_name` is the pool id after its underscore, `user_id` what USER_ID_FOR_SRP will say.
#[must_use]
pub fn verifier(pool_name: &str, user_id: &str, password: &str, salt: &Salt) -> Verifier {
    let inner = Zeroizing::new(sha256_parts(&[
        pool_name.as_bytes(),
        user_id.as_bytes(),
        b":",
        password.as_bytes(),
    ]));
    let salt = pad(&salt.0);
    let x = Zeroizing::new(sha256_parts(&[salt.sign, salt.minimal, inner.as_slice()]));
    Verifier(*comb::power_of_g(&x))
}

/// Whether the password is the one behind `stored`, compared in constant time (PW-2).
#[must_use]
pub fn password_matches(
    pool_name: &str,
    user_id: &str,
    password: &str,
    salt: &Salt,
    stored: &Verifier,
) -> bool {
    equal(&verifier(pool_name, user_id, password, salt).0, &stored.0)
}
