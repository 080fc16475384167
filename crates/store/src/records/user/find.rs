//! One user, with what a request needs to know beside them, in one statement.

use cognate_domain::attempt::Attempts;
use cognate_domain::name::LoginName;
use cognate_domain::{Session, Sub, User};

use super::{COLUMNS, from_row, user_columns};
use crate::records::attempt::{self, attempt_columns};
use crate::records::one;
use crate::records::session::{self, session_columns};
use crate::statement::{NullOf, Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// What one read knows about a token's bearer.
#[derive(Clone, Debug)]
pub struct WithSession {
    pub user: User,
    /// Absent means revoked.
    pub session: Option<Session>,
    pub attempts: Attempts,
}

/// What one read knows about a sign-in string. The same rows are read whether it has a user or not
/// (CT-2).
#[derive(Clone, Debug)]
pub struct Found {
    /// The user with their own counter.
    pub user: Option<(User, Attempts)>,
    /// The counter of the string itself, which counts while it has no user.
    pub name_attempts: Attempts,
    /// Without a user, if the pool has any.
    pub stand_in: Option<StandIn>,
}

/// Another user of the pool, whom the string does not mean: read in the place of one who is not there, so
/// that it takes the same time, and good for nothing else. Always the same one for a string.
#[derive(Clone, Debug)]
pub struct StandIn {
    pub sub: Sub,
    /// Sealed.
    pub credential: Option<Vec<u8>>,
    /// Sealed.
    pub factors: Option<Vec<u8>>,
}

impl From<User> for StandIn {
    fn from(user: User) -> StandIn {
        StandIn { sub: user.sub, credential: user.credential, factors: user.factors }
    }
}

/// Sign-in strings that one typed text may be, at most.
pub const CANDIDATES_MAX: usize = 4;

const FIND: &str =
    concat!("SELECT ", user_columns!(), " FROM users u WHERE u.pool = $1 AND u.sub = $2");

/// `$1`: the session, `$2` and `$3`: the user.
macro_rules! with_session_from {
    () => {
        " FROM users u
    LEFT JOIN session s ON s.pool = u.pool AND s.sub = u.sub AND s.id = $1
    LEFT JOIN attempt a ON a.pool = u.pool AND a.key = u.sub"
    };
}
pub(super) use with_session_from;

const WITH_SESSION: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", ",
    session_columns!(),
    ", ",
    attempt_columns!("a"),
    with_session_from!(),
    " WHERE u.pool = $2 AND u.sub = $3"
);

const WITH_ATTEMPTS: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", ",
    attempt_columns!("a"),
    " FROM users u LEFT JOIN attempt a ON a.pool = u.pool AND a.key = u.sub
    WHERE u.pool = $1 AND u.sub = $2"
);

/// Always one row. Each candidate is a point read, in order of rank; unused ones are kind 0, which
/// no row has. `u` and `a` are of the user, or of the stand-in while `o.named` is null: the next one after
/// a place that the name's MAC picks. The parameters: [`by_name_params`].
///
/// The limit keeps the planner from putting the point reads wherever `o.named` stands.
macro_rules! by_name_from {
    () => {
        " FROM (SELECT coalesce(
        (SELECT sub FROM login_name WHERE pool = $1 AND kind = $2 AND hash = $3),
        (SELECT sub FROM login_name WHERE pool = $1 AND kind = $4 AND hash = $5),
        (SELECT sub FROM login_name WHERE pool = $1 AND kind = $6 AND hash = $7),
        (SELECT sub FROM login_name WHERE pool = $1 AND kind = $8 AND hash = $9),
        (SELECT sub FROM users WHERE pool = $1 AND sub = $10)) AS named LIMIT 1) AS o
    LEFT JOIN users u ON u.pool = $1 AND u.sub = coalesce(o.named,
        (SELECT sub FROM users WHERE pool = $1 AND sub >= substr($11, 1, 16)
            ORDER BY sub LIMIT 1),
        (SELECT sub FROM users WHERE pool = $1 ORDER BY sub LIMIT 1))
    LEFT JOIN attempt a ON a.pool = $1 AND a.key = u.sub
    LEFT JOIN attempt m ON m.pool = $1 AND m.key = $11"
    };
}
pub(super) use by_name_from;

const BY_NAME: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", ",
    attempt_columns!("a"),
    ", ",
    attempt_columns!("m"),
    ", o.named",
    by_name_from!()
);

pub async fn find(store: &Store, pool: i64, sub: Sub) -> Result<Option<User>, Error> {
    let query = Query { sql: FIND, params: vec![pool.into(), sub.0.into()] };
    one(store, query, from_row).await
}

/// The user and their counter, in one statement.
pub async fn with_attempts(
    store: &Store,
    pool: i64,
    sub: Sub,
) -> Result<Option<(User, Attempts)>, Error> {
    let query = Query { sql: WITH_ATTEMPTS, params: vec![pool.into(), sub.0.into()] };
    one(store, query, |row| Ok((from_row(row)?, attempt::read(row, COLUMNS)?))).await
}

/// The user, the session of a token and the user's counter, in one statement.
pub async fn with_session(
    store: &Store,
    pool: i64,
    sub: Sub,
    session: [u8; 16],
) -> Result<Option<WithSession>, Error> {
    let params = vec![session.into(), pool.into(), sub.0.into()];
    one(store, Query { sql: WITH_SESSION, params }, |row| {
        let joined = row.opt_int(COLUMNS)?.is_some();
        Ok(WithSession {
            user: from_row(row)?,
            session: joined.then(|| session::read(row, COLUMNS)).transpose()?,
            attempts: attempt::read(row, COLUMNS + session::COLUMNS)?,
        })
    })
    .await
}

/// The user behind a typed string, in one statement.
///
/// `candidates`: the names it may be, best first, at most [`CANDIDATES_MAX`] (more are ignored);
/// `sub`: the id it spells, if it does, asked last. `name_mac`: the key of the string's own counter.
pub async fn by_name(
    store: &Store,
    pool: i64,
    candidates: &[LoginName],
    sub: Option<Sub>,
    name_mac: [u8; 32],
) -> Result<Found, Error> {
    let params = by_name_params(pool, candidates, sub, name_mac);
    let found = one(store, Query { sql: BY_NAME, params }, |row| {
        let name_attempts = attempt::read(row, COLUMNS + attempt::COLUMNS)?;
        let named = row.opt_bytes(COLUMNS + 2 * attempt::COLUMNS)?.is_some();
        let (user, stand_in) = tell_apart(read_either(row)?, named);
        Ok(Found { user, name_attempts, stand_in })
    });
    found.await?.ok_or_else(|| Error::Corrupt("a read that always answers did not".to_owned()))
}

/// The user or the stand-in, each as dear as the other.
pub(super) fn read_either(row: &Row) -> Result<Option<(User, Attempts)>, WrongColumn> {
    let is_anybody = row.opt_int(0)?.is_some();
    is_anybody.then(|| Ok((from_row(row)?, attempt::read(row, COLUMNS)?))).transpose()
}

/// Who is named, or who stands in.
pub(super) fn tell_apart(
    read: Option<(User, Attempts)>,
    named: bool,
) -> (Option<(User, Attempts)>, Option<StandIn>) {
    match read {
        Some((other, _)) if !named => (None, Some(other.into())),
        user => (user, None),
    }
}

/// `$1` to `$11`.
pub(super) fn by_name_params(
    pool: i64,
    candidates: &[LoginName],
    sub: Option<Sub>,
    name_mac: [u8; 32],
) -> Vec<Param> {
    let mut params: Vec<Param> = vec![pool.into()];
    for rank in 0..CANDIDATES_MAX {
        let (kind, hash) = candidates.get(rank).map_or((0, [0; 32]), |n| (n.kind.code(), n.hash));
        params.extend([kind.into(), hash.into()]);
    }
    params.push(sub.map_or(Param::Null(NullOf::Bytes), |sub| sub.0.into()));
    params.push(name_mac.into());
    params
}

/// How a statement by name is answered, but for the two steps that look for a stand-in: each ends at the
/// first row.
#[cfg(test)]
pub(super) fn without_stand_ins(sql: &str) -> Vec<String> {
    let mut plan = crate::plan::of(sql);
    for keys in ["(pool=? AND sub>?)", "(pool=?)"] {
        let step = format!("SEARCH users USING PRIMARY KEY {keys}");
        let at = plan.iter().position(|planned| *planned == step);
        plan.remove(at.unwrap_or_else(|| panic!("{step} is not in {plan:?}")));
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn a_user_is_found_by_points() {
        let by_id = [FIND, WITH_ATTEMPTS, WITH_SESSION].map(plan::of);
        for plan in by_id.into_iter().chain([without_stand_ins(BY_NAME)]) {
            assert!(plan::points(&plan), "{plan:?}");
        }
    }
}
