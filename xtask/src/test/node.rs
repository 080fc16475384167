//! The JavaScript clients of `e2e/node`, as its lock file pins them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::steps::run;

/// `npm ci`, unless `node_modules` already holds what the lock file says.
pub fn prepare(root: &Path) -> Result<()> {
    let node = root.join("e2e").join("node");
    let wanted =
        std::fs::read(node.join("package-lock.json")).context("e2e/node/package-lock.json")?;
    let stamp = node.join("node_modules").join("installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("   {} is up to date", node.join("node_modules").display());
        return Ok(());
    }
    let ci = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    run(Command::new("npm").args(ci).current_dir(&node))?;
    std::fs::write(&stamp, wanted).context("cannot note what was installed")
}
