//! `attempt`: the counter of wrong answers per account, or per name that nobody has (RL-2, CT-5).
//!
//! Read with the user, settled in the batch that carries the outcome. No row means "never failed",
//! which is `Attempts::default()` with version 0.

use cognate_domain::Sub;
use cognate_domain::attempt::Attempts;

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// Whose counter: 16 bytes for a user, 32 for a name without one, so that the two never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    User(Sub),
    /// MAC of the folded name.
    Name([u8; 32]),
}

impl Key {
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Key::User(sub) => &sub.0,
            Key::Name(mac) => mac,
        }
    }
}

/// Columns of a counter that was joined as `$alias`, for [`read`].
macro_rules! attempt_columns {
    ($alias:literal) => {
        concat!(
            $alias,
            ".failures, ",
            $alias,
            ".locked_until, ",
            $alias,
            ".long_failures, ",
            $alias,
            ".last_failure, ",
            $alias,
            ".version"
        )
    };
}
pub(super) use attempt_columns;

pub(super) const COLUMNS: usize = 5;

const FIND: &str =
    concat!("SELECT ", attempt_columns!("a"), " FROM attempt a WHERE a.pool = $1 AND a.key = $2");

const INSERT: &str = "INSERT INTO attempt
    (pool, key, failures, locked_until, long_failures, last_failure, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1)";

const UPDATE: &str = "UPDATE attempt
    SET failures = $1, locked_until = $2, long_failures = $3, last_failure = $4,
        version = version + 1
    WHERE pool = $5 AND key = $6 AND version = $7";

const CHECK_ABSENT: &str = "SELECT 1 FROM attempt WHERE pool = $1 AND key = $2";

const CHECK: &str = "SELECT 1 FROM attempt WHERE pool = $1 AND key = $2 AND version = $3";

const DELETE: &str = "DELETE FROM attempt WHERE pool = $1 AND key = $2";

const SWEEP_PAGE: &str = "SELECT pool, key FROM attempt
    WHERE (pool, key) > ($1, $2) ORDER BY pool, key LIMIT $3";

const DELETE_IDLE: &str = "DELETE FROM attempt
    WHERE (pool, key) > ($1, $2) AND (pool, key) <= ($3, $4) AND last_failure < $5
    AND (length(key) <> 16 OR (failures = 0 AND long_failures = 0))";

/// What `Unmet` says when the counter is not as it was read: read again and decide again.
pub const MOVED: &str = "attempt.version";

pub async fn find(store: &Store, pool: i64, key: Key) -> Result<Attempts, Error> {
    let query = Query { sql: FIND, params: vec![pool.into(), key.as_bytes().into()] };
    Ok(super::one(store, query, |row| read(row, 0)).await?.unwrap_or_default())
}

/// The counter from column `at` on; the default when the row was not there.
pub(super) fn read(row: &Row, at: usize) -> Result<Attempts, WrongColumn> {
    let Some(version) = row.opt_int(at + 4)? else { return Ok(Attempts::default()) };
    Ok(Attempts {
        failures: row.int(at)?,
        locked_until: row.int(at + 1)?,
        long_failures: row.int(at + 2)?,
        last_failure: row.int(at + 3)?,
        version,
    })
}

/// A wrong answer: `next` is the counter after it, its `version` still the one that was read.
pub fn record_failure(pool: i64, key: Key, next: &Attempts) -> Statement {
    set(pool, key, next)
}

/// A right answer that does not complete a sign-in, or one with nothing to clear.
pub fn check_unchanged(pool: i64, key: Key, seen: &Attempts) -> Statement {
    let mut params = vec![pool.into(), key.as_bytes().into()];
    let absent = seen.version == 0;
    if !absent {
        params.push(seen.version.into());
    }
    Statement {
        name: MOVED,
        table: Table::Attempt,
        key: place(pool, key),
        sql: if absent { CHECK_ABSENT } else { CHECK },
        params,
        demand: Demand::Finds(i64::from(!absent)),
    }
}

/// A completed sign-in: the counter must be as read, and is written only when it holds anything, so
/// that concurrent right answers never disturb each other.
pub fn clear(pool: i64, key: Key, seen: &Attempts) -> Statement {
    if seen.is_clear() { check_unchanged(pool, key, seen) } else { set(pool, key, &seen.cleared()) }
}

/// Both shapes touch one row or are unmet: a missing row is inserted only by who saw none.
fn set(pool: i64, key: Key, next: &Attempts) -> Statement {
    let counter = [next.failures, next.locked_until, next.long_failures, next.last_failure];
    let counter = counter.into_iter().map(Into::into);
    let place_params = [pool.into(), key.as_bytes().into()];
    let (sql, params) = if next.version == 0 {
        (INSERT, place_params.into_iter().chain(counter).collect())
    } else {
        (UPDATE, counter.chain(place_params).chain([next.version.into()]).collect())
    };
    Statement {
        name: MOVED,
        table: Table::Attempt,
        key: place(pool, key),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}

/// With the user it belongs to.
pub fn delete(pool: i64, key: Key) -> Statement {
    Statement {
        name: "attempt.delete",
        table: Table::Attempt,
        key: place(pool, key),
        sql: DELETE,
        params: vec![pool.into(), key.as_bytes().into()],
        demand: Demand::Any,
    }
}

/// A place in the table, for sweeping it from `(0, [])` to its end.
pub type Place = (i64, Vec<u8>);

/// The last of the next [`SWEEP_ROWS_MAX`] rows after `after`; `None` at the end of the table.
pub async fn sweep_step(store: &Store, after: &Place) -> Result<Option<Place>, Error> {
    let params = vec![after.0.into(), after.1.as_slice().into(), SWEEP_ROWS_MAX.into()];
    let rows = store.scan(Query { sql: SWEEP_PAGE, params }).await?;
    rows.last().map(|row| Ok((row.int(0)?, row.bytes(1)?.to_vec()))).transpose()
}

/// Removes, between two places of [`sweep_step`], the counters that say nothing any more: the
/// cleared ones, and those of unknown names whose last failure is before `before`. Let `before` be
/// weeks ago: a stranger must not see unknown names forget sooner than users (CT-5).
pub fn delete_idle(after: &Place, to: &Place, before: i64) -> Statement {
    Statement {
        name: "attempt.delete_idle",
        table: Table::Attempt,
        key: super::place(after.0, &[&after.1]),
        sql: DELETE_IDLE,
        params: vec![
            after.0.into(),
            after.1.as_slice().into(),
            to.0.into(),
            to.1.as_slice().into(),
            before.into(),
        ],
        demand: Demand::Any,
    }
}

fn place(pool: i64, key: Key) -> Vec<u8> {
    super::place(pool, &[key.as_bytes()])
}
