//! `access_key`: long-lived IAM access keys, the root's among them.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// `AKIA…`
    pub id: String,
    /// ARN of whom the key belongs to.
    pub principal: String,
    /// The secret, sealed under the installation's `iam-secret` key.
    pub sealed: Vec<u8>,
    pub active: bool,
    /// Milliseconds since the epoch.
    pub created: i64,
}

const INSERT: &str = "INSERT INTO access_key (id, principal, sealed, status, created)
    VALUES ($1, $2, $3, $4, $5)";

const FIND: &str = "SELECT id, principal, sealed, status, created FROM access_key WHERE id = $1";

const PAGE: &str = "SELECT id, principal, sealed, status, created FROM access_key
    WHERE id > $1 ORDER BY id LIMIT $2";

const SET_ACTIVE: &str = "UPDATE access_key SET status = $1 WHERE id = $2";

const DELETE: &str = "DELETE FROM access_key WHERE id = $1";

pub async fn find(store: &Store, id: &str) -> Result<Option<AccessKey>, Error> {
    let query = Query { sql: FIND, params: vec![id.as_bytes().into()] };
    super::one(store, query, from_row).await
}

pub async fn page(store: &Store, after: &str, limit: i64) -> Result<Vec<AccessKey>, Error> {
    let params = vec![after.as_bytes().into(), limit.into()];
    super::many(store, Query { sql: PAGE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<AccessKey, WrongColumn> {
    Ok(AccessKey {
        id: super::ascii_id(row, 0)?,
        principal: row.text(1)?.to_owned(),
        sealed: row.bytes(2)?.to_vec(),
        active: row.flag(3)?,
        created: row.int(4)?,
    })
}

/// Unmet as `access_key.absent` when the id is in use: draw again.
pub fn insert(key: &AccessKey) -> Statement {
    Statement {
        name: "access_key.absent",
        table: Table::AccessKey,
        key: key.id.as_bytes().to_vec(),
        sql: INSERT,
        params: vec![
            key.id.as_bytes().into(),
            key.principal.as_str().into(),
            key.sealed.as_slice().into(),
            key.active.into(),
            key.created.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Unmet as `access_key.present` when the key is gone.
pub fn set_active(id: &str, active: bool) -> Statement {
    Statement {
        name: "access_key.present",
        table: Table::AccessKey,
        key: id.as_bytes().to_vec(),
        sql: SET_ACTIVE,
        params: vec![active.into(), id.as_bytes().into()],
        demand: Demand::Touches(1),
    }
}

/// Unmet as `access_key.present` when the key is gone.
pub fn delete(id: &str) -> Statement {
    Statement {
        name: "access_key.present",
        table: Table::AccessKey,
        key: id.as_bytes().to_vec(),
        sql: DELETE,
        params: vec![id.as_bytes().into()],
        demand: Demand::Touches(1),
    }
}
