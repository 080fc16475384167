//! `user_pool`: a pool's settings as one document, under its public id and its row key.

use cognate_domain::Pool;
use cognate_domain::pool::Head;

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

const LIVE: i64 = 0;

/// `name` is a copy of the document's, for people who look into the database.
macro_rules! columns {
    () => {
        "id, pool, state, document, fold_version, version, created, modified"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO user_pool (name, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);

const FIND: &str = concat!("SELECT ", columns!(), " FROM user_pool WHERE id = $1");

const FIND_BY_KEY: &str = concat!("SELECT ", columns!(), " FROM user_pool WHERE pool = $1");

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM user_pool WHERE id > $1 AND state = 0 ORDER BY id LIMIT $2"
);

const PAGE_ANY: &str =
    concat!("SELECT ", columns!(), " FROM user_pool WHERE id > $1 ORDER BY id LIMIT $2");

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM user_pool WHERE id > $1 AND id < $2 AND state = 0 LIMIT $3) AS counted";

const CHECK_LIVE: &str = "SELECT 1 FROM user_pool WHERE id = $1 AND state = 0";

const UPDATE: &str = "UPDATE user_pool
    SET name = $1, document = $2, fold_version = $3, modified = $4, version = version + 1
    WHERE id = $5 AND version = $6 AND state = 0";

const MARK_DELETING: &str = "UPDATE user_pool
    SET state = 1, modified = $1, version = version + 1
    WHERE id = $2 AND version = $3 AND state = 0";

const DELETE: &str = "DELETE FROM user_pool WHERE id = $1 AND state = 1";

/// The pool, also when it is being deleted: look at `deleting`.
pub async fn find(store: &Store, id: &str) -> Result<Option<Pool>, Error> {
    let query = Query { sql: FIND, params: vec![id.as_bytes().into()] };
    super::one(store, query, from_row).await
}

pub async fn find_by_key(store: &Store, pool: i64) -> Result<Option<Pool>, Error> {
    let query = Query { sql: FIND_BY_KEY, params: vec![pool.into()] };
    super::one(store, query, from_row).await
}

/// The live pools after an id, in the order of ids.
pub async fn page(store: &Store, after: &str, limit: i64) -> Result<Vec<Pool>, Error> {
    let params = vec![after.as_bytes().into(), limit.into()];
    super::many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many live pools a region has, counted up to `limit`; reads no documents.
pub async fn count(store: &Store, region: &str, limit: i64) -> Result<i64, Error> {
    // An id is the region, `_` and letters and digits: '`' comes next after '_'.
    let (from, to) = (format!("{region}_"), format!("{region}`"));
    let params = vec![from.as_bytes().into(), to.as_bytes().into(), limit.into()];
    let counts = super::many(store, Query { sql: COUNT, params }, |row| row.int(0)).await?;
    Ok(counts.first().copied().unwrap_or(0))
}

/// As [`page`], with the pools that are being deleted.
pub async fn page_with_deleting(
    store: &Store,
    after: &str,
    limit: i64,
) -> Result<Vec<Pool>, Error> {
    let params = vec![after.as_bytes().into(), limit.into()];
    super::many(store, Query { sql: PAGE_ANY, params }, from_row).await
}

/// A document that cannot be read is a wrong column.
pub fn from_row(row: &Row) -> Result<Pool, WrongColumn> {
    let id = super::ascii_id(row, 0)?;
    let (region, _) = id.split_once('_').ok_or(WrongColumn(0))?;
    let head = Head {
        key: row.int(1)?,
        region: region.to_owned(),
        id,
        deleting: row.int(2)? != LIVE,
        fold_version: row.int(4)?,
        version: row.int(5)?,
        created: row.int(6)?,
        modified: row.int(7)?,
    };
    let document = serde_json::from_str(row.text(3)?).map_err(|_| WrongColumn(3))?;
    Pool::assemble(head, document).map_err(|_| WrongColumn(3))
}

/// Unmet as `user_pool.absent` when the id or the key is in use: draw again.
pub fn insert(pool: &Pool) -> Statement {
    Statement {
        name: "user_pool.absent",
        table: Table::UserPool,
        key: pool.id.as_bytes().to_vec(),
        sql: INSERT,
        params: vec![
            pool.name.as_str().into(),
            pool.id.as_bytes().into(),
            pool.key.into(),
            pool.deleting.into(),
            super::json(&pool.document),
            pool.fold_version.into(),
            pool.version.into(),
            pool.created.into(),
            pool.modified.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Writes name, document, fold version and `modified`, and raises the version; unmet as
/// `user_pool.version` when the pool is not as it was read, or is being deleted.
pub fn update(pool: &Pool, seen_version: i64) -> Statement {
    Statement {
        name: "user_pool.version",
        table: Table::UserPool,
        key: pool.id.as_bytes().to_vec(),
        sql: UPDATE,
        params: vec![
            pool.name.as_str().into(),
            super::json(&pool.document),
            pool.fold_version.into(),
            pool.modified.into(),
            pool.id.as_bytes().into(),
            seen_version.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Accompanies what is added to a pool, which must not come after the pool's deletion; unmet as
/// `user_pool.live`.
pub fn check_live(id: &str) -> Statement {
    Statement {
        name: "user_pool.live",
        table: Table::UserPool,
        key: id.as_bytes().to_vec(),
        sql: CHECK_LIVE,
        params: vec![id.as_bytes().into()],
        demand: Demand::Finds(1),
    }
}

/// From here on the pool does not exist for callers. Same batch: its data key and a job.
pub fn mark_deleting(id: &str, seen_version: i64, now: i64) -> Statement {
    Statement {
        name: "user_pool.version",
        table: Table::UserPool,
        key: id.as_bytes().to_vec(),
        sql: MARK_DELETING,
        params: vec![now.into(), id.as_bytes().into(), seen_version.into()],
        demand: Demand::Touches(1),
    }
}

/// The last step of the deleting job, when no row of the pool is left.
pub fn delete(id: &str) -> Statement {
    Statement {
        name: "user_pool.deleting",
        table: Table::UserPool,
        key: id.as_bytes().to_vec(),
        sql: DELETE,
        params: vec![id.as_bytes().into()],
        demand: Demand::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn a_quota_is_counted_without_documents() {
        let plan = plan::of(COUNT);
        let counts =
            "SEARCH user_pool USING COVERING INDEX user_pool_by_state (state=? AND id>? AND id<?)";
        assert!(plan.iter().any(|step| step == counts), "{plan:?}");
    }
}
