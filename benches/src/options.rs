//! What both programs take.

use std::path::PathBuf;

use clap::Args;

use crate::server::{Engine, Server};
use crate::sink::Sink;

#[derive(Debug, Args)]
pub struct Common {
    /// The release binary to measure
    #[arg(long)]
    pub server: PathBuf,
    /// Folder for its data, empty; the benchmark also takes one that an earlier run has left, with its
    /// large pools
    #[arg(long)]
    pub folder: PathBuf,
    /// Start a private PostgreSQL and use it instead of the embedded database
    ///
    /// It runs without fsync, so its writes are faster than durable ones.
    #[arg(long)]
    pub postgres: bool,
}

/// What is measured, with all that it needs.
pub struct Started {
    pub engine: Engine,
    pub server: Server,
    pub sink: Sink,
    /// Ends with this.
    _cluster: Option<cognate_pgtest::Cluster>,
}

impl Common {
    /// `database`: a PostgreSQL database that is there, and empty.
    pub fn start(&self, database: Option<&str>) -> anyhow::Result<Started> {
        let cluster = self.postgres.then(cognate_pgtest::Cluster::start);
        let engine = match (&cluster, database) {
            (Some(cluster), _) => Engine::Postgres(cluster.database()),
            (None, Some(url)) => Engine::Postgres(url.to_owned()),
            (None, None) => Engine::Sqlite,
        };
        let sink = Sink::start()?;
        let server = Server::init(&self.server, &self.folder, &engine, sink.settings())?;
        Ok(Started { engine, server, sink, _cluster: cluster })
    }
}
