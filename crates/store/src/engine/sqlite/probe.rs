//! Could a wrong answer be counted just now (RL-2, ST-6)? Asked before checks are believed while writes
//! fail.

use rusqlite::Connection;

use super::fault;
use crate::error::Error;

/// Far more than a group of counters takes: what is counted must fit wherever this fits. Random, so that
/// no file system makes little of it.
const WRITE: &str =
    "INSERT INTO meta (name, value) VALUES (CAST('write_probe' AS BLOB), randomblob(262144))
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const REMOVE: &str = "DELETE FROM meta WHERE name = CAST('write_probe' AS BLOB)";

/// Two transactions, so that the pages are there when the row is gone: the next changes take them. A row
/// that a crash has left is taken up.
pub(super) fn write(connection: &Connection) -> Result<(), Error> {
    for sql in [WRITE, REMOVE] {
        connection.execute(sql, []).map_err(|e| fault::of_engine(&e))?;
    }
    Ok(())
}
