//! Which store the configuration means.

use std::path::Path;

use cognate_store::config::{PostgresConfig, SqliteConfig};

use crate::config::Config;

/// PostgreSQL where a URL is configured, else SQLite in the data directory.
pub fn config(config: &Config, data_dir: &Path) -> cognate_store::Config {
    let database = &config.database;
    match &database.url {
        Some(url) => cognate_store::Config::Postgres(PostgresConfig {
            root_file: database.root_certificate.clone(),
            connections_max: database.pool_max,
            ..PostgresConfig::at(url)
        }),
        None => cognate_store::Config::Sqlite(SqliteConfig::at(data_dir)),
    }
}

/// Whether other processes may write to it.
pub fn is_shared(config: &Config) -> bool {
    config.database.url.is_some()
}
