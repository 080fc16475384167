//! The running instance: what every request shares. Cloning is cheap; nothing here is the truth,
//! which is in the store, so any number of nodes may serve one database.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use bytes::Bytes;
use http::{Method, Request, Response};

use cognate_crypto::{Kek, Random};
use cognate_store::Store;
use cognate_store::records::meta;

use crate::cache::Caches;
use crate::call::{self, Doors};
use crate::clock::{Clock, Corrected};
use crate::config::Config;
use crate::cx::Cx;
use crate::discovery;
use crate::domains;
use crate::error::{Error, Result};
use crate::imports;
use crate::jobs::{Counts, Follower, Held};
use crate::keys::Ring;
use crate::logs::LogSink;
use crate::notify::Senders;
use crate::outbound::Outbound;
use crate::pages::Pages;
use crate::rates::Buckets;
use crate::triggers::FunctionPort;
use crate::web_identity::Issuers;
use crate::workers::Workers;

/// What an instance is put together from.
pub struct Parts {
    pub config: Config,
    pub store: Store,
    pub clock: Box<dyn Clock>,
    pub random: Box<dyn Random>,
    pub keks: Vec<Kek>,
    pub functions: Box<dyn FunctionPort>,
    pub senders: Senders,
    /// What asks other servers.
    pub outbound: Box<dyn Outbound>,
    /// Where pools' events are delivered.
    pub logs: Box<dyn LogSink>,
    pub doors: Doors,
    /// What draws the pages of pools' domains; without it, domains are not served.
    pub pages: Option<Pages>,
    /// Other processes may write to the same store: caches follow `config_change`.
    pub shared_store: bool,
}

#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    id: [u8; 16],
    config: Config,
    store: Store,
    clock: Corrected,
    random: Box<dyn Random>,
    keys: Ring,
    workers: Workers,
    functions: Box<dyn FunctionPort>,
    senders: Senders,
    outbound: Box<dyn Outbound>,
    logs: Box<dyn LogSink>,
    doors: Doors,
    pages: Option<Pages>,
    caches: Caches,
    buckets: Buckets,
    issuers: Issuers,
    store_epoch: AtomicI64,
    undeclared: AtomicU64,
    counts: Counts,
    follower: Follower,
    held: Held,
}

/// Where the store's epoch stands in `meta`: eight bytes, big-endian. A restore raises it.
pub const STORE_EPOCH: &str = "store_epoch";
/// Where the installation's 16-byte id stands in `meta`.
pub const INSTALLATION_ID: &str = "installation_id";

impl Node {
    /// Fails when key and database do not belong together, or the store is not initialised.
    pub async fn start(
        parts: Parts,
    ) -> std::result::Result<Node, Box<dyn std::error::Error + Send + Sync>> {
        let Parts { config, store, clock, random, keks, functions, senders, doors, .. } = parts;
        let Parts { pages, shared_store, outbound, logs, .. } = parts;
        let installation = meta::find(&store, INSTALLATION_ID)
            .await?
            .and_then(|id| <[u8; 16]>::try_from(id).ok())
            .ok_or(crate::keys::WrongKek::NotInitialised)?;
        let entries_max = config.limits.cache_entries_max;
        let keys =
            Ring::open(store.clone(), &config.account, &installation, keks, entries_max).await?;
        let workers = Workers::start(
            config.limits.arithmetic_threads,
            config.limits.arithmetic_queue_length,
        )?;
        let inner = Inner {
            id: random.array(),
            store_epoch: AtomicI64::new(read_epoch(&store).await?),
            clock: Corrected::new(clock),
            caches: Caches::new(entries_max, shared_store),
            buckets: Buckets::default(),
            issuers: Issuers::default(),
            undeclared: AtomicU64::new(0),
            counts: Counts::default(),
            follower: Follower::default(),
            held: Held::default(),
            config,
            store,
            random,
            keys,
            workers,
            functions,
            senders,
            outbound,
            logs,
            doors,
            pages,
        };
        Ok(Node(Arc::new(inner)))
    }

    /// Answers a request: the pages of pools' domains, the API, JWKS and discovery documents.
    pub async fn answer(
        &self,
        request: Request<Bytes>,
        source: IpAddr,
        request_id: &str,
    ) -> Response<Bytes> {
        if let Some((pages, place)) = self.0.pages.zip(domains::place(self.config(), &request)) {
            let cx = Cx::unsigned(self.clone(), ("Pages", "pages"), source, request_id);
            return pages(cx, place, request).await;
        }
        if matches!(*request.method(), Method::GET | Method::HEAD)
            && let Some(response) = discovery::answer(self, &request, source, request_id).await
        {
            return response;
        }
        if let Some(response) = imports::answer(self, &request, source, request_id).await {
            return response;
        }
        call::answer(self, request, source, request_id).await
    }

    /// Names this process among the nodes.
    pub fn id(&self) -> [u8; 16] {
        self.0.id
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn clock(&self) -> &Corrected {
        &self.0.clock
    }

    /// Corrected time (RL-5), milliseconds since the epoch.
    pub fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    pub fn random(&self) -> &dyn Random {
        self.0.random.as_ref()
    }

    pub fn keys(&self) -> &Ring {
        &self.0.keys
    }

    pub fn workers(&self) -> &Workers {
        &self.0.workers
    }

    pub fn functions(&self) -> &dyn FunctionPort {
        self.0.functions.as_ref()
    }

    /// What carries messages to people.
    pub fn senders(&self) -> &Senders {
        &self.0.senders
    }

    /// What asks other servers.
    pub fn logs(&self) -> &dyn LogSink {
        self.0.logs.as_ref()
    }

    pub fn outbound(&self) -> &dyn Outbound {
        self.0.outbound.as_ref()
    }

    pub fn held(&self) -> &Held {
        &self.0.held
    }

    pub fn doors(&self) -> &[crate::call::Door] {
        &self.0.doors
    }

    pub fn caches(&self) -> &Caches {
        &self.0.caches
    }

    /// What is left of the rates of requests.
    pub fn buckets(&self) -> &Buckets {
        &self.0.buckets
    }

    /// The keys of issuers elsewhere.
    pub fn issuers(&self) -> &Issuers {
        &self.0.issuers
    }

    /// Users added and removed, not yet in the store.
    pub fn counts(&self) -> &Counts {
        &self.0.counts
    }

    pub fn follower(&self) -> &Follower {
        &self.0.follower
    }

    /// One-time artefacts and sessions of another epoch are void (OTP-11).
    pub fn store_epoch(&self) -> i64 {
        self.0.store_epoch.load(Ordering::Relaxed)
    }

    pub fn count_undeclared(&self) {
        self.0.undeclared.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("cognate_undeclared_errors_total").increment(1);
    }

    /// How many errors left that their operation does not declare. Tests demand none.
    pub fn undeclared_errors(&self) -> u64 {
        self.0.undeclared.load(Ordering::Relaxed)
    }

    /// Development only: empties the store and everything remembered of it, then makes the
    /// installation anew under the same key.
    pub async fn reset(&self) -> Result<()> {
        if self.config().dev.is_none() {
            return Err(Error::internal("reset is a development operation"));
        }
        self.keys().reset(self.random(), self.now_ms()).await?;
        self.caches().forget_all();
        self.issuers().forget_all();
        Ok(())
    }
}

async fn read_epoch(store: &Store) -> std::result::Result<i64, cognate_store::Error> {
    let bytes = meta::find(store, STORE_EPOCH).await?;
    Ok(bytes.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()).map_or(0, i64::from_be_bytes))
}
