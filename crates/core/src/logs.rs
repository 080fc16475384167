//! Log delivery: records of a pool's events leave for where its configuration says.
//!
//! A record is told once, after what it tells of has been committed. Delivery is the port's: it must
//! not hold up whoever tells.

use cognate_domain::Map;
use cognate_domain::Pool;
use cognate_domain::log_delivery::{Source, destination, record};
use cognate_store::records::log_delivery;
use serde_json::Value;

use crate::cx::Cx;

/// Takes records; queues them within bounds, and counts what it must drop.
pub trait LogSink: Send + Sync {
    /// `destination`: the ARN that the configuration names.
    fn deliver(&self, destination: &str, record: Value);
}

/// The sink of an installation that delivers nowhere.
pub struct NoLogs;

impl LogSink for NoLogs {
    fn deliver(&self, _destination: &str, _record: Value) {}
}

impl Cx {
    /// Tells of an event. A pool without a destination for it is left alone; a configuration that
    /// cannot be read is logged, because what happened has happened.
    pub async fn tell(&self, source: Source, pool: &Pool, message: Map) {
        let configurations = match self.log_configurations(pool).await {
            Ok(configurations) => configurations,
            Err(error) => {
                tracing::warn!(cause = ?error.cause(), "a log record was not delivered");
                return;
            }
        };
        if let Some(destination) = destination(&configurations, source) {
            let record = record(source, &pool.id, message, self.now_ms());
            self.logs().deliver(&destination, record);
        }
    }

    async fn log_configurations(&self, pool: &Pool) -> crate::Result<std::sync::Arc<Vec<Value>>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(copy) = caches.log_delivery.get(&pool.key)
        {
            return Ok(copy);
        }
        let before = caches.changes();
        let found = std::sync::Arc::new(log_delivery::find(self.store(), pool.key).await?);
        caches.keep(&caches.log_delivery, pool.key, found.clone(), before);
        Ok(found)
    }
}
