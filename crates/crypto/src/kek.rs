//! The key-encryption key: the one secret kept outside the database (KEY-1, KEY-2).

use crate::aad::Aad;
use crate::data_key::DataKey;
use crate::derive::derive;
use crate::mac::hmac_sha256;
use crate::random::Random;
use crate::seal::{Unsealable, siv_key, siv_open, siv_seal};
use crate::secret::Secret;
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const HEADER: usize = 9;

/// 256 bits and a public id. It wraps data keys and does nothing else.
///
/// Rotation re-wraps the data keys under a new `Kek` (KEY-4); [`Kek::wrapped_by`] tells which one
/// a wrapped key needs.
#[derive(Clone)]
pub struct Kek {
    id: [u8; 8],
    key: Secret<[u8; 32]>,
}

impl Kek {
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        Self { id: random.array(), key: Secret::new(random.array()) }
    }

    pub(crate) fn from_parts(id: [u8; 8], key: &[u8; 32]) -> Self {
        Self { id, key: Secret::new(*key) }
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.key.expose()
    }

    /// The public id, random, equal to nothing else.
    #[must_use]
    pub fn id(&self) -> [u8; 8] {
        self.id
    }

    /// A MAC over the installation's id, stored beside the database: at start it shows whether
    /// this key belongs to this database, and tells nothing about the key. Compare it with
    /// [`crate::equal`].
    #[must_use]
    pub fn check_value(&self, installation_id: &[u8; 16]) -> [u8; 16] {
        let mac = hmac_sha256(self.derived("check").as_slice(), &[&self.id, installation_id]);
        mac[..16].try_into().expect("a MAC has 32 bytes")
    }

    /// Wraps a data key for its place in the key ring: 69 bytes.
    #[must_use]
    pub fn wrap(&self, random: &dyn Random, key: &DataKey, aad: &Aad) -> Vec<u8> {
        let mut header = vec![FORMAT];
        header.extend_from_slice(&self.id);
        siv_seal(&siv_key(&self.derived("wrap")), random, |h| aad.encode(h), header, key.expose())
    }

    /// Unwraps a data key.
    ///
    /// # Errors
    /// [`Unsealable`] when another key wrapped it, for another place, or it was changed.
    pub fn unwrap(&self, wrapped: &[u8], aad: &Aad) -> Result<DataKey, Unsealable> {
        if Self::wrapped_by(wrapped)? != self.id {
            return Err(Unsealable);
        }
        let key = siv_key(&self.derived("wrap"));
        let plain = siv_open(&key, HEADER, |h| aad.encode(h), wrapped)?;
        let bytes: &[u8; 32] = plain.as_slice().try_into().map_err(|_| Unsealable)?;
        Ok(DataKey::from_bytes(bytes))
    }

    /// The id of the key that wrapped a data key. Not authenticated before `unwrap`.
    ///
    /// # Errors
    /// [`Unsealable`] when this is no wrapped key.
    pub fn wrapped_by(wrapped: &[u8]) -> Result<[u8; 8], Unsealable> {
        match wrapped.split_first_chunk::<HEADER>() {
            Some(([FORMAT, id @ ..], _)) => Ok(*id),
            _ => Err(Unsealable),
        }
    }

    fn derived(&self, usage: &str) -> Zeroizing<[u8; 32]> {
        derive(self.key.expose(), &[b"kek", usage.as_bytes()])
    }
}
