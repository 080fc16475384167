//! The configuration: a TOML file, `COGNATE_` environment variables and flags over defaults.
//!
//! Order of precedence: flag, environment, file, default. [`settings`] is the table everything follows
//! from, [`layers`] merges and remembers sources, [`check`](mod@check) holds the rules between values.

pub mod check;
pub mod kind;
pub mod layers;
pub mod mail_server;
pub mod network;
pub mod place;
pub mod print;
pub mod rates;
pub mod sample;
pub mod settings;
pub mod source;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use layers::Layers;
use mail_server::MailServer;
use network::Network;
use source::{Problem, Source};

pub use rates::Rates;

/// The effective configuration. Fields are documented in [`settings::SETTINGS`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub database: Database,
    pub account: Account,
    pub keys: Keys,
    pub regions: Regions,
    pub email: Email,
    pub sms: Sms,
    pub federation: Federation,
    pub identity_pools: IdentityPools,
    pub iam: Iam,
    pub limits: Limits,
    pub log: Log,
    pub logs: Logs,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    #[serde(deserialize_with = "optional")]
    pub metrics_listen: Option<SocketAddr>,
    #[serde(deserialize_with = "optional")]
    pub base_url: Option<String>,
    pub hosts: Vec<String>,
    #[serde(deserialize_with = "optional")]
    pub tls_certificate: Option<PathBuf>,
    #[serde(deserialize_with = "optional")]
    pub tls_key: Option<PathBuf>,
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<Network>,
    pub plaintext_behind_proxy: bool,
    pub dev_origins: Vec<String>,
    pub drain_seconds: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    #[serde(deserialize_with = "optional")]
    pub dir: Option<PathBuf>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Carries a password.
    #[serde(deserialize_with = "optional")]
    pub url: Option<String>,
    pub pool_max: usize,
    #[serde(deserialize_with = "optional")]
    pub root_certificate: Option<PathBuf>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Database").field("pool_max", &self.pool_max).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub id: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    #[serde(deserialize_with = "optional")]
    pub kek: Option<PathBuf>,
    pub former: Vec<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    pub default: String,
    pub allowed: Vec<String>,
    pub sites: Vec<String>,
}

/// Delivery of pools' logs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    #[serde(deserialize_with = "optional")]
    pub folder: Option<PathBuf>,
    #[serde(deserialize_with = "optional")]
    pub collector: Option<String>,
    #[serde(deserialize_with = "optional")]
    pub root_certificate: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Email {
    #[serde(deserialize_with = "optional")]
    pub server: Option<MailServer>,
    pub tls: MailTls,
    #[serde(deserialize_with = "optional")]
    pub root_certificate: Option<PathBuf>,
    #[serde(deserialize_with = "optional")]
    pub user: Option<String>,
    #[serde(deserialize_with = "optional")]
    pub password_file: Option<PathBuf>,
    pub from: String,
    pub from_domains: Vec<String>,
    #[serde(deserialize_with = "optional")]
    pub hello: Option<String>,
    pub timeout_seconds: u64,
}

/// When the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    None,
    Starttls,
    Tls,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// May carry a secret in its path.
    #[serde(deserialize_with = "optional")]
    pub url: Option<String>,
    #[serde(deserialize_with = "optional")]
    pub secret_file: Option<PathBuf>,
    pub refused_prefixes: Vec<String>,
    #[serde(deserialize_with = "networks")]
    pub allow_networks: Vec<Network>,
    #[serde(deserialize_with = "optional")]
    pub root_certificate: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Federation {
    #[serde(deserialize_with = "networks")]
    pub allow_networks: Vec<Network>,
    #[serde(deserialize_with = "optional")]
    pub root_certificate: Option<PathBuf>,
}

/// Quotas of IAM that AWS raises on request, and what differs on purpose.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Iam {
    pub users_max: i64,
    pub roles_max: i64,
    pub groups_max: i64,
    pub policies_max: i64,
    pub oidc_providers_max: i64,
    pub saml_providers_max: i64,
    pub policies_per_user_max: usize,
    pub policies_per_role_max: usize,
    pub policies_per_group_max: usize,
    pub trust_policy_characters_max: usize,
    pub accept_unknown_aws_policies: bool,
    pub saml_sign_in_urls: Vec<String>,
}

/// What identity pools call themselves, and where social providers are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPools {
    pub issuer: String,
    pub google_url: String,
    pub apple_url: String,
    pub facebook_url: String,
    pub amazon_url: String,
    pub twitter_url: String,
    pub guest_services: Vec<String>,
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let networks = &self.allow_networks;
        out.debug_struct("Sms").field("allow_networks", networks).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub body_bytes_max: usize,
    pub headers_bytes_max: usize,
    pub header_count_max: usize,
    pub connections_max: usize,
    pub connections_per_ip: usize,
    pub header_read_seconds: u64,
    pub body_read_seconds: u64,
    pub idle_seconds: u64,
    pub write_seconds: u64,
    pub sign_in_threads: usize,
    pub sign_in_queue_length: usize,
    pub json_depth_max: usize,
    pub signature_window_seconds: i64,
    pub password_failures_free: i64,
    pub password_lock_seconds_max: i64,
    pub password_quiet_seconds: i64,
    pub password_failures_long_max: i64,
    pub srp_seconds: i64,
    pub srp_skew_seconds: i64,
    pub code_answers_per_hour: i64,
    pub sign_up_codes_per_hour: i64,
    pub reset_codes_per_hour: i64,
    pub reset_answers_per_hour: i64,
    pub attribute_codes_per_hour: i64,
    pub sign_in_codes_per_hour: i64,
    pub password_changes_per_hour: i64,
    pub deliveries_max: usize,
    pub messages_per_destination_day: i64,
    pub messages_per_user_day: i64,
    pub messages_per_address_day: i64,
    pub messages_per_pool_day: i64,
    pub pools_max: i64,
    pub clients_per_pool_max: i64,
    pub groups_per_pool_max: i64,
    pub resource_servers_per_pool_max: i64,
    pub providers_per_pool_max: i64,
    pub import_jobs_per_pool_max: i64,
    pub links_per_user_max: usize,
    pub identity_pools_max: i64,
    pub user_pools_per_identity_pool_max: usize,
    pub logins_per_identity_max: usize,
    pub custom_attributes_max: usize,
    pub cache_entries_max: u64,
    pub key_stock_length: usize,
    pub rates: Rates,
}

impl Limits {
    /// `sign_in_threads`, or one per core.
    pub fn arithmetic_threads(&self) -> usize {
        match self.sign_in_threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
}

/// How the server was started; decides what is permitted beside the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mode {
    /// `--dev`: unsigned calls act as root.
    pub dev: bool,
    /// `--dev-network`: other addresses than loopback are permitted with `--dev`.
    pub dev_network: bool,
}

/// A flag that overrides a setting.
#[derive(Clone, Debug)]
pub struct Flag {
    pub name: &'static str,
    /// Path of the setting.
    pub path: &'static str,
    pub text: String,
}

/// The environment variables of the process, read once by `main`.
pub type Environment = BTreeMap<OsString, OsString>;

/// Merges all layers. `file` is the configuration file, from `--config` or `COGNATE_CONFIG`.
pub fn layers(file: Option<&Path>, environment: &Environment, flags: &[Flag]) -> Layers {
    let mut layers = Layers::defaults();
    if let Some(path) = file {
        match std::fs::read_to_string(path) {
            Ok(text) => layers.file(path, &text),
            Err(error) => layers.problems.push(Problem {
                source: Source::Default,
                message: format!("cannot read {}: {error}", path.display()),
            }),
        }
    }
    layers.environment(environment);
    for flag in flags {
        layers.flag(flag.name, flag.path, &flag.text);
    }
    layers
}

/// The typed configuration of the layers, or every problem there is.
pub fn effective(mut layers: Layers, mode: Mode) -> Result<Config, Vec<Problem>> {
    if layers.problems.is_empty() {
        match Config::deserialize(layers.table()) {
            Ok(config) => {
                check::check(&config, mode, &mut layers);
                if layers.problems.is_empty() {
                    return Ok(config);
                }
            }
            Err(error) => layers
                .problems
                .push(Problem { source: Source::Default, message: error.message().to_owned() }),
        }
    }
    Err(layers.problems)
}

/// The configuration file to read: `--config`, else `COGNATE_CONFIG`, else none.
pub fn file(flag: Option<&Path>, environment: &Environment) -> Option<PathBuf> {
    let variable = || environment.get(&OsString::from("COGNATE_CONFIG")).filter(|v| !v.is_empty());
    flag.map(Path::to_owned).or_else(|| variable().map(PathBuf::from))
}

/// An empty text is an absent value.
fn optional<'de, D: Deserializer<'de>, T: std::str::FromStr>(
    input: D,
) -> Result<Option<T>, D::Error>
where
    T::Err: std::fmt::Display,
{
    let text = String::deserialize(input)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

fn networks<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Network>, D::Error> {
    let list = Vec::<String>::deserialize(input)?;
    list.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}
