//! What the operations on developers' users share.

use cognate_core::identity_pools::{IdentityPool, identity_not_found};
use cognate_core::{Cx, Error, Result};
use cognate_domain::identity_pool::{Login, Provider};
use cognate_store::records::identity::{self, Identity};
use cognate_store::records::identity_login;

pub const IDENTIFIER_CHARS_MAX: usize = 1_024;

/// The login of an identifier, of the pool's developer provider.
pub fn login(pool: &IdentityPool, identifier: &str) -> Result<Login> {
    let name = pool.settings.developer.clone().ok_or_else(unsupported)?;
    Ok(identity_login::login(pool.key(), &Provider::Developer(name), identifier))
}

/// The name that the request gives must be the pool's.
pub fn check_name(pool: &IdentityPool, name: &str) -> Result<()> {
    match pool.settings.developer.as_deref() == Some(name) {
        true => Ok(()),
        false => Err(unsupported()),
    }
}

/// The identity that has the identifier.
pub async fn find(cx: &Cx, pool: &IdentityPool, identifier: &str) -> Result<Identity> {
    let hash = login(pool, identifier)?.hash;
    let owners = identity::owners(cx.store(), pool.key(), &[hash]).await?;
    owners.into_iter().next().ok_or_else(|| not_found(identifier))
}

/// The identity with this id, which must be the pool's.
pub async fn identity_of(cx: &Cx, pool: &IdentityPool, id: &str) -> Result<Identity> {
    let (of, identity) = cx.identity(id).await?;
    match of.key() == pool.key() {
        true => Ok(identity),
        false => Err(identity_not_found(id)),
    }
}

pub fn not_found(identifier: &str) -> Error {
    Error::resource_not_found(format!("Developer user identifier '{identifier}' not found."))
}

pub fn unsupported() -> Error {
    Error::invalid_parameter("This identity pool does not support the specified developer provider")
}
