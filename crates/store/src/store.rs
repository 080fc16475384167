//! The handle: plain reads, and one atomic batch per write. Cloning is cheap.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::backup::Progress;
use crate::batch::{Batch, Outcome};
use crate::config::Config;
use crate::engine::Engine;
use crate::error::Error;
use crate::statement::{Query, Row};

#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
    reads: Arc<AtomicU64>,
}

impl Store {
    /// Opens, migrates, and refuses a schema newer than this program knows (ST-4), a directory in
    /// use by another process and a store in which a restore was interrupted.
    pub async fn open(config: Config) -> Result<Store, Error> {
        let engine = Engine::open(config).await?;
        Ok(Store::over(engine))
    }

    /// Opens an existing store to look at it, also while other processes work on it: reads, scans and
    /// backups; writes answer [`Error::Closed`] on SQLite. Refuses any schema but this program's.
    pub async fn visit(config: Config) -> Result<Store, Error> {
        let engine = Engine::visit(config).await?;
        Ok(Store::over(engine))
    }

    /// As [`Store::visit`], and may write: for commands that change keys beside a running server. A
    /// write waits for the server's own, so keep it short.
    pub async fn visit_to_write(config: Config) -> Result<Store, Error> {
        let engine = Engine::visit_to_write(config).await?;
        Ok(Store::over(engine))
    }

    /// Opens an empty store (or one half restored), fills it from a backup file of either engine and
    /// raises the store's epoch, so that one-time artefacts of before are void (OTP-11).
    pub async fn restore(config: Config, from: &Path, progress: Progress) -> Result<Store, Error> {
        let engine = Engine::restore(config, from, progress).await?;
        Ok(Store::over(engine))
    }

    fn over(engine: Engine) -> Store {
        Store { engine: Arc::new(engine), reads: Arc::default() }
    }

    /// How often it was read since it was opened, point reads and scans together: what shows whether a
    /// request was answered from copies.
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Point reads: a few rows by key.
    pub async fn read(&self, query: Query) -> Result<Vec<Row>, Error> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.engine.read(query).await
    }

    /// Reads that walk a range: lists, sweeps, verification. They never delay point reads.
    pub async fn scan(&self, query: Query) -> Result<Vec<Row>, Error> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.engine.scan(query).await
    }

    /// All statements or none, in one round trip; the answer comes after the durable commit (ST-1).
    /// A caller that gives up does not undo it: a batch once begun runs to its end.
    pub async fn write(&self, batch: Batch) -> Result<Outcome, Error> {
        if batch.is_empty() {
            return Ok(Outcome::Committed);
        }
        self.engine.write(batch).await
    }

    /// Writes a consistent copy while the store serves; the file (mode 0600) must not exist yet.
    /// The format is one for both engines: an SQLite file.
    pub async fn backup(&self, target: &Path, progress: Progress) -> Result<(), Error> {
        self.engine.backup(target, progress).await
    }

    /// Empties every table; the schema stays. For development.
    pub async fn reset(&self) -> Result<(), Error> {
        self.engine.reset().await
    }

    /// Finishes what was begun and lets go of files and connections.
    pub async fn close(&self) {
        self.engine.close().await;
    }
}
