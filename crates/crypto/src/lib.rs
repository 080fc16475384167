//! Cryptography of Cognate: keys and sealing, SRP, signed tokens, secret hashes.
//!
//! This crate knows nothing about storage, clocks, HTTP or configuration. It has no async code and
//! draws no randomness of its own except inside RSA key generation and RSA blinding: everything
//! random comes through [`Random`]. The provider is AWS-LC (through `aws-lc-rs`); big-number
//! arithmetic for SRP is AWS-LC's too: one module ([`srp`]'s `awslc`) calls it directly, and is the
//! only place with `unsafe` code; `crypto-bigint` adds, compares, and tests it.
//!
//! Hierarchy of keys (KEY-1):
//!
//! ```text
//! Kek (outside the database) --wraps--> DataKey (one per pool, and one for the installation)
//!                                          |-- sealer(Purpose, pool, version)      AES-256-GCM-SIV
//!                                          |-- mac(Purpose, pool, version)         HMAC-SHA-256
//!                                          '-- refresh_key(pool, version)          AES-256-GCM
//! ```
//!
//! Rule ids (`KEY-3`, `PW-7`, `TK-1`, `CT-1` …) refer to the project's security rules.

mod aad;
pub mod certificate;
pub mod compact;
mod data_key;
mod derive;
mod digest;
mod ec_signing_key;
mod equal;
pub mod imported;
pub mod jwk;
pub mod jwt;
mod kek;
mod kek_file;
pub mod limits;
mod mac;
pub mod oauth1;
pub mod passphrase;
mod public_key;
mod purpose;
mod random;
mod seal;
mod secret;
pub mod secret_hash;
mod signing_key;
pub mod srp;
pub mod totp;
pub mod webauthn;

pub use aad::Aad;
pub use compact::RefreshKey;
pub use data_key::DataKey;
pub use digest::{sha1_name, sha256, sha384, sha512};
pub use ec_signing_key::EcSigningKey;
pub use equal::equal;
pub use kek::Kek;
pub use kek_file::KekFileError;
pub use mac::MacKey;
pub use public_key::{PublicKey, VerifyingKey, jwks_json};
pub use purpose::Purpose;
pub use random::{Random, SystemRandom};
pub use seal::{Sealer, Unsealable};
pub use secret::Secret;
pub use signing_key::{BadKey, RsaHash, SigningKey};
