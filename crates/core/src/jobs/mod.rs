//! Background work. Partitions are leased to nodes; effects carry the lease's fence; every step is
//! a small chunk, so that no request waits behind it, and every job can stop and go on anywhere.
//!
//! The server calls [`run`]; tests turn the same wheels by hand with [`Worker::turn`].

mod counts;
mod duties;
mod follow;
mod heartbeat;
mod held;
mod importing;
mod leftovers;
mod outbox;
mod worker;

use std::future::Future;
use std::time::Duration;

use crate::node::Node;

pub use counts::{Counts, flush as flush_counts};
pub use follow::{Follower, forget};
pub use heartbeat::{ClockTooFar, beat, check_clock};
pub use held::{Held, Posted};
pub use importing::{hold_back, import, watch_import};
pub use leftovers::{
    check_user_swept, delete_group, delete_identity_pool, delete_pool, delete_user,
};
pub use outbox::Courier;
pub use worker::Worker;

/// How often changes of configuration are polled.
const FOLLOW_EVERY: Duration = Duration::from_millis(250);
/// How often counts are flushed, and leased work is looked for.
const TURN_EVERY: Duration = Duration::from_secs(1);
/// How long messages on their way may take at shutdown; leases hold longer.
const FINISH_WITHIN: Duration = Duration::from_secs(8);
/// How often a node says that it is alive.
const BEAT_EVERY: Duration = Duration::from_secs(5);

/// Runs all background work until `stop` is done; then gives the leases back.
pub async fn run(node: Node, address: String, stop: impl Future<Output = ()>) {
    let mut courier = Courier::new(node.clone());
    let follow = repeat(FOLLOW_EVERY, || {
        let node = node.clone();
        async move { Follower::poll(&node).await }
    });
    let beat = repeat(BEAT_EVERY, || beat(&node, &address));
    let work = async {
        let mut worker = Worker::new(node.clone());
        loop {
            // Work that found something goes on at once, after letting others run.
            let busy = worker.turn().await;
            counts::flush(&node).await;
            tokio::time::sleep(if busy { Duration::from_millis(5) } else { TURN_EVERY }).await;
        }
    };
    let everything = async {
        // Also on a store of our own: commands such as `cognate keys` write beside the server.
        tokio::join!(follow, beat, work, courier.run())
    };
    tokio::select! {
        _ = everything => {}
        () = stop => {}
    }
    courier.finish(FINISH_WITHIN).await;
    counts::flush(&node).await;
    worker::release_all(&node).await;
    heartbeat::leave(&node).await;
}

async fn repeat<Fut: Future<Output = ()>>(every: Duration, mut step: impl FnMut() -> Fut) {
    loop {
        step().await;
        tokio::time::sleep(every).await;
    }
}
