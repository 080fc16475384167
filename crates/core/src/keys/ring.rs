//! The key ring: data keys wrapped under the KEK, unwrapped at first use and kept in memory.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::sync::Cache;

use cognate_crypto::{Aad, DataKey, Kek, Random};
use cognate_store::Store;
use cognate_store::batch::Statement;
use cognate_store::records::{data_key, meta};

use crate::error::{Error, Result};
use crate::keys::issuer::{Issuer, IssuerKeys};
use crate::keys::pool_keys::PoolKeys;
use crate::keys::signing::SigningSet;

/// The pool number of the installation's own data key.
pub const INSTALLATION: i64 = 0;

/// The key and the database do not belong together.
#[derive(Debug, thiserror::Error)]
pub enum WrongKek {
    #[error("this database knows no key with id {0}: it belongs to another key file")]
    Unknown(String),
    #[error("the key with id {0} does not fit this database's check value")]
    Mismatch(String),
    #[error("the database has no keys yet: run `cognate init` first")]
    NotInitialised,
}

/// Where a KEK's check value stands in `meta`.
pub fn check_name(kek_id: [u8; 8]) -> String {
    format!("kek_check:{}", hex::encode(kek_id))
}

pub struct Ring {
    store: Store,
    account: String,
    installation_id: [u8; 16],
    /// The current KEK first; older ones are accepted until everything is wrapped anew (KEY-4).
    keks: Vec<Kek>,
    pools: Cache<i64, Arc<PoolKeys>>,
    pub(super) signing: Cache<i64, Arc<SigningSet>>,
    /// Of the installation's own issuers.
    pub(super) issuers: Cache<Issuer, Arc<IssuerKeys>>,
    /// Rises with every copy that is dropped.
    changes: AtomicU64,
}

impl Ring {
    /// Fails closed when the KEKs and the database do not belong together (KEY-2).
    pub async fn open(
        store: Store,
        account: &str,
        installation_id: &[u8; 16],
        keks: Vec<Kek>,
        entries_max: u64,
    ) -> std::result::Result<Ring, Box<dyn std::error::Error + Send + Sync>> {
        for kek in &keks {
            let id = hex::encode(kek.id());
            let check = meta::find(&store, &check_name(kek.id())).await?;
            match check {
                None => return Err(WrongKek::Unknown(id).into()),
                Some(check) => {
                    if !cognate_crypto::equal(&check, &kek.check_value(installation_id)) {
                        return Err(WrongKek::Mismatch(id).into());
                    }
                }
            }
        }
        Ok(Ring {
            store,
            account: account.to_owned(),
            installation_id: *installation_id,
            keks,
            pools: Cache::new(entries_max),
            signing: Cache::new(entries_max),
            issuers: Cache::new(entries_max),
            changes: AtomicU64::new(0),
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn account(&self) -> &str {
        &self.account
    }

    /// Names this installation, and never changes.
    pub fn installation_id(&self) -> &[u8; 16] {
        &self.installation_id
    }

    /// A new data key for a pool, and the row that keeps it.
    pub fn create(
        &self,
        random: &dyn Random,
        pool: i64,
        now_ms: i64,
    ) -> Result<(PoolKeys, Statement)> {
        let kek = self.keks.first().ok_or_else(|| Error::internal("no key-encryption key"))?;
        let (data, row) = wrap_new(kek, random, &self.account, pool, now_ms);
        Ok((PoolKeys::derive(pool, row.version, data), data_key::insert(&row)))
    }

    /// The keys of a pool. `ResourceNotFoundException` when they are destroyed (KEY-5).
    pub async fn pool(&self, pool: i64) -> Result<Arc<PoolKeys>> {
        if let Some(keys) = self.pools.get(&pool) {
            return Ok(keys);
        }
        let before = self.changes();
        let rows = data_key::of_pool(&self.store, pool).await?;
        let newest = rows.iter().max_by_key(|row| row.version);
        let Some(row) = newest else {
            return Err(Error::resource_not_found("The user pool does not exist."));
        };
        let keys = Arc::new(PoolKeys::derive(pool, row.version, self.unwrap(row)?));
        self.keep(&self.pools, pool, keys.clone(), before);
        Ok(keys)
    }

    pub async fn installation(&self) -> Result<Arc<PoolKeys>> {
        self.pool(INSTALLATION).await
    }

    pub fn forget(&self, pool: i64) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.pools.invalidate(&pool);
        self.forget_signing(pool);
    }

    pub fn forget_signing(&self, pool: i64) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.signing.invalidate(&pool);
        if pool == INSTALLATION {
            self.issuers.invalidate_all();
        }
    }

    pub fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.pools.invalidate_all();
        self.signing.invalidate_all();
        self.issuers.invalidate_all();
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Keeps what was read, unless something has changed since: the copy may be the old one.
    pub(super) fn keep<K, V>(&self, cache: &Cache<K, V>, key: K, copy: V, changes_before: u64)
    where
        K: Hash + Eq + Copy + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        cache.insert(key, copy);
        if self.changes() != changes_before {
            cache.invalidate(&key);
        }
    }

    /// Development only: empties the store and installs it anew, same id, same keys.
    pub async fn reset(&self, random: &dyn Random, now_ms: i64) -> Result<()> {
        let kek = self.keks.first().ok_or_else(|| Error::internal("no key-encryption key"))?;
        self.store.reset().await?;
        self.forget_all();
        crate::install::install(
            &self.store,
            random,
            kek,
            self.installation_id,
            &self.account,
            now_ms,
        )
        .await
        .map_err(Error::internal)?;
        Ok(())
    }

    /// The data key in a row, whichever KEK wrapped it.
    pub fn unwrap(&self, row: &data_key::DataKey) -> Result<DataKey> {
        let by = Kek::wrapped_by(&row.wrapped)?;
        let kek = self.keks.iter().find(|kek| kek.id() == by).ok_or_else(|| {
            Error::internal(format!("no key-encryption key with id {}", hex::encode(by)))
        })?;
        Ok(kek.unwrap(&row.wrapped, &wrap_aad(&self.account, row.pool, row.version))?)
    }
}

/// Makes a data key and wraps it for its row; the version is 1, as for every new pool.
pub fn wrap_new(
    kek: &Kek,
    random: &dyn Random,
    account: &str,
    pool: i64,
    now_ms: i64,
) -> (DataKey, data_key::DataKey) {
    let data = DataKey::generate(random);
    let wrapped = kek.wrap(random, &data, &wrap_aad(account, pool, 1));
    let kek = kek.id().to_vec();
    (data, data_key::DataKey { pool, version: 1, kek, wrapped, created: now_ms })
}

pub fn wrap_aad(account: &str, pool: i64, version: i64) -> Aad<'_> {
    Aad { table: "data_key", column: "wrapped", account, pool, row: b"", version }
}
