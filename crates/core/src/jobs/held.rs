//! The partitions this node holds, as far as others than the worker need to know, and what it has put
//! into the outbox since it looked.

use parking_lot::{Mutex, RwLock};
use tokio::sync::Notify;

use cognate_crypto::Random;
use cognate_store::records::lease::{Lease, PARTITIONS};

use crate::notify::Channel;

/// More than these are looked for in the store.
const POSTED_MAX: usize = 1_024;

/// Kept by the worker, read by the outbox.
#[derive(Default)]
pub struct Held {
    now: RwLock<Snapshot>,
    news: Mutex<News>,
    wake: Notify,
}

/// A message that a batch of this node has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    pub id: [u8; 16],
    pub channel: Channel,
}

/// What the courier is woken for.
#[derive(Default)]
pub(super) struct News {
    pub posted: Vec<Posted>,
    /// There are others, too many to be kept.
    pub others: bool,
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

    /// The id of a new message. Its partition is with this node, if it holds any: then the message need
    /// not wait for another node to look. Ids of one time are neighbours in the table, so that a group
    /// of messages costs few pages.
    pub fn new_id(&self, random: &dyn Random, now_ms: i64) -> [u8; 16] {
        let mut id: [u8; 16] = random.array();
        id[0] = match self.home().and_then(|home| u8::try_from(home).ok()) {
            Some(home) => home,
            None => id[0] % PARTITIONS as u8,
        };
        id[1..7].copy_from_slice(&now_ms.to_be_bytes()[2..]);
        id
    }

    /// After the commit that wrote these.
    pub(crate) fn wake_for(&self, posted: &[Posted]) {
        let mut news = self.news.lock();
        if news.posted.len() + posted.len() <= POSTED_MAX {
            news.posted.extend(posted);
        } else {
            news.others = true;
        }
        drop(news);
        self.wake.notify_one();
    }

    /// Everything since the last time: there need not be anything.
    pub(super) async fn woken(&self) -> News {
        self.wake.notified().await;
        std::mem::take(&mut *self.news.lock())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use cognate_crypto::SystemRandom;
    use cognate_store::records::outbox::partition_of;

    use super::*;

    #[test]
    fn ids_are_of_a_partition_of_this_node_in_the_order_of_time() {
        let held = Held::default();
        let random = SystemRandom;
        let of_nobody: HashSet<_> = (0..2_000).map(|_| held.new_id(&random, 7)[0]).collect();
        assert_eq!(of_nobody.len() as i64, PARTITIONS);
        let lease = |partition| Lease { partition, owner: [1; 16], fence: 1, until: 10 };
        held.set([lease(9), lease(5)].into_iter(), 10);
        let ids: Vec<_> = [0, 255, 256, 1_800_000_000_000]
            .map(|now_ms| held.new_id(&random, now_ms))
            .into_iter()
            .collect();
        assert!(ids.iter().all(|id| partition_of(*id) == 5));
        assert!(ids.is_sorted());
        assert_ne!(held.new_id(&random, 7), held.new_id(&random, 7));
        assert_eq!(held.leases(9).len(), 2);
        assert!(held.leases(10).is_empty());
    }

    #[tokio::test]
    async fn what_is_posted_is_kept_within_bounds() {
        let held = Held::default();
        let posted = Posted { id: [1; 16], channel: Channel::Email };
        held.wake_for(&[posted]);
        held.wake_for(&[posted; 2]);
        let news = held.woken().await;
        assert_eq!((news.posted.len(), news.others), (3, false));
        held.wake_for(&[posted; POSTED_MAX]);
        held.wake_for(&[posted]);
        let news = held.woken().await;
        assert_eq!((news.posted.len(), news.others), (POSTED_MAX, true));
    }
}
