//! Connections and their settings.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::directory::DATABASE;
use crate::config::{SqliteConfig, Synchronous};

/// Marks the file as ours, so that restore can tell a backup from any other database: "Cogn".
pub(crate) const APPLICATION_ID: i64 = 0x436f_676e;

const PAGE_BYTES: u64 = 4096;
const STATEMENTS_CACHED: usize = 256;
/// Nobody else writes; but an operator's `sqlite3` may hold a lock for a moment.
const BUSY: Duration = Duration::from_secs(5);

/// The only connection that writes.
///
/// No mmap: mapped pages count as resident memory. No auto_vacuum: its pointer map makes every page
/// move dearer, free pages are used again by the next inserts, and who wants a smaller file restores
/// a backup. Checkpoints are the writer's business (see `log`): SQLite's own would swallow a
/// failed fsync. The log is never truncated, so a commit seldom needs new blocks from the disk.
/// `secure_delete = FAST` wipes deleted rows in pages that are written anyway.
pub(super) fn writer(config: &SqliteConfig, cache_bytes: u64) -> rusqlite::Result<Connection> {
    let connection = open(&config.dir.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "auto_vacuum", "NONE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match config.synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Off => "OFF",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", -1)?;
    connection.pragma_update(None, "secure_delete", "FAST")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    if let Some(bytes) = config.file_bytes_max {
        connection.pragma_update(None, "max_page_count", (bytes / PAGE_BYTES).max(1) as i64)?;
    }
    share_cache(&connection, cache_bytes)?;
    Ok(connection)
}

/// A connection that cannot write, whatever statement it is given.
pub(super) fn reader(dir: &Path, cache_bytes: u64) -> rusqlite::Result<Connection> {
    let connection = open(&dir.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    share_cache(&connection, cache_bytes)?;
    Ok(connection)
}

/// QPSG: a plan must not depend on what is bound. Otherwise a statement with `LIMIT $n` is compiled anew
/// for every number, and that is each time it is run.
fn open(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    Ok(connection)
}

/// A negative cache_size is in KiB.
fn share_cache(connection: &Connection, bytes: u64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -((bytes / 1024).max(64) as i64))
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_with_a_limit_is_compiled_once() {
        let memory = Path::new(":memory:");
        let connection = open(memory, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY)").unwrap();
        let sql = "SELECT n FROM t WHERE n > $1 ORDER BY n LIMIT $2";
        let mut statement = connection.prepare_cached(sql).unwrap();
        for n in 1..9 {
            assert!(statement.query([n, n]).unwrap().next().unwrap().is_none());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
