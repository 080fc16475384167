//! Recurring duties, each tied to one partition so that one node at a time does it: sweeping what
//! has expired, and keeping the key stock.

use std::collections::HashMap;

use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::{
    attempt, auth_event, code, config_change, lease, parked_session, quota, send_budget, session,
    tracked_session, used_once,
};

use crate::cx::Cx;
use crate::error::Result;
use crate::keys;
use crate::node::Node;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Sessions are kept this long after they expire, so that revocation can be told from expiry.
const SESSION_KEPT_MS: i64 = DAY_MS;
/// Counters of unknown names are kept as long as anybody could watch them (CT-5).
const ATTEMPT_KEPT_MS: i64 = 28 * DAY_MS;
/// A node that has not polled for this long reads everything anew anyway.
const CHANGE_KEPT_MS: i64 = HOUR_MS;

/// Hourly counters say nothing any more after this.
const QUOTA_KEPT_MS: i64 = 2 * HOUR_MS;

/// The partitions of the duties; one-time values and codes take those of their buckets.
const SESSIONS: i64 = 16;
const ATTEMPTS: i64 = 17;
const CHANGES: i64 = 18;
const STOCK: i64 = 19;
const BUDGETS: i64 = 20;
const QUOTAS: i64 = 21;
const TRACKED_SESSIONS: i64 = 22;

const _: () = assert!(code::BUCKETS == used_once::BUCKETS);
const _: () = assert!(auth_event::BUCKETS == used_once::BUCKETS);
const _: () = assert!(parked_session::BUCKETS == used_once::BUCKETS);

/// How far this node is in its duties. Losing it costs nothing but a fresh start of a walk.
#[derive(Default)]
pub(super) struct Duties {
    due_ms: HashMap<i64, i64>,
    session: Option<session::Place>,
    tracked: Option<tracked_session::Place>,
    attempt: Option<attempt::Place>,
    budget: Option<send_budget::Place>,
    quota: Option<quota::Place>,
}

impl Duties {
    /// One chunk of the partition's duty, if it has one and that is due. True when there is more.
    pub async fn step(&mut self, node: &Node, held: &lease::Lease) -> Result<bool> {
        let now_ms = node.now_ms();
        let partition = held.partition;
        if self.due_ms.get(&partition).is_some_and(|due| now_ms < *due) {
            return Ok(false);
        }
        let (more, pause_ms) = match partition {
            0..used_once::BUCKETS => {
                let values = used_once::any_expired(node.store(), partition, now_ms).await?;
                if values {
                    effect(node, held, used_once::delete_expired(partition, now_ms)).await?;
                }
                let codes = code::any_expired(node.store(), partition, now_ms).await?;
                if codes {
                    effect(node, held, code::delete_expired(partition, now_ms)).await?;
                }
                let parked = parked_session::any_expired(node.store(), partition, now_ms).await?;
                if parked {
                    effect(node, held, parked_session::delete_expired(partition, now_ms)).await?;
                }
                let events = auth_event::any_expired(node.store(), partition, now_ms).await?;
                if events {
                    effect(node, held, auth_event::delete_expired(partition, now_ms)).await?;
                }
                (values || codes || parked || events, MINUTE_MS)
            }
            SESSIONS => (self.sessions(node, held, now_ms).await?, HOUR_MS),
            TRACKED_SESSIONS => (self.tracked_sessions(node, held, now_ms).await?, HOUR_MS),
            ATTEMPTS => (self.attempts(node, held, now_ms).await?, DAY_MS),
            CHANGES => {
                effect(node, held, config_change::prune(now_ms - CHANGE_KEPT_MS)).await?;
                (false, 5 * MINUTE_MS)
            }
            QUOTAS => (self.quotas(node, held, now_ms).await?, HOUR_MS),
            BUDGETS => (self.budgets(node, held, now_ms).await?, DAY_MS),
            STOCK => {
                let cx = Cx::background(node.clone(), "KeyStock");
                let length = node.config().limits.key_stock_length;
                (keys::refill(&cx, length).await?, MINUTE_MS)
            }
            _ => (false, HOUR_MS),
        };
        let due = if more { now_ms } else { now_ms + pause_ms };
        self.due_ms.insert(partition, due);
        Ok(more)
    }

    async fn sessions(&mut self, node: &Node, held: &lease::Lease, now_ms: i64) -> Result<bool> {
        let from = self.session.take().unwrap_or_default();
        let Some(to) = session::sweep_step(node.store(), &from).await? else { return Ok(false) };
        let delete = session::delete_expired(&from, &to, now_ms - SESSION_KEPT_MS);
        effect(node, held, delete).await?;
        self.session = Some(to);
        Ok(true)
    }

    async fn tracked_sessions(
        &mut self,
        node: &Node,
        held: &lease::Lease,
        now_ms: i64,
    ) -> Result<bool> {
        let from = self.tracked.take().unwrap_or_default();
        let Some(to) = tracked_session::sweep_step(node.store(), &from).await? else {
            return Ok(false);
        };
        effect(node, held, tracked_session::delete_expired(&from, &to, now_ms)).await?;
        self.tracked = Some(to);
        Ok(true)
    }

    async fn attempts(&mut self, node: &Node, held: &lease::Lease, now_ms: i64) -> Result<bool> {
        let from = self.attempt.take().unwrap_or_default();
        let Some(to) = attempt::sweep_step(node.store(), &from).await? else { return Ok(false) };
        effect(node, held, attempt::delete_idle(&from, &to, now_ms - ATTEMPT_KEPT_MS)).await?;
        self.attempt = Some(to);
        Ok(true)
    }

    async fn quotas(&mut self, node: &Node, held: &lease::Lease, now_ms: i64) -> Result<bool> {
        let from = self.quota.take().unwrap_or_default();
        let Some(to) = quota::sweep_step(node.store(), &from).await? else { return Ok(false) };
        effect(node, held, quota::delete_idle(&from, &to, now_ms - QUOTA_KEPT_MS)).await?;
        self.quota = Some(to);
        Ok(true)
    }

    async fn budgets(&mut self, node: &Node, held: &lease::Lease, now_ms: i64) -> Result<bool> {
        let from = self.budget.take().unwrap_or_default();
        let Some(to) = send_budget::sweep_step(node.store(), &from).await? else {
            return Ok(false);
        };
        let today = now_ms.div_euclid(DAY_MS);
        effect(node, held, send_budget::delete_past(&from, &to, today)).await?;
        self.budget = Some(to);
        Ok(true)
    }
}

/// A change under the lease's fence. Unmet: the partition has another owner, who goes on.
async fn effect(node: &Node, held: &lease::Lease, change: Statement) -> Result<()> {
    let batch = Batch::new().with(lease::check_fence(held.partition, held.fence)).with(change);
    match node.store().write(batch).await? {
        Outcome::Committed | Outcome::Unmet(_) => Ok(()),
    }
}
