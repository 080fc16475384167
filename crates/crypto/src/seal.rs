//! Sealed values: AES-256-GCM-SIV with a random nonce, bound to their place (KEY-3).
//!
//! ```text
//! 0        1                    5             17
//! | format | key version, u32 BE | nonce (12) | ciphertext and tag (16) |
//! ```

use crate::aad::Aad;
use crate::random::Random;
use aws_lc_rs::aead::{self, AES_256_GCM_SIV, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const HEADER: usize = 5;
const NONCE: usize = 12;
const TAG: usize = 16;

/// The value was not sealed by this key for this place, or was changed.
///
/// One error for all causes (CT-4). Inside the database it means tampering: raise an alarm.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the sealed value cannot be opened")]
pub struct Unsealable;

/// Seals and opens the values of one purpose, pool and key version. Made by
/// [`crate::DataKey::sealer`]; cheap to keep and to share.
pub struct Sealer {
    key: LessSafeKey,
    version: u32,
}

impl Sealer {
    pub(crate) fn new(key: &[u8; 32], version: u32) -> Self {
        Self { key: siv_key(key), version }
    }

    /// Seals `plain` for the place `aad`. The result is 33 bytes longer than `plain`.
    #[must_use]
    pub fn seal(&self, random: &dyn Random, aad: &Aad, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(HEADER + NONCE + plain.len() + TAG);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&self.version.to_be_bytes());
        siv_seal(&self.key, random, |header| aad.encode(header), sealed, plain)
    }

    /// Opens what [`Self::seal`] made for the same place.
    ///
    /// # Errors
    /// [`Unsealable`] for another key, key version or place, and for any changed or missing byte.
    pub fn open(&self, aad: &Aad, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        if Self::key_version(sealed)? != self.version {
            return Err(Unsealable);
        }
        siv_open(&self.key, HEADER, |header| aad.encode(header), sealed)
    }

    /// The key version that sealed a value: which sealer to ask. Not authenticated before `open`.
    ///
    /// # Errors
    /// [`Unsealable`] when this is no sealed value.
    pub fn key_version(sealed: &[u8]) -> Result<u32, Unsealable> {
        match sealed {
            [FORMAT, a, b, c, d, rest @ ..] if rest.len() >= NONCE + TAG => {
                Ok(u32::from_be_bytes([*a, *b, *c, *d]))
            }
            _ => Err(Unsealable),
        }
    }
}

pub(crate) fn siv_key(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key).expect("the key has 32 bytes"))
}

/// Appends nonce and ciphertext to `header`; `aad` is told the header.
pub(crate) fn siv_seal(
    key: &LessSafeKey,
    random: &dyn Random,
    aad: impl FnOnce(&[u8]) -> Vec<u8>,
    header: Vec<u8>,
    plain: &[u8],
) -> Vec<u8> {
    let aad = aad(&header);
    let nonce: [u8; NONCE] = random.array();
    let mut sealed = header;
    sealed.extend_from_slice(&nonce);
    let start = sealed.len();
    sealed.extend_from_slice(plain);
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(&aad),
            &mut sealed[start..],
        )
        .expect("the value is far below the algorithm's limit of 64 GiB");
    sealed.extend_from_slice(tag.as_ref());
    sealed
}

/// The counterpart of [`siv_seal`]: the header is the first `header` bytes of `sealed`.
pub(crate) fn siv_open(
    key: &LessSafeKey,
    header: usize,
    aad: impl FnOnce(&[u8]) -> Vec<u8>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    let (header, rest) = sealed.split_at_checked(header).ok_or(Unsealable)?;
    let (nonce, ciphertext) = rest.split_at_checked(NONCE).ok_or(Unsealable)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    let length = key
        .open_in_place(nonce, aead::Aad::from(aad(header)), &mut plain)
        .map_err(|_| Unsealable)?
        .len();
    plain.truncate(length);
    Ok(plain)
}
