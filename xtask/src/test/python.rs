//! The Python side of `e2e/`: a virtual environment with the pinned clients, and pytest.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::packages::{apt, can_install};
use super::steps::{path_with, run};

/// Makes `e2e/.venv` hold exactly `e2e/requirements.txt`; nothing to do when it already does.
/// Returns the environment's interpreter.
pub fn prepare(root: &Path) -> Result<PathBuf> {
    let e2e = root.join("e2e");
    let venv = e2e.join(".venv");
    let python = venv.join("bin").join("python");
    let wanted = std::fs::read(e2e.join("requirements.txt")).context("e2e/requirements.txt")?;
    let stamp = venv.join("installed-requirements.txt");
    if python.is_file() && std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("   {} is up to date", venv.display());
        return Ok(python);
    }
    create(&venv)?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&python).args(pip).arg(e2e.join("requirements.txt")))?;
    std::fs::write(&stamp, wanted).context("cannot note what was installed")?;
    Ok(python)
}

/// A fresh environment. Debian keeps `ensurepip` in a package of its own.
fn create(venv: &Path) -> Result<()> {
    let make = || run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv));
    if make().is_ok() {
        return Ok(());
    }
    if !can_install() {
        bail!(
            "python3 -m venv does not work here; install Python 3.10 or newer with its venv module"
        );
    }
    apt("python3-venv")?;
    make()
}

/// Runs pytest over `e2e/`. `extra` comes from the command line.
pub fn pytest(
    root: &Path,
    python: &Path,
    binary: &Path,
    postgres: &Path,
    extra: &[String],
) -> Result<()> {
    run(Command::new(python)
        .args(["-m", "pytest"])
        .args(extra)
        .current_dir(root.join("e2e"))
        .env("E2E_COGNATE_BINARY", binary)
        .env("PATH", path_with(postgres)?))
}
