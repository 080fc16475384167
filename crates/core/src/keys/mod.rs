//! The keys of the installation and of each pool: `docs/security/keys.md` has the hierarchy (KEY-1).

mod pool_keys;
mod ring;
pub mod rotation;
mod signing;
mod stock;

pub use pool_keys::PoolKeys;
pub use ring::{Ring, WrongKek, check_name};
pub use signing::{LoadedKey, SigningSet};
pub use stock::{refill, stock_aad};
