//! `saml_key`: RSA keys of a pool towards its SAML providers, each with its newest certificate.

use crate::batch::{Demand, Statement, Table};
use crate::records::one;
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// The owner of the key that signs the pool's requests: no provider has an empty name.
pub const POOL_ITSELF: &str = "";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamlKey {
    pub pool: i64,
    /// The provider whose answers are encrypted to the key, or [`POOL_ITSELF`].
    pub owner: String,
    pub sealed: Vec<u8>,
    /// DER.
    pub certificate: Vec<u8>,
    /// When the certificate was made, and the key; milliseconds since the epoch.
    pub issued: i64,
    pub created: i64,
    pub version: i64,
}

const INSERT: &str = "INSERT INTO saml_key
    (pool, owner, sealed, certificate, issued, created, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const FIND: &str = "SELECT pool, owner, sealed, certificate, issued, created, version
    FROM saml_key WHERE pool = $1 AND owner = $2";

const RENEW: &str = "UPDATE saml_key SET certificate = $1, issued = $2, version = version + 1
    WHERE pool = $3 AND owner = $4 AND version = $5";

const DELETE: &str = "DELETE FROM saml_key WHERE pool = $1 AND owner = $2";

pub async fn find(store: &Store, pool: i64, owner: &str) -> Result<Option<SamlKey>, Error> {
    let params = vec![pool.into(), owner.as_bytes().into()];
    one(store, Query { sql: FIND, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<SamlKey, WrongColumn> {
    Ok(SamlKey {
        pool: row.int(0)?,
        owner: String::from_utf8(row.bytes(1)?.to_vec()).map_err(|_| WrongColumn(1))?,
        sealed: row.bytes(2)?.to_vec(),
        certificate: row.bytes(3)?.to_vec(),
        issued: row.int(4)?,
        created: row.int(5)?,
        version: row.int(6)?,
    })
}

/// Unmet as `saml_key.absent` when another node made the key: read again.
pub fn insert(key: &SamlKey) -> Statement {
    let params = vec![
        key.pool.into(),
        key.owner.as_bytes().into(),
        key.sealed.as_slice().into(),
        key.certificate.as_slice().into(),
        key.issued.into(),
        key.created.into(),
        key.version.into(),
    ];
    change("saml_key.absent", key.pool, &key.owner, INSERT, params, Demand::Touches(1))
}

/// Gives the key another certificate; unmet as `saml_key.version` when it has got one meanwhile.
pub fn renew(key: &SamlKey, certificate: &[u8], issued: i64) -> Statement {
    let params = vec![
        certificate.into(),
        issued.into(),
        key.pool.into(),
        key.owner.as_bytes().into(),
        key.version.into(),
    ];
    change("saml_key.version", key.pool, &key.owner, RENEW, params, Demand::Touches(1))
}

/// In the batch that deletes the owner, which may have had no key.
pub fn delete(pool: i64, owner: &str) -> Statement {
    let params = vec![pool.into(), owner.as_bytes().into()];
    change("saml_key.gone", pool, owner, DELETE, params, Demand::Any)
}

fn change(
    name: &'static str,
    pool: i64,
    owner: &str,
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(pool, &[owner.as_bytes()]);
    Statement { name, table: Table::SamlKey, key, sql, params, demand }
}
