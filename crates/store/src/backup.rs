//! Backup and restore: one file format, an SQLite file with the schema, for both engines.

/// Called from time to time with what is done so far.
pub type Progress = Box<dyn FnMut(Done) + Send>;

/// Rows or pages, whichever the engine counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub done: u64,
    pub total: u64,
}

/// For callers who do not want to know.
pub fn silent() -> Progress {
    Box::new(|_| {})
}
