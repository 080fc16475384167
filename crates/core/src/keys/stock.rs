//! The stock of RSA key pairs: making one takes about 100 ms, too long for a request.

use cognate_crypto::{Aad, SigningKey, SystemRandom};
use cognate_store::batch::Batch;
use cognate_store::records::key_stock::{self, StockedKey};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::ring::INSTALLATION;

/// Makes a key pair off the async runtime. Key pairs come from the operating system's generator
/// whatever the instance's own source is: the library takes no other.
pub(super) async fn make_pair() -> Result<SigningKey> {
    tokio::task::spawn_blocking(|| SigningKey::generate(&SystemRandom))
        .await
        .map_err(Error::internal)
}

pub(super) async fn open_stocked(cx: &Cx, row: &StockedKey) -> Result<SigningKey> {
    let keys = cx.keys().installation().await?;
    let plain = keys.jwt_sign.open(&stock_aad(cx.keys().account(), &row.id), &row.sealed)?;
    SigningKey::from_sealed_form(&plain).map_err(Error::internal)
}

/// Adds one key pair if fewer than `length` are there. Returns whether it did.
pub async fn refill(cx: &Cx, length: usize) -> Result<bool> {
    let there = key_stock::count(cx.store()).await?;
    if there >= i64::try_from(length).unwrap_or(i64::MAX) {
        return Ok(false);
    }
    let pair = make_pair().await?;
    let keys = cx.keys().installation().await?;
    let id: [u8; 16] = cx.random().array();
    let aad = stock_aad(cx.keys().account(), &id);
    let sealed = keys.jwt_sign.seal(cx.random(), &aad, &pair.to_sealed_form());
    let row = StockedKey { id, sealed, created: cx.now_ms() };
    cx.store().write(Batch::new().with(key_stock::insert(&row))).await?;
    Ok(true)
}

pub fn stock_aad<'a>(account: &'a str, id: &'a [u8; 16]) -> Aad<'a> {
    Aad { table: "key_stock", column: "sealed", account, pool: INSTALLATION, row: id, version: 1 }
}
