//! EstimatedNumberOfUsers: deltas gathered in memory, added to the store every second.

use std::collections::HashMap;

use parking_lot::Mutex;

use cognate_store::batch::Batch;
use cognate_store::records::user_count;

use crate::node::Node;

/// Deltas per pool since the last flush; at most one entry per pool that changed.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<i64, i64>>);

impl Counts {
    pub fn add(&self, pool: i64, delta: i64) {
        *self.0.lock().entry(pool).or_default() += delta;
    }

    fn take(&self) -> HashMap<i64, i64> {
        std::mem::take(&mut self.0.lock())
    }
}

/// Writes what was gathered. A failure keeps it for the next time; a crash loses at most a second,
/// which `cognate verify` finds.
pub async fn flush(node: &Node) {
    let slot = i64::from(node.id()[0]) % user_count::SLOTS;
    for (pool, delta) in node.counts().take() {
        if delta == 0 {
            continue;
        }
        let batch = Batch::new().with(user_count::add(pool, slot, delta));
        if let Err(error) = node.store().write(batch).await {
            tracing::warn!(%error, "user counts could not be written, trying again");
            node.counts().add(pool, delta);
        }
    }
}
