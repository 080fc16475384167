//! The worker of a node: leases partitions, and does what is due in them.

use std::collections::{HashMap, HashSet};

use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{job, lease, node as nodes};

use crate::error::{Error, Result};
use crate::jobs::{duties, importing, leftovers};
use crate::node::Node;

/// A lease runs out this long after it was last renewed, in ms.
const LEASE_MS: i64 = 15_000;
/// Leases are looked after this often, in ms.
const RENEW_EVERY_MS: i64 = 5_000;
/// Jobs looked at per turn.
const JOBS_MAX: i64 = 64;
/// A failed job waits this long, doubled with each try, in ms.
const PAUSE_MS: i64 = 1_000;
const PAUSE_DOUBLINGS_MAX: i64 = 10;

pub struct Worker {
    node: Node,
    held: HashMap<i64, lease::Lease>,
    looked_after_ms: i64,
    duties: duties::Duties,
}

impl Worker {
    pub fn new(node: Node) -> Worker {
        Worker {
            node,
            held: HashMap::new(),
            looked_after_ms: i64::MIN,
            duties: duties::Duties::default(),
        }
    }

    /// One round: look after the leases, then one chunk of every due job and duty. True when there
    /// is more to do at once.
    pub async fn turn(&mut self) -> bool {
        if !self.hold().await {
            return false;
        }
        let mut busy = match self.jobs().await {
            Ok(more) => more,
            Err(error) => failed("jobs", &error),
        };
        let held: Vec<lease::Lease> = self.held.values().cloned().collect();
        for lease in &held {
            busy |= match self.duties.step(&self.node, lease).await {
                Ok(more) => more,
                Err(error) => failed("a duty", &error),
            };
        }
        busy
    }

    /// Looks after the leases where that is due. False when it failed: nothing is held then.
    pub async fn hold(&mut self) -> bool {
        let now_ms = self.node.now_ms();
        if now_ms.saturating_sub(self.looked_after_ms) < RENEW_EVERY_MS {
            return true;
        }
        let looked = self.look_after_leases(now_ms).await;
        match &looked {
            Ok(()) => self.looked_after_ms = now_ms,
            Err(error) => {
                tracing::warn!(cause = ?error.cause(), "leases could not be renewed");
                self.held.clear();
            }
        }
        self.node.held().set(self.held.values().cloned(), now_ms + LEASE_MS);
        looked.is_ok()
    }

    /// One read for all partitions, then a chunk of each job in those that are held here.
    async fn jobs(&mut self) -> Result<bool> {
        let now_ms = self.node.now_ms();
        let mut busy = false;
        for job in job::due(self.node.store(), now_ms, JOBS_MAX).await? {
            let Some(lease) = self.held.get(&job.partition) else { continue };
            let stepped = match job.kind {
                leftovers::IMPORT | leftovers::WATCH_IMPORT => {
                    importing::step(&self.node, lease, &job).await
                }
                _ => leftovers::step(&self.node, lease, &job).await,
            };
            match stepped {
                Ok(finished) => busy |= !finished,
                Err(error) => {
                    failed("a job", &error);
                    let pause = PAUSE_MS << job.tries.clamp(0, PAUSE_DOUBLINGS_MAX);
                    let postpone = job::postpone(job.id, now_ms + pause, lease.fence);
                    self.node.store().write(Batch::new().with(postpone)).await?;
                }
            }
        }
        Ok(busy)
    }

    /// Renews what is held, gives back what exceeds this node's fair share, and takes what is free
    /// up to it. In the common case one write and two reads.
    async fn look_after_leases(&mut self, now_ms: i64) -> Result<()> {
        let (store, id) = (self.node.store(), self.node.id());
        let until = now_ms + LEASE_MS;
        let nodes = nodes::all(store).await?;
        let others = nodes.iter().filter(|n| n.id != id && now_ms - n.heartbeat < LEASE_MS).count();
        let share = (lease::PARTITIONS as usize).div_ceil(others + 1);
        store.write(Batch::new().with(lease::renew_all(id, until))).await?;
        let known = lease::all(store).await?;
        let mine = known.iter().filter(|lease| lease.owner == id && lease.until > now_ms);
        self.held = mine.map(|lease| (lease.partition, lease.clone())).collect();
        let surplus: Vec<lease::Lease> = self.held.values().skip(share).cloned().collect();
        for lease in surplus {
            let release = lease::release(lease.partition, id, lease.fence);
            store.write(Batch::new().with(release)).await?;
            self.held.remove(&lease.partition);
        }
        let taken: HashSet<i64> =
            known.iter().filter(|lease| lease.until > now_ms).map(|l| l.partition).collect();
        let free: Vec<i64> =
            (0..lease::PARTITIONS).filter(|partition| !taken.contains(partition)).collect();
        let wanted = share.saturating_sub(self.held.len()).min(free.len());
        // Nodes that start together would all want the first ones.
        let from = usize::from(id[1]) % free.len().max(1);
        for partition in free.iter().cycle().skip(from).take(wanted) {
            let take = lease::try_take(*partition, id, now_ms, until);
            if store.write(Batch::new().with(take)).await? == Outcome::Committed
                && let Some(lease) = lease::find(store, *partition).await?
            {
                self.held.insert(*partition, lease);
            }
        }
        Ok(())
    }
}

/// Background work is tried again; the log says what failed. Nothing more to do at once.
fn failed(what: &'static str, error: &Error) -> bool {
    tracing::warn!(
        what, code = %error.code, cause = ?error.cause(),
        "background work failed, trying again"
    );
    false
}

/// At shutdown: other nodes need not wait for the leases to run out.
pub(super) async fn release_all(node: &Node) {
    let Ok(leases) = lease::all(node.store()).await else { return };
    for held in leases.iter().filter(|lease| lease.owner == node.id()) {
        let release = lease::release(held.partition, held.owner, held.fence);
        if let Err(error) = node.store().write(Batch::new().with(release)).await {
            tracing::warn!(%error, "a lease could not be released");
            return;
        }
    }
}
