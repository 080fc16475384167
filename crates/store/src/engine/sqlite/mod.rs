//! SQLite, the embedded engine: one directory, one process, one writer thread, readers beside it.

mod connection;
pub(crate) mod dialect;
mod directory;
mod fault;
mod group;
mod log;
mod migrate;
mod probe;
mod readers;
mod writer;

use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::backup::{Backup, StepResult};

pub(crate) use connection::APPLICATION_ID;
pub(crate) use directory::private_file;
pub(crate) use migrate::migrate;

use crate::backup::target::Target;
use crate::backup::{Chunk, Done, Progress, target};
use crate::batch::{Batch, Outcome};
use crate::config::SqliteConfig;
use crate::error::Error;
use crate::statement::{Query, Row};

/// Pages between two calls of a backup's progress: 4 MiB.
const BACKUP_STEP_PAGES: i32 = 1024;

pub(crate) struct Sqlite {
    config: SqliteConfig,
    parts: Arc<Parts>,
}

struct Parts {
    readers: readers::Readers,
    /// A visitor has none.
    writer: Option<writer::Writer>,
    held: Mutex<Option<directory::Held>>,
}

impl Sqlite {
    /// Opens the directory and brings the schema to version `until`.
    pub async fn open(config: SqliteConfig, until: i64) -> Result<Sqlite, Error> {
        blocking(move || {
            let held = directory::hold(&config.dir)?;
            // Readers lose their pages whenever somebody writes, so the writer gets the larger part.
            let readers_each = config.cache_bytes / 2 / readers::count() as u64;
            let mut connection = connection::writer(&config, config.cache_bytes / 2)
                .map_err(|e| fault::of_engine(&e))?;
            migrate(&mut connection, until)?;
            let readers = readers::Readers::open(&config.dir, readers_each)
                .map_err(|e| fault::of_engine(&e))?;
            let writer = writer::Writer::start(connection, config.queue_batches_max)?;
            let parts = Parts { readers, writer: Some(writer), held: Mutex::new(Some(held)) };
            Ok(Sqlite { config, parts: Arc::new(parts) })
        })
        .await
    }

    /// Reads beside the process that holds the directory; SQLite lets readers of other processes in.
    pub async fn visit(config: SqliteConfig) -> Result<Sqlite, Error> {
        blocking(move || {
            let each = config.cache_bytes / 2 / readers::count() as u64;
            let readers =
                readers::Readers::open(&config.dir, each).map_err(|e| fault::of_engine(&e))?;
            let parts = Parts { readers, writer: None, held: Mutex::new(None) };
            Ok(Sqlite { config, parts: Arc::new(parts) })
        })
        .await
    }

    /// A visitor with a writer. It takes no lock on the directory: SQLite's own serialises the two
    /// writers, and both wait for each other.
    pub async fn visit_to_write(config: SqliteConfig) -> Result<Sqlite, Error> {
        blocking(move || {
            let each = config.cache_bytes / 2 / readers::count() as u64;
            let readers =
                readers::Readers::open(&config.dir, each).map_err(|e| fault::of_engine(&e))?;
            let connection = connection::writer(&config, config.cache_bytes / 2)
                .map_err(|e| fault::of_engine(&e))?;
            let writer = writer::Writer::start(connection, config.queue_batches_max)?;
            let parts = Parts { readers, writer: Some(writer), held: Mutex::new(None) };
            Ok(Sqlite { config, parts: Arc::new(parts) })
        })
        .await
    }

    pub async fn migrate(&self, until: i64) -> Result<(), Error> {
        self.parts.writer()?.alone(move |connection| migrate(connection, until)).await
    }

    pub fn read(&self, query: &Query) -> Result<Vec<Row>, Error> {
        self.parts.readers.read(query)
    }

    pub async fn scan(&self, query: Query) -> Result<Vec<Row>, Error> {
        self.parts.readers.scan(query).await
    }

    pub async fn write(&self, batch: Batch) -> Result<Outcome, Error> {
        let writer = self.parts.writer()?;
        if batch.is_checks() && writer.is_well() {
            return self.parts.readers.check(&batch.into_ordered());
        }
        writer.write(batch.into_ordered()).await
    }

    /// Statements without parameters, in one transaction.
    pub async fn run(&self, statements: Vec<String>) -> Result<(), Error> {
        self.parts
            .writer()?
            .alone(move |connection| {
                let transaction = connection.transaction().map_err(|e| fault::of_engine(&e))?;
                transaction
                    .execute_batch(&statements.join(";\n"))
                    .and_then(|()| transaction.commit())
                    .map_err(|e| fault::of_engine(&e))
            })
            .await
    }

    pub async fn has_rows(&self, table: &str) -> Result<bool, Error> {
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        self.parts
            .writer()?
            .alone(move |connection| {
                let rows =
                    dialect::rows(connection, &sql, &[]).map_err(|e| fault::of_engine(&e))?;
                Ok(!rows.is_empty())
            })
            .await
    }

    pub async fn insert(&self, chunk: Chunk) -> Result<(), Error> {
        self.parts
            .writer()?
            .alone(move |connection| {
                target::insert(connection, &chunk).map_err(|e| fault::of_engine(&e))
            })
            .await
    }

    /// SQLite's own online backup, over one snapshot: the open read transaction keeps writers from
    /// making it start again. The log grows while it lasts.
    pub async fn backup(&self, path: &Path, mut progress: Progress) -> Result<(), Error> {
        let (dir, path) = (self.config.dir.clone(), path.to_owned());
        blocking(move || {
            let source = connection::reader(&dir, 1024 * 1024).map_err(|e| fault::of_engine(&e))?;
            let snapshot = source.unchecked_transaction().map_err(|e| fault::of_engine(&e))?;
            snapshot
                .query_row("SELECT count(*) FROM schema_version", [], |_| Ok(()))
                .map_err(|e| fault::of_engine(&e))?;
            let mut target = Target::create(&path)?;
            let copied = copy(&source, &mut target.connection, &mut progress);
            copied.map_err(|e| target.failed(&e))?;
            target.finish()
        })
        .await
    }

    pub async fn close(&self) {
        let parts = self.parts.clone();
        let shut = tokio::task::spawn_blocking(move || parts.shut()).await;
        if let Err(panicked) = shut {
            tracing::error!(%panicked, "the store did not close");
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.parts.shut();
    }
}

impl Parts {
    fn writer(&self) -> Result<&writer::Writer, Error> {
        self.writer.as_ref().ok_or(Error::Closed)
    }

    /// Readers first: the last connection to go carries the log over and removes it. Blocks; a second
    /// call does nothing.
    fn shut(&self) {
        self.readers.close();
        if let Some(writer) = &self.writer {
            writer.close();
        }
        self.held.lock().take();
    }
}

fn copy(
    source: &rusqlite::Connection,
    target: &mut rusqlite::Connection,
    progress: &mut Progress,
) -> rusqlite::Result<()> {
    let backup = Backup::new(source, target)?;
    loop {
        let step = backup.step(BACKUP_STEP_PAGES)?;
        let state = backup.progress();
        let total = state.pagecount.max(0) as u64;
        progress(Done { done: total - state.remaining.max(0) as u64, total });
        match step {
            StepResult::Done => return Ok(()),
            // Only another process can be in the way; its locks are short.
            StepResult::Busy | StepResult::Locked => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            _ => {}
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)?
}
