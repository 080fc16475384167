//! Where the key-encryption key comes from (KEY-2, KEY-2a): a file, an inherited descriptor, or a
//! systemd credential. Never the command line or the environment. This module moves its text; what the
//! text means is the business of the cryptography.

mod file;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use cognate_crypto::Kek;
use zeroize::Zeroizing;

use crate::config::{Environment, place};

pub use file::write;

/// The longest key file.
const BYTES_MAX: usize = 4096;
/// Name of the systemd credential.
const CREDENTIAL: &str = "cognate-kek";
/// Name of the key in the data directory, with `--dev` only.
const DEV_NAME: &str = "kek";

/// What decides where the key is.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// `--kek-fd`, else `COGNATE_KEK_FD`.
    pub descriptor: Option<u32>,
    /// `--kek`, else `keys.kek`.
    pub file: Option<&'a Path>,
    pub environment: &'a Environment,
    pub data_dir: &'a Path,
    /// A UUID; names the key in the user's configuration folder.
    pub installation_id: &'a str,
    pub dev: bool,
}

/// A place a key is read from.
#[derive(Debug)]
pub enum Source {
    File {
        path: PathBuf,
    },
    /// Kept open, since it may not be openable later (see [`crate::hardening`]).
    Descriptor {
        number: u32,
        open: File,
    },
    Credential {
        path: PathBuf,
    },
}

impl Source {
    /// For messages: a path, or the descriptor's number.
    pub fn name(&self) -> String {
        match self {
            Source::File { path } | Source::Credential { path } => path.display().to_string(),
            Source::Descriptor { number, .. } => format!("file descriptor {number}"),
        }
    }
}

/// The inherited descriptor: `--kek-fd`, else `COGNATE_KEK_FD`.
pub fn descriptor(flag: Option<u32>, environment: &Environment) -> anyhow::Result<Option<u32>> {
    if flag.is_some() {
        return Ok(flag);
    }
    match environment.get(std::ffi::OsStr::new("COGNATE_KEK_FD")) {
        None => Ok(None),
        Some(text) => match text.to_str().and_then(|text| text.parse().ok()) {
            Some(number) => Ok(Some(number)),
            None => bail!("environment variable COGNATE_KEK_FD: expected a descriptor's number"),
        },
    }
}

/// The place the key of an installation is read from: what was named, else the systemd credential if
/// there is one, else the path `cognate init` writes to.
pub fn locate(wanted: Wanted<'_>) -> anyhow::Result<Source> {
    match (wanted.descriptor, wanted.file) {
        (Some(_), Some(_)) => bail!("the key is named twice: by a file and by a descriptor"),
        (Some(number), None) => {
            let open = File::open(format!("/dev/fd/{number}"))
                .with_context(|| format!("cannot read the key from file descriptor {number}"))?;
            return Ok(Source::Descriptor { number, open });
        }
        (None, Some(path)) => return Ok(Source::File { path: path.to_owned() }),
        (None, None) => {}
    }
    if let Some(folder) = wanted.environment.get(std::ffi::OsStr::new("CREDENTIALS_DIRECTORY")) {
        let path = Path::new(folder).join(CREDENTIAL);
        if path.exists() {
            return Ok(Source::Credential { path });
        }
    }
    if wanted.dev {
        return Ok(Source::File { path: wanted.data_dir.join(DEV_NAME) });
    }
    let path = default_path(wanted.environment, wanted.installation_id)?;
    Ok(Source::File { path })
}

/// `cognate/kek-<installation id>` in the user's configuration folder.
pub fn default_path(environment: &Environment, installation_id: &str) -> anyhow::Result<PathBuf> {
    let folder = place::key_dir(environment)
        .context("neither XDG_CONFIG_HOME nor HOME is set: name the key file with --kek")?;
    Ok(folder.join(format!("kek-{installation_id}")))
}

/// Reads the key's text. Files are refused that are links, belong to somebody else, can be read by
/// others, or lie in the data directory, where a stolen backup would hold both (not with `--dev`).
pub fn read(source: Source, data_dir: &Path, dev: bool) -> anyhow::Result<Zeroizing<String>> {
    let name = source.name();
    let (input, checked) = match source {
        Source::File { path } => {
            if !dev {
                must_be_apart(&path, data_dir)?;
            }
            (file::open(&path)?, true)
        }
        // systemd gives these to the service alone, under its own owner and mode.
        Source::Credential { path } => {
            (File::open(&path).with_context(|| format!("cannot read the key {name}"))?, false)
        }
        Source::Descriptor { open, .. } => (open, false),
    };
    if checked {
        file::check(&input, &name)?;
    }
    // Room for everything at once: a growing buffer would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES_MAX + 1));
    input
        .take(BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read the key {name}"))?;
    if bytes.len() > BYTES_MAX {
        bail!("the key {name} is larger than {BYTES_MAX} bytes");
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => bail!("the key {name} is not a key file"),
    }
}

/// Reads the key itself from where [`locate`] finds it.
pub fn load(wanted: Wanted<'_>) -> anyhow::Result<Kek> {
    let source = locate(wanted)?;
    let name = source.name();
    let text = read(source, wanted.data_dir, wanted.dev)?;
    Kek::from_file_text(&text).with_context(|| format!("the key {name}"))
}

/// Refuses a key file in the data directory.
pub fn must_be_apart(path: &Path, data_dir: &Path) -> anyhow::Result<()> {
    if within(path, data_dir) {
        let name = path.display();
        bail!("the key {name} lies in the data directory; keep it, and its backups, apart");
    }
    Ok(())
}

fn within(path: &Path, folder: &Path) -> bool {
    let parent = path.parent().map(Path::canonicalize);
    match (parent, folder.canonicalize()) {
        (Some(Ok(parent)), Ok(folder)) => parent.starts_with(folder),
        _ => path.starts_with(folder),
    }
}
