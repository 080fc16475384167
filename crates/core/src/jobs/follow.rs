//! Following changes of configuration that other nodes made.

use std::collections::VecDeque;

use parking_lot::Mutex;

use cognate_store::records::config_change::{self, ConfigChange, kind};

use crate::node::Node;

/// A change becomes visible at its commit but carries the time before it, by another clock: each
/// poll starts this much before the newest change seen, in ms.
const OVERLAP_MS: i64 = 10_000;
const CHANGES_MAX: i64 = 1_000;
/// Ids remembered, so that the overlap is not applied again and again.
const REMEMBERED: usize = 4_096;

/// Where this node stands in the list of changes.
#[derive(Default)]
pub struct Follower(Mutex<Place>);

#[derive(Default)]
struct Place {
    newest_at: i64,
    seen: VecDeque<[u8; 16]>,
}

impl Follower {
    /// Drops copies of what has changed since the last poll.
    pub async fn poll(node: &Node) {
        let started = node.clock().wall_ms();
        let from = node.follower().0.lock().newest_at - OVERLAP_MS;
        match config_change::since(node.store(), (from, [0; 16]), CHANGES_MAX).await {
            Ok(changes) => {
                let many = changes.len() as i64 >= CHANGES_MAX;
                for change in &changes {
                    if node.follower().is_new(change) {
                        forget(node, change);
                    }
                }
                // More than one page at once: no list is trusted, everything is read again.
                if many {
                    node.caches().forget_all();
                    node.keys().forget_all();
                }
                node.caches().polled(started);
            }
            Err(error) => tracing::warn!(%error, "changes of configuration could not be polled"),
        }
    }

    fn is_new(&self, change: &ConfigChange) -> bool {
        let mut place = self.0.lock();
        if place.seen.contains(&change.id) {
            return false;
        }
        place.seen.push_back(change.id);
        if place.seen.len() > REMEMBERED {
            place.seen.pop_front();
        }
        place.newest_at = place.newest_at.max(change.at);
        true
    }
}

/// Forgets the copy that a change made stale.
pub fn forget(node: &Node, change: &ConfigChange) {
    let text = || String::from_utf8_lossy(&change.key).into_owned();
    let pool = || <[u8; 8]>::try_from(change.key.as_slice()).map_or(0, i64::from_be_bytes);
    let caches = node.caches();
    match change.kind {
        kind::USER_POOL => caches.forget(&caches.pools, &text()),
        kind::APP_CLIENT => caches.forget(&caches.clients, &text()),
        kind::ACCESS_KEY => caches.forget(&caches.access_keys, &text()),
        kind::PROVISIONED_LIMIT => caches.forget(&caches.provisioned, &text()),
        kind::SIGNING_KEY => node.keys().forget_signing(pool()),
        kind::DATA_KEY => node.keys().forget(pool()),
        kind::GROUP => {
            if let Some((pool, uid)) = change.key.split_first_chunk::<8>() {
                let uid = uid.try_into().unwrap_or_default();
                caches.forget(&caches.groups, &(i64::from_be_bytes(*pool), uid));
            }
        }
        kind::RESOURCE_SERVER => caches.forget(&caches.resource_servers, &pool()),
        kind::IDENTITY_PROVIDER => caches.forget(&caches.providers, &pool()),
        kind::RISK_CONFIGURATION => {
            if let Some((pool, client)) = change.key.split_first_chunk::<8>() {
                let client = String::from_utf8_lossy(client).into_owned();
                caches.forget(&caches.risk, &(i64::from_be_bytes(*pool), client));
            }
        }
        kind::IAM => caches.forget_iam(),
        kind::LOG_DELIVERY => caches.forget(&caches.log_delivery, &pool()),
        kind::IDENTITY_POOL => caches.forget(&caches.identity_pools, &text()),
        // Written by a newer node; nothing here is kept of it.
        _ => {}
    }
}
