//! `cognate serve`: everything around the application.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::options::{FileOption, ListenOptions, StoreOptions, configured};
use crate::application::Application;
use crate::config::{Config, Environment, Mode, place};
use crate::run::{Server, announce, stop_signal};
use crate::telemetry::log;
use crate::{hardening, keyfile};

#[derive(Args, Clone, Debug, Default)]
pub struct ServeArgs {
    #[command(flatten)]
    pub file: FileOption,
    #[command(flatten)]
    pub listen: ListenOptions,
    #[command(flatten)]
    pub store: StoreOptions,
}

/// What opening the application needs.
#[derive(Clone, Debug)]
pub struct Opening {
    pub config: Config,
    pub mode: Mode,
    pub data_dir: PathBuf,
    /// The public base URL, without a slash at the end.
    pub base_url: String,
    /// For [`keyfile::Wanted`].
    pub kek_descriptor: Option<u32>,
}

/// Serves what `open` makes until SIGTERM or SIGINT, then calls `close`.
pub fn run<A: Application>(
    args: &ServeArgs,
    environment: &Environment,
    open: impl AsyncFnOnce(Opening) -> anyhow::Result<Arc<A>>,
    close: impl AsyncFnOnce(Arc<A>),
) -> ExitCode {
    let flags = [args.store.flags(), args.listen.flags()].concat();
    let mode = args.listen.mode();
    let config = match configured(&args.file, environment, &flags, mode) {
        Ok(config) => config,
        Err(code) => return code,
    };
    if let Err(why) = log::start(&config.log) {
        eprintln!("{why}");
        return ExitCode::from(2);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let served = runtime.block_on(serve(config, args.store.kek_fd, mode, environment, open, close));
    // Work that nobody waits for any more must not keep the process.
    runtime.shutdown_background();
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve<A: Application>(
    config: Config,
    kek_fd: Option<u32>,
    mode: Mode,
    environment: &Environment,
    open: impl AsyncFnOnce(Opening) -> anyhow::Result<Arc<A>>,
    close: impl AsyncFnOnce(Arc<A>),
) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    let data_dir = place::data_dir(&config, mode.dev, environment).map_err(anyhow::Error::msg)?;
    let kek_descriptor = keyfile::descriptor(kek_fd, environment)?;
    let descriptors = hardening::raise_descriptor_limit();
    let needed = config.limits.connections_max as u64 + 128;
    if descriptors.is_some_and(|limit| limit < needed) {
        tracing::warn!("limits.connections_max needs {needed} open files; the system allows fewer");
    }
    warn_of(mode, &config);
    let server = Server::bind(&config, mode).await?;
    let base_url = server.base_url().to_owned();
    let application = open(Opening { config, mode, data_dir, base_url, kek_descriptor }).await?;
    if !mode.dev {
        hardening::forbid_inspection();
    }
    if let Some(url) = server.metrics_url()? {
        tracing::info!("metrics at {url}/metrics");
    }
    announce(&server.url()?);
    server.run(application.clone(), stop).await?;
    close(application).await;
    Ok(())
}

fn warn_of(mode: Mode, config: &Config) {
    if mode.dev {
        tracing::warn!("development mode: unsigned calls and unknown access keys act as root");
    }
    if mode.dev_network && !config.server.listen.ip().to_canonical().is_loopback() {
        tracing::warn!(
            "EVERYBODY WHO CAN REACH {} ACTS AS ROOT (--dev-network)",
            config.server.listen
        );
    }
}
