//! The keys of the installation and of each pool: `docs/security/keys.md` has the hierarchy (KEY-1).

mod issuer;
mod pool_keys;
mod ring;
pub mod rotation;
mod saml;
mod signing;
mod stock;

pub use issuer::{Issuer, IssuerKeys, next_key};
pub use pool_keys::PoolKeys;
pub use ring::{INSTALLATION, Ring, WrongKek, check_name, wrap_aad, wrap_new};
pub use saml::{new_saml_key, open as open_saml_key};
pub use signing::{LoadedKey, SigningSet, sealed_row};
pub use stock::{refill, stock_aad};
