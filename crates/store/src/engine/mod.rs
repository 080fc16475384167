//! The two engines behind the handle.

mod postgres;
mod restore;
pub(crate) mod sqlite;
#[cfg(test)]
mod upgrade;

use std::path::Path;

use crate::backup::source::Source;
use crate::backup::{Chunk, Progress};
use crate::batch::{Batch, Outcome};
use crate::config::Config;
use crate::error::Error;
use crate::migrate::{KNOWN, tables};
use crate::statement::{Query, Row};

pub(crate) enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Engine {
    pub async fn open(config: Config) -> Result<Engine, Error> {
        let engine = Engine::at_version(config, KNOWN).await?;
        match restore::is_half_done(&engine).await? {
            true => Err(Error::HalfRestored),
            false => Ok(engine),
        }
    }

    /// Migrates nothing, so the schema must be this program's.
    pub async fn visit(config: Config) -> Result<Engine, Error> {
        let engine = match config {
            Config::Sqlite(config) => Engine::Sqlite(sqlite::Sqlite::visit(config).await?),
            config => Engine::at_version(config, 0).await?,
        };
        engine.fit_for_a_visit().await
    }

    /// As `visit`, with a writer beside the server's own.
    pub async fn visit_to_write(config: Config) -> Result<Engine, Error> {
        let engine = match config {
            Config::Sqlite(config) => Engine::Sqlite(sqlite::Sqlite::visit_to_write(config).await?),
            config => Engine::at_version(config, 0).await?,
        };
        engine.fit_for_a_visit().await
    }

    async fn fit_for_a_visit(self) -> Result<Engine, Error> {
        let engine = self;
        let sql = "SELECT coalesce(max(version), 0) FROM schema_version";
        let rows = engine.read(Query { sql, params: Vec::new() }).await?;
        match rows.first().map(|row| row.int(0)).transpose()?.unwrap_or(0) {
            KNOWN => {}
            found if found > KNOWN => return Err(Error::NewerSchema { found, known: KNOWN }),
            found => {
                return Err(Error::Config(format!(
                    "the store has schema version {found}, this program works on {KNOWN}: serve it once"
                )));
            }
        }
        match restore::is_half_done(&engine).await? {
            true => Err(Error::HalfRestored),
            false => Ok(engine),
        }
    }

    /// The rows are copied into the schema they come from; the migrations since then follow.
    pub async fn restore(config: Config, from: &Path, progress: Progress) -> Result<Engine, Error> {
        let source = Source::open(from)?;
        let engine = Engine::at_version(config, source.version).await?;
        engine.must_have_version(source.version).await?;
        restore::fill(&engine, source, progress).await?;
        match &engine {
            Engine::Sqlite(sqlite) => sqlite.migrate(KNOWN).await?,
            Engine::Postgres(postgres) => postgres.migrate(KNOWN).await?,
        }
        Ok(engine)
    }

    async fn at_version(config: Config, until: i64) -> Result<Engine, Error> {
        Ok(match config {
            Config::Sqlite(config) => Engine::Sqlite(sqlite::Sqlite::open(config, until).await?),
            Config::Postgres(config) => {
                Engine::Postgres(postgres::Postgres::open(config, until).await?)
            }
        })
    }

    pub async fn read(&self, query: Query) -> Result<Vec<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.read(&query),
            Engine::Postgres(postgres) => postgres.read(&query).await,
        }
    }

    pub async fn scan(&self, query: Query) -> Result<Vec<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.scan(query).await,
            Engine::Postgres(postgres) => postgres.read(&query).await,
        }
    }

    pub async fn write(&self, batch: Batch) -> Result<Outcome, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.write(batch).await,
            Engine::Postgres(postgres) => postgres.write(batch).await,
        }
    }

    pub async fn backup(&self, target: &Path, progress: Progress) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.backup(target, progress).await,
            Engine::Postgres(postgres) => postgres.backup(target, progress).await,
        }
    }

    pub async fn reset(&self) -> Result<(), Error> {
        self.empty(&tables(KNOWN)).await
    }

    async fn empty(&self, tables: &[String]) -> Result<(), Error> {
        self.run(tables.iter().map(|table| format!("DELETE FROM {table}")).collect()).await
    }

    /// An older backup wants the migrations since then to run over its rows.
    async fn must_have_version(&self, wanted: i64) -> Result<(), Error> {
        let sql = "SELECT max(version) FROM schema_version";
        let rows = self.read(Query { sql, params: Vec::new() }).await?;
        match rows.first().map(|row| row.int(0)).transpose()? {
            Some(found) if found == wanted => Ok(()),
            found => Err(Error::Config(format!(
                "the backup has schema version {wanted}, the store {found:?}: restore it into a new store"
            ))),
        }
    }

    pub async fn close(&self) {
        match self {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close(),
        }
    }

    /// Statements without parameters, in one transaction.
    async fn run(&self, statements: Vec<String>) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.run(statements).await,
            Engine::Postgres(postgres) => postgres.run(statements).await,
        }
    }

    async fn has_rows(&self, table: &str) -> Result<bool, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.has_rows(table).await,
            Engine::Postgres(postgres) => postgres.has_rows(table).await,
        }
    }

    async fn insert(&self, chunk: Chunk) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.insert(chunk).await,
            Engine::Postgres(postgres) => postgres.insert(chunk).await,
        }
    }
}
