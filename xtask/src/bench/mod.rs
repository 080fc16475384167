//! `cargo xtask bench`: builds the release server and the driver, and measures.
//!
//! ```text
//! cargo xtask bench                      everything, on the embedded database
//! cargo xtask bench --postgres           the same on a private PostgreSQL
//! cargo xtask bench --only password      one scenario (`--help` lists them)
//! cargo xtask bench --users 1000000      everything, with large pools of a million
//! ```
//!
//! Further words go to the driver (`benches/`). The figures also land in
//! `target/bench/<engine>.json`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::test::steps::{cargo, run as run_command};
use crate::test::{target, workspace};

/// Runs the benchmark. `args` are the words after `cargo xtask bench`.
pub fn run(args: &[String]) -> Result<()> {
    let root = workspace();
    let packages = ["--package", "cognate-server", "--package", "cognate-benches"];
    cargo(&root, &[&["build", "--release", "--locked"], &packages[..]].concat())?;
    let built = target(&root).join("release");
    let results = target(&root).join("bench");
    let data = results.join("data");
    clear(&data)?;
    let engine = if args.iter().any(|word| word == "--postgres") { "postgres" } else { "sqlite" };
    let outcome = run_command(
        Command::new(built.join("cognate-bench"))
            .arg("--server")
            .arg(built.join("cognate"))
            .arg("--folder")
            .arg(&data)
            .arg("--json")
            .arg(results.join(format!("{engine}.json")))
            .args(args),
    );
    clear(&data)?;
    outcome
}

/// The data folder must be new: figures on yesterday's data mean nothing.
pub fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).context("cannot empty the benchmark's folder")?;
    }
    Ok(())
}
