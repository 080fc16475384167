//! `cargo xtask timing`: builds the release server and measures whether the time of an answer tells who
//! has an account. Not part of any pass or fail: a busy machine would decide.
//!
//! ```text
//! cargo xtask timing                      all operations; writes docs/security/timing.md
//! cargo xtask timing --postgres           the same on a private PostgreSQL; writes nothing
//! cargo xtask timing --only forgot        one operation (`--help` lists them); writes nothing
//! ```

use std::process::Command;

use anyhow::Result;

use crate::bench::clear;
use crate::test::steps::{cargo, run as run_command};
use crate::test::{target, workspace};

/// Runs the timing test. `args` are the words after `cargo xtask timing`.
pub fn run(args: &[String]) -> Result<()> {
    let root = workspace();
    let packages = ["--package", "cognate-server", "--package", "cognate-benches"];
    cargo(&root, &[&["build", "--release", "--locked"], &packages[..]].concat())?;
    let built = target(&root).join("release");
    let data = target(&root).join("timing");
    clear(&data)?;
    let mut command = Command::new(built.join("cognate-timing"));
    command.arg("--server").arg(built.join("cognate")).arg("--folder").arg(&data).args(args);
    let is_whole = !args.iter().any(|word| word == "--postgres" || word.starts_with("--only"));
    if is_whole {
        command.arg("--report").arg(root.join("docs").join("security").join("timing.md"));
    }
    let outcome = run_command(&mut command);
    clear(&data)?;
    outcome
}
