//! `quota`: how often an account, or a name that nobody has, did something within the hour.
//!
//! Handled like the attempt counter: read with the user, written in the batch of what it counts, on
//! condition that it is as read. No row is `Quota::default()`, version 0. What an hour allows and when a
//! new one begins is the caller's rule.

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::records::attempt::Key;
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// What is counted; the numbers in `quota.kind`, never renumber.
pub mod kind {
    pub const CONFIRMATIONS: i64 = 1;
    pub const SIGN_UP_CODES: i64 = 2;
    pub const RESETS: i64 = 3;
    pub const ATTRIBUTE_CODES: i64 = 4;
    pub const PASSWORD_CHANGES: i64 = 5;
    pub const RESET_ANSWERS: i64 = 6;
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// When the hour began, milliseconds since the epoch.
    pub started: i64,
    /// How often since then.
    pub n: i64,
    /// Of the row as read; the store raises it.
    pub version: i64,
}

/// Columns of a quota that was joined as `q`, for [`read`].
macro_rules! quota_columns {
    () => {
        "q.started, q.n, q.version"
    };
}
pub(super) use quota_columns;

const FIND: &str = concat!(
    "SELECT ",
    quota_columns!(),
    " FROM quota q WHERE q.pool = $1 AND q.key = $2 AND q.kind = $3"
);

const INSERT: &str = "INSERT INTO quota (pool, key, kind, started, n, version)
    VALUES ($1, $2, $3, $4, $5, 1)";

const UPDATE: &str = "UPDATE quota SET started = $4, n = $5, version = version + 1
    WHERE pool = $1 AND key = $2 AND kind = $3 AND version = $6";

const CHECK_ABSENT: &str = "SELECT 1 FROM quota WHERE pool = $1 AND key = $2 AND kind = $3";

const CHECK: &str = "SELECT 1 FROM quota
    WHERE pool = $1 AND key = $2 AND kind = $3 AND version = $4";

const SWEEP_PAGE: &str = "SELECT pool, key, kind FROM quota
    WHERE (pool, key, kind) > ($1, $2, $3) ORDER BY pool, key, kind LIMIT $4";

const DELETE_IDLE: &str = "DELETE FROM quota
    WHERE (pool, key, kind) > ($1, $2, $3) AND (pool, key, kind) <= ($4, $5, $6) AND started < $7";

/// What `Unmet` says when the quota is not as it was read: read again and decide again.
pub const MOVED: &str = "quota.version";

pub async fn find(store: &Store, pool: i64, key: Key, kind: i64) -> Result<Quota, Error> {
    let query = Query { sql: FIND, params: key_params(pool, key, kind) };
    Ok(super::one(store, query, |row| read(row, 0)).await?.unwrap_or_default())
}

/// The quota from column `at` on; the default when the row was not there.
pub(super) fn read(row: &Row, at: usize) -> Result<Quota, WrongColumn> {
    let Some(version) = row.opt_int(at + 2)? else { return Ok(Quota::default()) };
    Ok(Quota { started: row.int(at)?, n: row.int(at + 1)?, version })
}

/// `next`: the quota after what is counted, its `version` still the one that was read. Unmet as
/// [`MOVED`].
pub fn record(pool: i64, key: Key, kind: i64, next: &Quota) -> Statement {
    let mut params = key_params(pool, key, kind);
    params.extend([next.started.into(), next.n.into()]);
    let absent = next.version == 0;
    if !absent {
        params.push(next.version.into());
    }
    let sql = if absent { INSERT } else { UPDATE };
    change(pool, key, kind, sql, params, Demand::Touches(1))
}

/// For what is allowed by the quota and does not count; unmet as [`MOVED`].
pub fn check_unchanged(pool: i64, key: Key, kind: i64, seen: &Quota) -> Statement {
    let mut params = key_params(pool, key, kind);
    let absent = seen.version == 0;
    if !absent {
        params.push(seen.version.into());
    }
    let sql = if absent { CHECK_ABSENT } else { CHECK };
    change(pool, key, kind, sql, params, Demand::Finds(i64::from(!absent)))
}

/// A place in the table, for sweeping it from `(0, [], 0)` to its end.
pub type Place = (i64, Vec<u8>, i64);

/// The last of the next [`SWEEP_ROWS_MAX`] rows after `after`; `None` at the end of the table.
pub async fn sweep_step(store: &Store, after: &Place) -> Result<Option<Place>, Error> {
    let (pool, key, kind) = (after.0, after.1.as_slice(), after.2);
    let params = vec![pool.into(), key.into(), kind.into(), SWEEP_ROWS_MAX.into()];
    let rows = store.scan(Query { sql: SWEEP_PAGE, params }).await?;
    let place = |row: &Row| Ok((row.int(0)?, row.bytes(1)?.to_vec(), row.int(2)?));
    rows.last().map(place).transpose()
}

/// Removes, between two places of [`sweep_step`], the quotas whose hour began before `before`: let it be
/// well over an hour ago, and they say nothing any more.
pub fn delete_idle(after: &Place, to: &Place, before: i64) -> Statement {
    Statement {
        name: "quota.delete_idle",
        table: Table::Quota,
        key: super::place(after.0, &[&after.1]),
        sql: DELETE_IDLE,
        params: vec![
            after.0.into(),
            after.1.as_slice().into(),
            after.2.into(),
            to.0.into(),
            to.1.as_slice().into(),
            to.2.into(),
            before.into(),
        ],
        demand: Demand::Any,
    }
}

fn key_params(pool: i64, key: Key, kind: i64) -> Vec<Param> {
    vec![pool.into(), key.as_bytes().into(), kind.into()]
}

fn change(
    pool: i64,
    key: Key,
    kind: i64,
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let place = super::place(pool, &[key.as_bytes(), &kind.to_be_bytes()]);
    Statement { name: MOVED, table: Table::Quota, key: place, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn sweeping_walks_the_key() {
        let range = "((pool,key,kind)>(?,?,?) AND (pool,key,kind)<(?,?,?))";
        assert_eq!(plan::of(DELETE_IDLE), [format!("SEARCH quota USING PRIMARY KEY {range}")]);
    }
}
