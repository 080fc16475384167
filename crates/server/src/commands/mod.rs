//! The command line.

pub mod config;
pub mod options;
pub mod serve;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

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
    match cli.command {
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
    }
}
