//! A backup file that is written: under another name first, so that a file with the right name is
//! always a whole backup.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::Chunk;
use crate::engine::sqlite::{self, dialect};
use crate::error::Error;

pub(crate) struct Target {
    pub connection: Connection,
    partial: PathBuf,
    path: PathBuf,
    finished: bool,
}

impl Target {
    /// An empty SQLite file with mode 0600 beside `path`; `path` must not exist.
    pub fn create(path: &Path) -> Result<Target, Error> {
        let failed = |cause: String| Error::BackupFile { path: path.to_owned(), cause };
        if path.exists() {
            return Err(failed("it exists already".to_owned()));
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".partial");
        let partial = PathBuf::from(name);
        // Left by a backup that was interrupted.
        let _ = std::fs::remove_file(&partial);
        sqlite::private_file(&partial).map_err(|e| failed(e.to_string()))?;
        let connection = Connection::open(&partial).map_err(|e| failed(e.to_string()))?;
        Ok(Target { connection, partial, path: path.to_owned(), finished: false })
    }

    /// Makes the tables, for a backup that comes row by row.
    pub fn migrate(&mut self) -> Result<(), Error> {
        let connection = &mut self.connection;
        connection
            .pragma_update(None, "application_id", sqlite::APPLICATION_ID)
            .and_then(|()| connection.pragma_update(None, "synchronous", "OFF"))
            .map_err(|e| Error::BackupFile { path: self.path.clone(), cause: e.to_string() })?;
        sqlite::migrate(connection, crate::migrate::KNOWN)
    }

    /// The columns of a table, in their order.
    pub fn columns(&self, table: &str) -> Result<Vec<String>, Error> {
        let sql = format!("SELECT * FROM {table} LIMIT 0");
        let statement = self.connection.prepare(&sql).map_err(|e| self.failed(&e))?;
        Ok(statement.column_names().into_iter().map(str::to_owned).collect())
    }

    pub fn insert(&mut self, chunk: &Chunk) -> Result<(), Error> {
        insert(&mut self.connection, chunk).map_err(|e| self.failed(&e))
    }

    /// Makes it one file without a log, on the disk, and gives it its name.
    pub fn finish(mut self) -> Result<(), Error> {
        self.connection
            .pragma_update(None, "journal_mode", "DELETE")
            .map_err(|e| self.failed(&e))?;
        let settled = File::open(&self.partial)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&self.partial, &self.path))
            .and_then(|()| match self.path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
                Some(dir) => File::open(dir)?.sync_all(),
                None => File::open(".")?.sync_all(),
            });
        settled.map_err(|e| Error::BackupFile { path: self.path.clone(), cause: e.to_string() })?;
        self.finished = true;
        Ok(())
    }

    pub fn failed(&self, cause: &rusqlite::Error) -> Error {
        Error::BackupFile { path: self.path.clone(), cause: cause.to_string() }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !self.finished {
            let _ = std::fs::remove_file(&self.partial);
        }
    }
}

/// All rows of the chunk in one transaction.
pub(crate) fn insert(connection: &mut Connection, chunk: &Chunk) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut statement = transaction.prepare_cached(&chunk.insert_sql())?;
        for row in &chunk.rows {
            dialect::bind(&mut statement, &row.0)?;
            statement.raw_execute()?;
        }
    }
    transaction.commit()
}
