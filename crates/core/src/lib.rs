//! What two doors need: the one pipeline of every call, callers as types, the shell of the auth
//! machine, users, keys, tokens, caches and jobs.
//!
//! Doors are handed in; this crate knows none of them. It opens no socket and reads no environment.

pub mod access_keys;
pub mod access_token;
pub mod aliases;
pub mod audit;
pub mod auth;
pub mod cache;
pub mod call;
pub mod client_token;
pub mod clients;
pub mod clock;
pub mod codes;
pub mod config;
pub mod configuration;
pub mod confirm;
pub mod credentials;
pub mod cx;
pub mod decoys;
pub mod devices;
pub mod discovery;
pub mod domains;
pub mod error;
pub mod events;
pub mod factors;
pub mod feedback_token;
pub mod groups;
pub mod guess;
pub mod imports;
pub mod install;
pub mod jobs;
pub mod keys;
pub mod links;
pub mod logs;
pub mod messages;
pub mod node;
pub mod notify;
pub mod operator;
pub mod outbound;
pub mod page_token;
pub mod pages;
pub mod passkeys;
pub mod passwords;
pub mod pending;
pub mod pools;
pub mod providers;
pub mod rates;
pub mod replicas;
pub mod resource_servers;
pub mod risk;
pub mod rounds;
pub mod sessions;
pub mod slot;
mod supposed;
pub mod token_exchange;
mod token_function;
pub mod tokens;
pub mod triggers;
pub mod users;
pub mod workers;

pub use call::{Admin, Anyone, Identified, SignedIn};
pub use cx::Cx;
pub use error::{Error, Result};
pub use node::Node;
