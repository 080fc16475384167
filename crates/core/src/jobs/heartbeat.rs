//! Nodes say that they are alive, and hold each other's clocks together (RL-5).

use cognate_store::Store;
use cognate_store::batch::Batch;
use cognate_store::records::node;

use crate::node::Node;

/// A clock further than this from the store's newest heartbeat must not serve, in ms.
pub const CLOCK_DISTANCE_MAX_MS: i64 = 60_000;
/// Heartbeats older than this say nothing about clocks, in ms.
const RECENT_MS: i64 = 30_000;
/// Nodes silent for this long are forgotten, in ms.
const SILENT_MS: i64 = 3_600_000;

/// This machine's clock is behind what other nodes have persisted.
#[derive(Debug, thiserror::Error)]
#[error(
    "this machine's clock is {0} seconds behind the time in the store: set it, then start again"
)]
pub struct ClockTooFar(i64);

/// Refuses to start with a clock that is far behind the newest heartbeat.
pub async fn check_clock(
    store: &Store,
    now_ms: i64,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let newest = node::all(store).await?.iter().map(|node| node.heartbeat).max();
    match newest {
        Some(newest) if newest - now_ms > CLOCK_DISTANCE_MAX_MS => {
            Err(ClockTooFar((newest - now_ms) / 1_000).into())
        }
        _ => Ok(()),
    }
}

/// Writes this node's heartbeat and takes note of the others'.
pub async fn beat(this: &Node, address: &str) {
    let now_ms = this.now_ms();
    let row = node::Node {
        id: this.id(),
        started: now_ms,
        heartbeat: now_ms,
        address: address.to_owned(),
    };
    let batch =
        Batch::new().with(node::heartbeat(&row)).with(node::delete_silent(now_ms - SILENT_MS));
    if let Err(error) = this.store().write(batch).await {
        tracing::warn!(%error, "the heartbeat could not be written");
        return;
    }
    match node::all(this.store()).await {
        Ok(nodes) => {
            let newest = nodes.iter().map(|node| node.heartbeat).max().unwrap_or(now_ms);
            this.clock().persisted(newest);
            let alive = nodes.iter().filter(|node| now_ms - node.heartbeat < RECENT_MS).count();
            metrics::gauge!("cognate_nodes").set(u32::try_from(alive).unwrap_or(u32::MAX));
        }
        Err(error) => tracing::warn!(%error, "the nodes could not be read"),
    }
}

/// At shutdown.
pub async fn leave(this: &Node) {
    if let Err(error) = this.store().write(Batch::new().with(node::delete(this.id()))).await {
        tracing::warn!(%error, "the node could not be taken from the list");
    }
}
