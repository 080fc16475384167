//! One attempt at a batch: everything on the wire in one flush, then the answers.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use deadpool_postgres::Object;
use futures_util::FutureExt;
use tokio_postgres::Statement as Prepared;

use super::fault::{Fault, describe, error, fault};
use super::guard::{guarded, touches};
use super::slot::{CLAIM, Slot};
use super::value::{borrowed, types};
use super::write::Kind;
use crate::batch::Statement;
use crate::error::Error;
use crate::statement::Param;

#[derive(Debug)]
pub(super) enum Attempt {
    Committed,
    Unmet(&'static str),
    /// Rolled back by the server because of another transaction.
    Conflict,
    /// Perhaps committed, perhaps not.
    Lost,
    /// Not committed.
    Failed(Error),
}

/// What goes between BEGIN and COMMIT.
pub(super) struct Line<'a> {
    name: &'static str,
    prepared: Prepared,
    params: Cow<'a, [Param]>,
}

/// Prepares what this connection does not know yet. Nothing has happened when this fails.
pub(super) async fn prepare<'a>(
    connection: &Object,
    batch: &'a [Statement],
    slot: Option<&Slot>,
) -> Result<Vec<Line<'a>>, (Fault, Error)> {
    let mut lines = Vec::with_capacity(batch.len() + 1);
    for statement in batch {
        let (name, sql) = (statement.name, guarded(statement));
        lines.push(line(connection, name, &sql, Cow::Borrowed(&statement.params)).await?);
    }
    if let Some(slot) = slot {
        let params = Cow::Owned(slot.claim().to_vec());
        lines.push(line(connection, "batch_done", &touches(CLAIM, 1), params).await?);
    }
    Ok(lines)
}

async fn line<'a>(
    connection: &Object,
    name: &'static str,
    sql: &str,
    params: Cow<'a, [Param]>,
) -> Result<Line<'a>, (Fault, Error)> {
    let prepared = connection
        .prepare_typed_cached(sql, &types(&params))
        .await
        .map_err(|e| (fault(&e), error(name, &e)))?;
    // The driver would leave out this one message of the flush and send the rest, COMMIT included.
    if prepared.params().len() != params.len() {
        let cause = format!("it wants {} parameters", prepared.params().len());
        return Err((Fault::Refused, Error::Statement { name, cause }));
    }
    Ok(Line { name, prepared, params })
}

/// Sends BEGIN, the lines and COMMIT without waiting in between. A single check is its own transaction;
/// several have to see one snapshot.
pub(super) async fn send(connection: &Object, lines: &[Line<'_>], kind: Kind) -> Attempt {
    let begin = match (kind, lines) {
        (Kind::Changes, _) => Some("BEGIN"),
        (Kind::Checks, [_]) => None,
        (Kind::Checks, _) => Some("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        (Kind::ProvingChecks(_), _) => Some("BEGIN ISOLATION LEVEL REPEATABLE READ"),
    };
    let mut messages: Vec<Message<'_>> = Vec::with_capacity(lines.len() + 2);
    messages.extend(begin.map(|begin| connection.batch_execute(begin).boxed()));
    for line in lines {
        let params = borrowed(&line.params);
        messages.push(
            async move { connection.execute(&line.prepared, &params).await.map(|_| ()) }.boxed(),
        );
    }
    messages.extend(begin.map(|_| connection.batch_execute("COMMIT").boxed()));
    judge(lines, &in_order(messages).await, begin.is_some())
}

type Answer = Result<(), tokio_postgres::Error>;
type Message<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// The first poll of a message sends it, so the order of polling is the order on the wire.
async fn in_order(mut messages: Vec<Message<'_>>) -> Vec<Answer> {
    let mut answers: Vec<Option<Answer>> = messages.iter().map(|_| None).collect();
    poll_fn(move |cx| {
        for (message, answer) in messages.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let Poll::Ready(ready) = message.as_mut().poll(cx)
            {
                *answer = Some(ready);
            }
        }
        match answers.iter().all(Option::is_some) {
            true => Poll::Ready(std::mem::take(&mut answers).into_iter().flatten().collect()),
            false => Poll::Pending,
        }
    })
    .await
}

/// The first failure decides: what follows it in an aborted transaction fails for that reason only,
/// and a COMMIT there succeeds as a ROLLBACK.
fn judge(lines: &[Line<'_>], answers: &[Answer], begun: bool) -> Attempt {
    let Some((index, cause)) =
        answers.iter().enumerate().find_map(|(i, answer)| answer.as_ref().err().map(|e| (i, e)))
    else {
        return Attempt::Committed;
    };
    let line = index.checked_sub(usize::from(begun)).and_then(|i| lines.get(i));
    match (fault(cause), line) {
        (Fault::Lost, _) => Attempt::Lost,
        (Fault::Conflict, _) => Attempt::Conflict,
        (Fault::Unmet, Some(line)) if line.name != "batch_done" => Attempt::Unmet(line.name),
        (Fault::Unmet, _) => Attempt::Failed(Error::Corrupt(format!(
            "the engine's own claim failed: {}",
            describe(cause)
        ))),
        (Fault::Refused, Some(line)) => Attempt::Failed(error(line.name, cause)),
        // BEGIN refused: nothing happened. COMMIT refused for another reason than a conflict: a
        // server that says so is trusted no further than one that says nothing.
        (Fault::Refused, None) if index == 0 => Attempt::Failed(error("begin", cause)),
        (Fault::Refused, None) => Attempt::Lost,
    }
}
