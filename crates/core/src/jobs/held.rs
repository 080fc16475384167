//! The partitions this node holds, as far as others than the worker need to know.

use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::RwLock;
use tokio::sync::Notify;

use cognate_store::records::lease::{Lease, PARTITIONS};

/// No partition is held.
const NONE: i64 = -1;

/// Kept by the worker, read by the outbox.
pub struct Held {
    leases: RwLock<Vec<Lease>>,
    home: AtomicI64,
    wake: Notify,
}

impl Default for Held {
    fn default() -> Held {
        Held { leases: RwLock::default(), home: AtomicI64::new(NONE), wake: Notify::new() }
    }
}

impl Held {
    pub(super) fn set(&self, leases: impl Iterator<Item = Lease>) {
        let leases: Vec<Lease> = leases.collect();
        let home = leases.iter().map(|lease| lease.partition).min().unwrap_or(NONE);
        *self.leases.write() = leases;
        self.home.store(home, Ordering::Relaxed);
    }

    /// A snapshot; whoever writes checks the fence.
    pub(super) fn leases(&self) -> Vec<Lease> {
        self.leases.read().clone()
    }

    /// The partition that this node looks at first when it is woken.
    pub(super) fn home(&self) -> Option<i64> {
        Some(self.home.load(Ordering::Relaxed)).filter(|home| *home != NONE)
    }

    /// Where this node puts what it writes: with itself, if it holds anything, since then it need not
    /// wait for another node to look.
    pub fn partition_for(&self, id: &[u8; 16]) -> i64 {
        self.home().unwrap_or(i64::from(id[0]) % PARTITIONS)
    }

    /// After a commit that wrote to the outbox.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }
}
