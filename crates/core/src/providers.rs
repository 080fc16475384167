//! The identity providers of a pool: opened for use, and completed by what they say of themselves.

mod lookup;

pub use lookup::{Found, complete};

use std::sync::Arc;

use cognate_crypto::{Aad, Purpose};
use cognate_domain::provider::{Head, Provider, Texts};
use cognate_domain::{Map, Pool};
use cognate_store::records::identity_provider::{self, IdentityProvider};

use crate::cx::Cx;
use crate::error::{Error, Result};

impl Cx {
    /// All providers of the pool, in the order of their names, with their secrets. Reads nothing when
    /// they are at hand. The text of `MetadataFile`, which nobody needs after it was read, is left out.
    pub async fn providers(&self, pool: &Pool) -> Result<Arc<Vec<Arc<Provider>>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(providers) = caches.providers.get(&pool.key)
        {
            return Ok(providers);
        }
        let before = caches.changes();
        let rows = identity_provider::of_pool(self.store(), pool.key).await?;
        let mut providers = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut provider = open(self, row).await?;
            provider.details.remove("MetadataFile");
            providers.push(Arc::new(provider));
        }
        let providers = Arc::new(providers);
        caches.keep(&caches.providers, pool.key, providers.clone(), before);
        Ok(providers)
    }

    /// The provider of this name.
    pub async fn provider(&self, pool: &Pool, name: &str) -> Result<Option<Arc<Provider>>> {
        let providers = self.providers(pool).await?;
        Ok(providers.iter().find(|provider| provider.name == name).cloned())
    }
}

/// A row with its secrets opened.
pub async fn open(cx: &Cx, row: &IdentityProvider) -> Result<Provider> {
    let secrets = match &row.sealed {
        None => Texts::new(),
        Some(sealed) => {
            let keys = cx.keys().pool(row.pool).await?;
            let aad = aad(&cx.config().account, row.pool, &row.name, row.version);
            let plain = keys.sealer(Purpose::IdpSecret).open(&aad, sealed)?;
            serde_json::from_slice(&plain).map_err(Error::internal)?
        }
    };
    let head = Head {
        pool: row.pool,
        name: row.name.clone(),
        version: row.version,
        created: row.created,
        modified: row.modified,
    };
    Provider::assemble(head, &row.document, secrets).map_err(Error::internal)
}

/// The row of a provider, its secrets sealed for the row's version.
pub async fn row(cx: &Cx, head: &Head, document: Map, secrets: &Texts) -> Result<IdentityProvider> {
    let sealed = match secrets.is_empty() {
        true => None,
        false => {
            let keys = cx.keys().pool(head.pool).await?;
            let aad = aad(&cx.config().account, head.pool, &head.name, head.version);
            let plain =
                zeroize::Zeroizing::new(serde_json::to_vec(secrets).map_err(Error::internal)?);
            Some(keys.sealer(Purpose::IdpSecret).seal(cx.random(), &aad, &plain))
        }
    };
    let Head { pool, name, version, created, modified } = head.clone();
    Ok(IdentityProvider { pool, name, document, sealed, version, created, modified })
}

fn aad<'a>(account: &'a str, pool: i64, name: &'a str, version: i64) -> Aad<'a> {
    let (table, column) = ("identity_provider", "sealed");
    Aad { table, column, account, pool, row: name.as_bytes(), version }
}
