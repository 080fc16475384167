//! Passkeys: registering them, and what a sign-in asks of them and checks.

mod challenge;
pub(crate) mod credential;
pub(crate) mod options;
mod registration;

pub use registration::{Kept, complete, start};

use cognate_crypto::{Aad, Purpose};
use cognate_domain::domain_name::prefix_host;
use cognate_domain::passkey::{self, Passkey, refused};
use cognate_domain::pool::FirstFactor;
use cognate_domain::{Pool, Sub};
use zeroize::Zeroizing;

use crate::cx::Cx;
use crate::domains;
use crate::error::Result;
use crate::keys::PoolKeys;

/// Refuses pools that do not let users sign in with passkeys.
pub fn enabled(pool: &Pool) -> Result<()> {
    match pool.rules.first_factors.contains(&FirstFactor::WebAuthn) {
        true => Ok(()),
        false => Err(refused::not_enabled().into()),
    }
}

/// The name that the pool's passkeys are bound to: as configured, else its domain. None when it has
/// neither.
pub async fn relying_party(cx: &Cx, pool: &Pool) -> Result<Option<String>> {
    let configured = pool.rules.web_authn.as_ref().and_then(|it| it.relying_party.as_deref());
    let domains = match configured {
        Some(_) => Vec::new(),
        None => cx.domains_of(pool).await?,
    };
    let host = |prefix: &str| prefix_host(prefix, &pool.region, domains::public_host(cx.config()));
    Ok(passkey::relying_party(configured, &domains, host))
}

/// Must authenticators of this pool have verified who uses them?
pub fn verification_required(pool: &Pool) -> bool {
    let config = pool.rules.web_authn.as_ref();
    config.is_some_and(|config| config.verification_required || config.counts_as_mfa)
}

/// A public key is no secret, but whose it is must not be exchanged behind our back.
pub fn seal_key(cx: &Cx, keys: &PoolKeys, sub: Sub, id: &[u8], key: &[u8]) -> Vec<u8> {
    let row = row(sub, id);
    keys.sealer(Purpose::Passkey).seal(cx.random(), &aad(cx, keys, &row), key)
}

pub fn open_key(cx: &Cx, keys: &PoolKeys, passkey: &Passkey) -> Result<Zeroizing<Vec<u8>>> {
    let row = row(passkey.sub, &passkey.id);
    Ok(keys.sealer(Purpose::Passkey).open(&aad(cx, keys, &row), &passkey.public_key)?)
}

fn row(sub: Sub, id: &[u8]) -> Vec<u8> {
    [sub.0.as_slice(), id].concat()
}

fn aad<'a>(cx: &'a Cx, keys: &PoolKeys, row: &'a [u8]) -> Aad<'a> {
    Aad {
        table: "passkey",
        column: "public_key",
        account: &cx.config().account,
        pool: keys.pool,
        row,
        version: 1,
    }
}
