//! Which rows are read. A row that can leave is read once: reading goes on where it ended, and what a
//! request of this node has posted is asked for by its id.

use cognate_store::records::lease::Lease;
use cognate_store::records::outbox::{self, Place};

use super::{Begun, Courier, Depth};
use crate::error::Result;
use crate::jobs::held::{News, Posted};

/// Rows read at once beyond those there is room for.
const PAGE_MARGIN: usize = 8;
/// Rows read for one partition before the next has its turn.
const ROWS_MAX: usize = 1_024;
/// Useless rows that wait to be deleted: no more are read before they are.
const UNSETTLED_MAX: usize = 128;

/// Where to go on in a partition.
enum Rest {
    Nothing,
    From(Place),
}

impl Courier {
    /// Delivers what was just posted, while there is room; what there is none for is found later.
    pub(super) async fn hear(&mut self, news: News) {
        if news.others {
            self.to_look.extend(self.node.held().home().map(|home| (home, Place::FIRST)));
            self.look(Depth::Next).await;
        }
        let leases = self.node.held().leases(self.node.now_ms());
        for posted in news.posted.chunks(outbox::THESE_MAX) {
            if let Err(error) = self.begin_these(&leases, posted).await {
                tracing::warn!(cause = ?error.cause(), "the outbox could not be read");
                return;
            }
        }
    }

    async fn begin_these(&mut self, leases: &[Lease], posted: &[Posted]) -> Result<()> {
        let mut ids = Vec::with_capacity(posted.len());
        for message in posted {
            if self.lanes.full(message.channel) {
                self.look_later(outbox::partition_of(message.id));
            } else {
                ids.push(message.id);
            }
        }
        let epoch = self.node.store_epoch();
        for due in outbox::these(self.node.store(), &ids, epoch).await? {
            let partition = outbox::partition_of(due.message.id);
            let held = leases.iter().find(|lease| lease.partition == partition);
            // Without the lease it is another node's to deliver.
            let Some(lease) = held else { continue };
            match self.begin(lease, due, self.node.now_ms()).await {
                Begun::Already | Begun::Now => {}
                Begun::ChannelFull => self.look_later(partition),
                Begun::LaneFull => drop(self.passed.insert(partition)),
            }
        }
        Ok(())
    }

    /// Once there is room.
    fn look_later(&mut self, partition: i64) {
        self.to_look.entry(partition).or_insert(Place::FIRST);
    }

    /// From the first message on: those that came to be there before where reading goes on.
    pub(super) async fn look_everywhere(&mut self) {
        match outbox::partitions_due(self.node.store(), self.node.now_ms()).await {
            Ok(due) => self.to_look.extend(due.into_iter().map(|at| (at, Place::FIRST))),
            Err(error) => tracing::warn!(%error, "the outbox could not be read"),
        }
    }

    /// Starts what is due in the partitions to look at. What cannot start keeps its partition there.
    pub(super) async fn look(&mut self, depth: Depth) {
        if self.to_look.is_empty() || self.lanes.all_full() {
            return;
        }
        let leases = self.node.held().leases(self.node.now_ms());
        let held = |at: &i64| leases.iter().any(|lease| lease.partition == *at);
        self.to_look.retain(|at, _| held(at));
        self.passed.retain(held);
        self.searched.retain(|at, _| held(at));
        for lease in &leases {
            if self.unsettled.len() >= UNSETTLED_MAX {
                return;
            }
            let Some(from) = self.to_look.remove(&lease.partition) else { continue };
            match self.partition(lease, from, depth).await {
                Ok(Rest::From(place)) => drop(self.to_look.insert(lease.partition, place)),
                Ok(Rest::Nothing) => {}
                Err(error) => {
                    tracing::warn!(cause = ?error.cause(), "the outbox could not be read");
                    self.to_look.clear();
                    return;
                }
            }
        }
    }

    async fn partition(&mut self, lease: &Lease, from: Place, depth: Depth) -> Result<Rest> {
        let partition = lease.partition;
        // Before the first message that waits for its channel.
        let mut waiting = None;
        let (mut at, mut read) = (from, 0);
        loop {
            let limit = (self.lanes.room() + PAGE_MARGIN) << (read / 64).min(4);
            let (now_ms, epoch) = (self.node.now_ms(), self.node.store_epoch());
            let store = self.node.store();
            let rows = outbox::due(store, partition, at, now_ms, epoch, limit as i64).await?;
            let last = rows.len() < limit;
            read += rows.len();
            let mut begun = false;
            for due in rows {
                let place = Place::of(&due.message);
                match self.begin(lease, due, now_ms).await {
                    Begun::Already => {}
                    Begun::Now => begun = true,
                    Begun::ChannelFull => drop(waiting.get_or_insert(at)),
                    Begun::LaneFull => drop(self.passed.insert(partition)),
                }
                at = place;
            }
            let rest = Rest::From(waiting.unwrap_or(at));
            if last {
                self.searched.remove(&partition);
                return Ok(waiting.map_or(Rest::Nothing, Rest::From));
            }
            if self.unsettled.len() >= UNSETTLED_MAX {
                // On once they are settled.
                self.freed = true;
                return Ok(rest);
            }
            if waiting.is_some() && (depth == Depth::Next || self.lanes.all_full()) {
                return Ok(rest);
            }
            if read >= ROWS_MAX {
                self.searched.insert(partition, at);
                return Ok(rest);
            }
            if !begun && let Some(seen) = self.searched.remove(&partition) {
                at = at.max(seen);
            }
        }
    }
}
