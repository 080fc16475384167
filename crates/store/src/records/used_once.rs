//! `used_once`: nonces that have been used; the primary key is the single use (ST-2).

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::Query;
use crate::{Error, Store};

/// Expired rows are found bucket by bucket, so that inserts do not all meet at one end of an index.
pub const BUCKETS: i64 = 16;

const INSERT: &str = "INSERT INTO used_once (pool, id, bucket, expires) VALUES ($1, $2, $3, $4)";

const ANY_EXPIRED: &str = "SELECT 1 FROM used_once WHERE bucket = $1 AND expires < $2 LIMIT 1";

const DELETE_EXPIRED: &str = "DELETE FROM used_once WHERE bucket = $1 AND expires <= (
    SELECT max(e.expires) FROM (
        SELECT expires FROM used_once WHERE bucket = $1 AND expires < $2 ORDER BY expires LIMIT $3
    ) AS e)";

/// Uses the value up; unmet as `used_once.fresh` when it has been used before. `expires_ms` is when
/// the value would be refused anyway.
pub fn insert(pool: i64, id: &[u8], expires_ms: i64) -> Statement {
    Statement {
        name: "used_once.fresh",
        table: Table::UsedOnce,
        key: super::place(pool, &[id]),
        sql: INSERT,
        params: vec![pool.into(), id.into(), bucket(id).into(), expires_ms.into()],
        demand: Demand::Touches(1),
    }
}

/// Is there anything for [`delete_expired`] to do?
pub async fn any_expired(store: &Store, bucket: i64, before_ms: i64) -> Result<bool, Error> {
    let params = vec![bucket.into(), before_ms.into()];
    Ok(!store.scan(Query { sql: ANY_EXPIRED, params }).await?.is_empty())
}

/// Removes about [`SWEEP_ROWS_MAX`] rows of the bucket that expired before `before_ms`, the oldest
/// ones, and those that expired in the same millisecond as the last of them.
pub fn delete_expired(bucket: i64, before_ms: i64) -> Statement {
    Statement {
        name: "used_once.delete_expired",
        table: Table::UsedOnce,
        key: bucket.to_be_bytes().to_vec(),
        sql: DELETE_EXPIRED,
        params: vec![bucket.into(), before_ms.into(), SWEEP_ROWS_MAX.into()],
        demand: Demand::Any,
    }
}

/// Ids are random, so their last byte spreads evenly.
fn bucket(id: &[u8]) -> i64 {
    i64::from(id.last().copied().unwrap_or(0)) % BUCKETS
}
