//! The data directory: private to its owner, and to one process at a time.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::error::Error;

pub(super) const DATABASE: &str = "cognate.db";
const LOCK: &str = "cognate.lock";

/// Held as long as the process works on the directory. The kernel lets go of it when the process
/// ends, however it ends; the file itself stays.
pub(super) struct Held {
    _lock: File,
}

/// Makes the directory (0700) and the database file (0600; SQLite gives its companions the same
/// mode) and takes the lock.
pub(super) fn hold(dir: &Path) -> Result<Held, Error> {
    let failed = |what: &str, cause: std::io::Error| {
        Error::Config(format!("{what} {}: {cause}", dir.display()))
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .and_then(|()| std::fs::set_permissions(dir, Permissions::from_mode(0o700)))
        .map_err(|cause| failed("cannot make the data directory", cause))?;
    let held = lock(dir).map_err(|cause| failed("cannot lock the data directory", cause))??;
    private_file(&dir.join(DATABASE))
        .map_err(|cause| failed("cannot make the database in", cause))?;
    Ok(held)
}

/// Opens or makes a file that only its owner may read.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn lock(dir: &Path) -> std::io::Result<Result<Held, Error>> {
    let path: PathBuf = dir.join(LOCK);
    let mut file = private_file(&path)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())?;
            Ok(Ok(Held { _lock: file }))
        }
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            // Whoever holds the lock may be writing its number just now.
            let _ = file.read_to_string(&mut pid);
            let pid = match pid.trim() {
                "" => "unknown".to_owned(),
                known => known.to_owned(),
            };
            Ok(Err(Error::Held { dir: dir.to_owned(), pid }))
        }
        Err(TryLockError::Error(cause)) => Err(cause),
    }
}
