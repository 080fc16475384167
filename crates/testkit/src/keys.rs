//! Signing keys that are there from the start: making one takes 100 ms. They sign for nobody but
//! tests.

use cognate_core::keys::{PoolKeys, Ring, stock_aad};
use cognate_crypto::{Random, SigningKey};
use cognate_store::Store;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::key_stock::{self, StockedKey};

const PKCS8: [&[u8]; 6] = [
    include_bytes!("../data/rsa_1.pk8"),
    include_bytes!("../data/rsa_2.pk8"),
    include_bytes!("../data/rsa_3.pk8"),
    include_bytes!("../data/rsa_4.pk8"),
    include_bytes!("../data/rsa_5.pk8"),
    include_bytes!("../data/rsa_6.pk8"),
];

/// Stocks the keys, all different: enough for three pools.
pub async fn stock(store: &Store, ring: &Ring, random: &dyn Random, now_ms: i64) {
    let keys = ring.installation().await.expect("an installation has a data key");
    let rows = PKCS8.iter().map(|pkcs8| row(ring, &keys, random, pkcs8, now_ms));
    let mut batch = Batch::new();
    batch.extend(rows.map(|row| key_stock::insert(&row)));
    let written = store.write(batch).await.expect("the store takes the stock");
    assert_eq!(written, Outcome::Committed, "the stock is new");
}

fn row(ring: &Ring, keys: &PoolKeys, random: &dyn Random, pkcs8: &[u8], now_ms: i64) -> StockedKey {
    let kid = hex::encode(random.array::<16>());
    let key = SigningKey::from_pkcs8(&kid, pkcs8).expect("a test key");
    let id = random.array();
    let aad = stock_aad(ring.account(), &id);
    let sealed = keys.jwt_sign.seal(random, &aad, &key.to_sealed_form());
    StockedKey { id, sealed, created: now_ms }
}
