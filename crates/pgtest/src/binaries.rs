//! Where PostgreSQL's programs are.

use std::path::{Path, PathBuf};

pub(crate) struct Binaries {
    pub initdb: PathBuf,
    pub postgres: PathBuf,
}

const ADVICE: &str = "These tests need PostgreSQL's server programs (initdb, postgres) in PATH or in \
    /usr/lib/postgresql/*/bin. `cargo xtask test` installs them; by hand: apt-get install postgresql";

impl Binaries {
    pub fn find() -> Binaries {
        directories()
            .iter()
            .find_map(|dir| Binaries::within(dir))
            .unwrap_or_else(|| panic!("{ADVICE}"))
    }

    /// `initdb` wants its `postgres` beside it, so links are followed first.
    fn within(dir: &Path) -> Option<Binaries> {
        let initdb = dir.join("initdb").canonicalize().ok()?;
        let postgres = initdb.with_file_name("postgres");
        postgres.exists().then_some(Binaries { initdb, postgres })
    }
}

/// PATH, then the versioned folders of Debian and its kin, newest first.
fn directories() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    found.extend(versions.into_iter().rev().map(|(_, dir)| dir));
    found
}
