//! The command line.

pub mod config;
pub mod iam;
pub mod init;
pub mod keys;
pub mod options;
pub mod outbox;
pub mod quickstart;
pub mod serve;
mod site;
pub mod store;
pub mod user_pool;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::cognate::{self, Cognate};
use crate::config::Environment;

/// Cognate is Amazon Cognito on your own machines: user pools, identity pools and temporary
/// credentials, spoken by the AWS SDKs unchanged.
///
/// Point a client at it with its endpoint URL (AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER).
///
/// Settings come from flags, then COGNATE_ environment variables, then a TOML file, then defaults;
/// `cognate config sample` lists them all and `cognate config check` shows where each came from.
#[derive(Debug, Parser)]
#[command(name = "cognate", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an installation: the key, the account, the root access key
    ///
    /// The secret access key is shown once. Not needed for `serve --dev`.
    Init(Box<init::InitArgs>),
    /// Serve the API until SIGTERM or SIGINT
    ///
    /// Prints one line on stdout when ready: cognate listening on http://ADDR. Logs go to stderr.
    Serve(Box<serve::ServeArgs>),
    /// Make a user pool, a client and a user on a running server, and print code that signs in
    ///
    /// Calls are signed with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where they are set; a server
    /// with --dev needs none.
    Quickstart(Box<quickstart::QuickstartArgs>),
    /// Look at keys and rotate them, also while servers run
    Keys(Box<keys::KeysArgs>),
    /// Look at messages that have not left yet, also while servers run
    Outbox(Box<outbox::OutboxArgs>),
    /// Make an administrator, look at access keys, explain decisions, also while servers run
    Iam(Box<iam::IamArgs>),
    /// Do what the API does not know with user pools, also while servers run
    UserPool(Box<user_pool::UserPoolArgs>),
    /// Check that the stored data says what it must
    ///
    /// Reads everything, also while servers use the store. Prints each broken rule and exits with 1 if
    /// there is one.
    Verify(Box<store::StoreArgs>),
    /// Write a consistent copy of the store to a file, also while servers use it
    ///
    /// The file holds everything but the key. It is the same for both databases, so a backup of the
    /// embedded one can be restored into PostgreSQL.
    Backup(Box<store::BackupArgs>),
    /// Fill an empty store from a backup
    ///
    /// Ends all sessions and voids codes and tokens of before. Needs the same key as the backup.
    Restore(Box<store::RestoreArgs>),
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Print a completion script for a shell
    ///
    /// bash: source <(cognate completions bash)
    Completions { shell: Shell },
    /// Print the version
    Version,
}

/// Runs the command. Errors go to stderr; 2 means that the command line or the configuration is wrong.
pub fn run(cli: Cli, environment: &Environment) -> ExitCode {
    try_run(cli, environment).unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

fn try_run(cli: Cli, environment: &Environment) -> anyhow::Result<ExitCode> {
    Ok(match cli.command {
        Command::Init(args) => init::run(&args, environment, cognate::install)?,
        Command::Serve(args) => serve::run(
            &args,
            environment,
            async |opening| Cognate::open(opening, environment).await,
            Cognate::close,
        ),
        Command::Quickstart(args) => quickstart::run(&args, environment)?,
        Command::Outbox(args) => outbox::show(&args, environment)?,
        Command::Iam(args) => iam::run(&args, environment)?,
        Command::UserPool(args) => user_pool::run(&args, environment)?,
        Command::Keys(args) => keys::run(&args, environment)?,
        Command::Verify(args) => store::verify(&args, environment)?,
        Command::Backup(args) => store::backup(&args, environment)?,
        Command::Restore(args) => store::restore(&args, environment)?,
        Command::Config(command) => config::run(&command, environment),
        Command::Completions { shell } => {
            let mut command = Cli::command();
            clap_complete::generate(shell, &mut command, "cognate", &mut std::io::stdout());
            ExitCode::SUCCESS
        }
        Command::Version => {
            println!("cognate {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
    })
}
