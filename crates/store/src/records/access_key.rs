//! `access_key`: long-lived IAM access keys, the root's among them.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// `AKIA…`
    pub id: String,
    /// Whom the key belongs to: a user's id, or the root's ARN.
    pub principal: String,
    /// The user's id again, which is searched for; none for the root's keys.
    pub owner: Option<String>,
    /// The secret, sealed under the installation's `iam-secret` key.
    pub sealed: Vec<u8>,
    pub active: bool,
    /// Milliseconds since the epoch.
    pub created: i64,
}

const INSERT: &str = "INSERT INTO access_key (id, principal, owner, sealed, status, created)
    VALUES ($1, $2, $3, $4, $5, $6)";

const FIND: &str = "SELECT id, principal, owner, sealed, status, created FROM access_key
    WHERE id = $1";

const PAGE: &str = "SELECT id, principal, owner, sealed, status, created FROM access_key
    WHERE id > $1 ORDER BY id LIMIT $2";

const OF_OWNER: &str = "SELECT id, principal, owner, sealed, status, created FROM access_key
    WHERE owner = $1 ORDER BY id LIMIT $2";

const OF_ROOT: &str = "SELECT id, principal, owner, sealed, status, created FROM access_key
    WHERE owner IS NULL ORDER BY id LIMIT $1";

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

/// A user's keys, or the root's.
pub async fn of_owner(
    store: &Store,
    owner: Option<&str>,
    limit: i64,
) -> Result<Vec<AccessKey>, Error> {
    let query = match owner {
        Some(owner) => Query { sql: OF_OWNER, params: vec![owner.as_bytes().into(), limit.into()] },
        None => Query { sql: OF_ROOT, params: vec![limit.into()] },
    };
    super::many(store, query, from_row).await
}

pub fn from_row(row: &Row) -> Result<AccessKey, WrongColumn> {
    Ok(AccessKey {
        id: super::ascii_id(row, 0)?,
        principal: row.text(1)?.to_owned(),
        owner: row.opt_bytes(2)?.map(|_| super::ascii_id(row, 2)).transpose()?,
        sealed: row.bytes(3)?.to_vec(),
        active: row.flag(4)?,
        created: row.int(5)?,
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
            key.owner.as_ref().map(|owner| owner.as_bytes().to_vec()).into(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn keys_are_found_by_owner() {
        for sql in [OF_OWNER, OF_ROOT] {
            let plan = plan::of(sql);
            assert!(plan.len() == 1 && plan[0].contains("(owner=?)"), "{plan:?}");
        }
    }
}
