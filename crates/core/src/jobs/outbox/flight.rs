//! One try to deliver one message.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;

use cognate_store::records::lease::Lease;
use cognate_store::records::outbox;

use crate::jobs::outbox::settle::{Fate, Settlement};
use crate::notify::{Message, SendError, Sender};

/// Senders keep shorter limits of their own; this one is for a sender that does not.
const TAKES_AT_MOST: Duration = Duration::from_secs(60);

/// What is needed to settle the row afterwards.
pub(super) struct Flight {
    pub id: [u8; 16],
    pool: i64,
    partition: i64,
    fence: i64,
    channel: i64,
    created_ms: i64,
    expires_ms: i64,
    tries: i64,
}

pub(super) struct Landed {
    pub flight: Flight,
    outcome: Result<(), SendError>,
}

impl Flight {
    pub fn of(lease: &Lease, row: &outbox::Message) -> Flight {
        Flight {
            id: row.id,
            pool: row.pool,
            partition: lease.partition,
            fence: lease.fence,
            channel: row.channel,
            created_ms: row.created,
            expires_ms: row.expires,
            tries: row.tries,
        }
    }

    pub async fn fly(self, sender: Arc<dyn Sender>, message: Message) -> Landed {
        let sent = AssertUnwindSafe(sender.send(&message)).catch_unwind();
        let outcome = match tokio::time::timeout(TAKES_AT_MOST, sent).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(SendError::temporary("the sender panicked")),
            Err(_) => Err(SendError::temporary("the sender takes too long")),
        };
        Landed { flight: self, outcome }
    }

    pub fn settled(self, fate: Fate) -> Settlement {
        Settlement {
            id: self.id,
            pool: self.pool,
            partition: self.partition,
            fence: self.fence,
            channel: self.channel,
            created_ms: self.created_ms,
            expires_ms: self.expires_ms,
            tries: self.tries,
            fate,
        }
    }
}

impl Landed {
    pub fn settled(self) -> Settlement {
        self.flight.settled(match self.outcome {
            Ok(()) => Fate::Sent,
            Err(error) => Fate::Failed(error),
        })
    }
}
