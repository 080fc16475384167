//! Delivery of the outbox: what is due in this node's partitions leaves through the senders.
//!
//! A row is deleted after its message was taken, so a message is sent at least once, and once unless
//! the node dies in between. Messages whose code was replaced, and expired ones, are deleted unread.
//! A refused message waits, longer each time, until it expires; one that was refused for good only
//! stays for operators to see. Slow receivers hold up only their own: the number of messages on their
//! way is bounded for each channel, and within it for each destination.

mod flight;
mod lanes;
mod look;
mod settle;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use cognate_store::records::lease::Lease;
use cognate_store::records::outbox::{self, Due, Place};

use crate::jobs::outbox::flight::{Flight, Landed};
use crate::jobs::outbox::lanes::Lanes;
use crate::jobs::outbox::settle::{Fate, Settlement};
use crate::node::Node;
use crate::notify::{self, Channel, Message, SendError, Sender};

/// How often all partitions are looked at: messages of other nodes, and those that had to wait.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Outcomes are written together: after this time, or when there are this many.
const SETTLE_WITHIN: Duration = Duration::from_millis(10);
const SETTLED_AT_ONCE: usize = 32;
/// How often the length of the queue is measured.
const MEASURE_EVERY: Duration = Duration::from_secs(10);
const MEASURED_MAX: i64 = 100_000;

/// Delivers the messages of the partitions that [`super::Worker`] holds.
pub struct Courier {
    node: Node,
    flights: JoinSet<Landed>,
    lanes: Lanes,
    /// Written as soon as the store takes it; until then the rows are not looked at again.
    unsettled: Vec<Settlement>,
    /// Partitions with rows that may be due, and from where on.
    to_look: BTreeMap<i64, Place>,
    /// Partitions with rows that were passed over because their destination is busy.
    passed: BTreeSet<i64>,
    /// How far partitions were searched for messages that can leave behind many that cannot.
    searched: BTreeMap<i64, Place>,
    /// There is room where there was none.
    freed: bool,
}

impl Courier {
    pub fn new(node: Node) -> Courier {
        let lanes = Lanes::new(node.config().limits.deliveries_max);
        Courier {
            node,
            flights: JoinSet::new(),
            lanes,
            unsettled: Vec::new(),
            to_look: BTreeMap::new(),
            passed: BTreeSet::new(),
            searched: BTreeMap::new(),
            freed: false,
        }
    }

    /// Delivers until dropped; may be dropped at any point, after which [`Courier::finish`] is due.
    pub async fn run(&mut self) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut measure = tokio::time::interval(MEASURE_EVERY);
        let mut settle = std::pin::pin!(tokio::time::sleep(SETTLE_WITHIN));
        loop {
            let nothing_unsettled = self.unsettled.is_empty();
            tokio::select! {
                Some(landed) = self.flights.join_next() => self.landed(landed),
                news = self.node.held().woken() => self.hear(news).await,
                _ = tick.tick() => {
                    self.look_everywhere().await;
                    self.look(Depth::Search).await;
                }
                _ = measure.tick() => self.measure().await,
                () = settle.as_mut(), if !nothing_unsettled => {
                    self.settle().await;
                    if !self.unsettled.is_empty() {
                        // The store does not answer.
                        settle.set(tokio::time::sleep(LOOK_EVERY));
                    }
                }
            }
            if std::mem::take(&mut self.freed) {
                self.look(Depth::Next).await;
            }
            if self.unsettled.len() >= SETTLED_AT_ONCE {
                self.settle().await;
            }
            // A page of messages that are of no use any more: the next may hold others.
            while !self.to_look.is_empty() && self.flights.is_empty() {
                self.settle().await;
                if !self.unsettled.is_empty() {
                    break;
                }
                self.look(Depth::Next).await;
            }
            if nothing_unsettled && !self.unsettled.is_empty() {
                settle.set(tokio::time::sleep(SETTLE_WITHIN));
            }
        }
    }

    /// Delivers what is due, and what becomes due by it, to the end. True when there was something.
    /// For tests, which turn the clock between calls.
    pub async fn turn(&mut self) -> bool {
        self.look_everywhere().await;
        let mut busy = false;
        loop {
            self.look(Depth::Search).await;
            busy |= !self.is_idle();
            if let Some(landed) = self.flights.join_next().await {
                self.landed(landed);
            }
            self.settle().await;
            let stuck = self.flights.is_empty() && !self.unsettled.is_empty();
            if stuck || self.to_look.is_empty() && self.is_idle() {
                return busy;
            }
        }
    }

    /// At shutdown: waits for what is on its way, and starts nothing more.
    pub async fn finish(mut self, within: Duration) {
        let land = async {
            while let Some(landed) = self.flights.join_next().await {
                self.landed(landed);
                self.settle().await;
            }
            self.settle().await;
        };
        if tokio::time::timeout(within, land).await.is_err() {
            tracing::warn!("messages on their way were cut off; they may be sent twice");
        }
    }

    fn is_idle(&self) -> bool {
        self.flights.is_empty() && self.unsettled.is_empty()
    }

    async fn begin(&mut self, lease: &Lease, due: Due, now_ms: i64) -> Begun {
        let row = due.message;
        let full = Channel::from_number(row.channel).is_some_and(|on| self.lanes.full(on));
        if self.lanes.knows(row.id) || self.unsettled.iter().any(|known| known.id == row.id) {
            return Begun::Already;
        }
        let flight = Flight::of(lease, &row);
        let fate = if !due.current {
            Fate::Replaced
        } else if row.expires <= now_ms {
            Fate::Expired
        } else if full {
            return Begun::ChannelFull;
        } else {
            match self.prepare(&row).await {
                Ok((_, message)) if !self.lanes.enter(&message) => return Begun::LaneFull,
                Ok((sender, message)) => {
                    self.flights.spawn(flight.fly(sender, message));
                    return Begun::Now;
                }
                Err(error) => Fate::Failed(error),
            }
        };
        self.unsettled.push(flight.settled(fate));
        Begun::Now
    }

    /// What the row's seal holds, and who carries it.
    async fn prepare(
        &self,
        row: &outbox::Message,
    ) -> std::result::Result<(Arc<dyn Sender>, Message), SendError> {
        let channel = Channel::from_number(row.channel)
            .ok_or_else(|| SendError::temporary("a newer version wrote it"))?;
        let sender = self.node.senders().of(channel).ok_or_else(|| {
            SendError::temporary(format!("no sender for {} is configured", channel.as_str()))
        })?;
        let keys = self.node.keys().pool(row.pool).await;
        let keys = keys.map_err(|_| SendError::temporary("the pool's keys cannot be read"))?;
        let opened = notify::open(&keys, &self.node.config().account, channel, row);
        let message = opened.map_err(|error| {
            // Counts and alarms, as for every seal.
            SendError::temporary(crate::Error::from(error).message)
        })?;
        Ok((sender.clone(), message))
    }

    fn landed(&mut self, landed: std::result::Result<Landed, tokio::task::JoinError>) {
        // Flights catch panics and nobody aborts them, so there is no other way for one to end.
        let Ok(landed) = landed else { return };
        self.leave(landed);
        while let Some(Ok(landed)) = self.flights.try_join_next() {
            self.leave(landed);
        }
    }

    fn leave(&mut self, landed: Landed) {
        let freed = self.lanes.leave(landed.flight.id);
        self.unsettled.push(landed.settled());
        self.freed |= freed.channel;
        if freed.lane {
            self.freed = true;
            for partition in std::mem::take(&mut self.passed) {
                self.searched.remove(&partition);
                self.to_look.insert(partition, Place::FIRST);
            }
        }
    }

    async fn settle(&mut self) {
        if !self.unsettled.is_empty() && settle::write(&self.node, &self.unsettled).await {
            self.unsettled.clear();
        }
    }

    async fn measure(&self) {
        let store = self.node.store();
        if let Ok(length) = outbox::count(store, MEASURED_MAX).await {
            metrics::gauge!("cognate_outbox_messages").set(length as f64);
        }
        if let Ok(oldest) = outbox::oldest(store, MEASURED_MAX).await {
            let age_ms = oldest.map_or(0, |created| (self.node.now_ms() - created).max(0));
            metrics::gauge!("cognate_outbox_oldest_seconds").set(age_ms as f64 / 1_000.0);
        }
    }
}

/// How far to look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Up to the first message whose channel is full.
    Next,
    /// Behind it as well, for messages of the other channel.
    Search,
}

enum Begun {
    /// It is on its way, or waits for the store.
    Already,
    Now,
    ChannelFull,
    /// Its destination is busy.
    LaneFull,
}
