//! `last_use`: when an access key was last used, or a role, and for what. Written now and then.

use crate::batch::{Demand, Statement, Table};
use crate::records::one;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastUse {
    /// Of an access key or a role.
    pub id: String,
    /// Milliseconds since the epoch.
    pub at: i64,
    pub region: String,
    /// As in the credential scope: `cognito-idp`.
    pub service: String,
}

const FIND: &str = "SELECT id, at, region, service FROM last_use WHERE id = $1";

const PUT: &str = "INSERT INTO last_use (id, at, region, service) VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, region = excluded.region,
    service = excluded.service WHERE excluded.at > last_use.at";

const DELETE: &str = "DELETE FROM last_use WHERE id = $1";

pub async fn find(store: &Store, id: &str) -> Result<Option<LastUse>, Error> {
    one(store, Query { sql: FIND, params: vec![id.as_bytes().into()] }, from_row).await
}

pub fn from_row(row: &Row) -> Result<LastUse, WrongColumn> {
    Ok(LastUse {
        id: super::ascii_id(row, 0)?,
        at: row.int(1)?,
        region: row.text(2)?.to_owned(),
        service: row.text(3)?.to_owned(),
    })
}

/// The later one stays.
pub fn put(used: &LastUse) -> Statement {
    Statement {
        name: "last_use.put",
        table: Table::LastUse,
        key: used.id.as_bytes().to_vec(),
        sql: PUT,
        params: vec![
            used.id.as_bytes().into(),
            used.at.into(),
            used.region.as_str().into(),
            used.service.as_str().into(),
        ],
        demand: Demand::Any,
    }
}

/// With whom it was about.
pub fn delete(id: &str) -> Statement {
    Statement {
        name: "last_use.delete",
        table: Table::LastUse,
        key: id.as_bytes().to_vec(),
        sql: DELETE,
        params: vec![id.as_bytes().into()],
        demand: Demand::Any,
    }
}
