//! `cognate verify`, `cognate backup` and `cognate restore`: what can be done with a store alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use cognate_store::backup::Progress;
use cognate_store::{Store, verify};
use indicatif::{ProgressBar, ProgressStyle};

use super::options::{FileOption, StoreOptions, configured};
use crate::config::{Environment, Mode, place};
use crate::storage;
use crate::telemetry::log;

/// Which store a command works on.
#[derive(Args, Clone, Debug, Default)]
pub struct StoreArgs {
    #[command(flatten)]
    pub file: FileOption,
    #[command(flatten)]
    pub store: StoreOptions,
    /// The store of `serve --dev`, in its default folder
    #[arg(long, global = true)]
    pub dev: bool,
}

#[derive(Args, Clone, Debug)]
pub struct BackupArgs {
    /// File to write; it must not exist
    pub target: PathBuf,
    #[command(flatten)]
    pub from: StoreArgs,
}

#[derive(Args, Clone, Debug)]
pub struct RestoreArgs {
    /// Backup file to read
    pub source: PathBuf,
    #[command(flatten)]
    pub into: StoreArgs,
}

/// Checks every invariant and prints what breaks one. 1: something was found.
pub fn verify(args: &StoreArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    run(args, environment, async |config| {
        let store = visit(config).await?;
        let bar = ProgressBar::new_spinner();
        let mut progress = |at: verify::Progress| {
            bar.set_message(format!("{}: {} rows", at.table, at.rows));
            bar.tick();
        };
        let report = verify::verify(&store, &mut progress).await;
        bar.finish_and_clear();
        store.close().await;
        Ok(print(&report?))
    })
}

/// Copies the store to a file, also while servers use it.
pub fn backup(args: &BackupArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    run(&args.from, environment, async |config| {
        let store = visit(config).await?;
        let (bar, progress) = bar();
        let done = store.backup(&args.target, progress).await;
        bar.finish_and_clear();
        store.close().await;
        done?;
        println!("backup written to {}", args.target.display());
        println!("it is of no use without the key: keep a copy of that too, elsewhere");
        Ok(ExitCode::SUCCESS)
    })
}

/// Fills an empty store from a backup.
pub fn restore(args: &RestoreArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    run(&args.into, environment, async |config| {
        let (bar, progress) = bar();
        let done = Store::restore(config, &args.source, progress).await;
        bar.finish_and_clear();
        done?.close().await;
        println!("restored from {}", args.source.display());
        println!(
            "sessions, codes and tokens of before are void; passwords and keys are as they were"
        );
        Ok(ExitCode::SUCCESS)
    })
}

/// Runs a command on the store that the options name.
pub(super) fn run(
    args: &StoreArgs,
    environment: &Environment,
    command: impl AsyncFnOnce(cognate_store::Config) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let mode = Mode { dev: args.dev, dev_network: args.dev };
    let config = match configured(&args.file, environment, &args.store.flags(), mode) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    log::start(&config.log).map_err(anyhow::Error::msg)?;
    let data_dir = place::data_dir(&config, args.dev, environment).map_err(anyhow::Error::msg)?;
    if !storage::is_shared(&config) {
        tracing::debug!("data directory {}", data_dir.display());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(command(storage::config(&config, &data_dir)))
}

/// Opens a store that must exist, beside the server that may be using it.
pub(super) async fn visit(config: cognate_store::Config) -> anyhow::Result<Store> {
    if let cognate_store::Config::Sqlite(sqlite) = &config {
        exists(&sqlite.dir)?;
    }
    Ok(Store::visit(config).await?)
}

fn exists(dir: &Path) -> anyhow::Result<()> {
    let none = || format!("no store in {}: name its folder with --data", dir.display());
    std::fs::metadata(dir).map(drop).with_context(none)
}

/// A bar on stderr if that is a terminal, and what moves it.
fn bar() -> (ProgressBar, Progress) {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  {eta}").ok();
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(ProgressStyle::default_bar));
    let moved = bar.clone();
    let progress = Box::new(move |at: cognate_store::backup::Done| {
        moved.set_length(at.total);
        moved.set_position(at.done);
    });
    (bar, progress)
}

fn print(report: &verify::Report) -> ExitCode {
    for finding in &report.findings {
        println!("{}  pool {}  {}", finding.rule, finding.pool, finding.row);
    }
    for recount in &report.recounts {
        println!(
            "pool {} counts {} users and has {} (nodes add what they counted with a delay)",
            recount.pool, recount.recorded, recount.counted
        );
    }
    match report.findings.len() {
        0 => {
            println!("the store is in order");
            ExitCode::SUCCESS
        }
        verify::FINDINGS_MAX.. => {
            println!("more than {} findings; stopped", verify::FINDINGS_MAX);
            ExitCode::FAILURE
        }
        found => {
            println!("{found} findings");
            ExitCode::FAILURE
        }
    }
}
