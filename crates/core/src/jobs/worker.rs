//! The worker of a node: leases partitions, and does what is due in them.

use std::collections::HashMap;

use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{job, lease, node as nodes};

use crate::error::Result;
use crate::jobs::{duties, leftovers};
use crate::node::Node;

/// A lease runs out this long after it was last renewed, in ms.
const LEASE_MS: i64 = 15_000;
/// Leases are looked after this often, in ms.
const RENEW_EVERY_MS: i64 = 5_000;
/// Jobs looked at per partition and turn.
const JOBS_MAX: i64 = 4;
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
        let mut busy = false;
        let held: Vec<lease::Lease> = self.held.values().cloned().collect();
        for lease in &held {
            match self.partition(lease).await {
                Ok(more) => busy |= more,
                Err(error) => {
                    tracing::warn!(
                        partition = lease.partition, code = %error.code, cause = ?error.cause(),
                        "background work failed, trying again"
                    );
                }
            }
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
        self.node.held().set(self.held.values().cloned());
        looked.is_ok()
    }

    async fn partition(&mut self, lease: &lease::Lease) -> Result<bool> {
        let now_ms = self.node.now_ms();
        let mut busy = false;
        for job in job::due(self.node.store(), lease.partition, now_ms, JOBS_MAX).await? {
            match leftovers::step(&self.node, lease, &job).await {
                Ok(finished) => busy |= !finished,
                Err(error) => {
                    let pause = PAUSE_MS << job.tries.clamp(0, PAUSE_DOUBLINGS_MAX);
                    let postpone = job::postpone(job.id, now_ms + pause, lease.fence);
                    self.node.store().write(Batch::new().with(postpone)).await?;
                    return Err(error);
                }
            }
        }
        Ok(busy | self.duties.step(&self.node, lease).await?)
    }

    /// Renews what is held, and takes what is free up to this node's fair share.
    async fn look_after_leases(&mut self, now_ms: i64) -> Result<()> {
        let (store, id) = (self.node.store(), self.node.id());
        let until = now_ms + LEASE_MS;
        let alive = nodes::all(store)
            .await?
            .iter()
            .filter(|node| node.id != id && now_ms - node.heartbeat < LEASE_MS)
            .count();
        let share = (lease::PARTITIONS as usize).div_ceil(alive + 1);
        let known: HashMap<i64, lease::Lease> =
            lease::all(store).await?.into_iter().map(|lease| (lease.partition, lease)).collect();
        for partition in 0..lease::PARTITIONS {
            match known.get(&partition) {
                Some(lease) if lease.owner == id && lease.until > 0 => {
                    if self.held.len() > share && self.held.contains_key(&partition) {
                        let release = lease::release(partition, id, lease.fence);
                        store.write(Batch::new().with(release)).await?;
                        self.held.remove(&partition);
                        continue;
                    }
                    let renew = lease::renew(partition, id, lease.fence, until);
                    if store.write(Batch::new().with(renew)).await? == Outcome::Committed {
                        self.held.insert(partition, lease.clone());
                    } else {
                        self.held.remove(&partition);
                    }
                }
                Some(lease) if lease.until > now_ms => {
                    self.held.remove(&partition);
                }
                Some(_) | None if self.held.len() < share => {
                    let take = lease::try_take(partition, id, now_ms, until);
                    let taken = store.write(Batch::new().with(take)).await?;
                    if taken == Outcome::Committed
                        && let Some(lease) = lease::find(store, partition).await?
                    {
                        self.held.insert(partition, lease);
                    }
                }
                Some(_) | None => {
                    self.held.remove(&partition);
                }
            }
        }
        Ok(())
    }
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
