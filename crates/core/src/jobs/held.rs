//! The partitions this node holds, as far as others than the worker need to know.

use parking_lot::RwLock;
use tokio::sync::Notify;

use cognate_store::records::lease::{Lease, PARTITIONS};

/// Kept by the worker, read by the outbox.
#[derive(Default)]
pub struct Held {
    now: RwLock<Snapshot>,
    wake: Notify,
}

#[derive(Default)]
struct Snapshot {
    leases: Vec<Lease>,
    until_ms: i64,
}

impl Held {
    pub(super) fn set(&self, leases: impl Iterator<Item = Lease>, until_ms: i64) {
        let mut leases: Vec<Lease> = leases.collect();
        leases.sort_by_key(|lease| lease.partition);
        *self.now.write() = Snapshot { leases, until_ms };
    }

    /// The leases, as long as nobody else can have them: a node that slept finds none. Whoever
    /// writes still checks the fence.
    pub(super) fn leases(&self, now_ms: i64) -> Vec<Lease> {
        let held = self.now.read();
        if now_ms < held.until_ms { held.leases.clone() } else { Vec::new() }
    }

    /// The partition that this node looks at when it is woken.
    pub(super) fn home(&self) -> Option<i64> {
        self.now.read().leases.first().map(|lease| lease.partition)
    }

    /// A random id, changed so that its partition is with this node, if it holds any: then a message
    /// need not wait for another node to look.
    pub fn near(&self, mut id: [u8; 16]) -> [u8; 16] {
        let Some(home) = self.home().and_then(|home| u8::try_from(home).ok()) else { return id };
        let partitions = PARTITIONS as u8;
        id[0] = id[0] - id[0] % partitions + home;
        id
    }

    /// After a commit that wrote to the outbox.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_moved_to_a_partition_of_this_node() {
        let held = Held::default();
        assert_eq!(held.near([200; 16]), [200; 16]);
        let lease = |partition| Lease { partition, owner: [1; 16], fence: 1, until: 10 };
        held.set([lease(9), lease(5)].into_iter(), 10);
        for first in 0..=255 {
            let id = held.near([first; 16]);
            assert_eq!(i64::from(id[0]) % PARTITIONS, 5);
            assert_eq!(id[0] / 64, first / 64);
        }
        assert_eq!(held.leases(9).len(), 2);
        assert!(held.leases(10).is_empty());
    }
}
