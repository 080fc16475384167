//! `auth_event`: what the users of a pool did, newest first, for two years.

use cognate_domain::Sub;
use cognate_domain::auth_event::{AuthEvent, Context, KEPT_MS, Kind, Response};

use crate::batch::{Demand, Statement, Table};
use crate::records::{SWEEP_ROWS_MAX, many, one};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// Expired rows are found bucket by bucket, so that inserts do not all meet at one end of an index.
pub const BUCKETS: i64 = 16;

macro_rules! select {
    ($where:literal) => {
        concat!("SELECT pool, sub, at, id, kind, response, document FROM auth_event ", $where)
    };
}

const FIND: &str = select!("WHERE pool = $1 AND sub = $2 AND id = $3");

const PAGE: &str =
    select!("WHERE pool = $1 AND sub = $2 AND (at, id) > ($3, $4) ORDER BY at, id LIMIT $5");

const PUT: &str = "INSERT INTO auth_event
    (pool, sub, at, id, kind, response, document, bucket, expires)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (pool, sub, id)
    DO UPDATE SET response = excluded.response, document = excluded.document";

const ANY_EXPIRED: &str = "SELECT 1 FROM auth_event WHERE bucket = $1 AND expires < $2 LIMIT 1";

const DELETE_EXPIRED: &str = "DELETE FROM auth_event WHERE bucket = $1 AND expires <= (
    SELECT max(e.expires) FROM (
        SELECT expires FROM auth_event WHERE bucket = $1 AND expires < $2
        ORDER BY expires LIMIT $3) AS e)";

/// Where a page starts.
pub type Place = (i64, [u8; 16]);

/// Before all events of a user.
pub const FIRST: Place = (i64::MIN, [0; 16]);

/// The place of an event in its list.
pub fn place(event: &AuthEvent) -> Place {
    (-event.created, event.id)
}

pub async fn find(
    store: &Store,
    pool: i64,
    sub: Sub,
    id: [u8; 16],
) -> Result<Option<AuthEvent>, Error> {
    let params = vec![pool.into(), sub.0.into(), id.into()];
    one(store, Query { sql: FIND, params }, from_row).await
}

/// The user's events after a place, the newest first.
pub async fn page(
    store: &Store,
    pool: i64,
    sub: Sub,
    after: Place,
    limit: i64,
) -> Result<Vec<AuthEvent>, Error> {
    let params = vec![pool.into(), sub.0.into(), after.0.into(), after.1.into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<AuthEvent, WrongColumn> {
    let document = serde_json::from_str(row.text(6)?).map_err(|_| WrongColumn(6))?;
    let bare = AuthEvent {
        pool: row.int(0)?,
        sub: super::sub(row, 1)?,
        id: row.id(3)?,
        kind: Kind::from_code(row.int(4)?).ok_or(WrongColumn(4))?,
        response: Response::from_code(row.int(5)?).ok_or(WrongColumn(5))?,
        factors: Vec::new(),
        context: Context::default(),
        feedback: None,
        created: row.int(2)?.checked_neg().ok_or(WrongColumn(2))?,
    };
    Ok(bare.with_document(&document))
}

/// Writes an event, or what it has become: when it began stays.
pub fn put(event: &AuthEvent) -> Statement {
    let (at, id) = place(event);
    Statement {
        name: "auth_event.put",
        table: Table::AuthEvent,
        key: super::place(event.pool, &[&event.sub.0, &id]),
        sql: PUT,
        params: vec![
            event.pool.into(),
            event.sub.0.into(),
            at.into(),
            id.into(),
            event.kind.code().into(),
            event.response.code().into(),
            super::json(&event.document()),
            (i64::from(id[15]) % BUCKETS).into(),
            (event.created + KEPT_MS).into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Whether the bucket has events that expired before `before_ms`.
pub async fn any_expired(store: &Store, bucket: i64, before_ms: i64) -> Result<bool, Error> {
    let params = vec![bucket.into(), before_ms.into()];
    Ok(!store.scan(Query { sql: ANY_EXPIRED, params }).await?.is_empty())
}

/// Removes about [`SWEEP_ROWS_MAX`] of them.
pub fn delete_expired(bucket: i64, before_ms: i64) -> Statement {
    Statement {
        name: "auth_event.expired",
        table: Table::AuthEvent,
        key: bucket.to_be_bytes().to_vec(),
        sql: DELETE_EXPIRED,
        params: vec![bucket.into(), before_ms.into(), SWEEP_ROWS_MAX.into()],
        demand: Demand::Any,
    }
}
