//! `app_client`: an application's settings in a pool as one document.

use cognate_domain::Client;
use cognate_domain::client::Head;

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// `name` is a copy of the document's, for people who look into the database.
macro_rules! columns {
    () => {
        "pool, id, document, version, created, modified"
    };
}

const INSERT: &str =
    concat!("INSERT INTO app_client (name, ", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)");

const FIND: &str = concat!("SELECT ", columns!(), " FROM app_client WHERE id = $1");

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM app_client WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3"
);

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM app_client WHERE pool = $1 LIMIT $2) AS counted";

const UPDATE: &str = "UPDATE app_client
    SET name = $1, document = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND id = $5 AND version = $6";

const RAISE_VERSION: &str = "UPDATE app_client SET modified = $1, version = version + 1
    WHERE pool = $2 AND id = $3 AND version = $4";

const DELETE: &str = "DELETE FROM app_client WHERE pool = $1 AND id = $2";

/// The client, whatever its pool: callers that name a pool compare `pool` (TB-4).
pub async fn find(store: &Store, id: &str) -> Result<Option<Client>, Error> {
    let query = Query { sql: FIND, params: vec![id.as_bytes().into()] };
    super::one(store, query, from_row).await
}

/// The pool's clients after an id, in the order of ids.
pub async fn page(store: &Store, pool: i64, after: &str, limit: i64) -> Result<Vec<Client>, Error> {
    let params = vec![pool.into(), after.as_bytes().into(), limit.into()];
    super::many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many clients a pool has, counted up to `limit`; reads no documents.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    let counts = super::many(store, query, |row| row.int(0)).await?;
    Ok(counts.first().copied().unwrap_or(0))
}

/// A document that cannot be read is a wrong column.
pub fn from_row(row: &Row) -> Result<Client, WrongColumn> {
    let head = Head {
        pool: row.int(0)?,
        id: super::ascii_id(row, 1)?,
        version: row.int(3)?,
        created: row.int(4)?,
        modified: row.int(5)?,
    };
    let document = serde_json::from_str(row.text(2)?).map_err(|_| WrongColumn(2))?;
    Client::assemble(head, document).map_err(|_| WrongColumn(2))
}

/// Unmet as `app_client.absent` when the id is in use: draw again.
pub fn insert(client: &Client) -> Statement {
    Statement {
        name: "app_client.absent",
        table: Table::AppClient,
        key: place(client.pool, &client.id),
        sql: INSERT,
        params: vec![
            client.name.as_str().into(),
            client.pool.into(),
            client.id.as_bytes().into(),
            super::json(&client.document),
            client.version.into(),
            client.created.into(),
            client.modified.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Writes name, document and `modified`, and raises the version; unmet as `app_client.version`
/// when the client is not as it was read.
pub fn update(client: &Client, seen_version: i64) -> Statement {
    Statement {
        name: "app_client.version",
        table: Table::AppClient,
        key: place(client.pool, &client.id),
        sql: UPDATE,
        params: vec![
            client.name.as_str().into(),
            super::json(&client.document),
            client.modified.into(),
            client.pool.into(),
            client.id.as_bytes().into(),
            seen_version.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Accompanies each change of the client's secrets: it keeps two nodes from adding a third secret
/// at once, and gives caches a new version. Unmet as `app_client.version`.
pub fn raise_version(pool: i64, id: &str, seen_version: i64, now: i64) -> Statement {
    Statement {
        name: "app_client.version",
        table: Table::AppClient,
        key: place(pool, id),
        sql: RAISE_VERSION,
        params: vec![now.into(), pool.into(), id.as_bytes().into(), seen_version.into()],
        demand: Demand::Touches(1),
    }
}

/// Unmet as `app_client.present` when the client is gone. Same batch: its secrets.
pub fn delete(pool: i64, id: &str) -> Statement {
    Statement {
        name: "app_client.present",
        table: Table::AppClient,
        key: place(pool, id),
        sql: DELETE,
        params: vec![pool.into(), id.as_bytes().into()],
        demand: Demand::Touches(1),
    }
}

fn place(pool: i64, id: &str) -> Vec<u8> {
    super::place(pool, &[id.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn a_quota_is_counted_without_documents() {
        let plan = plan::of(COUNT);
        let counts = "SEARCH app_client USING COVERING INDEX app_client_by_pool (pool=?)";
        assert!(plan.iter().any(|step| step == counts), "{plan:?}");
    }
}
