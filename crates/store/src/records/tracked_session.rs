//! `tracked_session` and `session_guard`: what ListUserSessions shows of a user's sessions, and what
//! keeps their number within the pool's limit.
//!
//! A token session lives in `session`, which alone decides; the row here describes it. An SSO session
//! lives here: without its row it has ended.

use cognate_domain::{Session, Sub};

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::records::session::{self, session_columns};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// The numbers in `kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Token,
    Sso,
}

impl Kind {
    fn code(self) -> i64 {
        match self {
            Kind::Token => 1,
            Kind::Sso => 2,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedSession {
    pub pool: i64,
    pub sub: Sub,
    pub kind: Kind,
    /// Of a token session the id of its `session`.
    pub id: [u8; 16],
    pub client: String,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub last_active: i64,
    pub expires: i64,
    /// Operating system and browser; `unknown` when the user agent says neither.
    pub device_type: String,
    pub ip: String,
    /// The SSO session that a token session came through.
    pub origin: Option<[u8; 16]>,
}

/// A tracked session with the row that decides whether it stands.
#[derive(Clone, Debug)]
pub struct Found {
    pub tracked: TrackedSession,
    /// None for SSO sessions, and for token sessions that were swept.
    pub session: Option<Session>,
}

/// A user's tracked sessions, and the guard's version at the time they were read.
#[derive(Clone, Debug)]
pub struct OfUser {
    /// 0: nobody has signed in under tracking yet.
    pub guard: i64,
    pub sessions: Vec<Found>,
}

/// Rows read of one user at most: the highest limit of token sessions, and as many SSO sessions as fit
/// beside them on a page.
pub const OF_USER_MAX: i64 = 125;

macro_rules! columns {
    () => {
        "t.pool, t.sub, t.kind, t.id, t.client, t.created, t.last_active, t.expires, t.device_type,
         t.ip, t.origin"
    };
}

const COLUMNS: usize = 11;

const OF_USER: &str = concat!(
    "SELECT coalesce(g.version, 0), ",
    columns!(),
    ", ",
    session_columns!(),
    " FROM (SELECT 1 AS one) AS o
    LEFT JOIN session_guard g ON g.pool = $1 AND g.sub = $2
    LEFT JOIN tracked_session t ON t.pool = $1 AND t.sub = $2
    LEFT JOIN session s ON t.kind = 1 AND s.pool = t.pool AND s.sub = t.sub AND s.id = t.id
    ORDER BY t.kind, t.id LIMIT $3"
);

const INSERT: &str = "INSERT INTO tracked_session
    (pool, sub, kind, id, client, created, last_active, expires, device_type, ip, origin)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const SEEN: &str = "UPDATE tracked_session SET last_active = $1, device_type = $2, ip = $3
    WHERE pool = $4 AND sub = $5 AND kind = $6 AND id = $7 AND last_active < $1";

const DELETE: &str = "DELETE FROM tracked_session
    WHERE pool = $1 AND sub = $2 AND kind = $3 AND id = $4";

const FIRST: &str = "INSERT INTO session_guard (pool, sub, version) VALUES ($1, $2, 1)";

const RAISE: &str = "UPDATE session_guard SET version = version + 1
    WHERE pool = $1 AND sub = $2 AND version = $3";

const SWEEP_PAGE: &str = "SELECT pool, sub, kind, id FROM tracked_session
    WHERE (pool, sub, kind, id) > ($1, $2, $3, $4) ORDER BY pool, sub, kind, id LIMIT $5";

const DELETE_EXPIRED: &str = "DELETE FROM tracked_session
    WHERE (pool, sub, kind, id) > ($1, $2, $3, $4) AND (pool, sub, kind, id) <= ($5, $6, $7, $8)
        AND expires < $9";

/// What `Unmet` says when somebody signed the same user in meanwhile.
pub const MOVED: &str = "session_guard.version";

/// The user's tracked sessions, revoked and expired ones included, in one statement; at most
/// [`OF_USER_MAX`], token sessions first.
pub async fn of_user(store: &Store, pool: i64, sub: Sub) -> Result<OfUser, Error> {
    let params = vec![pool.into(), sub.0.into(), OF_USER_MAX.into()];
    let rows = store.scan(Query { sql: OF_USER, params }).await?;
    let guard = rows.first().map_or(Ok(0), |row| row.int(0))?;
    let tracked = |row: &&Row| !matches!(row.0.get(1), Some(Param::Null(_)));
    let sessions = rows.iter().filter(tracked).map(found).collect::<Result<_, _>>()?;
    Ok(OfUser { guard, sessions })
}

fn found(row: &Row) -> Result<Found, WrongColumn> {
    let joined = row.opt_int(1 + COLUMNS)?.is_some();
    Ok(Found {
        tracked: read(row, 1)?,
        session: joined.then(|| session::read(row, 1 + COLUMNS)).transpose()?,
    })
}

fn read(row: &Row, at: usize) -> Result<TrackedSession, WrongColumn> {
    let origin = row.opt_bytes(at + 10)?;
    Ok(TrackedSession {
        pool: row.int(at)?,
        sub: super::sub(row, at + 1)?,
        kind: match row.int(at + 2)? {
            1 => Kind::Token,
            2 => Kind::Sso,
            _ => return Err(WrongColumn(at + 2)),
        },
        id: row.id(at + 3)?,
        client: super::ascii_id(row, at + 4)?,
        created: row.int(at + 5)?,
        last_active: row.int(at + 6)?,
        expires: row.int(at + 7)?,
        device_type: row.text(at + 8)?.to_owned(),
        ip: row.text(at + 9)?.to_owned(),
        origin: origin.map(<[u8; 16]>::try_from).transpose().map_err(|_| WrongColumn(at + 10))?,
    })
}

/// Unmet as `tracked_session.absent` when the id is in use. Same batch: [`guard`].
pub fn insert(tracked: &TrackedSession) -> Statement {
    let params = vec![
        tracked.pool.into(),
        tracked.sub.0.into(),
        tracked.kind.code().into(),
        tracked.id.into(),
        tracked.client.as_bytes().into(),
        tracked.created.into(),
        tracked.last_active.into(),
        tracked.expires.into(),
        tracked.device_type.as_str().into(),
        tracked.ip.as_str().into(),
        tracked.origin.as_ref().map(<[u8; 16]>::as_slice).into(),
    ];
    let at = (tracked.pool, tracked.sub, tracked.kind, tracked.id);
    let statement = change("tracked_session.absent", at, INSERT, params);
    Statement { demand: Demand::Touches(1), ..statement }
}

/// The token session was used from here; time never goes back.
pub fn seen(session: &Session, now: i64, device_type: &str, ip: &str) -> Statement {
    let params = vec![
        now.into(),
        device_type.into(),
        ip.into(),
        session.pool.into(),
        session.sub.0.into(),
        Kind::Token.code().into(),
        session.id.into(),
    ];
    let at = (session.pool, session.sub, Kind::Token, session.id);
    change("tracked_session.seen", at, SEEN, params)
}

/// Ends what is shown; an SSO session ends altogether. For a token session, same batch:
/// `session::revoke`.
pub fn delete(pool: i64, sub: Sub, kind: Kind, id: [u8; 16]) -> Statement {
    let params = vec![pool.into(), sub.0.into(), kind.code().into(), id.into()];
    change("tracked_session.delete", (pool, sub, kind, id), DELETE, params)
}

/// Accompanies a new tracked session; `seen` is [`OfUser::guard`]. Unmet as [`MOVED`].
pub fn guard(pool: i64, sub: Sub, seen: i64) -> Statement {
    let (sql, mut params) =
        (if seen == 0 { FIRST } else { RAISE }, vec![pool.into(), sub.0.into()]);
    if seen != 0 {
        params.push(seen.into());
    }
    Statement {
        name: MOVED,
        table: Table::SessionGuard,
        key: super::place(pool, &[&sub.0]),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}

/// A place in the table, for sweeping it from its start to its end.
pub type Place = (i64, Vec<u8>, i64, Vec<u8>);

/// The last of the next [`SWEEP_ROWS_MAX`] rows after `after`; `None` at the end of the table.
pub async fn sweep_step(store: &Store, after: &Place) -> Result<Option<Place>, Error> {
    let mut params = parts(after);
    params.push(SWEEP_ROWS_MAX.into());
    let rows = store.scan(Query { sql: SWEEP_PAGE, params }).await?;
    let place = |row: &Row| -> Result<Place, Error> {
        Ok((row.int(0)?, row.bytes(1)?.to_vec(), row.int(2)?, row.bytes(3)?.to_vec()))
    };
    rows.last().map(place).transpose()
}

/// Removes the rows between two places of [`sweep_step`] that expired before `before`.
pub fn delete_expired(after: &Place, to: &Place, before: i64) -> Statement {
    let mut params = [parts(after), parts(to)].concat();
    params.push(before.into());
    Statement {
        name: "tracked_session.delete_expired",
        table: Table::TrackedSession,
        key: super::place(after.0, &[&after.1, &after.3]),
        sql: DELETE_EXPIRED,
        params,
        demand: Demand::Any,
    }
}

fn parts(place: &Place) -> Vec<Param> {
    let (pool, sub, kind, id) = place;
    vec![(*pool).into(), sub.as_slice().into(), (*kind).into(), id.as_slice().into()]
}

fn change(
    name: &'static str,
    (pool, sub, kind, id): (i64, Sub, Kind, [u8; 16]),
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let key = super::place(pool, &[&sub.0, &kind.code().to_be_bytes(), &id]);
    Statement { name, table: Table::TrackedSession, key, sql, params, demand: Demand::Any }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn sessions_of_a_user_are_a_range_of_keys() {
        let plan = plan::of(OF_USER);
        let tracked = "SEARCH t USING PRIMARY KEY (pool=? AND sub=?) LEFT-JOIN";
        let session = "SEARCH s USING PRIMARY KEY (pool=? AND sub=? AND id=?) LEFT-JOIN";
        for step in [tracked, session] {
            assert!(plan.iter().any(|found| found == step), "{plan:?}");
        }
    }
}
