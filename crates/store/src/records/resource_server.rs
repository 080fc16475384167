//! `resource_server`: the APIs behind a pool's tokens, and the scopes they know.

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::{SWEEP_ROWS_MAX, many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    pub pool: i64,
    /// Unique in the pool; ASCII, case counts.
    pub identifier: String,
    /// `Name` and `Scopes` under AWS's names.
    pub document: Map,
    pub version: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
}

macro_rules! columns {
    () => {
        "pool, identifier, document, version, created, modified"
    };
}

const INSERT: &str =
    concat!("INSERT INTO resource_server (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)");

const FIND: &str =
    concat!("SELECT ", columns!(), " FROM resource_server WHERE pool = $1 AND identifier = $2");

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM resource_server WHERE pool = $1 AND identifier > $2 ORDER BY identifier LIMIT $3"
);

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM resource_server WHERE pool = $1 LIMIT $2) AS counted";

const UPDATE: &str = "UPDATE resource_server
    SET document = $1, modified = $2, version = version + 1
    WHERE pool = $3 AND identifier = $4 AND version = $5";

const DELETE: &str = "DELETE FROM resource_server WHERE pool = $1 AND identifier = $2";

/// What `Unmet` says when the pool has a server of that identifier.
pub const TAKEN: &str = "resource_server.absent";

pub async fn find(
    store: &Store,
    pool: i64,
    identifier: &str,
) -> Result<Option<ResourceServer>, Error> {
    let params = vec![pool.into(), identifier.as_bytes().into()];
    one(store, Query { sql: FIND, params }, from_row).await
}

/// The pool's servers after an identifier, in the order of identifiers.
pub async fn page(
    store: &Store,
    pool: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<ResourceServer>, Error> {
    let params = vec![pool.into(), after.as_bytes().into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// All servers of a pool: as many as the quota allows.
pub async fn of_pool(store: &Store, pool: i64) -> Result<Vec<ResourceServer>, Error> {
    let mut all: Vec<ResourceServer> = Vec::new();
    loop {
        let after = all.last().map_or("", |last| last.identifier.as_str());
        let found = page(store, pool, after, SWEEP_ROWS_MAX).await?;
        let more = found.len() as i64 == SWEEP_ROWS_MAX;
        all.extend(found);
        if !more {
            return Ok(all);
        }
    }
}

/// How many servers a pool has, counted up to `limit`.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// A document that cannot be read is a wrong column.
pub fn from_row(row: &Row) -> Result<ResourceServer, WrongColumn> {
    Ok(ResourceServer {
        pool: row.int(0)?,
        identifier: super::ascii_id(row, 1)?,
        document: serde_json::from_str(row.text(2)?).map_err(|_| WrongColumn(2))?,
        version: row.int(3)?,
        created: row.int(4)?,
        modified: row.int(5)?,
    })
}

/// Unmet as [`TAKEN`]. Same batch: `user_pool::check_live`.
pub fn insert(server: &ResourceServer) -> Statement {
    let params = vec![
        server.pool.into(),
        server.identifier.as_bytes().into(),
        super::json(&server.document),
        server.version.into(),
        server.created.into(),
        server.modified.into(),
    ];
    change(TAKEN, server.pool, &server.identifier, INSERT, params)
}

/// Writes document and `modified`, and raises the version; unmet as `resource_server.version` when
/// the server is not as it was read.
pub fn update(server: &ResourceServer, seen_version: i64) -> Statement {
    let params = vec![
        super::json(&server.document),
        server.modified.into(),
        server.pool.into(),
        server.identifier.as_bytes().into(),
        seen_version.into(),
    ];
    change("resource_server.version", server.pool, &server.identifier, UPDATE, params)
}

/// Unmet as `resource_server.present`.
pub fn delete(pool: i64, identifier: &str) -> Statement {
    let params = vec![pool.into(), identifier.as_bytes().into()];
    change("resource_server.present", pool, identifier, DELETE, params)
}

fn change(
    name: &'static str,
    pool: i64,
    identifier: &str,
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let key = super::place(pool, &[identifier.as_bytes()]);
    Statement { name, table: Table::ResourceServer, key, sql, params, demand: Demand::Touches(1) }
}
