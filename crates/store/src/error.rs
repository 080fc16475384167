//! Why the store could not answer.
//!
//! A demand that was not met is no error: that is [`Outcome::Unmet`](crate::batch::Outcome::Unmet).

use std::path::PathBuf;

use crate::statement::WrongColumn;

/// Texts inside are for the operator's log, never for callers.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database is away, overloaded or refuses us just now. Nothing was written. Try later.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// Our own queue is full: shed the request (RL-9). Nothing was written.
    #[error("too many requests wait for the store")]
    Busy,
    /// No space left. Nothing was written; reads go on, and writes as soon as there is space (ST-6).
    #[error("the store's disk is full")]
    DiskFull,
    /// Writing has ended until the process is restarted: an fsync failed (ST-1).
    #[error("the store has stopped writing, restart after checking the disk: {0}")]
    Stopped(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The connection was lost while committing and the outcome could not be learned in time (ST-3).
    #[error("the outcome of a write could not be learned")]
    OutcomeUnknown,
    /// The data is damaged, or a row does not hold what its record expects.
    #[error("the store's data is damaged: {0}")]
    Corrupt(String),
    /// The engine refused a statement: code and schema disagree, a fault of ours.
    #[error("the store refused the statement {name}: {cause}")]
    Statement { name: &'static str, cause: String },
    /// A newer Cognate has migrated this store (ST-4).
    #[error(
        "the store has schema version {found}, this program knows {known}: use a newer program"
    )]
    NewerSchema { found: i64, known: i64 },
    /// Another process works on this data directory.
    #[error("the data directory {} is in use by process {pid}", dir.display())]
    Held { dir: PathBuf, pid: String },
    /// Restore wants an empty store.
    #[error("the store is not empty: table {0} has rows")]
    NotEmpty(String),
    /// A restore was interrupted here: restore again, or reset.
    #[error("a restore into this store was interrupted: restore again")]
    HalfRestored,
    /// The file is not a backup, or the backup target cannot be written.
    #[error("backup file {}: {cause}", path.display())]
    BackupFile { path: PathBuf, cause: String },
    /// The configuration cannot work (URL, certificate file, data directory).
    #[error("store configuration: {0}")]
    Config(String),
}

impl From<WrongColumn> for Error {
    fn from(wrong: WrongColumn) -> Error {
        Error::Corrupt(wrong.to_string())
    }
}
