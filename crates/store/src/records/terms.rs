//! `terms`: links to the terms documents of app clients, one of each name per client.

use std::collections::BTreeMap;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub pool: i64,
    pub id: [u8; 16],
    pub client: String,
    /// `terms-of-use` or `privacy-policy`.
    pub name: String,
    /// URL by language.
    pub links: BTreeMap<String, String>,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub version: i64,
}

/// What `Unmet` says when the client has a document of that name.
pub const TAKEN: &str = "terms.taken";

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT pool, id, client, name, links, created, modified, version FROM terms ",
            $where
        )
    };
}

const FIND: &str = select!("WHERE pool = $1 AND id = $2");
const OF_CLIENT: &str = select!("WHERE pool = $1 AND client = $2 AND name = $3");
const PAGE: &str = select!("WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3");

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM terms WHERE pool = $1 LIMIT $2) AS counted";

const INSERT: &str = "INSERT INTO terms
    (pool, id, client, name, links, created, modified, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const UPDATE: &str = "UPDATE terms
    SET name = $1, links = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND id = $5 AND version = $6";

const DELETE: &str = "DELETE FROM terms WHERE pool = $1 AND id = $2 AND version = $3";

const DELETE_OF_CLIENT: &str = "DELETE FROM terms WHERE pool = $1 AND client = $2";

pub async fn find(store: &Store, pool: i64, id: [u8; 16]) -> Result<Option<Terms>, Error> {
    one(store, Query { sql: FIND, params: vec![pool.into(), id.into()] }, from_row).await
}

pub async fn of_client(
    store: &Store,
    pool: i64,
    client: &str,
    name: &str,
) -> Result<Option<Terms>, Error> {
    let params = vec![pool.into(), client.as_bytes().into(), name.as_bytes().into()];
    one(store, Query { sql: OF_CLIENT, params }, from_row).await
}

/// The pool's documents after an id (`None`: from the first), in the order of ids.
pub async fn page(
    store: &Store,
    pool: i64,
    after: Option<[u8; 16]>,
    limit: i64,
) -> Result<Vec<Terms>, Error> {
    let after = after.map_or(Vec::new(), Vec::from);
    let params = vec![pool.into(), after.into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many documents a pool has, counted up to `limit`.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

pub fn from_row(row: &Row) -> Result<Terms, WrongColumn> {
    Ok(Terms {
        pool: row.int(0)?,
        id: row.id(1)?,
        client: super::ascii_id(row, 2)?,
        name: super::ascii_id(row, 3)?,
        links: serde_json::from_str(row.text(4)?).map_err(|_| WrongColumn(4))?,
        created: row.int(5)?,
        modified: row.int(6)?,
        version: row.int(7)?,
    })
}

/// Unmet as [`TAKEN`]. Same batch: `user_pool::check_live`.
pub fn insert(new: &Terms) -> Statement {
    let params = vec![
        new.pool.into(),
        new.id.into(),
        new.client.as_bytes().into(),
        new.name.as_bytes().into(),
        links(new),
        new.created.into(),
        new.modified.into(),
        new.version.into(),
    ];
    change(TAKEN, new, INSERT, params)
}

/// Unmet as `terms.version` when it is not as it was read, as [`TAKEN`] when the new name is.
///
/// The unique index speaks with the statement's own name, so a taken name is told by reading again.
pub fn update(after: &Terms, seen_version: i64) -> Statement {
    let params = vec![
        after.name.as_bytes().into(),
        links(after),
        after.modified.into(),
        after.pool.into(),
        after.id.into(),
        seen_version.into(),
    ];
    change("terms.version", after, UPDATE, params)
}

/// Unmet as `terms.version`.
pub fn delete(seen: &Terms) -> Statement {
    change(
        "terms.version",
        seen,
        DELETE,
        vec![seen.pool.into(), seen.id.into(), seen.version.into()],
    )
}

/// For the batch that deletes the client.
pub fn delete_of_client(pool: i64, client: &str) -> Statement {
    Statement {
        name: "terms.any",
        table: Table::Terms,
        key: super::place(pool, &[client.as_bytes()]),
        sql: DELETE_OF_CLIENT,
        params: vec![pool.into(), client.as_bytes().into()],
        demand: Demand::Any,
    }
}

fn links(terms: &Terms) -> Param {
    serde_json::to_string(&terms.links).expect("a map of texts is JSON").into()
}

fn change(name: &'static str, terms: &Terms, sql: &'static str, params: Vec<Param>) -> Statement {
    let key = super::place(terms.pool, &[&terms.id]);
    Statement { name, table: Table::Terms, key, sql, params, demand: Demand::Touches(1) }
}
