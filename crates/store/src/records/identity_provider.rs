//! `identity_provider`: whom a pool trusts to sign its users in.

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::{SWEEP_ROWS_MAX, many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    pub pool: i64,
    /// Unique in the pool; case counts.
    pub name: String,
    /// Everything but secrets, under AWS's names.
    pub document: Map,
    /// The secrets among the details, sealed for this version of the row.
    pub sealed: Option<Vec<u8>>,
    pub version: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
}

macro_rules! columns {
    () => {
        "pool, name, document, sealed, version, created, modified"
    };
}

const INSERT: &str =
    concat!("INSERT INTO identity_provider (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)");

const FIND: &str =
    concat!("SELECT ", columns!(), " FROM identity_provider WHERE pool = $1 AND name = $2");

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM identity_provider WHERE pool = $1 AND name > $2 ORDER BY name LIMIT $3"
);

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM identity_provider WHERE pool = $1 LIMIT $2) AS counted";

const UPDATE: &str = "UPDATE identity_provider
    SET document = $1, sealed = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND name = $5 AND version = $6";

const DELETE: &str = "DELETE FROM identity_provider WHERE pool = $1 AND name = $2 AND version = $3";

/// What `Unmet` says when the pool has a provider of that name.
pub const TAKEN: &str = "identity_provider.absent";

pub async fn find(store: &Store, pool: i64, name: &str) -> Result<Option<IdentityProvider>, Error> {
    let params = vec![pool.into(), name.as_bytes().into()];
    one(store, Query { sql: FIND, params }, from_row).await
}

/// The pool's providers after a name, in the order of names.
pub async fn page(
    store: &Store,
    pool: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<IdentityProvider>, Error> {
    let params = vec![pool.into(), after.as_bytes().into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// All providers of a pool: as many as the quota allows.
pub async fn of_pool(store: &Store, pool: i64) -> Result<Vec<IdentityProvider>, Error> {
    let mut all: Vec<IdentityProvider> = Vec::new();
    loop {
        let after = all.last().map_or("", |last| last.name.as_str());
        let found = page(store, pool, after, SWEEP_ROWS_MAX).await?;
        let more = found.len() as i64 == SWEEP_ROWS_MAX;
        all.extend(found);
        if !more {
            return Ok(all);
        }
    }
}

/// How many providers a pool has, counted up to `limit`.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// A document that cannot be read is a wrong column.
pub fn from_row(row: &Row) -> Result<IdentityProvider, WrongColumn> {
    Ok(IdentityProvider {
        pool: row.int(0)?,
        name: String::from_utf8(row.bytes(1)?.to_vec()).map_err(|_| WrongColumn(1))?,
        document: serde_json::from_str(row.text(2)?).map_err(|_| WrongColumn(2))?,
        sealed: row.opt_bytes(3)?.map(<[u8]>::to_vec),
        version: row.int(4)?,
        created: row.int(5)?,
        modified: row.int(6)?,
    })
}

/// Unmet as [`TAKEN`]. Same batch: `user_pool::check_live`, its identifiers.
pub fn insert(provider: &IdentityProvider) -> Statement {
    let params = vec![
        provider.pool.into(),
        provider.name.as_bytes().into(),
        super::json(&provider.document),
        provider.sealed.clone().into(),
        provider.version.into(),
        provider.created.into(),
        provider.modified.into(),
    ];
    change(TAKEN, provider.pool, &provider.name, INSERT, params)
}

/// Writes document, secrets and `modified`, and raises the version by one, which `sealed` is made
/// for; unmet as `identity_provider.version` when the provider is not as it was read.
pub fn update(provider: &IdentityProvider, seen_version: i64) -> Statement {
    let params = vec![
        super::json(&provider.document),
        provider.sealed.clone().into(),
        provider.modified.into(),
        provider.pool.into(),
        provider.name.as_bytes().into(),
        seen_version.into(),
    ];
    change("identity_provider.version", provider.pool, &provider.name, UPDATE, params)
}

/// Unmet as `identity_provider.version`. Same batch: its identifiers and its key.
pub fn delete(pool: i64, name: &str, seen_version: i64) -> Statement {
    let params = vec![pool.into(), name.as_bytes().into(), seen_version.into()];
    change("identity_provider.version", pool, name, DELETE, params)
}

fn change(
    label: &'static str,
    pool: i64,
    name: &str,
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let key = super::place(pool, &[name.as_bytes()]);
    let demand = Demand::Touches(1);
    Statement { name: label, table: Table::IdentityProvider, key, sql, params, demand }
}
