//! PostgreSQL refuses to run as root: then its programs run as another user.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::Command;

/// `None`: as ourselves.
pub(crate) struct User(Option<(String, u32, u32)>);

impl User {
    pub fn choose() -> User {
        let ours = std::fs::metadata("/proc/self").map_or(1, |about| about.uid());
        if ours != 0 {
            return User(None);
        }
        let other = ["postgres", "nobody"]
            .iter()
            .find_map(|name| Some(((*name).to_owned(), id("-u", name)?, id("-g", name)?)));
        User(Some(other.expect("root needs a user `postgres` or `nobody` to run PostgreSQL as")))
    }

    pub fn own(&self, path: &Path) {
        if let User(Some((_, uid, gid))) = self {
            chown(path, Some(*uid), Some(*gid)).expect("root may give a directory away");
        }
    }

    /// The words that go before a command.
    pub fn prefix(&self) -> Vec<String> {
        match self {
            User(None) => Vec::new(),
            User(Some((name, ..))) => ["runuser", "-u", name, "--"].map(str::to_owned).to_vec(),
        }
    }
}

fn id(flag: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([flag, name]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
