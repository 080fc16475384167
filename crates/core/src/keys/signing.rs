//! A pool's signing keys: which signs now, which verify, what the JWKS says.
//!
//! Times decide, so that all nodes turn to a new key at the same moment: the key of a kind that was
//! activated last signs; every key that is published and not retired verifies (KEY-4).

use std::sync::Arc;

use bytes::Bytes;

use cognate_crypto::{Aad, PublicKey, SigningKey, VerifyingKey};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::signing_key::{self, Kind, State};
use cognate_store::records::{key_stock, used_once};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::pool_keys::PoolKeys;
use crate::keys::rotation;
use crate::keys::stock::{make_pair, open_stocked};

/// What a pool has a key for.
const KINDS: [Kind; 2] = [Kind::IdToken, Kind::AccessToken];

/// A signing key in memory.
pub struct LoadedKey {
    pub kind: Kind,
    pub key: SigningKey,
    verifying: VerifyingKey,
    publish_at: i64,
    activate_at: i64,
    /// 0: not planned.
    retire_at: i64,
}

impl LoadedKey {
    fn is_published(&self, now_ms: i64) -> bool {
        self.publish_at <= now_ms && (self.retire_at == 0 || now_ms < self.retire_at)
    }
}

/// All keys of a pool that are not revoked.
pub struct SigningSet {
    keys: Vec<LoadedKey>,
}

impl SigningSet {
    /// The key of this kind that signs now.
    pub fn signer(&self, kind: Kind, now_ms: i64) -> Result<&SigningKey> {
        self.keys
            .iter()
            .filter(|loaded| loaded.kind == kind && loaded.activate_at <= now_ms)
            .max_by_key(|loaded| loaded.activate_at)
            .map(|loaded| &loaded.key)
            .ok_or_else(|| Error::internal("the pool has no active signing key"))
    }

    /// The key to verify with: it must be of the kind that the token claims to be (TK-3).
    pub fn verifier(&self, kind: Kind, kid: &str, now_ms: i64) -> Option<&VerifyingKey> {
        self.keys
            .iter()
            .find(|loaded| loaded.kind == kind && loaded.key.kid() == kid)
            .filter(|loaded| loaded.is_published(now_ms))
            .map(|loaded| &loaded.verifying)
    }

    /// The JWKS document.
    pub fn jwks(&self, now_ms: i64) -> Bytes {
        let mut published: Vec<PublicKey> = self
            .keys
            .iter()
            .filter(|loaded| loaded.is_published(now_ms))
            .map(|loaded| loaded.key.public())
            .collect();
        published.sort_by(|a, b| a.kid.cmp(&b.kid));
        Bytes::from(cognate_crypto::jwks_json(&published))
    }
}

impl Cx {
    /// The pool's signing keys; made from the stock (or anew) when it has none yet.
    pub async fn signing_set(&self, pool: i64) -> Result<Arc<SigningSet>> {
        let ring = self.keys();
        if let Some(set) = ring.signing.get(&pool) {
            return Ok(set);
        }
        let pool_keys = ring.pool(pool).await?;
        for _ in 0..3 {
            let before = ring.changes();
            let rows = signing_key::of_pool(self.store(), pool).await?;
            if !rows.is_empty() {
                rotation::turn(self, &rows, &KINDS).await?;
                let set = Arc::new(load(&pool_keys, ring.account(), &rows)?);
                ring.keep(&ring.signing, pool, set.clone(), before);
                return Ok(set);
            }
            self.make_signing_keys(&pool_keys).await?;
        }
        Err(Error::internal("the pool's signing keys could not be made"))
    }

    /// Two keys, one per kind, from one claim: of two nodes that try, one wins and both read.
    async fn make_signing_keys(&self, pool_keys: &PoolKeys) -> Result<()> {
        let from = self.random().array::<16>();
        let mut stocked = key_stock::some(self.store(), from, 2).await?;
        if stocked.len() < 2 {
            stocked = key_stock::some(self.store(), [0; 16], 2).await?;
        }
        let mut batch =
            Batch::new().with(used_once::insert(pool_keys.pool, b"signing-keys", i64::MAX));
        let now_ms = self.now_ms();
        for kind in KINDS {
            let key = match stocked.pop() {
                Some(row) => {
                    let key = open_stocked(self, &row).await?;
                    batch.push(key_stock::take(row.id));
                    key
                }
                None => make_pair().await?,
            };
            let row = sealed_row(self, pool_keys, &key, kind, now_ms, now_ms, State::Active);
            batch.push(signing_key::insert(&row));
        }
        match self.store().write(batch).await? {
            // Unmet: another node made them, or took the same stock; look again.
            Outcome::Committed | Outcome::Unmet(_) => Ok(()),
        }
    }
}

/// The row of a key for a pool, sealed for its place.
pub fn sealed_row(
    cx: &Cx,
    pool_keys: &PoolKeys,
    key: &SigningKey,
    kind: Kind,
    publish_at: i64,
    activate_at: i64,
    state: State,
) -> signing_key::SigningKey {
    let aad = aad(cx.keys().account(), pool_keys.pool, key.kid());
    signing_key::SigningKey {
        pool: pool_keys.pool,
        kid: key.kid().to_owned(),
        kind,
        state,
        sealed: pool_keys.jwt_sign.seal(cx.random(), &aad, &key.to_sealed_form()),
        public: key.public().jwk_json(),
        created: cx.now_ms(),
        publish_at,
        activate_at,
        retire_at: 0,
        version: 1,
    }
}

fn load(
    pool_keys: &PoolKeys,
    account: &str,
    rows: &[signing_key::SigningKey],
) -> Result<SigningSet> {
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|row| row.state != State::Revoked) {
        let plain =
            pool_keys.jwt_sign.open(&aad(account, pool_keys.pool, &row.kid), &row.sealed)?;
        let key = SigningKey::from_sealed_form(&plain).map_err(Error::internal)?;
        keys.push(LoadedKey {
            kind: row.kind,
            verifying: key.public().verifying_key().map_err(Error::internal)?,
            key,
            publish_at: row.publish_at,
            activate_at: row.activate_at,
            retire_at: row.retire_at,
        });
    }
    Ok(SigningSet { keys })
}

fn aad<'a>(account: &'a str, pool: i64, kid: &'a str) -> Aad<'a> {
    Aad { table: "signing_key", column: "sealed", account, pool, row: kid.as_bytes(), version: 1 }
}
