//! Writing configuration: the other nodes are told in the same batch, and this one forgets its copy.

use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::config_change::{self, ConfigChange, kind};

use crate::cx::Cx;
use crate::error::Result;
use crate::jobs;

/// A pool's settings changed, or the pool is gone.
pub fn user_pool(cx: &Cx, id: &str) -> ConfigChange {
    change(cx, kind::USER_POOL, id.as_bytes())
}

/// A client's settings or secrets changed, or the client is gone.
pub fn app_client(cx: &Cx, id: &str) -> ConfigChange {
    change(cx, kind::APP_CLIENT, id.as_bytes())
}

/// A pool's data key is gone, and with it its signing keys.
pub fn data_key(cx: &Cx, pool: i64) -> ConfigChange {
    change(cx, kind::DATA_KEY, &pool.to_be_bytes())
}

/// A group changed, or is gone.
pub fn group(cx: &Cx, pool: i64, uid: [u8; 16]) -> ConfigChange {
    change(cx, kind::GROUP, &[&pool.to_be_bytes()[..], &uid].concat())
}

/// The limits that administrators set in a region changed.
pub fn provisioned_limit(cx: &Cx, region: &str) -> ConfigChange {
    change(cx, kind::PROVISIONED_LIMIT, region.as_bytes())
}

/// A resource server of the pool changed, or is gone.
pub fn resource_server(cx: &Cx, pool: i64) -> ConfigChange {
    change(cx, kind::RESOURCE_SERVER, &pool.to_be_bytes())
}

/// An identity provider of the pool changed, or is gone.
pub fn identity_provider(cx: &Cx, pool: i64) -> ConfigChange {
    change(cx, kind::IDENTITY_PROVIDER, &pool.to_be_bytes())
}

/// A risk configuration changed: the client's, or, without one, the pool's.
pub fn risk(cx: &Cx, pool: i64, client: &str) -> ConfigChange {
    change(cx, kind::RISK_CONFIGURATION, &[&pool.to_be_bytes()[..], client.as_bytes()].concat())
}

/// Where the pool's events go changed.
pub fn log_delivery(cx: &Cx, pool: i64) -> ConfigChange {
    change(cx, kind::LOG_DELIVERY, &pool.to_be_bytes())
}

/// Anything of IAM changed, but access keys.
pub fn iam(cx: &Cx) -> ConfigChange {
    change(cx, kind::IAM, b"")
}

/// An access key changed, or is gone.
pub fn access_key(cx: &Cx, id: &str) -> ConfigChange {
    change(cx, kind::ACCESS_KEY, id.as_bytes())
}

/// An identity pool's settings changed, or the pool is gone.
pub fn identity_pool(cx: &Cx, id: &str) -> ConfigChange {
    change(cx, kind::IDENTITY_POOL, id.as_bytes())
}

/// Writes a batch that changes configuration. The copies are forgotten whatever came of it: a batch
/// is unmet when the copy it was decided on is old.
pub async fn write(cx: &Cx, mut batch: Batch, changes: &[ConfigChange]) -> Result<Outcome> {
    batch.extend(changes.iter().map(config_change::insert));
    let outcome = cx.store().write(batch).await;
    for change in changes {
        jobs::forget(cx.node(), change);
    }
    Ok(outcome?)
}

fn change(cx: &Cx, kind: i64, key: &[u8]) -> ConfigChange {
    ConfigChange { at: cx.now_ms(), id: cx.random().array(), kind, key: key.to_vec() }
}
