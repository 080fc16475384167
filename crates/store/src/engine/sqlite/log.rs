//! The write-ahead log, which the writer carries into the database by itself: SQLite's own checkpoints
//! would swallow a failed fsync.

use rusqlite::Connection;

use super::fault;
use crate::error::Error;

/// Pages that gather in the log before they are carried into the database: 8 MiB.
const PAGES: i64 = 2048;
/// Batches between two looks at the log's length: SQLite compiles that statement anew each time it is
/// run, which takes 4 to 5 µs.
const LOOK_BATCHES: usize = 16;

#[derive(Default)]
pub(super) struct Log {
    /// Batches since the last look.
    batches: usize,
}

impl Log {
    /// Carries the log over once it is long. PASSIVE never waits for readers and never truncates; done
    /// here, between groups, it finishes, so that the next group starts at the log's beginning again.
    /// Returns the reason when writing has to end.
    pub fn tend(&mut self, connection: &Connection, batches: usize) -> Option<Error> {
        self.batches += batches;
        if self.batches < LOOK_BATCHES {
            return None;
        }
        self.batches = 0;
        let checkpointed =
            checkpoint(connection, "PRAGMA wal_checkpoint(NOOP)").and_then(|(in_log, carried)| {
                match in_log - carried >= PAGES {
                    true => checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)").map(|_| ()),
                    false => Ok(()),
                }
            });
        match checkpointed.map_err(|e| fault::of_engine(&e)) {
            Ok(()) => None,
            Err(error) => {
                tracing::error!(%error, "the store's log could not be carried over");
                matches!(error, Error::Stopped(_)).then_some(error)
            }
        }
    }
}

/// Pages in the log, and how many of them are carried over.
fn checkpoint(connection: &Connection, pragma: &str) -> rusqlite::Result<(i64, i64)> {
    connection.query_row(pragma, [], |row| Ok((row.get(1)?, row.get(2)?)))
}
