//! The folders of the user: where data and keys are when the configuration does not say.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::{Config, Environment};

/// The data directory: `data.dir`, else `cognate` or `cognate-dev` in the user's data folder.
pub fn data_dir(config: &Config, dev: bool, environment: &Environment) -> Result<PathBuf, String> {
    if let Some(dir) = &config.data.dir {
        return Ok(dir.clone());
    }
    let base = folder(environment, "XDG_DATA_HOME", ".local/share");
    let base = base.ok_or("neither XDG_DATA_HOME nor HOME is set: set data.dir or --data")?;
    Ok(base.join(if dev { "cognate-dev" } else { "cognate" }))
}

/// The folder for keys: `cognate` in the user's configuration folder.
pub fn key_dir(environment: &Environment) -> Option<PathBuf> {
    folder(environment, "XDG_CONFIG_HOME", ".config").map(|base| base.join("cognate"))
}

/// A base folder of the XDG specification, which ignores relative values.
fn folder(environment: &Environment, variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(environment.get(OsStr::new(name))?);
        path.is_absolute().then_some(path)
    };
    absolute(variable).or_else(|| absolute("HOME").map(|home| home.join(below_home)))
}
