//! `data_key`: a pool's data keys, wrapped by the KEK (KEY-1). Pool 0 is the installation itself.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// One version of a pool's key. `kek` is the id of the KEK that wrapped it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataKey {
    pub pool: i64,
    pub version: i64,
    pub kek: Vec<u8>,
    pub wrapped: Vec<u8>,
    /// Milliseconds since the epoch.
    pub created: i64,
}

const INSERT: &str =
    "INSERT INTO data_key (pool, version, kek, wrapped, created) VALUES ($1, $2, $3, $4, $5)";

const OF_POOL: &str = "SELECT pool, version, kek, wrapped, created FROM data_key
    WHERE pool = $1 ORDER BY version";

const PAGE: &str = "SELECT pool, version, kek, wrapped, created FROM data_key
    WHERE (pool, version) > ($1, $2) ORDER BY pool, version LIMIT $3";

const REWRAP: &str = "UPDATE data_key SET kek = $1, wrapped = $2
    WHERE pool = $3 AND version = $4 AND kek = $5";

const DELETE_ALL: &str = "DELETE FROM data_key WHERE pool = $1";

/// All versions of a pool's key, oldest first; the last one seals, all open.
pub async fn of_pool(store: &Store, pool: i64) -> Result<Vec<DataKey>, Error> {
    let query = Query { sql: OF_POOL, params: vec![pool.into()] };
    store.read(query).await?.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

/// The keys after `(pool, version)`, of all pools: for re-wrapping under a new KEK (KEY-4).
pub async fn page(store: &Store, after: (i64, i64), limit: i64) -> Result<Vec<DataKey>, Error> {
    let params = vec![after.0.into(), after.1.into(), limit.into()];
    super::many(store, Query { sql: PAGE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<DataKey, WrongColumn> {
    Ok(DataKey {
        pool: row.int(0)?,
        version: row.int(1)?,
        kek: row.bytes(2)?.to_vec(),
        wrapped: row.bytes(3)?.to_vec(),
        created: row.int(4)?,
    })
}

/// Unmet as `data_key.absent` when another node has made this version.
pub fn insert(key: &DataKey) -> Statement {
    Statement {
        name: "data_key.absent",
        table: Table::DataKey,
        key: place(key.pool, key.version),
        sql: INSERT,
        params: vec![
            key.pool.into(),
            key.version.into(),
            key.kek.as_slice().into(),
            key.wrapped.as_slice().into(),
            key.created.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// The same key wrapped by another KEK; unmet as `data_key.kek` when it is not wrapped by
/// `seen_kek` any more.
pub fn rewrap(pool: i64, version: i64, seen_kek: &[u8], kek: &[u8], wrapped: &[u8]) -> Statement {
    Statement {
        name: "data_key.kek",
        table: Table::DataKey,
        key: place(pool, version),
        sql: REWRAP,
        params: vec![kek.into(), wrapped.into(), pool.into(), version.into(), seen_kek.into()],
        demand: Demand::Touches(1),
    }
}

/// Destroys all versions: what they sealed cannot be read any more (KEY-5).
pub fn delete_all(pool: i64) -> Statement {
    Statement {
        name: "data_key.delete",
        table: Table::DataKey,
        key: place(pool, 0),
        sql: DELETE_ALL,
        params: vec![pool.into()],
        demand: Demand::Any,
    }
}

fn place(pool: i64, version: i64) -> Vec<u8> {
    super::place(pool, &[&version.to_be_bytes()])
}
