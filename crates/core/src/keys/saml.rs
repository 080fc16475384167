//! RSA keys towards SAML providers: one per pool, which signs requests, and one per provider, to which
//! it encrypts its answers. Certificates are for ten years; the pool's is made anew every year, of the
//! same key, so that older ones stay good.

use cognate_crypto::certificate::{Use, Validity, self_signed};
use cognate_crypto::{Aad, Purpose, SigningKey};
use cognate_domain::Pool;
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::saml_key::{self, POOL_ITSELF, SamlKey};
use cognate_store::records::{key_stock, user_pool};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::stock::{make_pair, open_stocked};
use crate::pools::not_found;

const DAY_MS: i64 = 86_400_000;
const VALID_MS: i64 = 3_652 * DAY_MS;
const RENEWED_AFTER_MS: i64 = 365 * DAY_MS;
/// Certificates begin this much before they are made: clocks differ.
const BEFORE_MS: i64 = 3_600_000;

const TRIES: usize = 4;

impl Cx {
    /// The newest certificate of the key that signs the pool's SAML requests, DER. Made when there is
    /// none, renewed when it is a year old.
    pub async fn signing_certificate(&self, pool: &Pool) -> Result<Vec<u8>> {
        for _ in 0..TRIES {
            let Some(row) = saml_key::find(self.store(), pool.key, POOL_ITSELF).await? else {
                let mut batch = Batch::new().with(user_pool::check_live(&pool.id));
                let (row, statements) = new_saml_key(self, pool, POOL_ITSELF).await?;
                batch.extend(statements);
                match self.store().write(batch).await? {
                    Outcome::Committed => return Ok(row.certificate),
                    Outcome::Unmet("user_pool.live") => return Err(not_found(&pool.id)),
                    // Another node made it, or took the same stock: look again.
                    Outcome::Unmet(_) => continue,
                }
            };
            if self.now_ms() - row.issued < RENEWED_AFTER_MS {
                return Ok(row.certificate);
            }
            let key = open(self, &row).await?;
            let certificate = issue(self, &key, pool, Use::Signature);
            let renew = saml_key::renew(&row, &certificate, self.now_ms());
            if self.store().write(Batch::new().with(renew)).await? == Outcome::Committed {
                return Ok(certificate);
            }
        }
        Err(Error::internal("the pool's signing certificate could not be made"))
    }
}

/// A key for this owner with its certificate: the row, and the statements that put it there. Unmet as
/// `saml_key.absent` or `key_stock.taken` when another node was quicker.
pub async fn new_saml_key(cx: &Cx, pool: &Pool, owner: &str) -> Result<(SamlKey, Vec<Statement>)> {
    let mut statements = Vec::new();
    let stocked = key_stock::some(cx.store(), cx.random().array(), 1).await?;
    let key = match stocked.first() {
        Some(stocked) => {
            statements.push(key_stock::take(stocked.id));
            open_stocked(cx, stocked).await?
        }
        None => make_pair().await?,
    };
    let keys = cx.keys().pool(pool.key).await?;
    let aad = aad(cx.keys().account(), pool.key, owner);
    let purpose = match owner {
        POOL_ITSELF => Use::Signature,
        _ => Use::Encryption,
    };
    let now_ms = cx.now_ms();
    let row = SamlKey {
        pool: pool.key,
        owner: owner.to_owned(),
        sealed: keys.sealer(Purpose::IdpSecret).seal(cx.random(), &aad, &key.to_sealed_form()),
        certificate: issue(cx, &key, pool, purpose),
        issued: now_ms,
        created: now_ms,
        version: 1,
    };
    statements.push(saml_key::insert(&row));
    Ok((row, statements))
}

/// The key itself.
pub async fn open(cx: &Cx, row: &SamlKey) -> Result<SigningKey> {
    let keys = cx.keys().pool(row.pool).await?;
    let aad = aad(cx.keys().account(), row.pool, &row.owner);
    let plain = keys.sealer(Purpose::IdpSecret).open(&aad, &row.sealed)?;
    SigningKey::from_sealed_form(&plain).map_err(Error::internal)
}

fn issue(cx: &Cx, key: &SigningKey, pool: &Pool, purpose: Use) -> Vec<u8> {
    let now_ms = cx.now_ms();
    let validity = Validity { not_before: now_ms - BEFORE_MS, not_after: now_ms + VALID_MS };
    self_signed(key, &pool.id, cx.random().array(), validity, purpose)
}

fn aad<'a>(account: &'a str, pool: i64, owner: &'a str) -> Aad<'a> {
    let (table, column) = ("saml_key", "sealed");
    Aad { table, column, account, pool, row: owner.as_bytes(), version: 1 }
}
