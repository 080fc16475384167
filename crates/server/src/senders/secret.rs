//! A secret in a file of its own.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, bail};
use zeroize::Zeroizing;

/// Longer files hold something else.
const BYTES_MAX: u64 = 4096;

/// The file's text without white space around it. Refuses a file that others can read; a file of root
/// that its group may read is the usual way to hand a secret to a service.
pub fn read(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let metadata = file.metadata().with_context(|| format!("cannot inspect {name}"))?;
    if !metadata.is_file() {
        bail!("{name} is not a regular file");
    }
    if metadata.mode() & 0o007 != 0 {
        bail!("{name} can be read by everybody: chmod 600 it");
    }
    let mut text = Zeroizing::new(String::new());
    let read = file.take(BYTES_MAX).read_to_string(&mut text);
    read.with_context(|| format!("cannot read {name}"))?;
    let secret = Zeroizing::new(text.trim().to_owned());
    if secret.is_empty() {
        bail!("{name} is empty");
    }
    Ok(secret)
}
