//! The key file itself: written once with mode 0600, read only if nobody else could.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, bail};
use rustix::fs::OFlags;

/// Opens the file without following a link in its last component.
pub fn open(path: &Path) -> anyhow::Result<File> {
    let name = path.display();
    if path.is_symlink() {
        bail!("the key {name} is a symbolic link; name the file itself with --kek");
    }
    // Non-blocking, so that a pipe put there does not hang the start; the check refuses it.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).expect("flags are few bits"))
        .open(path);
    match opened {
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "no key at {name}. `cognate init` wrote one: bring it back from your backup, or name \
             it with --kek"
        ),
        other => other.with_context(|| format!("cannot read the key {name}")),
    }
}

/// Refuses an open file that is not a regular file, belongs to another user, or that others can read.
pub fn check(file: &File, name: &str) -> anyhow::Result<()> {
    let metadata = file.metadata().with_context(|| format!("cannot inspect the key {name}"))?;
    if !metadata.is_file() {
        bail!("the key {name} is not a regular file");
    }
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        bail!("the key {name} belongs to another user");
    }
    if metadata.mode() & 0o077 != 0 {
        bail!("the key {name} can be read by others: chmod 600 it");
    }
    Ok(())
}

/// Writes a new key file durably; folders that do not exist are made for the owner alone. Never
/// replaces a file.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let name = path.display();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("there is a file at {name}; a key is never replaced")
        }
        other => other.with_context(|| format!("cannot write the key {name}"))?,
    };
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| File::open(folder)?.sync_all())
        .with_context(|| format!("cannot write the key {name}"))
}
