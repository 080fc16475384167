//! The `cognate` binary.

#![expect(clippy::disallowed_methods, reason = "the outermost layer: the environment enters here")]

use std::process::ExitCode;

use clap::Parser;
use cognate_server::commands::{self, Cli};
use cognate_server::hardening;

fn main() -> ExitCode {
    hardening::forbid_core_files();
    let environment = std::env::vars_os().collect();
    commands::run(Cli::parse(), &environment)
}
