//! `cognate keys`: looking at keys and rotating them, also while servers run.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::Table;
use indicatif::ProgressBar;

use cognate_core::keys::{INSTALLATION, Issuer, check_name, rotation};
use cognate_core::logs::NoLogs;
use cognate_crypto::SystemRandom;
use cognate_store::batch::Batch;
use cognate_store::records::{meta, signing_key, user_pool};
use cognate_wire::timestamp::to_iso;

use super::options::{FileOption, StoreOptions, configured};
use super::site::{Site, told};
use crate::cognate::read_kek;
use crate::config::{Environment, Mode};
use crate::keyfile;
use crate::telemetry::log;

/// Pools read at a time.
const PAGE: i64 = 100;

#[derive(Args, Clone, Debug)]
pub struct KeysArgs {
    #[command(flatten)]
    pub file: FileOption,
    #[command(flatten)]
    pub store: StoreOptions,
    /// The store of `serve --dev`, in its default folder
    #[arg(long, global = true)]
    pub dev: bool,
    #[command(subcommand)]
    pub command: KeysCommand,
}

#[derive(Subcommand, Clone, Debug)]
pub enum KeysCommand {
    /// Show the signing keys of pools, and of the installation's own issuers
    List {
        /// Only this user pool
        #[arg(long, value_name = "ID")]
        pool: Option<String>,
    },
    /// Publish new signing keys; they are used once caches can know them
    ///
    /// They are in the JWKS at once and sign after 24 hours. Tokens signed by the old keys stay valid
    /// until they expire. The installation's own issuers have their next key published all the time: it
    /// signs after 24 hours, and another one is published.
    Rotate {
        #[command(flatten)]
        whose: Whose,
        /// Sign with the new keys at once: verifiers that keep the JWKS refuse tokens for a while
        #[arg(long)]
        now: bool,
    },
    /// Protect everything with a new key-encryption key
    ///
    /// First with --prepare; then restart every server with keys.kek naming the new file and
    /// keys.former the old one; then again without --prepare, with the same two settings. It can be
    /// repeated after an interruption. Afterwards the old key is needed for old backups only.
    Rewrap {
        /// File to write the new key to; if it exists, the key in it is used
        #[arg(long, value_name = "FILE")]
        new_kek: PathBuf,
        /// Only make the new key known to the database
        #[arg(long)]
        prepare: bool,
    },
    /// Withdraw a signing key at once: every token it signed is refused from now on
    Retire {
        #[command(flatten)]
        whose: Whose,
        /// The key, as `list` and the pool's JWKS show it
        kid: String,
    },
}

#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct Whose {
    /// The user pool
    #[arg(long, value_name = "ID")]
    pool: Option<String>,
    /// An issuer of the installation's own
    #[arg(long)]
    issuer: Option<OwnIssuer>,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
pub enum OwnIssuer {
    /// Signs the tokens of identity pools
    IdentityPools,
    /// Signs the tokens of GetWebIdentityToken
    WebIdentity,
}

impl From<OwnIssuer> for Issuer {
    fn from(own: OwnIssuer) -> Issuer {
        match own {
            OwnIssuer::IdentityPools => Issuer::IdentityPools,
            OwnIssuer::WebIdentity => Issuer::WebIdentity,
        }
    }
}

impl Whose {
    /// The key of the pool under which the keys stand.
    async fn place(&self, site: &Site) -> anyhow::Result<i64> {
        match &self.pool {
            Some(pool) => Ok(site.pool(pool).await?.key),
            None => Ok(INSTALLATION),
        }
    }
}

pub fn run(args: &KeysArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    let mode = Mode { dev: args.dev, dev_network: args.dev };
    let config = match configured(&args.file, environment, &args.store.flags(), mode) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    log::start(&config.log).map_err(anyhow::Error::msg)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let (store, logs) = (&args.store, Box::new(NoLogs));
        let site = Site::open(store, args.dev, config, environment, logs, "Keys").await?;
        match &args.command {
            KeysCommand::List { pool } => list(&site, pool.as_deref()).await?,
            KeysCommand::Rotate { whose, now } => rotate(&site, whose, *now).await?,
            KeysCommand::Rewrap { new_kek, prepare } => rewrap(&site, new_kek, *prepare).await?,
            KeysCommand::Retire { whose, kid } => {
                let place = whose.place(&site).await?;
                rotation::retire(&site.cx, place, kid).await.map_err(told)?;
                println!("{kid} is withdrawn; tokens it signed are refused");
            }
        }
        site.cx.store().close().await;
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(site: &Site, pool: Option<&str>) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.set_header([
        "user pool",
        "key id",
        "signs",
        "state",
        "published",
        "signs from",
        "verifies until",
    ]);
    if let Some(pool) = pool {
        let pool = site.pool(pool).await?;
        add_keys(site, &mut table, &pool.id, pool.key).await?;
    } else {
        add_keys(site, &mut table, "-", INSTALLATION).await?;
        let mut after = String::new();
        loop {
            let pools = user_pool::page(site.cx.store(), &after, PAGE).await?;
            let Some(last) = pools.last() else { break };
            after.clone_from(&last.id);
            for pool in &pools {
                add_keys(site, &mut table, &pool.id, pool.key).await?;
            }
        }
    }
    println!("{table}");
    Ok(())
}

async fn add_keys(site: &Site, table: &mut Table, name: &str, pool: i64) -> anyhow::Result<()> {
    let at = |ms: i64| if ms == 0 { "-".to_owned() } else { to_iso(ms) };
    for key in rotation::list(site.cx.store(), pool).await.map_err(told)? {
        let kind = match key.kind {
            signing_key::Kind::IdToken => "ID tokens",
            signing_key::Kind::AccessToken => "access tokens",
            signing_key::Kind::IdentityToken => "identity pools' tokens",
            signing_key::Kind::WebIdentityRsa => "web identity tokens (RS256)",
            signing_key::Kind::WebIdentityEc => "web identity tokens (ES384)",
        };
        table.add_row([
            name.to_owned(),
            key.kid,
            kind.to_owned(),
            format!("{:?}", key.state).to_lowercase(),
            at(key.publish_at),
            at(key.activate_at),
            at(key.retire_at),
        ]);
    }
    Ok(())
}

async fn rotate(site: &Site, whose: &Whose, now: bool) -> anyhow::Result<()> {
    let ahead_ms = if now { 0 } else { rotation::AHEAD_MS };
    let next = match (&whose.pool, whose.issuer) {
        (Some(pool), _) => {
            let pool = site.pool(pool).await?;
            rotation::rotate(&site.cx, &pool, ahead_ms).await.map_err(told)?
        }
        (None, Some(issuer)) => {
            rotation::rotate_issuer(&site.cx, issuer.into(), ahead_ms).await.map_err(told)?
        }
        (None, None) => anyhow::bail!("name a pool or an issuer"),
    };
    println!("new keys: {}", next.join(", "));
    println!("they sign from {}", to_iso(site.cx.now_ms() + ahead_ms));
    Ok(())
}

async fn rewrap(site: &Site, new_kek: &Path, prepare: bool) -> anyhow::Result<()> {
    let random: &dyn cognate_crypto::Random = &SystemRandom;
    if !new_kek.exists() {
        keyfile::must_be_apart(new_kek, &site.data_dir)?;
        keyfile::write(new_kek, &cognate_crypto::Kek::generate(random).to_file_text())?;
        println!("a new key is in {}; back it up", new_kek.display());
    }
    let source = keyfile::Source::File { path: new_kek.to_owned() };
    let new = read_kek(source, &site.data_dir, site.dev)?;
    let check = meta::put(&check_name(new.id()), &new.check_value(&site.installation_id));
    site.cx.store().write(Batch::new().with(check)).await?;
    if prepare {
        println!("the database knows the new key; set keys.kek to it, keys.former to the old one,");
        println!("restart every server, then run this again without --prepare");
        return Ok(());
    }
    let bar = ProgressBar::new_spinner();
    let done = rotation::rewrap(site.cx.keys(), random, &new, |seen| {
        bar.set_message(format!("{seen} data keys"));
        bar.tick();
    });
    let wrapped = done.await.map_err(told)?;
    bar.finish_and_clear();
    println!("{wrapped} data keys are wrapped under the new key now");
    Ok(())
}
