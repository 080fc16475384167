//! The benchmark's driver: starts a release server in a process of its own, drives it over HTTP
//! keep-alive connections, and compares the server's processor time with what the same machine needs
//! for the bare cryptography, measured in the same run. `cargo xtask bench` builds and starts it.

use std::path::PathBuf;

use clap::Parser;

use cognate_benches::options::Common;
use cognate_benches::report::Report;
use cognate_benches::scenarios::Scenario;

/// Measures a Cognate on this machine.
#[derive(Debug, Parser)]
#[command(name = "cognate-bench")]
struct Options {
    #[command(flatten)]
    common: Common,
    /// Use this PostgreSQL database instead of the embedded one; it must be empty
    #[arg(long, conflicts_with = "postgres")]
    database: Option<String>,
    /// Run only this scenario; may be repeated
    #[arg(long, value_enum)]
    only: Vec<Scenario>,
    /// How long each scenario is measured
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Size of the large pools, of users and of identities
    #[arg(long, default_value_t = 100_000)]
    users: u64,
    /// Also write the figures here, as JSON
    #[arg(long)]
    json: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let wanted = |scenario: Scenario| options.only.is_empty() || options.only.contains(&scenario);
    let mut started = options.common.start(options.database.as_deref())?;
    let mut report = Report::new(&started.engine);
    for scenario in Scenario::ALL.into_iter().filter(|one| wanted(*one)) {
        eprintln!("== {scenario}");
        for figure in
            scenario.run(&mut started.server, &started.sink, options.seconds, options.users)?
        {
            report.add(figure);
        }
    }
    started.server.stop()?;
    println!("{}", report.table());
    if let Some(path) = &options.json {
        std::fs::write(path, report.json())?;
        println!("{}", path.display());
    }
    Ok(())
}
