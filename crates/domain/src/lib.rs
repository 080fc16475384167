//! The rules, and nothing else: no I/O, no clock, no randomness, no wire formats.
//!
//! Facts, time (milliseconds since the epoch unless a name says seconds) and random bytes come in as
//! arguments; decisions, documents and refusals go out. What AWS calls its things is kept, spelled in
//! Rust case; documents are `serde_json` maps under AWS's member names.

mod acr;
pub mod attempt;
pub mod attribute;
pub mod auth;
pub mod auth_event;
pub mod branding;
pub mod client;
pub mod code;
pub mod device;
pub mod domain_name;
pub mod factor;
pub mod filter;
pub mod fold;
pub mod group;
pub mod id;
pub mod identity;
pub mod identity_pool;
pub mod import;
pub mod log_delivery;
mod member;
pub mod message;
pub mod name;
pub mod passkey;
pub mod password;
pub mod pool;
pub mod provider;
pub mod recovery;
pub mod refusal;
pub mod resource_server;
pub mod risk;
pub mod schema_change;
pub mod search;
pub mod session;
pub mod signup;
pub mod standing;
pub mod sts;
pub mod sub;
pub mod terms;
pub mod token;
pub mod tracking;
pub mod user;

pub use client::Client;
pub use pool::Pool;
pub use refusal::Refusal;
pub use session::Session;
pub use standing::Standing;
pub use sub::Sub;
pub use user::User;

/// A JSON object under AWS's member names.
pub type Map = serde_json::Map<String, serde_json::Value>;
