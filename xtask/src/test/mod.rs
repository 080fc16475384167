//! `cargo xtask test`: everything the project promises, checked on a machine that has only Rust,
//! Python and Node.
//!
//! In order: PostgreSQL's server programs (found, or installed when root), the Rust tests of the
//! workspace, the Python and Node clients of `e2e/` (pinned), Chromium (found, or installed when root),
//! one build of `cognate`, the end-to-end tests on both engines. Stops at the first step that fails.
//!
//! ```text
//! cargo xtask test                     everything
//! cargo xtask test --only rust         the workspace's own tests
//! cargo xtask test --only e2e          the unmodified clients against a running server
//! cargo xtask test -- -k refresh -x    what follows `--` goes to pytest
//! ```

mod chromium;
mod node;
mod packages;
mod postgres;
mod python;
pub mod steps;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use steps::Steps;

/// Which halves of the tests to run and what to hand on to pytest.
struct Plan {
    rust: bool,
    e2e: bool,
    pytest: Vec<String>,
}

/// Runs the tests. `args` are the words after `cargo xtask test`.
pub fn run(args: &[String]) -> Result<()> {
    let plan = plan(args)?;
    let root = workspace();
    let mut steps = Steps::new();
    let outcome = all(&plan, &root, &mut steps);
    steps.summary();
    outcome
}

fn all(plan: &Plan, root: &Path, steps: &mut Steps) -> Result<()> {
    // Before everything else: the store's own tests need it too.
    let postgres = steps.step("PostgreSQL server programs", postgres::find_or_install)?;
    if plan.rust {
        steps.step("Rust tests of the workspace", || {
            steps::cargo_with(root, &["test", "--workspace", "--locked"], &postgres)
        })?;
    }
    if plan.e2e {
        let python = steps.step("Python clients", || python::prepare(root))?;
        steps.step("Node clients", || node::prepare(root))?;
        steps.step("Chromium", chromium::find_or_install)?;
        let binary = steps.step("build of cognate", || build(root))?;
        steps.step("end-to-end tests", || {
            python::pytest(root, &python, &binary, &postgres, &plan.pytest)
        })?;
    }
    Ok(())
}

/// The dev profile: its exponentiations, hashes and SQLite are optimised (see the root manifest),
/// the rest hardly matters to these tests, and `cargo test` has already compiled nearly all of it.
/// A release build would cost minutes of CI for the same answers; figures are `cargo xtask bench`'s.
fn build(root: &Path) -> Result<PathBuf> {
    steps::cargo(root, &["build", "--locked", "--package", "cognate-server"])?;
    let binary = target(root).join("debug").join("cognate");
    if !binary.is_file() {
        bail!("cargo built no {}", binary.display());
    }
    Ok(binary)
}

fn plan(args: &[String]) -> Result<Plan> {
    let mut plan = Plan { rust: true, e2e: true, pytest: Vec::new() };
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--only" => match words.next().map(String::as_str) {
                Some("rust") => plan.e2e = false,
                Some("e2e") => plan.rust = false,
                _ => bail!("--only takes rust or e2e"),
            },
            "--" => plan.pytest = words.by_ref().cloned().collect(),
            other => bail!("cargo xtask test does not know {other}; see xtask/src/test/mod.rs"),
        }
    }
    Ok(plan)
}

/// Where cargo builds to.
pub fn target(root: &Path) -> PathBuf {
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The folder of the workspace, whatever the working directory.
pub fn workspace() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask is a folder of the workspace").to_owned()
}
