//! PostgreSQL's server programs: `initdb`, `postgres`, `psql`.
//!
//! The tests start a private cluster of their own; a running server is neither needed nor touched.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::packages::{apt, can_install};

const PROGRAMS: [&str; 3] = ["initdb", "postgres", "psql"];

/// The folder that holds all the programs. Installs Debian's package when it is missing and this
/// user may; otherwise says what to do.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(folder) = find() {
        println!("   {}", folder.display());
        return Ok(folder);
    }
    if !can_install() {
        bail!(
            "PostgreSQL's server programs (initdb, postgres, psql) were not found on PATH or under \
             /usr/lib/postgresql/*/bin. Install the package `postgresql` (Debian, Ubuntu), \
             `postgresql-server` (Fedora) or `postgresql` (Homebrew), then run this again."
        );
    }
    println!("   not found: installing Debian's package postgresql");
    apt("postgresql")?;
    match find() {
        Some(folder) => Ok(folder),
        None => bail!("the package postgresql was installed, but initdb is still not to be found"),
    }
}

/// On PATH, else the newest of Debian's versioned folders.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    versions.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    std::env::split_paths(&path).chain(versions).find(|folder| holds_all(folder))
}

fn version(bin: &Path) -> u32 {
    let name = bin.parent().and_then(|folder| folder.file_name()).and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

fn holds_all(folder: &Path) -> bool {
    PROGRAMS.iter().all(|program| folder.join(program).is_file())
}
