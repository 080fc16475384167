//! Finding a user pool.

use std::sync::Arc;

use cognate_domain::Pool;
use cognate_store::records::user_pool;

use crate::cx::Cx;
use crate::error::{Error, Result};

/// `User pool <id> does not exist.`
pub fn not_found(id: &str) -> Error {
    Error::resource_not_found(format!("User pool {id} does not exist."))
}

impl Cx {
    /// The pool with this id, in the region of the request (an id of another region is not found).
    pub async fn pool(&self, pool_id: &str) -> Result<Arc<Pool>> {
        let pool = self.any_pool(pool_id).await?.ok_or_else(|| not_found(pool_id))?;
        let signed = self.occurrence.service == "cognito-idp";
        if signed && pool.region != self.occurrence.region && self.is_regional() {
            let replica = self.through_replica(&pool).await?.ok_or_else(|| not_found(pool_id))?;
            return Ok(Arc::new(pool.in_replica(&replica.tags)));
        }
        Ok(pool)
    }

    /// The pool with this id, whatever the region of the request.
    pub async fn any_pool(&self, pool_id: &str) -> Result<Option<Arc<Pool>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(pool) = caches.pools.get(pool_id)
        {
            return Ok(Some(pool));
        }
        let before = caches.changes();
        let row = user_pool::find(self.store(), pool_id).await?;
        Ok(self.keep_pool(row, before))
    }

    /// The pool with this key, which rows carry.
    pub async fn pool_by_key(&self, key: i64) -> Result<Option<Arc<Pool>>> {
        let caches = self.caches();
        if let Some(id) = caches.pool_ids.get(&key) {
            return self.any_pool(&id).await;
        }
        let before = caches.changes();
        let row = user_pool::find_by_key(self.store(), key).await?;
        Ok(self.keep_pool(row, before))
    }

    fn keep_pool(&self, pool: Option<Pool>, before: u64) -> Option<Arc<Pool>> {
        let pool = Arc::new(pool.filter(|pool| !pool.deleting)?);
        let caches = self.caches();
        caches.pool_ids.insert(pool.key, pool.id.clone());
        caches.keep(&caches.pools, pool.id.clone(), pool.clone(), before);
        Some(pool)
    }

    /// Signed requests carry a region that counts; development and unsigned ones do not.
    fn is_regional(&self) -> bool {
        self.config().dev.is_none()
    }
}
