//! `cognate config check` and `cognate config sample`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::options::{FileOption, ListenOptions, StoreOptions, describe, layers};
use crate::config::{self, Environment, print, sample};

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the effective configuration and what is wrong with it
    ///
    /// Takes the same options as serve. Secrets are not printed. Exits with 2 if there are problems.
    Check(Box<CheckArgs>),
    /// Print a configuration file with every setting, its meaning and its default
    Sample,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub file: FileOption,
    #[command(flatten)]
    pub store: StoreOptions,
    #[command(flatten)]
    pub listen: ListenOptions,
}

pub fn run(command: &ConfigCommand, environment: &Environment) -> ExitCode {
    match command {
        ConfigCommand::Sample => {
            print!("{}", sample::sample());
            ExitCode::SUCCESS
        }
        ConfigCommand::Check(args) => {
            let flags = [args.store.flags(), args.listen.flags()].concat();
            let layers = layers(&args.file, environment, &flags);
            print!("{}", print::print(&layers));
            match config::effective(layers, args.listen.mode()) {
                Ok(_) => ExitCode::SUCCESS,
                Err(problems) => {
                    eprint!("\n{}", describe(&problems));
                    ExitCode::from(2)
                }
            }
        }
    }
}
