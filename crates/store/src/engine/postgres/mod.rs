//! PostgreSQL, and databases that speak its protocol: any number of nodes on one database.

mod connect;
mod fault;
mod flush;
mod guard;
mod health;
mod migrate;
mod slot;
mod tls;
mod transfer;
mod value;
mod write;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Object, Pool, PoolError};
use tokio::time::timeout;

use self::fault::{Fault, describe, error, fault};
use self::value::{borrowed, row, types};
use self::write::Kind;
use crate::backup::target::Target;
use crate::backup::{Chunk, Progress};
use crate::batch::{Batch, Outcome};
use crate::config::PostgresConfig;
use crate::error::Error;
use crate::statement::{Query, Row};

/// Reads change nothing, so they are simply repeated when the connection was lost.
const READ_TRIES: u32 = 3;

pub(crate) struct Postgres {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    /// For messages.
    place: String,
    slots: slot::Slots,
    health: health::Health,
    statement_max: Duration,
}

impl Postgres {
    /// Connects and brings the schema to version `until`.
    pub async fn open(config: PostgresConfig, until: i64) -> Result<Postgres, Error> {
        let inner = Inner {
            pool: connect::pool(&config)?,
            place: connect::place(&config)?,
            slots: slot::Slots::default(),
            health: health::Health::default(),
            statement_max: config.statement_max,
        };
        migrate::migrate(&inner, until).await?;
        Ok(Postgres { inner: Arc::new(inner) })
    }

    pub async fn migrate(&self, until: i64) -> Result<(), Error> {
        migrate::migrate(&self.inner, until).await
    }

    pub async fn read(&self, query: &Query) -> Result<Vec<Row>, Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.inner.try_read(query).await {
                Err((Fault::Lost | Fault::Conflict, _)) if tries < READ_TRIES => {}
                answer => return answer.map_err(|(_, cause)| cause),
            }
        }
    }

    /// A task of its own: a caller that gives up must not leave a batch without its end. Checks alone
    /// have none, unless they bring a probe along.
    pub async fn write(&self, batch: Batch) -> Result<Outcome, Error> {
        let checks = batch.is_checks();
        let doubt = self.inner.health.doubt().filter(|_| checks);
        let (inner, mut statements) = (self.inner.clone(), batch.into_ordered());
        if checks && doubt.is_none() {
            return write::write(&inner, &statements, Kind::Checks).await;
        }
        let kind = doubt.map_or(Kind::Changes, Kind::ProvingChecks);
        if doubt.is_some() {
            statements.splice(..0, health::probe());
        }
        let writing = tokio::spawn(async move { write::write(&inner, &statements, kind).await });
        writing.await.map_err(|_| Error::Closed)?
    }

    /// Statements without parameters, in one transaction.
    pub async fn run(&self, statements: Vec<String>) -> Result<(), Error> {
        let connection = self.inner.connection().await?;
        let text = format!("BEGIN; {}; COMMIT", statements.join("; "));
        let ran = connection.batch_execute(&text).await;
        if ran.is_err() {
            write::discard(connection);
        }
        ran.map_err(|e| error("run", &e))
    }

    pub async fn has_rows(&self, table: &str) -> Result<bool, Error> {
        let connection = self.inner.connection().await?;
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        let rows = connection.query(&sql, &[]).await.map_err(|e| error("has_rows", &e))?;
        Ok(!rows.is_empty())
    }

    pub async fn insert(&self, chunk: Chunk) -> Result<(), Error> {
        let mut connection = self.inner.connection().await?;
        transfer::insert(&mut connection, &chunk).await
    }

    pub async fn backup(&self, path: &Path, progress: Progress) -> Result<(), Error> {
        transfer::backup(&self.inner, Target::create(path)?, progress).await
    }

    pub fn close(&self) {
        self.inner.pool.close();
    }
}

impl Inner {
    async fn connection(&self) -> Result<Object, Error> {
        self.pool.get().await.map_err(|refused| match refused {
            PoolError::Closed => Error::Closed,
            PoolError::Backend(cause) => {
                Error::Unavailable(format!("{} ({})", describe(&cause), self.place))
            }
            other => Error::Unavailable(format!("{other} ({})", self.place)),
        })
    }

    /// The server's own limit comes first, unless it is out of reach.
    fn answer_max(&self) -> Duration {
        self.statement_max + Duration::from_secs(2)
    }

    async fn try_read(&self, query: &Query) -> Result<Vec<Row>, (Fault, Error)> {
        let failed = |e: tokio_postgres::Error| (fault(&e), error("read", &e));
        let connection = self.connection().await.map_err(|e| (Fault::Refused, e))?;
        let reading = timeout(self.answer_max(), async {
            let prepared =
                connection.prepare_typed_cached(query.sql, &types(&query.params)).await?;
            connection.query(&prepared, &borrowed(&query.params)).await
        });
        let answer = match reading.await {
            Ok(answer) => answer.map_err(failed),
            Err(_) => {
                write::discard(connection);
                return Err((Fault::Refused, Error::Unavailable("no answer".to_owned())));
            }
        };
        match answer {
            Ok(rows) => rows
                .iter()
                .map(row)
                .collect::<Result<_, _>>()
                .map_err(|cause| (Fault::Refused, cause)),
            Err((Fault::Lost, cause)) => {
                write::discard(connection);
                Err((Fault::Lost, cause))
            }
            Err(other) => Err(other),
        }
    }
}
