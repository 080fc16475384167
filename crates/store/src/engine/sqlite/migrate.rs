//! Migrations on SQLite: each version in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::dialect::ddl;
use super::fault;
use crate::error::Error;
use crate::migrate::{VERSION_TABLE, pending};

pub(crate) fn migrate(connection: &mut Connection, until: i64) -> Result<(), Error> {
    let failed = |e: rusqlite::Error| fault::of_engine(&e);
    connection.execute_batch(&ddl(VERSION_TABLE)).map_err(failed)?;
    let found = connection
        .query_row("SELECT coalesce(max(version), 0) FROM schema_version", [], |row| row.get(0))
        .map_err(failed)?;
    for migration in pending(found, until)? {
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        for statement in migration.statements() {
            transaction.execute_batch(&ddl(&statement)).map_err(failed)?;
        }
        transaction
            .execute("INSERT INTO schema_version (version) VALUES (?1)", [migration.version])
            .and_then(|_| transaction.commit())
            .map_err(failed)?;
    }
    Ok(())
}
