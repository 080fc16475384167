//! `cognate user-pool`: what operators do with pools, beside the servers that use the store.

mod alter_schema;
mod clone;
mod csv;
mod export;
mod import;
mod rename_user;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use zeroize::Zeroizing;

use cognate_core::logs::LogSink;
use cognate_core::{Cx, jobs};
use cognate_domain::Pool;

use super::options::configured;
use super::site::{Site, told};
use super::store::StoreArgs;
use crate::config::{Environment, Mode};
use crate::telemetry::log;

#[derive(Args, Clone, Debug)]
pub struct UserPoolArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    #[command(subcommand)]
    pub command: UserPoolCommand,
}

#[derive(Subcommand, Clone, Debug)]
pub enum UserPoolCommand {
    /// Change the schema of a user pool in ways that the API does not know
    ///
    /// Without --apply, only tells what would happen. The changes are a TOML file:
    ///
    ///   [[change]]
    ///   rename = { name = "custom:team", to = "custom:crew" }
    ///
    ///   [[change]]
    ///   remove = { name = "custom:old" }
    ///
    ///   [[change]]
    ///   set = { name = "email", required = true, max_length = 254 }
    ///
    /// Users that do not fit afterwards are counted and left alone.
    #[command(verbatim_doc_comment)]
    AlterSchema(alter_schema::AlterSchemaArgs),
    /// Make a pool like another one: settings, groups, resource servers, app clients; no users
    Clone(clone::CloneArgs),
    /// Import users from a CSV file, or from a file that `export` wrote
    ///
    /// A CSV file has the columns of GetCSVHeader and perhaps cognito:password_hash; it runs as a user
    /// import job, which servers finish should this command be interrupted. Users of an export keep
    /// their sub, passwords, groups, second factors and links; who exists already is skipped.
    Import(import::ImportArgs),
    /// Write all users of a pool to a file, with passwords, groups, second factors and links
    ///
    /// What is secret of a user is sealed under the installation's key, or under a passphrase, with
    /// which another installation can read it. Names, addresses and other attributes are not sealed:
    /// keep the file as you keep the database. Passkeys, devices and sessions stay behind.
    Export(export::ExportArgs),
    /// Give a user another user name; the user keeps sub, password, factors, groups and sessions
    RenameUser(rename_user::RenameUserArgs),
}

pub fn run(args: &UserPoolArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    let mode = Mode { dev: args.store.dev, dev_network: args.store.dev };
    let flags = args.store.store.flags();
    let config = match configured(&args.store.file, environment, &flags, mode) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    log::start(&config.log).map_err(anyhow::Error::msg)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let bar = bar();
    let logs = Box::new(Told(bar.clone()));
    runtime.block_on(async {
        let (options, dev) = (&args.store.store, args.store.dev);
        let site = Site::open(options, dev, config, environment, logs, "UserPool").await?;
        let cx = &site.cx;
        let done = match &args.command {
            UserPoolCommand::AlterSchema(args) => alter_schema::run(cx, args).await,
            UserPoolCommand::Clone(args) => clone::run(cx, args).await,
            UserPoolCommand::Import(args) => import::run(&site, &bar, args).await,
            UserPoolCommand::Export(args) => export::run(&site, &bar, args).await,
            UserPoolCommand::RenameUser(args) => rename_user::run(cx, args).await,
        };
        bar.finish_and_clear();
        jobs::flush_counts(cx.node()).await;
        cx.store().close().await;
        done.map(|()| ExitCode::SUCCESS)
    })
}

/// The pool of this id.
async fn pool(cx: &Cx, id: &str) -> anyhow::Result<Arc<Pool>> {
    let pool = cx.any_pool(id).await.map_err(told)?;
    pool.with_context(|| format!("there is no user pool {id}"))
}

/// Rows that were not imported are told as they come.
struct Told(ProgressBar);

impl LogSink for Told {
    fn deliver(&self, _destination: &str, record: Value) {
        let message = record["message"].as_str().unwrap_or_default();
        if !message.starts_with("[SUCCEEDED]") {
            self.0.suspend(|| eprintln!("{message}"));
        }
    }
}

/// A bar on stderr if that is a terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  {msg}  {eta}").ok();
    ProgressBar::new(0).with_style(style.unwrap_or_else(ProgressStyle::default_bar))
}

/// The passphrase in a file, without the end of its line.
fn passphrase(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = Zeroizing::new(
        std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?,
    );
    let text = Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned());
    anyhow::ensure!(!text.is_empty(), "{} holds no passphrase", file.display());
    Ok(text)
}
