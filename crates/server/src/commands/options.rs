//! Options that several commands share, and how they become settings.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::config::layers::Layers;
use crate::config::{self, Config, Environment, Flag, Mode};

/// Where the configuration is.
#[derive(Args, Clone, Debug, Default)]
pub struct FileOption {
    /// TOML file with settings [environment: COGNATE_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Where data and keys are.
#[derive(Args, Clone, Debug, Default)]
pub struct StoreOptions {
    /// Folder of the embedded database [setting: data.dir]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Use PostgreSQL instead of the embedded database [setting: database.url]
    ///
    /// A password in it can be seen by every user of this machine; COGNATE_DATABASE__URL or the
    /// configuration file cannot.
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// AWS account id, 12 digits [setting: account.id]
    #[arg(long, global = true, value_name = "ID")]
    pub account: Option<String>,
    /// File with the key that protects all other keys [setting: keys.kek]
    #[arg(long, global = true, value_name = "FILE")]
    pub kek: Option<PathBuf>,
    /// Read that key from this inherited file descriptor [environment: COGNATE_KEK_FD]
    #[arg(long, global = true, value_name = "FD", conflicts_with = "kek")]
    pub kek_fd: Option<u32>,
}

/// How to listen, and development mode.
#[derive(Args, Clone, Debug, Default)]
pub struct ListenOptions {
    /// Address and port to listen on [setting: server.listen]
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// Development: no init needed, unsigned calls and unknown access keys act as root
    ///
    /// Listens on loopback only. The key is kept in the data directory. Access keys that Cognate knows
    /// are verified. POST /_cognate/reset with the header "X-Cognate-Reset: yes" empties everything.
    #[arg(long)]
    pub dev: bool,
    /// With --dev: also answer pages from this browser origin; may be repeated
    #[arg(long, value_name = "ORIGIN", requires = "dev")]
    pub dev_origin: Vec<String>,
    /// With --dev: permit other addresses than loopback, for containers
    ///
    /// Everybody who can reach the address acts as root.
    #[arg(long, requires = "dev")]
    pub dev_network: bool,
}

impl StoreOptions {
    /// The settings these options give.
    pub fn flags(&self) -> Vec<Flag> {
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        [
            ("--data", "data.dir", self.data.as_ref().map(path)),
            ("--database", "database.url", self.database.clone()),
            ("--account", "account.id", self.account.clone()),
            ("--kek", "keys.kek", self.kek.as_ref().map(path)),
        ]
        .into_iter()
        .filter_map(|(name, path, text)| Some(Flag { name, path, text: text? }))
        .collect()
    }
}

impl ListenOptions {
    /// The settings these options give.
    pub fn flags(&self) -> Vec<Flag> {
        let listen = self.listen.map(|address| address.to_string());
        let origins = (!self.dev_origin.is_empty()).then(|| self.dev_origin.join(","));
        [("--listen", "server.listen", listen), ("--dev-origin", "server.dev_origins", origins)]
            .into_iter()
            .filter_map(|(name, path, text)| Some(Flag { name, path, text: text? }))
            .collect()
    }

    pub fn mode(&self) -> Mode {
        Mode { dev: self.dev, dev_network: self.dev_network }
    }
}

/// The merged configuration of a command.
pub fn layers(file: &FileOption, environment: &Environment, flags: &[Flag]) -> Layers {
    let path = config::file(file.config.as_deref(), environment);
    config::layers(path.as_deref(), environment, flags)
}

/// All problems in one text, one per line.
pub fn describe(problems: &[config::source::Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// The effective configuration; otherwise the problems are printed and the exit code is for them.
pub fn configured(
    file: &FileOption,
    environment: &Environment,
    flags: &[Flag],
    mode: Mode,
) -> Result<Config, ExitCode> {
    config::effective(layers(file, environment, flags), mode).map_err(|problems| {
        eprint!("{}", describe(&problems));
        ExitCode::from(2)
    })
}
