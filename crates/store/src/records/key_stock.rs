//! `key_stock`: RSA key pairs made ahead at low priority, waiting for a pool.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockedKey {
    pub id: [u8; 16],
    /// Sealed under the installation's own key (pool 0).
    pub sealed: Vec<u8>,
    /// Milliseconds since the epoch.
    pub created: i64,
}

const INSERT: &str = "INSERT INTO key_stock (id, sealed, created) VALUES ($1, $2, $3)";

/// From a random id on, so that nodes that take at the same time rarely meet.
const FROM: &str = "SELECT id, sealed, created FROM key_stock WHERE id >= $1 ORDER BY id LIMIT $2";

const COUNT: &str = "SELECT count(*) FROM key_stock";

const TAKE: &str = "DELETE FROM key_stock WHERE id = $1";

/// Up to `limit` keys at or after `from`, wrapping around to the first ones.
pub async fn some(store: &Store, from: [u8; 16], limit: i64) -> Result<Vec<StockedKey>, Error> {
    for start in [from, [0; 16]] {
        let query = Query { sql: FROM, params: vec![start.into(), limit.into()] };
        let rows = store.read(query).await?;
        if rows.len() as i64 == limit || start == [0; 16] {
            return rows.iter().map(|row| from_row(row).map_err(Error::from)).collect();
        }
    }
    Ok(Vec::new())
}

pub async fn count(store: &Store) -> Result<i64, Error> {
    let count = super::one(store, Query { sql: COUNT, params: vec![] }, |row| row.int(0)).await?;
    Ok(count.unwrap_or(0))
}

pub fn from_row(row: &Row) -> Result<StockedKey, WrongColumn> {
    Ok(StockedKey { id: row.id(0)?, sealed: row.bytes(1)?.to_vec(), created: row.int(2)? })
}

pub fn insert(key: &StockedKey) -> Statement {
    Statement {
        name: "key_stock.absent",
        table: Table::KeyStock,
        key: key.id.to_vec(),
        sql: INSERT,
        params: vec![key.id.into(), key.sealed.as_slice().into(), key.created.into()],
        demand: Demand::Touches(1),
    }
}

/// Takes the key out in the batch that puts it into `signing_key`; unmet as `key_stock.taken` when
/// another node was first.
pub fn take(id: [u8; 16]) -> Statement {
    Statement {
        name: "key_stock.taken",
        table: Table::KeyStock,
        key: id.to_vec(),
        sql: TAKE,
        params: vec![id.into()],
        demand: Demand::Touches(1),
    }
}
