//! Where a store lives and how much it may use.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// One of the two engines.
#[derive(Clone, Debug)]
pub enum Config {
    Sqlite(SqliteConfig),
    Postgres(PostgresConfig),
}

/// The embedded engine: one directory, one process.
#[derive(Clone, Debug)]
pub struct SqliteConfig {
    /// Made with mode 0700 when missing.
    pub dir: PathBuf,
    /// Page cache over all connections.
    pub cache_bytes: u64,
    pub synchronous: Synchronous,
    /// Batches that may wait for the writer; one more is [`Error::Busy`](crate::Error::Busy).
    pub queue_batches_max: usize,
    /// Ceiling of the database file; beyond it writes answer `DiskFull`. `None`: the disk's own.
    pub file_bytes_max: Option<u64>,
}

/// When a commit counts as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronous {
    /// After fsync (ST-1).
    Full,
    /// At once. For tests only: a power loss takes acknowledged writes with it.
    Off,
}

/// PostgreSQL or a database that speaks its protocol.
#[derive(Clone)]
pub struct PostgresConfig {
    /// `postgres://user:password@host:port/database?sslmode=…`. The modes: `disable`, `prefer`,
    /// `require`, `verify-full`; whenever TLS is used the server's certificate and name are verified
    /// (TLS-1). Without a mode: `require`, or `prefer` when every host is loopback or a socket.
    pub url: String,
    /// PEM file with the certificates to trust instead of the public ones.
    pub root_file: Option<PathBuf>,
    pub connections_max: usize,
    /// How long a request may wait for a free connection.
    pub wait_max: Duration,
    pub connect_max: Duration,
    /// The server's limit for one statement.
    pub statement_max: Duration,
}

impl SqliteConfig {
    pub fn at(dir: impl AsRef<Path>) -> SqliteConfig {
        SqliteConfig {
            dir: dir.as_ref().to_owned(),
            cache_bytes: 16 * 1024 * 1024,
            synchronous: Synchronous::Full,
            queue_batches_max: 1024,
            file_bytes_max: None,
        }
    }

    /// For tests: no fsync.
    pub fn throw_away(dir: impl AsRef<Path>) -> SqliteConfig {
        SqliteConfig { synchronous: Synchronous::Off, ..SqliteConfig::at(dir) }
    }
}

impl PostgresConfig {
    pub fn at(url: impl Into<String>) -> PostgresConfig {
        PostgresConfig {
            url: url.into(),
            root_file: None,
            connections_max: 16,
            wait_max: Duration::from_secs(2),
            connect_max: Duration::from_secs(5),
            statement_max: Duration::from_secs(10),
        }
    }
}

/// The URL may hold a password (KEY-8).
impl std::fmt::Debug for PostgresConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresConfig")
            .field("root_file", &self.root_file)
            .field("connections_max", &self.connections_max)
            .finish_non_exhaustive()
    }
}
