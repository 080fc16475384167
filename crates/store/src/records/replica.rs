//! `replica`: the further regions in which a pool answers.

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::many;
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    pub pool: i64,
    pub region: String,
    /// Answers end users; otherwise administrators only.
    pub active: bool,
    /// The replica's own tags.
    pub tags: Map,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub version: i64,
}

const INACTIVE: i64 = 1;
const ACTIVE: i64 = 2;

/// A pool has one replica in a region that the operator names, so there are few.
const OF_POOL_MAX: i64 = 100;

/// What `Unmet` says when the pool has a replica in that region.
pub const TAKEN: &str = "replica.taken";

const OF_POOL: &str = "SELECT pool, region, status, tags, created, modified, version
    FROM replica WHERE pool = $1 ORDER BY region LIMIT $2";

/// Of the pools with ids from $1 to $2.
const OF_POOLS: &str = "SELECT r.pool, r.region FROM user_pool p JOIN replica r ON r.pool = p.pool
    WHERE p.id >= $1 AND p.id <= $2 ORDER BY p.id, r.region LIMIT $3";

const INSERT: &str = "INSERT INTO replica
    (pool, region, status, tags, created, modified, version) VALUES ($1, $2, $3, $4, $5, $6, $7)";

const UPDATE: &str = "UPDATE replica
    SET status = $1, tags = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND region = $5 AND version = $6";

const DELETE: &str = "DELETE FROM replica WHERE pool = $1 AND region = $2 AND version = $3";

/// All replicas of a pool in the order of regions.
pub async fn of_pool(store: &Store, pool: i64) -> Result<Vec<Replica>, Error> {
    let query = Query { sql: OF_POOL, params: vec![pool.into(), OF_POOL_MAX.into()] };
    many(store, query, from_row).await
}

/// Key and region of every replica of the pools whose ids are in the range, at most 60 pools.
pub async fn of_pools(store: &Store, ids: (&str, &str)) -> Result<Vec<(i64, String)>, Error> {
    let limit = (60 * OF_POOL_MAX).into();
    let params = vec![ids.0.as_bytes().into(), ids.1.as_bytes().into(), limit];
    many(store, Query { sql: OF_POOLS, params }, |row| Ok((row.int(0)?, super::ascii_id(row, 1)?)))
        .await
}

pub fn from_row(row: &Row) -> Result<Replica, WrongColumn> {
    Ok(Replica {
        pool: row.int(0)?,
        region: super::ascii_id(row, 1)?,
        active: match row.int(2)? {
            INACTIVE => false,
            ACTIVE => true,
            _ => return Err(WrongColumn(2)),
        },
        tags: serde_json::from_str(row.text(3)?).map_err(|_| WrongColumn(3))?,
        created: row.int(4)?,
        modified: row.int(5)?,
        version: row.int(6)?,
    })
}

/// Unmet as [`TAKEN`]. Same batch: `user_pool::check_live`.
pub fn insert(new: &Replica) -> Statement {
    let params = vec![
        new.pool.into(),
        new.region.as_bytes().into(),
        status(new),
        super::json(&new.tags),
        new.created.into(),
        new.modified.into(),
        new.version.into(),
    ];
    change(TAKEN, new, INSERT, params)
}

/// Unmet as `replica.version` when it is not as it was read.
pub fn update(after: &Replica, seen_version: i64) -> Statement {
    let params = vec![
        status(after),
        super::json(&after.tags),
        after.modified.into(),
        after.pool.into(),
        after.region.as_bytes().into(),
        seen_version.into(),
    ];
    change("replica.version", after, UPDATE, params)
}

/// Unmet as `replica.version`.
pub fn delete(seen: &Replica) -> Statement {
    let params = vec![seen.pool.into(), seen.region.as_bytes().into(), seen.version.into()];
    change("replica.version", seen, DELETE, params)
}

fn status(replica: &Replica) -> Param {
    if replica.active { ACTIVE } else { INACTIVE }.into()
}

fn change(name: &'static str, row: &Replica, sql: &'static str, params: Vec<Param>) -> Statement {
    let key = super::place(row.pool, &[row.region.as_bytes()]);
    Statement { name, table: Table::Replica, key, sql, params, demand: Demand::Touches(1) }
}
