//! Migrations on PostgreSQL: one node at a time, each statement a transaction of its own.
//!
//! The lock is a locked row: a transaction on one connection holds it while another connection
//! works, so a node that dies lets go of it. Advisory locks are not portable.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio::time::sleep;
use tokio_postgres::error::SqlState;

use super::Inner;
use super::fault::error;
use super::write::discard;
use crate::error::Error;
use crate::migrate::{LOCK_TABLE, VERSION_TABLE, pending};

/// How often a statement is tried that collides with another node's.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn migrate(inner: &Inner, until: i64) -> Result<(), Error> {
    let worker = inner.connection().await?;
    let found = version(&worker).await?;
    if pending(found, until)?.next().is_none() {
        return Ok(());
    }
    let lock = inner.connection().await?;
    let done = locked(&lock, &worker, until).await;
    // Their settings are those of a migration; closing also ends the transaction that is the lock.
    discard(lock);
    discard(worker);
    done
}

async fn locked(lock: &Object, worker: &Object, until: i64) -> Result<(), Error> {
    let no_limits = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";
    lock.batch_execute(no_limits).await.map_err(failed)?;
    worker.batch_execute(no_limits).await.map_err(failed)?;
    for table in [
        VERSION_TABLE,
        LOCK_TABLE,
        "INSERT INTO schema_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING",
    ] {
        patiently(worker, table).await?;
    }
    lock.batch_execute("BEGIN; SELECT id FROM schema_lock WHERE id = 1 FOR UPDATE")
        .await
        .map_err(failed)?;
    // Another node may have been faster.
    for migration in pending(version(worker).await?, until)? {
        for statement in migration.statements() {
            patiently(worker, &statement).await?;
        }
        let note = format!(
            "INSERT INTO schema_version (version) VALUES ({}) ON CONFLICT (version) DO NOTHING",
            migration.version
        );
        patiently(worker, &note).await?;
    }
    lock.batch_execute("COMMIT").await.map_err(failed)
}

/// 0 before the first migration.
async fn version(connection: &Object) -> Result<i64, Error> {
    let sql = "SELECT coalesce(max(version), 0) FROM schema_version";
    match connection.query_one(sql, &[]).await {
        Ok(row) => row.try_get(0).map_err(failed),
        Err(e) if e.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(0),
        Err(e) => Err(failed(e)),
    }
}

/// Two nodes that create the same table at once collide in the server's catalogue even with IF NOT
/// EXISTS; the second try finds the table there.
async fn patiently(connection: &Object, statement: &str) -> Result<(), Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match connection.batch_execute(statement).await {
            Ok(()) => return Ok(()),
            Err(e) if collided(&e) && tries < TRIES => sleep(PAUSE).await,
            Err(e) => return Err(failed(e)),
        }
    }
}

fn collided(error: &tokio_postgres::Error) -> bool {
    [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        // "tuple concurrently updated" of the catalogue.
        SqlState::INTERNAL_ERROR,
    ]
    .iter()
    .any(|state| error.code() == Some(state))
}

fn failed(cause: tokio_postgres::Error) -> Error {
    error("migration", &cause)
}
