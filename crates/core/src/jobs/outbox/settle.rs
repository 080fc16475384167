//! What becomes of a row after a try, and its figures.

use std::collections::BTreeMap;

use cognate_domain::Map;
use cognate_domain::log_delivery::Source;
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::{lease, outbox};

use crate::cx::Cx;
use crate::node::Node;
use crate::notify::{Channel, SendError};

/// The pause after the first failure, doubled with each further one, in ms.
const PAUSE_MS: i64 = 1_000;
const PAUSE_MS_MAX: i64 = 600_000;
/// The longest text kept of a failure, in characters.
const ERROR_CHARS_MAX: usize = 200;

pub(super) struct Settlement {
    pub id: [u8; 16],
    pub pool: i64,
    pub partition: i64,
    pub fence: i64,
    pub channel: i64,
    pub created_ms: i64,
    pub expires_ms: i64,
    pub tries: i64,
    pub fate: Fate,
}

pub(super) enum Fate {
    Sent,
    Failed(SendError),
    /// Its code is void, or its pool is gone.
    Replaced,
    Expired,
}

/// Writes all of them in one batch under the fences of their partitions. False when the store does
/// not answer: try again.
pub(super) async fn write(node: &Node, settlements: &[Settlement]) -> bool {
    let now_ms = node.now_ms();
    let fences: BTreeMap<i64, i64> =
        settlements.iter().map(|settled| (settled.partition, settled.fence)).collect();
    let mut batch = Batch::new();
    batch.extend(fences.iter().map(|(partition, fence)| lease::check_fence(*partition, *fence)));
    batch.extend(settlements.iter().map(|settled| settled.statement(now_ms)));
    let written = match node.store().write(batch).await {
        // A partition has another owner. What was sent must not be sent again; the rest is its.
        Ok(Outcome::Unmet(_)) => {
            let sent = settlements.iter().filter(|settled| matches!(settled.fate, Fate::Sent));
            let mut batch = Batch::new();
            batch.extend(sent.map(|settled| settled.statement(now_ms)));
            node.store().write(batch).await
        }
        written => written,
    };
    match written {
        Ok(_) => {
            settlements.iter().for_each(|settled| settled.measure(now_ms));
            tell(node, settlements).await;
            true
        }
        Err(error) => {
            tracing::warn!(%error, "delivered messages could not be settled, trying again");
            false
        }
    }
}

/// Pools that want to know are told of messages that will never arrive.
async fn tell(node: &Node, settlements: &[Settlement]) {
    for settled in settlements {
        let Some(details) = settled.failure() else { continue };
        let cx = Cx::background(node.clone(), "Outbox");
        if let Ok(Some(pool)) = cx.pool_by_key(settled.pool).await {
            let mut message = Map::new();
            message.insert("details".into(), details.into());
            cx.tell(Source::UserNotification, &pool, message).await;
        }
    }
}

impl Settlement {
    /// Why nobody will get this message; None while somebody may, or it does not matter any more.
    fn failure(&self) -> Option<String> {
        let channel = Channel::from_number(self.channel).map_or("message", Channel::as_str);
        match &self.fate {
            Fate::Failed(error) if !error.retry => {
                let reason = one_line(&error.text);
                Some(format!("A message by {channel} was refused and not delivered: {reason}"))
            }
            Fate::Expired if self.tries > 0 => {
                let tries = self.tries;
                Some(format!("A message by {channel} expired after {tries} tries to deliver it."))
            }
            Fate::Sent | Fate::Failed(_) | Fate::Replaced | Fate::Expired => None,
        }
    }

    fn statement(&self, now_ms: i64) -> Statement {
        let Fate::Failed(error) = &self.fate else { return outbox::delete(self.id) };
        // Refused for good: it stays until it expires, for operators to see.
        let due_ms = if error.retry { now_ms + pause_ms(self.tries) } else { i64::MAX };
        let due_ms = due_ms.min(self.expires_ms.max(now_ms + PAUSE_MS));
        outbox::postpone(self.id, due_ms, self.tries + 1, &one_line(&error.text))
    }

    fn measure(&self, now_ms: i64) {
        let channel = Channel::from_number(self.channel).map_or("unknown", Channel::as_str);
        match &self.fate {
            Fate::Sent => {
                let seconds = (now_ms - self.created_ms).max(0) as f64 / 1_000.0;
                metrics::counter!("cognate_outbox_sent_total", "channel" => channel).increment(1);
                metrics::histogram!("cognate_outbox_age_seconds", "channel" => channel)
                    .record(seconds);
            }
            Fate::Failed(error) => {
                let kind = if error.retry { "retried" } else { "refused" };
                let labels = [("channel", channel), ("kind", kind)];
                metrics::counter!("cognate_outbox_failed_total", &labels).increment(1);
                tracing::warn!(
                    channel, kind, tries = self.tries + 1, reason = %one_line(&error.text),
                    "a message could not be delivered"
                );
            }
            Fate::Replaced | Fate::Expired => {
                let expired = matches!(self.fate, Fate::Expired);
                let kind = if expired { "expired" } else { "replaced" };
                let labels = [("channel", channel), ("kind", kind)];
                metrics::counter!("cognate_outbox_skipped_total", &labels).increment(1);
            }
        }
    }
}

fn pause_ms(tries: i64) -> i64 {
    (PAUSE_MS << tries.clamp(0, 20)).min(PAUSE_MS_MAX)
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .take(ERROR_CHARS_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let pauses: Vec<i64> = (0..12).map(|tries| pause_ms(tries) / 1_000).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        assert_eq!(pause_ms(i64::MAX), PAUSE_MS_MAX);
    }

    #[test]
    fn errors_are_one_short_line() {
        assert_eq!(one_line("a\r\nb"), "a  b");
        assert_eq!(one_line(&"x".repeat(1_000)).len(), ERROR_CHARS_MAX);
    }
}
