//! Backup and restore: one file format, an SQLite file with the schema, for both engines.

pub(crate) mod source;
pub(crate) mod target;

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

/// Rows of one table on their way between a backup file and an engine.
pub(crate) struct Chunk {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<crate::statement::Row>,
}

/// Big enough to amortise a commit, small enough not to hold up others.
pub(crate) const CHUNK_ROWS: usize = 500;

/// Tables that mean nothing in another life of the store: who was running, and what they held.
pub(crate) const NOT_RESTORED: [&str; 3] = ["batch_done", "lease", "node"];

impl Chunk {
    /// For one row, in the shared dialect.
    pub fn insert_sql(&self) -> String {
        let places: Vec<String> = (1..=self.columns.len()).map(|n| format!("${n}")).collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.table,
            self.columns.join(", "),
            places.join(", ")
        )
    }
}
