//! `ui_customization`: style sheet and logo of a pool's classic pages, per app client or for all.

use crate::batch::{Demand, Statement, Table};
use crate::records::one;
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UiCustomization {
    pub pool: i64,
    /// An app client id, or `ALL`.
    pub client: String,
    pub css: Option<String>,
    /// The bytes of the logo.
    pub image: Option<Vec<u8>>,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub version: i64,
}

/// The client's own row before the one for all: whoever has settings never falls back.
const FIND: &str = "SELECT pool, client, css, image, created, modified, version
    FROM ui_customization WHERE pool = $1 AND client IN ($2, $3)
    ORDER BY CASE WHEN client = $2 THEN 0 ELSE 1 END LIMIT 1";

const INSERT: &str = "INSERT INTO ui_customization
    (pool, client, css, image, created, modified, version) VALUES ($1, $2, $3, $4, $5, $6, $7)";

const UPDATE: &str = "UPDATE ui_customization
    SET css = $1, image = $2, modified = $3, version = version + 1
    WHERE pool = $4 AND client = $5 AND version = $6";

const DELETE: &str =
    "DELETE FROM ui_customization WHERE pool = $1 AND client = $2 AND version = $3";

const DELETE_OF_CLIENT: &str = "DELETE FROM ui_customization WHERE pool = $1 AND client = $2";

/// The row of `client`, or else that of `fallback`.
pub async fn find(
    store: &Store,
    pool: i64,
    client: &str,
    fallback: &str,
) -> Result<Option<UiCustomization>, Error> {
    let params = vec![pool.into(), client.as_bytes().into(), fallback.as_bytes().into()];
    one(store, Query { sql: FIND, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<UiCustomization, WrongColumn> {
    Ok(UiCustomization {
        pool: row.int(0)?,
        client: super::ascii_id(row, 1)?,
        css: row.opt_text(2)?.map(str::to_owned),
        image: row.opt_bytes(3)?.map(<[u8]>::to_vec),
        created: row.int(4)?,
        modified: row.int(5)?,
        version: row.int(6)?,
    })
}

/// Unmet as `ui_customization.taken`. Same batch: `user_pool::check_live`.
pub fn insert(new: &UiCustomization) -> Statement {
    let params = vec![
        new.pool.into(),
        new.client.as_bytes().into(),
        new.css.as_deref().into(),
        new.image.as_deref().into(),
        new.created.into(),
        new.modified.into(),
        new.version.into(),
    ];
    change("ui_customization.taken", new, INSERT, params, Demand::Touches(1))
}

/// Unmet as `ui_customization.version` when it is not as it was read.
pub fn update(after: &UiCustomization, seen_version: i64) -> Statement {
    let params = vec![
        after.css.as_deref().into(),
        after.image.as_deref().into(),
        after.modified.into(),
        after.pool.into(),
        after.client.as_bytes().into(),
        seen_version.into(),
    ];
    change("ui_customization.version", after, UPDATE, params, Demand::Touches(1))
}

/// Unmet as `ui_customization.version`.
pub fn delete(seen: &UiCustomization) -> Statement {
    let params = vec![seen.pool.into(), seen.client.as_bytes().into(), seen.version.into()];
    change("ui_customization.version", seen, DELETE, params, Demand::Touches(1))
}

/// For the batch that deletes the client.
pub fn delete_of_client(pool: i64, client: &str) -> Statement {
    Statement {
        name: "ui_customization.any",
        table: Table::UiCustomization,
        key: super::place(pool, &[client.as_bytes()]),
        sql: DELETE_OF_CLIENT,
        params: vec![pool.into(), client.as_bytes().into()],
        demand: Demand::Any,
    }
}

fn change(
    name: &'static str,
    row: &UiCustomization,
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(row.pool, &[row.client.as_bytes()]);
    Statement { name, table: Table::UiCustomization, key, sql, params, demand }
}
