//! Debian packages, for machines (CI) where the tests run as root and something is missing.

use std::process::Command;

use anyhow::Result;

use super::steps::run;

/// Whether `apt` can work: root on a Debian-like system.
pub fn can_install() -> bool {
    is_root() && on_path("apt-get")
}

/// Installs one package.
pub fn apt(package: &str) -> Result<()> {
    apt_get(&["update", "-q"])?;
    apt_get(&["install", "-q", "-y", "--no-install-recommends", package])
}

fn apt_get(args: &[&str]) -> Result<()> {
    run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
