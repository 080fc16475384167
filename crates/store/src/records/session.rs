//! `session`: one row per refresh-token family, the positive list (OTP-9). Absent means revoked;
//! rows stay until 24 hours after their expiry.

use cognate_domain::{Session, Sub};

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// Columns of `session s`, for [`read`].
macro_rules! session_columns {
    () => {
        "s.pool, s.sub, s.id, s.client, s.generation, s.rotated_at, s.grace_seconds, s.user_epoch,
         s.store_epoch, s.auth_time, s.created, s.expires, s.revoked, s.scope, s.device,
         s.event_id, s.last_active, s.amr, s.acr"
    };
}
pub(super) use session_columns;

pub(super) const COLUMNS: usize = 19;

const INSERT: &str = "INSERT INTO session
    (pool, sub, id, client, generation, rotated_at, grace_seconds, user_epoch, store_epoch,
     auth_time, created, expires, revoked, scope, device, event_id, last_active,
     amr, acr)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

const FIND: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session s WHERE s.pool = $1 AND s.sub = $2 AND s.id = $3"
);

const PAGE_OF_USER: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session s WHERE s.pool = $1 AND s.sub = $2 AND s.id > $3 ORDER BY s.id LIMIT $4"
);

const ROTATE: &str = "UPDATE session
    SET generation = generation + 1, rotated_at = $1, grace_seconds = $2, last_active = $1
    WHERE pool = $3 AND sub = $4 AND id = $5 AND generation = $6 AND revoked = 0";

const REVOKE: &str = "UPDATE session SET revoked = 1
    WHERE pool = $1 AND sub = $2 AND id = $3 AND revoked = 0";

const REVOKE_OF_DEVICE: &str = "UPDATE session SET revoked = 1
    WHERE pool = $1 AND sub = $2 AND device = $3 AND revoked = 0 AND id <> $4";

const TOUCH: &str = "UPDATE session SET last_active = $1
    WHERE pool = $2 AND sub = $3 AND id = $4 AND last_active < $1";

const SWEEP_PAGE: &str = "SELECT pool, sub, id FROM session
    WHERE (pool, sub, id) > ($1, $2, $3) ORDER BY pool, sub, id LIMIT $4";

const DELETE_EXPIRED: &str = "DELETE FROM session
    WHERE (pool, sub, id) > ($1, $2, $3) AND (pool, sub, id) <= ($4, $5, $6) AND expires < $7";

pub async fn find(
    store: &Store,
    pool: i64,
    sub: Sub,
    id: [u8; 16],
) -> Result<Option<Session>, Error> {
    let query = Query { sql: FIND, params: vec![pool.into(), sub.0.into(), id.into()] };
    super::one(store, query, from_row).await
}

/// The user's sessions after an id (`None`: from the first), revoked and expired ones included.
pub async fn page_of_user(
    store: &Store,
    pool: i64,
    sub: Sub,
    after: Option<[u8; 16]>,
    limit: i64,
) -> Result<Vec<Session>, Error> {
    let after = after.map_or(Vec::new(), Vec::from);
    let params = vec![pool.into(), sub.0.into(), after.into(), limit.into()];
    super::many(store, Query { sql: PAGE_OF_USER, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<Session, WrongColumn> {
    read(row, 0)
}

/// The session from column `at` on.
pub(super) fn read(row: &Row, at: usize) -> Result<Session, WrongColumn> {
    let device = row.opt_bytes(at + 14)?.map(|device| String::from_utf8(device.to_vec()));
    Ok(Session {
        pool: row.int(at)?,
        sub: super::sub(row, at + 1)?,
        id: row.id(at + 2)?,
        client: super::ascii_id(row, at + 3)?,
        generation: row.int(at + 4)?,
        rotated_at: row.int(at + 5)?,
        grace_seconds: row.int(at + 6)?,
        user_epoch: row.int(at + 7)?,
        store_epoch: row.int(at + 8)?,
        auth_time: row.int(at + 9)?,
        created: row.int(at + 10)?,
        expires: row.int(at + 11)?,
        revoked: row.flag(at + 12)?,
        scope: row.text(at + 13)?.to_owned(),
        device: device.transpose().map_err(|_| WrongColumn(at + 14))?,
        event_id: row.id(at + 15)?,
        last_active: row.int(at + 16)?,
        amr: row.opt_text(at + 17)?.unwrap_or_default().to_owned(),
        acr: row.opt_text(at + 18)?.map(str::to_owned),
    })
}

/// Unmet as `session.absent` when the id is in use.
pub fn insert(session: &Session) -> Statement {
    Statement {
        name: "session.absent",
        table: Table::Session,
        key: place(session.pool, session.sub, session.id),
        sql: INSERT,
        params: vec![
            session.pool.into(),
            session.sub.0.into(),
            session.id.into(),
            session.client.as_bytes().into(),
            session.generation.into(),
            session.rotated_at.into(),
            session.grace_seconds.into(),
            session.user_epoch.into(),
            session.store_epoch.into(),
            session.auth_time.into(),
            session.created.into(),
            session.expires.into(),
            session.revoked.into(),
            session.scope.as_str().into(),
            session.device.as_deref().map(str::as_bytes).into(),
            session.event_id.into(),
            session.last_active.into(),
            session.amr.as_str().into(),
            session.acr.as_deref().into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// The next generation of the family; unmet as `session.generation` when it has moved on or was
/// revoked: read it, and judge whether this is grace or reuse.
pub fn rotate(session: &Session, now: i64, grace_seconds: i64) -> Statement {
    Statement {
        name: "session.generation",
        table: Table::Session,
        key: place(session.pool, session.sub, session.id),
        sql: ROTATE,
        params: vec![
            now.into(),
            grace_seconds.into(),
            session.pool.into(),
            session.sub.0.into(),
            session.id.into(),
            session.generation.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Ends the whole family: RevokeToken, sign-out of one session, or a refresh token used again.
/// Revoking twice, or what is gone, changes nothing.
pub fn revoke(pool: i64, sub: Sub, id: [u8; 16]) -> Statement {
    Statement {
        name: "session.revoke",
        table: Table::Session,
        key: place(pool, sub, id),
        sql: REVOKE,
        params: vec![pool.into(), sub.0.into(), id.into()],
        demand: Demand::Any,
    }
}

/// Ends the sessions that were signed in with a device, but for `except`. A range of the user's rows.
pub fn revoke_of_device(pool: i64, sub: Sub, device: &str, except: Option<[u8; 16]>) -> Statement {
    let except = except.map_or(Vec::new(), Vec::from);
    Statement {
        name: "session.revoke_of_device",
        table: Table::Session,
        key: super::place(pool, &[&sub.0]),
        sql: REVOKE_OF_DEVICE,
        params: vec![pool.into(), sub.0.into(), device.as_bytes().into(), except.into()],
        demand: Demand::Any,
    }
}

/// The session was used; time never goes back.
pub fn touch(pool: i64, sub: Sub, id: [u8; 16], now: i64) -> Statement {
    Statement {
        name: "session.touch",
        table: Table::Session,
        key: place(pool, sub, id),
        sql: TOUCH,
        params: vec![now.into(), pool.into(), sub.0.into(), id.into()],
        demand: Demand::Any,
    }
}

/// A place in the table, for sweeping it from `(0, [], [])` to its end.
pub type Place = (i64, Vec<u8>, Vec<u8>);

/// The last of the next [`SWEEP_ROWS_MAX`] rows after `after`; `None` at the end of the table.
pub async fn sweep_step(store: &Store, after: &Place) -> Result<Option<Place>, Error> {
    let (pool, sub, id) = (after.0, after.1.as_slice(), after.2.as_slice());
    let params = vec![pool.into(), sub.into(), id.into(), SWEEP_ROWS_MAX.into()];
    let rows = store.scan(Query { sql: SWEEP_PAGE, params }).await?;
    let place = |row: &Row| Ok((row.int(0)?, row.bytes(1)?.to_vec(), row.bytes(2)?.to_vec()));
    rows.last().map(place).transpose()
}

/// Removes the sessions between two places of [`sweep_step`] that expired before `before`.
pub fn delete_expired(after: &Place, to: &Place, before: i64) -> Statement {
    Statement {
        name: "session.delete_expired",
        table: Table::Session,
        key: super::place(after.0, &[&after.1, &after.2]),
        sql: DELETE_EXPIRED,
        params: vec![
            after.0.into(),
            after.1.as_slice().into(),
            after.2.as_slice().into(),
            to.0.into(),
            to.1.as_slice().into(),
            to.2.as_slice().into(),
            before.into(),
        ],
        demand: Demand::Any,
    }
}

fn place(pool: i64, sub: Sub, id: [u8; 16]) -> Vec<u8> {
    super::place(pool, &[&sub.0, &id])
}
