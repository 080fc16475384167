//! Identity pools through the cache, and their rows.

use std::ops::Deref;
use std::sync::Arc;

use cognate_crypto::{Aad, Purpose};
use cognate_domain::identity_pool::{Head, Pool, user_pool_key, with_secrets, without_secrets};
use cognate_domain::{Map, identity_pool as rules};
use cognate_store::batch::Statement;
use cognate_store::records::identity_pool as record;

use super::{in_region, not_found};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::INSTALLATION;
use crate::web_identity::{Accepted, UserPoolClient};

/// A pool, ready to judge logins.
#[derive(Debug)]
pub struct IdentityPool {
    pool: Pool,
    user_pools: Vec<UserPoolClient>,
    social: Vec<(String, String)>,
}

impl Deref for IdentityPool {
    type Target = Pool;

    fn deref(&self) -> &Pool {
        &self.pool
    }
}

impl IdentityPool {
    pub fn new(pool: Pool) -> IdentityPool {
        let user_pools = pool.settings.user_pools.iter().map(|one| UserPoolClient {
            provider_name: user_pool_key(&one.pool_id),
            client_id: one.client_id.clone(),
            server_side_check: one.server_side_check,
        });
        let social = pool.settings.social.iter();
        IdentityPool {
            user_pools: user_pools.collect(),
            social: social.map(|(name, id)| (name.clone(), id.clone())).collect(),
            pool,
        }
    }

    /// Whose tokens are logins here.
    pub fn accepted(&self) -> Accepted<'_> {
        Accepted {
            user_pools: &self.user_pools,
            social: &self.social,
            oidc: &self.pool.settings.oidc,
        }
    }
}

impl Cx {
    /// The live pool with this id; of a signed request, in its region.
    pub async fn identity_pool(&self, id: &str) -> Result<Arc<IdentityPool>> {
        in_region(self, id)?;
        self.any_identity_pool(id).await?.ok_or_else(|| not_found(id))
    }

    /// The live pool with this id, whatever the region of the request.
    pub async fn any_identity_pool(&self, id: &str) -> Result<Option<Arc<IdentityPool>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(pool) = caches.identity_pools.get(id)
        {
            return Ok(Some(pool));
        }
        let before = caches.changes();
        let row = record::find(self.store(), id).await?;
        self.keep_identity_pool(row, before).await
    }

    /// The live pool with this key, which rows carry.
    pub async fn identity_pool_by_key(&self, key: i64) -> Result<Option<Arc<IdentityPool>>> {
        let caches = self.caches();
        if let Some(id) = caches.identity_pool_ids.get(&key) {
            return self.any_identity_pool(&id).await;
        }
        let before = caches.changes();
        let row = record::find_by_key(self.store(), key).await?;
        self.keep_identity_pool(row, before).await
    }

    async fn keep_identity_pool(
        &self,
        row: Option<record::IdentityPool>,
        before: u64,
    ) -> Result<Option<Arc<IdentityPool>>> {
        let Some(row) = row.filter(|row| !row.head.deleting) else { return Ok(None) };
        let pool = Arc::new(IdentityPool::new(opened(self, row).await?));
        let caches = self.caches();
        caches.identity_pool_ids.insert(pool.key(), pool.id().to_owned());
        caches.keep(&caches.identity_pools, pool.id().to_owned(), pool.clone(), before);
        Ok(Some(pool))
    }
}

/// The row of a new pool, for its batch; unmet as `identity_pool::TAKEN`.
pub async fn insert(cx: &Cx, head: Head, document: &Map) -> Result<Statement> {
    Ok(record::insert(&row(cx, head, document).await?))
}

/// The pool with another document, modified now; unmet as `identity_pool.version` when it is not as it
/// was read.
pub async fn update(cx: &Cx, seen: &Head, document: &Map) -> Result<Statement> {
    let head = Head { version: seen.version + 1, modified: cx.now_ms(), ..seen.clone() };
    Ok(record::update(&row(cx, head, document).await?, seen.version))
}

async fn row(cx: &Cx, head: Head, document: &Map) -> Result<record::IdentityPool> {
    let (document, secrets) = without_secrets(document);
    let sealed = match secrets {
        None => None,
        Some(secrets) => {
            let plain = serde_json::to_vec(&secrets).map_err(Error::internal)?;
            let sealer = cx.keys().installation().await?.sealer(Purpose::IdpSecret);
            Some(sealer.seal(cx.random(), &aad(cx, &head), &plain))
        }
    };
    Ok(record::IdentityPool { head, document, sealed })
}

async fn opened(cx: &Cx, row: record::IdentityPool) -> Result<Pool> {
    let record::IdentityPool { head, mut document, sealed } = row;
    if let Some(sealed) = sealed {
        let sealer = cx.keys().installation().await?.sealer(Purpose::IdpSecret);
        let plain = sealer.open(&aad(cx, &head), &sealed)?;
        let secrets: Map = serde_json::from_slice(&plain).map_err(Error::internal)?;
        document = with_secrets(document, secrets);
    }
    rules::Pool::assemble(head, document).map_err(Error::internal)
}

fn aad<'a>(cx: &'a Cx, head: &'a Head) -> Aad<'a> {
    Aad {
        table: "identity_pool",
        column: "sealed",
        account: &cx.config().account,
        pool: INSTALLATION,
        row: head.id.as_bytes(),
        version: head.version,
    }
}
