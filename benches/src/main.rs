//! The benchmark's driver: starts a release server in a process of its own, drives it over HTTP
//! keep-alive connections, and compares the server's processor time with what the same machine needs
//! for the bare cryptography, measured in the same run. `cargo xtask bench` builds and starts it.

use std::path::PathBuf;

use clap::Parser;

use cognate_benches::report::Report;
use cognate_benches::scenarios::Scenario;
use cognate_benches::server::{Engine, Server};
use cognate_benches::sink::Sink;

/// Measures a Cognate on this machine.
#[derive(Debug, Parser)]
#[command(name = "cognate-bench")]
struct Options {
    /// The release binary to measure
    #[arg(long)]
    server: PathBuf,
    /// Folder for its data: empty, or left by an earlier run, whose large pools are taken again
    #[arg(long)]
    folder: PathBuf,
    /// Start a private PostgreSQL and use it instead of the embedded database
    ///
    /// It runs without fsync, so its writes are faster than durable ones.
    #[arg(long)]
    postgres: bool,
    /// Use this PostgreSQL database instead of the embedded one; it must be empty
    #[arg(long, conflicts_with = "postgres")]
    database: Option<String>,
    /// Run only this scenario; may be repeated
    #[arg(long, value_enum)]
    only: Vec<Scenario>,
    /// How long each scenario is measured
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Size of the large pool
    #[arg(long, default_value_t = 100_000)]
    users: u64,
    /// Also write the figures here, as JSON
    #[arg(long)]
    json: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    // The cluster ends with this process.
    let cluster = options.postgres.then(cognate_pgtest::Cluster::start);
    let engine = match (&cluster, &options.database) {
        (Some(cluster), _) => Engine::Postgres(cluster.database()),
        (None, Some(url)) => Engine::Postgres(url.clone()),
        (None, None) => Engine::Sqlite,
    };
    let wanted = |scenario: Scenario| options.only.is_empty() || options.only.contains(&scenario);
    let mut report = Report::new(&engine);
    let sink = Sink::start()?;
    let mut server = Server::init(&options.server, &options.folder, &engine, sink.settings())?;
    for scenario in Scenario::ALL.into_iter().filter(|one| wanted(*one)) {
        eprintln!("== {scenario}");
        for figure in scenario.run(&mut server, &sink, options.seconds, options.users)? {
            report.add(figure);
        }
    }
    server.stop()?;
    println!("{}", report.table());
    if let Some(path) = &options.json {
        std::fs::write(path, report.json())?;
        println!("{}", path.display());
    }
    Ok(())
}
