//! `parked_session`: challenge sessions of clients that answer DEVICE_SRP_AUTH without one. They repeat the
//! public value of their password leg, by whose MAC the session is found.

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::Query;
use crate::{Error, Store};

/// As `used_once::BUCKETS`.
pub const BUCKETS: i64 = 16;

/// A client that begins twice with the same public value means the last sign-in.
const REPLACE: &str = "INSERT INTO parked_session (pool, id, bucket, expires, sealed)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (pool, id) DO UPDATE SET expires = excluded.expires, sealed = excluded.sealed";

const FIND: &str = "SELECT sealed FROM parked_session WHERE pool = $1 AND id = $2";

const ANY_EXPIRED: &str = "SELECT 1 FROM parked_session WHERE bucket = $1 AND expires < $2 LIMIT 1";

const DELETE_EXPIRED: &str = "DELETE FROM parked_session WHERE bucket = $1 AND expires <= (
    SELECT max(e.expires) FROM (
        SELECT expires FROM parked_session WHERE bucket = $1 AND expires < $2
        ORDER BY expires LIMIT $3
    ) AS e)";

/// The sealed session, good or not: it says itself when it expires.
pub async fn find(store: &Store, pool: i64, id: [u8; 32]) -> Result<Option<String>, Error> {
    let query = Query { sql: FIND, params: vec![pool.into(), id.into()] };
    super::one(store, query, |row| Ok(row.text(0)?.to_owned())).await
}

/// Parks a session as its client will hold it.
pub fn replace(pool: i64, id: [u8; 32], sealed: &str, expires_ms: i64) -> Statement {
    Statement {
        name: "parked_session.replace",
        table: Table::ParkedSession,
        key: super::place(pool, &[&id]),
        sql: REPLACE,
        params: vec![
            pool.into(),
            id.into(),
            (i64::from(id[31]) % BUCKETS).into(),
            expires_ms.into(),
            sealed.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Is there anything for [`delete_expired`] to do?
pub async fn any_expired(store: &Store, bucket: i64, before_ms: i64) -> Result<bool, Error> {
    let params = vec![bucket.into(), before_ms.into()];
    Ok(!store.scan(Query { sql: ANY_EXPIRED, params }).await?.is_empty())
}

/// Removes about [`SWEEP_ROWS_MAX`] rows of the bucket that expired before `before_ms`.
pub fn delete_expired(bucket: i64, before_ms: i64) -> Statement {
    Statement {
        name: "parked_session.delete_expired",
        table: Table::ParkedSession,
        key: bucket.to_be_bytes().to_vec(),
        sql: DELETE_EXPIRED,
        params: vec![bucket.into(), before_ms.into(), SWEEP_ROWS_MAX.into()],
        demand: Demand::Any,
    }
}
