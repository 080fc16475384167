//! A backup file that is read.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{CHUNK_ROWS, Chunk, NOT_RESTORED};
use crate::engine::sqlite::{APPLICATION_ID, dialect};
use crate::error::Error;
use crate::migrate::{KNOWN, tables};
use crate::statement::Row;

pub(crate) struct Source {
    connection: Connection,
    path: PathBuf,
    /// The schema the file has.
    pub version: i64,
}

impl Source {
    pub fn open(path: &Path) -> Result<Source, Error> {
        let failed = |cause: String| Error::BackupFile { path: path.to_owned(), cause };
        let opened = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let connection = opened.map_err(|e| failed(e.to_string()))?;
        let mark =
            number(&connection, "PRAGMA application_id").map_err(|e| failed(e.to_string()))?;
        if mark != APPLICATION_ID {
            return Err(failed("it is not a backup of this program".to_owned()));
        }
        let version = number(&connection, "SELECT max(version) FROM schema_version")
            .map_err(|e| failed(e.to_string()))?;
        if version > KNOWN {
            return Err(Error::NewerSchema { found: version, known: KNOWN });
        }
        Ok(Source { connection, path: path.to_owned(), version })
    }

    pub fn rows_total(&self) -> Result<u64, Error> {
        self.tables().iter().try_fold(0, |sum, table| {
            let rows = number(&self.connection, &format!("SELECT count(*) FROM {table}"));
            Ok(sum + rows.map_err(|e| self.failed(&e))? as u64)
        })
    }

    /// Hands out all rows, table by table.
    pub fn read(&self, mut sink: impl FnMut(Chunk) -> Result<(), Error>) -> Result<(), Error> {
        for table in self.tables() {
            self.read_table(&table, &mut sink)?;
        }
        Ok(())
    }

    fn read_table(
        &self,
        table: &str,
        sink: &mut impl FnMut(Chunk) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let failed = |e: rusqlite::Error| self.failed(&e);
        let mut statement =
            self.connection.prepare(&format!("SELECT * FROM {table}")).map_err(failed)?;
        let columns: Vec<String> =
            statement.column_names().into_iter().map(str::to_owned).collect();
        let chunk =
            |rows: Vec<Row>| Chunk { table: table.to_owned(), columns: columns.clone(), rows };
        let mut rows = Vec::new();
        let mut found = statement.raw_query();
        while let Some(next) = found.next().map_err(failed)? {
            rows.push(dialect::row(next, columns.len()).map_err(failed)?);
            if rows.len() == CHUNK_ROWS {
                sink(chunk(std::mem::take(&mut rows)))?;
            }
        }
        if rows.is_empty() { Ok(()) } else { sink(chunk(rows)) }
    }

    fn tables(&self) -> Vec<String> {
        let mut all = tables(self.version);
        all.retain(|table| !NOT_RESTORED.contains(&table.as_str()));
        all
    }

    fn failed(&self, cause: &rusqlite::Error) -> Error {
        Error::BackupFile { path: self.path.clone(), cause: cause.to_string() }
    }
}

fn number(connection: &Connection, sql: &str) -> rusqlite::Result<i64> {
    connection.query_row(sql, [], |row| row.get(0))
}
