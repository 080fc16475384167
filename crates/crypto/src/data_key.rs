//! The data key: one per pool, parent of all keys that touch the pool's fields (KEY-1).

use crate::compact::RefreshKey;
use crate::derive::derive;
use crate::mac::MacKey;
use crate::purpose::Purpose;
use crate::random::Random;
use crate::seal::Sealer;
use crate::secret::Secret;
use zeroize::Zeroizing;

/// 256 bits from which the keys of a pool (or of the installation, pool 0) are derived.
///
/// It exists in clear only in memory; the database holds it wrapped by the [`crate::Kek`].
/// Destroying the wrapped form makes everything under it unreadable (KEY-5).
#[derive(Clone)]
pub struct DataKey(Secret<[u8; 32]>);

impl DataKey {
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        Self(Secret::new(random.array()))
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::new(*bytes))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The sealer for one purpose of one pool. `version` is the data key's version in the key
    /// ring; its low 32 bits stand in front of each sealed value
    /// ([`Sealer::key_version`] reads them).
    #[must_use]
    pub fn sealer(&self, purpose: Purpose, pool: i64, version: i64) -> Sealer {
        Sealer::new(&self.derived("aes-256-gcm-siv", purpose, pool, version), version as u32)
    }

    /// The MAC key for one purpose of one pool.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, pool: i64, version: i64) -> MacKey {
        MacKey::new(
            &self.derived("hmac-sha-256 parts", purpose, pool, version),
            &self.derived("hmac-sha-256 raw", purpose, pool, version),
        )
    }

    /// The key of a pool's refresh tokens ([`crate::compact`]).
    #[must_use]
    pub fn refresh_key(&self, pool: i64, version: i64) -> RefreshKey {
        RefreshKey::new(&self.derived("aes-256-gcm", Purpose::RefreshToken, pool, version))
    }

    fn derived(
        &self,
        algorithm: &str,
        purpose: Purpose,
        pool: i64,
        version: i64,
    ) -> Zeroizing<[u8; 32]> {
        derive(
            self.0.expose(),
            &[
                algorithm.as_bytes(),
                purpose.label().as_bytes(),
                &pool.to_be_bytes(),
                &version.to_be_bytes(),
            ],
        )
    }
}
