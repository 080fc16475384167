//! Configuration records in memory, kept true by `config_change`.
//!
//! A node sees its own writes at once. Others' it polls every 250 ms; one that could not poll for a
//! second reads through. Negative answers are not kept.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use moka::sync::Cache;

use cognate_access::sigv4::SigningSecret;
use cognate_domain::Pool;
use cognate_domain::provider::Provider;
use cognate_store::records::group::Group;

use crate::authorization::Compiled;
use crate::clients::ClientEntry;
use crate::rates::provisioned::OfRegion;
use crate::resource_servers::ResourceServers;

/// After this long without a successful poll a node trusts no copy.
pub const STALE_AFTER_MS: i64 = 1_000;

/// Everybody who assumes roles can fill this cache.
const SESSION_POLICIES_MAX: u64 = 1_000;

/// An access key, ready for verification.
pub struct AccessKey {
    pub secret: SigningSecret,
    /// The id of the user whose key it is; None: the root's.
    pub user: Option<String>,
    pub active: bool,
}

pub struct Caches {
    shared: bool,
    polled_at_ms: AtomicI64,
    pub pools: Cache<String, Arc<Pool>>,
    /// Pool ids by pool key.
    pub pool_ids: Cache<i64, String>,
    pub clients: Cache<String, Arc<ClientEntry>>,
    pub access_keys: Cache<String, Arc<AccessKey>>,
    /// Groups by pool key and uid. `None`: there is no such group any more, and never will be,
    /// because a user has the uid only of a group that was there.
    pub groups: Cache<(i64, [u8; 16]), Option<Arc<Group>>>,
    /// Rates that administrators set, by region.
    pub provisioned: Cache<String, OfRegion>,
    /// Resource servers, and identity providers, by pool key.
    pub resource_servers: Cache<i64, Arc<ResourceServers>>,
    pub providers: Cache<i64, Arc<Vec<Arc<Provider>>>>,
    /// Risk configurations by pool key and client; the pool's own under no client.
    pub risk: Cache<(i64, String), crate::risk::Copy>,
    /// Where events go, by pool key.
    pub log_delivery: Cache<i64, Arc<Vec<serde_json::Value>>>,
    /// Compiled session policies by their text. They say the same for ever.
    pub session_policies: Cache<String, Arc<Compiled>>,
    /// Everything of IAM but access keys.
    pub iam: crate::iam::Copies,
    /// When this node last noted that a key was used, by its id.
    pub noted_uses: Cache<String, i64>,
    /// Identity pools, and their ids by their keys.
    pub identity_pools: Cache<String, Arc<crate::identity_pools::IdentityPool>>,
    pub identity_pool_ids: Cache<i64, String>,
    changes: AtomicU64,
}

impl Caches {
    pub fn new(entries_max: u64, shared: bool) -> Caches {
        Caches {
            shared,
            polled_at_ms: AtomicI64::new(i64::MIN),
            pools: Cache::new(entries_max),
            pool_ids: Cache::new(entries_max),
            clients: Cache::new(entries_max),
            access_keys: Cache::new(entries_max),
            groups: Cache::new(entries_max),
            provisioned: Cache::new(entries_max),
            resource_servers: Cache::new(entries_max),
            providers: Cache::new(entries_max),
            risk: Cache::new(entries_max),
            log_delivery: Cache::new(entries_max),
            session_policies: Cache::new(entries_max.min(SESSION_POLICIES_MAX)),
            iam: crate::iam::Copies::new(entries_max),
            noted_uses: Cache::new(entries_max),
            identity_pools: Cache::new(entries_max),
            identity_pool_ids: Cache::new(entries_max),
            changes: AtomicU64::new(0),
        }
    }

    /// Other processes write to this store, so changes must be polled.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    pub fn polled(&self, wall_ms: i64) {
        self.polled_at_ms.store(wall_ms, Ordering::Relaxed);
    }

    /// May a copy be used? Always, when no other process can have written.
    pub fn are_fresh(&self, wall_ms: i64) -> bool {
        let polled_at = self.polled_at_ms.load(Ordering::Relaxed);
        !self.shared || wall_ms.saturating_sub(polled_at) < STALE_AFTER_MS
    }

    /// To be asked before a record is read, and handed to [`Caches::keep`].
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Keeps what was read, unless something has changed since: the copy may be the old one.
    pub fn keep<K, V>(&self, cache: &Cache<K, V>, key: K, copy: V, changes_before: u64)
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        cache.insert(key.clone(), copy);
        if self.changes() != changes_before {
            cache.invalidate(&key);
        }
    }

    /// Drops a copy; a read that began before cannot bring it back.
    pub fn forget<K, V>(&self, cache: &Cache<K, V>, key: &K)
    where
        K: Hash + Eq + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        self.changes.fetch_add(1, Ordering::SeqCst);
        cache.invalidate(key);
    }

    /// Drops every copy of IAM's records: they are woven into each other.
    pub fn forget_iam(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.iam.forget_all();
    }

    pub fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.iam.forget_all();
        self.identity_pools.invalidate_all();
        self.identity_pool_ids.invalidate_all();
        self.groups.invalidate_all();
        self.risk.invalidate_all();
        self.log_delivery.invalidate_all();
        self.resource_servers.invalidate_all();
        self.providers.invalidate_all();
        self.pools.invalidate_all();
        self.pool_ids.invalidate_all();
        self.clients.invalidate_all();
        self.access_keys.invalidate_all();
        self.provisioned.invalidate_all();
    }
}
