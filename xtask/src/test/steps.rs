//! Named steps with their times, and the one way to run a program.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What ran so far, for the summary at the end.
pub struct Steps {
    done: Vec<(String, Duration, bool)>,
}

impl Steps {
    pub fn new() -> Self {
        Steps { done: Vec::new() }
    }

    /// Announces, runs and times one step.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("== {name}");
        let begun = Instant::now();
        let outcome = work();
        self.done.push((name.to_owned(), begun.elapsed(), outcome.is_ok()));
        outcome.with_context(|| format!("failed: {name}"))
    }

    pub fn summary(&self) {
        println!("== summary");
        for (name, took, good) in &self.done {
            let verdict = if *good { "ok" } else { "FAILED" };
            println!("{verdict:>6}  {:7.1} s  {name}", took.as_secs_f64());
        }
    }
}

/// Runs a program to its end with inherited output; a bad exit is an error naming the program.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(())
}

/// Runs cargo in the workspace.
pub fn cargo(root: &Path, args: &[&str]) -> Result<()> {
    run(&mut command(root, args))
}

/// Runs cargo in the workspace with a folder of programs in front of the path.
pub fn cargo_with(root: &Path, args: &[&str], programs: &Path) -> Result<()> {
    run(command(root, args).env("PATH", path_with(programs)?))
}

fn command(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root);
    command
}

/// `PATH` with one folder in front.
pub fn path_with(folder: &Path) -> Result<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&old));
    std::env::join_paths(folders).context("PATH holds a folder that cannot be joined")
}
