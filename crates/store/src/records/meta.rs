//! `meta`: facts about the installation (its id, key check value, store epoch, root principal …).

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

const FIND: &str = "SELECT value FROM meta WHERE name = $1";

const PUT: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";

const INSERT: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)";

const REPLACE: &str = "UPDATE meta SET value = $1 WHERE name = $2 AND value = $3";

pub async fn find(store: &Store, name: &str) -> Result<Option<Vec<u8>>, Error> {
    super::one(store, find_query(name), from_row).await
}

pub fn find_query(name: &str) -> Query {
    Query { sql: FIND, params: vec![name.as_bytes().into()] }
}

pub fn from_row(row: &Row) -> Result<Vec<u8>, WrongColumn> {
    row.bytes(0).map(<[u8]>::to_vec)
}

/// Writes the value whatever was there.
pub fn put(name: &str, value: &[u8]) -> Statement {
    Statement {
        name: "meta.put",
        table: Table::Meta,
        key: name.as_bytes().to_vec(),
        sql: PUT,
        params: vec![name.as_bytes().into(), value.into()],
        demand: Demand::Touches(1),
    }
}

/// Writes the value of a name that has none; unmet as `meta.absent` when it has (BS-1: one root).
pub fn put_if_absent(name: &str, value: &[u8]) -> Statement {
    Statement {
        name: "meta.absent",
        table: Table::Meta,
        key: name.as_bytes().to_vec(),
        sql: INSERT,
        params: vec![name.as_bytes().into(), value.into()],
        demand: Demand::Touches(1),
    }
}

/// Replaces exactly the value that was read; unmet as `meta.value` when it has changed.
pub fn replace(name: &str, seen: &[u8], value: &[u8]) -> Statement {
    Statement {
        name: "meta.value",
        table: Table::Meta,
        key: name.as_bytes().to_vec(),
        sql: REPLACE,
        params: vec![value.into(), name.as_bytes().into(), seen.into()],
        demand: Demand::Touches(1),
    }
}
