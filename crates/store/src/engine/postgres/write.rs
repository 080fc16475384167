//! A batch from its first attempt to its known end.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio::time::{sleep, timeout};

use super::Inner;
use super::fault::{Fault, describe, error, fault};
use super::flush::{Attempt, prepare, send};
use super::health::Doubt;
use super::slot::{CLAIM, READ, Settled, Slot};
use super::value::{borrowed, types};
use crate::batch::{Outcome, Statement};
use crate::error::Error;
use crate::statement::Param;

/// Conflicts in a row before a batch is given up: about two seconds.
const CONFLICTS_MAX: u32 = 10;
/// Lost connections in a row before a batch is given up.
const LOSSES_MAX: u32 = 3;
const SETTLE_PAUSE: Duration = Duration::from_millis(200);

/// What is in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Changes,
    Checks,
    /// Checks behind a probe: it is in doubt that changes are written.
    ProvingChecks(Doubt),
}

pub(super) async fn write(
    inner: &Inner,
    batch: &[Statement],
    kind: Kind,
) -> Result<Outcome, Error> {
    let mut run = Run { inner, batch, kind, slot: None, reached: false };
    let outcome = run.finish().await;
    match (kind, &outcome) {
        (Kind::ProvingChecks(doubt), Ok(Outcome::Committed)) => inner.health.settle(doubt),
        // Who gets no connection gets none for checks either.
        (Kind::Changes, Err(_)) if run.reached => inner.health.failed(),
        _ => {}
    }
    // A slot whose row is in an unknown state is not used again.
    if !matches!(outcome, Err(Error::OutcomeUnknown | Error::Corrupt(_)))
        && let Some(slot) = run.slot
    {
        inner.slots.give(slot);
    }
    outcome
}

/// A batch on its way. The slot is taken with the first connection, so that there are never more
/// slots than connections at work.
struct Run<'a> {
    inner: &'a Inner,
    batch: &'a [Statement],
    kind: Kind,
    slot: Option<Slot>,
    /// It had a connection.
    reached: bool,
}

impl Run<'_> {
    async fn finish(&mut self) -> Result<Outcome, Error> {
        let (mut conflicts, mut losses) = (0, 0);
        loop {
            match self.attempt().await {
                Attempt::Committed => {
                    self.slot.iter_mut().for_each(Slot::committed);
                    return Ok(Outcome::Committed);
                }
                Attempt::Unmet(name) => return Ok(Outcome::Unmet(name)),
                Attempt::Failed(cause) => return Err(cause),
                Attempt::Conflict => {
                    conflicts += 1;
                    if conflicts > CONFLICTS_MAX {
                        return Err(Error::Unavailable("too many conflicts".to_owned()));
                    }
                    sleep(self.pause(conflicts)).await;
                }
                Attempt::Lost => {
                    if let Some(slot) = &mut self.slot
                        && settle(self.inner, slot).await? == Settled::Committed
                    {
                        return Ok(Outcome::Committed);
                    }
                    losses += 1;
                    if losses >= LOSSES_MAX {
                        return Err(Error::Unavailable("the connection was lost".to_owned()));
                    }
                }
            }
        }
    }

    async fn attempt(&mut self) -> Attempt {
        let inner = self.inner;
        let connection = match inner.connection().await {
            Ok(connection) => connection,
            Err(cause) => return Attempt::Failed(cause),
        };
        self.reached = true;
        // Only changes need a claim: repeating a batch of checks does no harm.
        if self.slot.is_none() && self.kind != Kind::Checks {
            self.slot = Some(inner.slots.take());
        }
        let preparing = prepare(&connection, self.batch, self.slot.as_ref());
        let lines = match timeout(inner.answer_max(), preparing).await {
            Ok(Ok(lines)) => lines,
            Ok(Err((Fault::Conflict, _))) => return Attempt::Conflict,
            // A pooled connection that died since it was last used. Nothing was sent: again.
            Ok(Err((Fault::Lost, _))) => {
                discard(connection);
                return Attempt::Conflict;
            }
            Ok(Err((_, cause))) => return Attempt::Failed(cause),
            Err(_) => {
                discard(connection);
                return Attempt::Failed(Error::Unavailable("no answer".to_owned()));
            }
        };
        let sent = timeout(inner.answer_max(), send(&connection, &lines, self.kind)).await;
        let attempt = sent.unwrap_or(Attempt::Lost);
        if matches!(attempt, Attempt::Lost) {
            discard(connection);
        }
        attempt
    }

    /// 1, 2, 4 … 512 ms, and up to half as much again: batches that met should not meet again.
    fn pause(&self, conflicts: u32) -> Duration {
        let base = 1000 << (conflicts - 1);
        let spread = self.slot.as_ref().map_or(0, Slot::spread);
        Duration::from_micros(base + base * spread / 512)
    }
}

/// Closes the connection instead of giving it back to the pool.
pub(super) fn discard(connection: Object) {
    drop(Object::take(connection));
}

/// Learns on another connection what became of the batch (ST-3); asks for twice the time that a
/// statement may take.
async fn settle(inner: &Inner, slot: &mut Slot) -> Result<Settled, Error> {
    let asking = timeout(2 * inner.statement_max, ask_until_answered(inner, slot));
    let Ok(at) = asking.await else {
        tracing::error!("the outcome of a write could not be learned");
        return Err(Error::OutcomeUnknown);
    };
    slot.settled(at)
        .ok_or_else(|| Error::Corrupt("a row of batch_done was changed by another hand".to_owned()))
}

async fn ask_until_answered(inner: &Inner, slot: &Slot) -> i64 {
    loop {
        match ask(inner, slot).await {
            Ok(at) => return at,
            Err(cause) => tracing::warn!(%cause, "the outcome of a write is not known yet"),
        }
        sleep(SETTLE_PAUSE).await;
    }
}

/// Burns the slot's number and reads where the row stands. The burn waits while the lost transaction
/// still holds the row; the server ends that one (idle_in_transaction_session_timeout).
async fn ask(inner: &Inner, slot: &Slot) -> Result<i64, Error> {
    let connection = inner.connection().await?;
    let asked = timeout(inner.answer_max(), async {
        run(&connection, CLAIM, &slot.burn()).await?;
        run(&connection, READ, &slot.read()).await
    });
    let rows = match asked.await {
        Ok(Ok(rows)) => rows,
        Ok(Err(cause)) => {
            if fault(&cause) == Fault::Lost {
                discard(connection);
            }
            tracing::debug!(cause = describe(&cause), "asking after a write");
            return Err(error("batch_done", &cause));
        }
        Err(_) => {
            discard(connection);
            return Err(Error::Unavailable("no answer".to_owned()));
        }
    };
    match rows.first().map(|row| row.try_get(0)) {
        Some(Ok(at)) => Ok(at),
        _ => Err(Error::Corrupt("a row of batch_done is gone".to_owned())),
    }
}

async fn run(
    connection: &Object,
    sql: &str,
    params: &[Param],
) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
    let prepared = connection.prepare_typed_cached(sql, &types(params)).await?;
    connection.query(&prepared, &borrowed(params)).await
}
