//! The arguments of `cognate keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::options::{FileOption, StoreOptions};

#[derive(Args, Clone, Debug)]
pub struct KeysArgs {
    #[command(flatten)]
    pub file: FileOption,
    #[command(flatten)]
    pub store: StoreOptions,
    #[command(subcommand)]
    pub command: KeysCommand,
}

#[derive(Subcommand, Clone, Debug)]
pub enum KeysCommand {
    /// Show the signing keys of pools, and which key-encryption key protects what
    List {
        /// Only this user pool
        #[arg(long, value_name = "ID")]
        pool: Option<String>,
    },
    /// Publish new signing keys for a user pool; they are used once caches can know them
    ///
    /// Tokens signed by the old keys stay valid until they expire.
    Rotate {
        /// The user pool
        #[arg(long, value_name = "ID")]
        pool: String,
    },
    /// Protect everything with a new key-encryption key
    ///
    /// Writes a new key file and wraps every pool's key anew, while servers run. It can be repeated
    /// after an interruption. Servers must be given both files until it is finished.
    Rewrap {
        /// File to write the new key to; if it exists, the key in it is used
        #[arg(long, value_name = "FILE")]
        new_kek: PathBuf,
    },
    /// Withdraw a signing key at once: every token it signed is refused from now on
    Retire {
        /// The user pool
        #[arg(long, value_name = "ID")]
        pool: String,
        /// The key, as `list` and the pool's JWKS show it
        kid: String,
    },
}
