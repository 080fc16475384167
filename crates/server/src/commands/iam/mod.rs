//! `cognate iam`: first steps with users and policies, beside the servers that use the store.

mod create_administrator;
mod explain;
mod list_keys;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use cognate_core::logs::NoLogs;

use super::options::configured;
use super::site::{Site, told};
use super::store::StoreArgs;
use crate::config::{Environment, Mode};
use crate::telemetry::log;

#[derive(Args, Clone, Debug)]
pub struct IamArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    #[command(subcommand)]
    pub command: IamCommand,
}

#[derive(Subcommand, Clone, Debug)]
pub enum IamCommand {
    /// Make a user who may do everything, and an access key, which is shown once
    ///
    /// For daily work, instead of the root's key. What less is needed, IAM gives: aws iam create-user,
    /// put-user-policy, create-role …
    CreateAdministrator(create_administrator::CreateAdministratorArgs),
    /// Show all access keys: whose, since when, last used when and where
    ListKeys,
    /// Tell whether somebody may do something, and which statements decide it
    ///
    /// cognate iam explain --principal bob --action cognito-idp:AdminGetUser --resource
    /// arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbCdEfGhI
    ///
    /// Nothing is done. Ends with 1 where it is denied.
    Explain(explain::ExplainArgs),
}

pub fn run(args: &IamArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
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
        let (options, dev) = (&args.store.store, args.store.dev);
        let site = Site::open(options, dev, config, environment, Box::new(NoLogs), "Iam").await?;
        let cx = &site.cx;
        let done = match &args.command {
            IamCommand::CreateAdministrator(args) => create_administrator::run(cx, args).await,
            IamCommand::ListKeys => list_keys::run(cx).await,
            IamCommand::Explain(args) => explain::run(cx, args).await,
        };
        cx.store().close().await;
        done
    })
}
