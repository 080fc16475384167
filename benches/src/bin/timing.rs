//! The timing test: can the time of an answer tell who has an account? `cargo xtask timing` builds and
//! starts it; see [`cognate_benches::timing`].

use std::path::PathBuf;

use clap::Parser;

use cognate_benches::options::Common;
use cognate_benches::server::Engine;
use cognate_benches::timing::{Finding, Probe, document, measure};

/// Measures whether the time of an answer tells who exists.
#[derive(Debug, Parser)]
#[command(name = "cognate-timing")]
struct Options {
    #[command(flatten)]
    common: Common,
    /// Ask only this; may be repeated
    #[arg(long, value_enum)]
    only: Vec<Probe>,
    /// Requests about existing people, and about missing ones, of each operation
    #[arg(long, default_value_t = 4_000)]
    each: usize,
    /// Write the report here
    #[arg(long)]
    report: Option<PathBuf>,
}

/// Over all operations together.
const SIGNIFICANCE: f64 = 0.01;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let mut started = options.common.start(None)?;
    let name = match &started.engine {
        Engine::Postgres(_) => "PostgreSQL",
        Engine::Sqlite => "the embedded database",
    };
    let probes = Probe::ALL.into_iter();
    let wanted = |probe: &Probe| options.only.is_empty() || options.only.contains(probe);
    let probes: Vec<Probe> = probes.filter(wanted).collect();
    // Two tests of each: Bonferroni's share.
    let significance = SIGNIFICANCE / (2 * probes.len()) as f64;
    let mut findings: Vec<Finding> = Vec::new();
    for probe in probes {
        eprintln!("== {}", probe.title());
        findings.push(measure(&started.server, probe, options.each)?);
    }
    started.server.stop()?;
    let text = document(&findings, name, significance);
    println!("{text}");
    if let Some(path) = &options.report {
        std::fs::write(path, &text)?;
    }
    for finding in findings.iter().filter(|finding| !finding.is_even(significance)) {
        eprintln!("told apart by time: {}", finding.probe.title());
    }
    Ok(())
}
