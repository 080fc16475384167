//! A throw-away PostgreSQL for tests: one cluster per test binary, one schema or database per test.
//!
//! ```no_run
//! let url = cognate_pgtest::schema();
//! ```
//!
//! The cluster listens on loopback at a free port, without fsync, in a private temporary directory.
//! It ends with the test process, however that ends: a small shell holds the read end of a pipe whose
//! write end only the test process has. Without PostgreSQL's binaries tests fail, and say what to
//! install: a test that is skipped in silence proves nothing.

#![expect(
    clippy::disallowed_methods,
    reason = "test equipment: it finds programs by the environment and waits for them"
)]

mod binaries;
mod cluster;
mod user;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

pub use cluster::Cluster;

/// The URL of a new, empty schema in this binary's cluster: to a test that keeps to unqualified names
/// it looks like an empty database, and is made in a fraction of the time.
pub fn schema() -> String {
    cluster().schema()
}

/// The URL of a new, empty database in this binary's cluster: for tests that change the database's
/// settings or look at its connections.
pub fn database() -> String {
    cluster().database()
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Cluster {
    /// The URL of a new, empty schema.
    pub fn schema(&self) -> String {
        let name = fresh_name();
        self.execute(&format!("CREATE SCHEMA {name}"));
        format!("{}&options=-c%20search_path%3D{name}", self.url("postgres"))
    }

    /// The URL of a new, empty database.
    pub fn database(&self) -> String {
        let name = fresh_name();
        self.execute(&format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// Runs statements as the superuser, in the database `postgres`.
    pub fn execute(&self, sql: &str) {
        execute(&self.url("postgres"), sql);
    }
}

/// Runs statements as the superuser in the database of the URL. Blocks; works inside and outside of
/// async code.
pub fn execute(url: &str, sql: &str) {
    let (url, text) = (url.to_owned(), sql.to_owned());
    let ran = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
            let driving = tokio::spawn(connection);
            let ran = client.batch_execute(&text).await;
            drop(client);
            let _ = driving.await;
            ran
        })
    });
    if let Err(error) = ran.join().expect("the statement's thread") {
        panic!("{sql}: {error:?}");
    }
}
