//! `cognate init`: the key, the account, the root access key (KEY-2a, BS-1).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use cognate_crypto::{Kek, Random, Secret, SystemRandom};
use cognate_domain::id;
use cognate_store::Store;

use super::options::{FileOption, StoreOptions, configured};
use crate::clock::now_ms;
use crate::config::{Config, Environment, Mode, place};
use crate::telemetry::log;
use crate::{keyfile, storage};

#[derive(Args, Clone, Debug, Default)]
pub struct InitArgs {
    #[command(flatten)]
    pub file: FileOption,
    #[command(flatten)]
    pub store: StoreOptions,
    /// Write the root access key to this new file (mode 0600) instead of showing it
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
}

/// What an installation is made of.
pub struct Making<'a> {
    pub store: &'a Store,
    pub random: &'a dyn Random,
    pub kek: &'a Kek,
    pub installation_id: [u8; 16],
    pub account: &'a str,
    pub now_ms: i64,
}

/// The root's access key, as it is shown once.
pub struct RootKey {
    pub id: String,
    pub secret: Secret<String>,
}

/// Makes an installation. `install` writes it in one batch, and returns None if there is one already.
pub fn run(
    args: &InitArgs,
    environment: &Environment,
    install: impl AsyncFnOnce(Making<'_>) -> anyhow::Result<Option<RootKey>>,
) -> anyhow::Result<ExitCode> {
    let flags = args.store.flags();
    let config = match configured(&args.file, environment, &flags, Mode::default()) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    if args.store.kek_fd.is_some() {
        bail!("init writes a key file: name it with --kek");
    }
    if let Some(path) = args.credentials.as_deref().filter(|path| path.exists()) {
        bail!("there is a file at {}", path.display());
    }
    log::start(&config.log).map_err(anyhow::Error::msg)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (path, root) = runtime.block_on(make(&config, environment, install))?;
    show(&config, &path, &root, args.credentials.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// The key is written first: a key without data is harmless, data without its key is lost.
async fn make(
    config: &Config,
    environment: &Environment,
    install: impl AsyncFnOnce(Making<'_>) -> anyhow::Result<Option<RootKey>>,
) -> anyhow::Result<(PathBuf, RootKey)> {
    let data_dir = place::data_dir(config, false, environment).map_err(anyhow::Error::msg)?;
    let store = Store::open(storage::config(config, &data_dir)).await?;
    let random: &dyn Random = &SystemRandom;
    let installation_id = id::version_4(random.array());
    let path = match &config.keys.kek {
        Some(path) => path.clone(),
        None => keyfile::default_path(environment, &id::uuid(&installation_id))?,
    };
    keyfile::must_be_apart(&path, &data_dir)?;
    let kek = Kek::generate(random);
    keyfile::write(&path, &kek.to_file_text())?;
    let (account, now_ms) = (config.account.id.as_str(), now_ms());
    let making = Making { store: &store, random, kek: &kek, installation_id, account, now_ms };
    let made = install(making).await;
    store.close().await;
    match made {
        Ok(Some(root)) => Ok((path, root)),
        Ok(None) => {
            let _ = std::fs::remove_file(&path);
            bail!("this store is initialised already; it keeps its key and its root access key")
        }
        // Whether the batch was committed may be unknown, so the key stays.
        Err(error) => Err(error.context(format!("the key was written to {}", path.display()))),
    }
}

fn show(
    config: &Config,
    key: &Path,
    root: &RootKey,
    credentials: Option<&Path>,
) -> anyhow::Result<()> {
    let (id, secret) = (&root.id, root.secret.expose());
    println!("Account {} is ready.\n", config.account.id);
    match credentials {
        Some(path) => {
            let text =
                format!("[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
            keyfile::write(path, &text).context("the root access key")?;
            println!("Root access key: in {}\n", path.display());
        }
        None => {
            println!("Root access key, shown this once:");
            println!("  aws_access_key_id     = {id}");
            println!("  aws_secret_access_key = {secret}\n");
        }
    }
    println!("Key file: {}", key.display());
    println!("Back it up, apart from the data: without it the data cannot be read by anybody.");
    Ok(())
}
