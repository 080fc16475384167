//! `cognate user-pool`: what operators do with pools, beside the servers that use the store.

mod alter_schema;
mod clone;
mod rename_user;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};

use cognate_core::{Cx, Error, install};
use cognate_domain::Pool;
use cognate_store::Store;

use super::options::configured;
use super::store::StoreArgs;
use crate::cognate;
use crate::config::{Environment, Mode, place};
use crate::telemetry::log;
use crate::{keyfile, storage};

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
    runtime.block_on(async {
        let dev = args.store.dev;
        let data_dir = place::data_dir(&config, dev, environment).map_err(anyhow::Error::msg)?;
        let store = Store::visit_to_write(storage::config(&config, &data_dir)).await?;
        let identity =
            install::identity(&store).await?.context("there is no installation here yet")?;
        let descriptor = keyfile::descriptor(args.store.store.kek_fd, environment)?;
        let keks = cognate::keks(&config, environment, &data_dir, &identity, descriptor, dev)?;
        let node = cognate::visiting_node(&config, &identity, store, keks).await?;
        let cx = Cx::background(node, "UserPool");
        let done = match &args.command {
            UserPoolCommand::AlterSchema(args) => alter_schema::run(&cx, args).await,
            UserPoolCommand::Clone(args) => clone::run(&cx, args).await,
            UserPoolCommand::RenameUser(args) => rename_user::run(&cx, args).await,
        };
        cx.store().close().await;
        done.map(|()| ExitCode::SUCCESS)
    })
}

/// The pool of this id.
async fn pool(cx: &Cx, id: &str) -> anyhow::Result<Arc<Pool>> {
    let pool = cx.any_pool(id).await.map_err(told)?;
    pool.with_context(|| format!("there is no user pool {id}"))
}

/// An error of the core in words.
fn told(error: Error) -> anyhow::Error {
    match error.cause() {
        Some(cause) => anyhow::anyhow!("{cause}"),
        None => anyhow::anyhow!("{}", error.message),
    }
}
