//! Chromium, which the end-to-end tests open pages with.

use anyhow::{Result, bail};

use super::packages::{apt, can_install};

/// Debian's and Ubuntu's names, and the vendor's.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Installs Debian's package when there is none and this user may; otherwise says what to do. The tests
/// find it on PATH by the same names.
pub fn find_or_install() -> Result<()> {
    if found() {
        return Ok(());
    }
    if !can_install() {
        bail!(
            "no Chromium ({}) is on PATH. Install the package `chromium` (Debian, Fedora, Homebrew), \
             then run this again.",
            NAMES.join(", ")
        );
    }
    println!("   not found: installing Debian's package chromium");
    apt("chromium")?;
    if !found() {
        bail!("the package chromium was installed, but it is still not on PATH");
    }
    Ok(())
}

fn found() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut programs =
        std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    programs.find(|program| program.is_file()).is_some_and(|program| {
        println!("   {}", program.display());
        true
    })
}
