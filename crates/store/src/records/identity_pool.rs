//! `identity_pool`: an identity pool's settings as one document, under its public id and its row key.

use cognate_domain::Map;
use cognate_domain::identity_pool::{Head, parse_id};

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

const LIVE: i64 = 0;

#[derive(Clone, Debug, PartialEq)]
pub struct IdentityPool {
    pub head: Head,
    /// Everything but secrets, under AWS's names.
    pub document: Map,
    /// The secrets of login providers, sealed for this version of the row.
    pub sealed: Option<Vec<u8>>,
}

/// What `Unmet` says when the id or the key is in use: draw again.
pub const TAKEN: &str = "identity_pool.absent";
/// What `Unmet` says when the pool is gone, or going.
pub const GONE: &str = "identity_pool.live";

macro_rules! columns {
    () => {
        "id, pool, state, document, sealed, version, created, modified"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO identity_pool (name, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);

const FIND: &str = concat!("SELECT ", columns!(), " FROM identity_pool WHERE id = $1");

const FIND_BY_KEY: &str = concat!("SELECT ", columns!(), " FROM identity_pool WHERE pool = $1");

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM identity_pool WHERE id > $1 AND id < $2 AND state = 0 ORDER BY id LIMIT $3"
);

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM identity_pool WHERE state = 0 LIMIT $1) AS counted";

const CHECK_LIVE: &str = "SELECT 1 FROM identity_pool WHERE id = $1 AND state = 0";

const UPDATE: &str = "UPDATE identity_pool
    SET name = $1, document = $2, sealed = $3, modified = $4, version = version + 1
    WHERE id = $5 AND version = $6 AND state = 0";

const MARK_DELETING: &str = "UPDATE identity_pool
    SET state = 1, sealed = NULL, modified = $1, version = version + 1
    WHERE id = $2 AND version = $3 AND state = 0";

const DELETE: &str = "DELETE FROM identity_pool WHERE id = $1 AND state = 1";

/// The pool, also when it is being deleted: look at `deleting`.
pub async fn find(store: &Store, id: &str) -> Result<Option<IdentityPool>, Error> {
    one(store, Query { sql: FIND, params: vec![id.as_bytes().into()] }, from_row).await
}

pub async fn find_by_key(store: &Store, pool: i64) -> Result<Option<IdentityPool>, Error> {
    one(store, Query { sql: FIND_BY_KEY, params: vec![pool.into()] }, from_row).await
}

/// The live pools of a region after an id (empty: from the first), in the order of ids.
pub async fn page(
    store: &Store,
    region: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<IdentityPool>, Error> {
    // An id is the region, `:` and a UUID: ';' comes next after ':'.
    let (from, to) = (format!("{region}:"), format!("{region};"));
    let after = after.max(from.as_str());
    let params = vec![after.as_bytes().into(), to.as_bytes().into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many live pools there are, counted up to `limit`.
pub async fn count(store: &Store, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// A document that cannot be read is a wrong column.
pub fn from_row(row: &Row) -> Result<IdentityPool, WrongColumn> {
    let id = super::ascii_id(row, 0)?;
    let (region, _) = parse_id(&id).ok_or(WrongColumn(0))?;
    let head = Head {
        region: region.to_owned(),
        key: row.int(1)?,
        deleting: row.int(2)? != LIVE,
        version: row.int(5)?,
        created: row.int(6)?,
        modified: row.int(7)?,
        id,
    };
    let document = serde_json::from_str(row.text(3)?).map_err(|_| WrongColumn(3))?;
    let sealed = row.opt_bytes(4)?.map(<[u8]>::to_vec);
    Ok(IdentityPool { head, document, sealed })
}

/// Unmet as [`TAKEN`].
pub fn insert(pool: &IdentityPool) -> Statement {
    let IdentityPool { head, document, sealed } = pool;
    let params = vec![
        name(document),
        head.id.as_bytes().into(),
        head.key.into(),
        head.deleting.into(),
        super::json(document),
        sealed.clone().into(),
        head.version.into(),
        head.created.into(),
        head.modified.into(),
    ];
    change(TAKEN, &head.id, INSERT, params)
}

/// Writes document, secrets and `modified`, and raises the version by one, which `sealed` is made for;
/// unmet as `identity_pool.version` when the pool is not as it was read, or is being deleted.
pub fn update(pool: &IdentityPool, seen_version: i64) -> Statement {
    let IdentityPool { head, document, sealed } = pool;
    let params = vec![
        name(document),
        super::json(document),
        sealed.clone().into(),
        head.modified.into(),
        head.id.as_bytes().into(),
        seen_version.into(),
    ];
    change("identity_pool.version", &head.id, UPDATE, params)
}

/// Accompanies what is added to a pool; unmet as [`GONE`].
pub fn check_live(id: &str) -> Statement {
    let params = vec![id.as_bytes().into()];
    Statement { demand: Demand::Finds(1), ..change(GONE, id, CHECK_LIVE, params) }
}

/// From here on the pool does not exist for callers. Same batch: a job. Unmet as
/// `identity_pool.version`.
pub fn mark_deleting(id: &str, seen_version: i64, now: i64) -> Statement {
    let params = vec![now.into(), id.as_bytes().into(), seen_version.into()];
    change("identity_pool.version", id, MARK_DELETING, params)
}

/// The last step of the deleting job, when no row of the pool is left.
pub fn delete(id: &str) -> Statement {
    let params = vec![id.as_bytes().into()];
    Statement { demand: Demand::Any, ..change("identity_pool.deleting", id, DELETE, params) }
}

/// A copy, for people who look into the database.
fn name(document: &Map) -> Param {
    let name = document.get("IdentityPoolName").and_then(|name| name.as_str());
    name.unwrap_or_default().into()
}

fn change(label: &'static str, id: &str, sql: &'static str, params: Vec<Param>) -> Statement {
    Statement {
        name: label,
        table: Table::IdentityPool,
        key: id.as_bytes().to_vec(),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}
