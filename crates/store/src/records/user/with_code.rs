//! One user with the code they were sent and what limits their answers, in one statement.

use cognate_domain::attempt::Attempts;
use cognate_domain::name::LoginName;
use cognate_domain::{Session, Sub, User};

use super::find::{
    StandIn, by_name_from, by_name_params, read_either, tell_apart, with_session_from,
};
use super::{COLUMNS, from_row, user_columns};
use crate::records::attempt::{self, attempt_columns};
use crate::records::code::{self, Code, code_columns};
use crate::records::one;
use crate::records::quota::{self, Quota, quota_columns};
use crate::records::session::{self, session_columns};
use crate::statement::Query;
use crate::{Error, Store};

/// As `Found`, for flows with codes. The same rows are read whether the string has a user or not (CT-2).
#[derive(Clone, Debug)]
pub struct FoundWithCode {
    /// The user with their own counter.
    pub user: Option<(User, Attempts)>,
    /// The counter of the string itself, which counts while it has no user.
    pub name_attempts: Attempts,
    /// The user's outstanding code of the purpose; of the string itself while it has no user.
    pub code: Option<Code>,
    /// Of the user; of the string itself while it has no user.
    pub quota: Quota,
    /// Without a user, if the pool has any.
    pub stand_in: Option<StandIn>,
}

/// As `WithSession`, for a bearer who asks for a code or answers with one.
#[derive(Clone, Debug)]
pub struct WithSessionAndCode {
    pub user: User,
    /// Absent means revoked.
    pub session: Option<Session>,
    pub attempts: Attempts,
    pub code: Option<Code>,
    pub quota: Quota,
}

/// Without a user, code and quota are the name's own: see `code::home_of_name`.
const BY_NAME_WITH_CODE: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", ",
    attempt_columns!("a"),
    ", ",
    attempt_columns!("m"),
    ", o.named, ",
    code_columns!(),
    ", ",
    quota_columns!(),
    by_name_from!(),
    " LEFT JOIN code c ON c.pool = $1 AND c.sub = coalesce(o.named, substr($11, 1, 16))
        AND c.purpose = $12
    LEFT JOIN quota q ON q.pool = $1 AND q.key = coalesce(o.named, $11) AND q.kind = $13"
);

const WITH_SESSION_AND_CODE: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", ",
    session_columns!(),
    ", ",
    attempt_columns!("a"),
    ", ",
    code_columns!(),
    ", ",
    quota_columns!(),
    with_session_from!(),
    " LEFT JOIN code c ON c.pool = u.pool AND c.sub = u.sub AND c.purpose = $4
    LEFT JOIN quota q ON q.pool = u.pool AND q.key = u.sub AND q.kind = $5
    WHERE u.pool = $2 AND u.sub = $3"
);

/// As `by_name`, with the user's code of a purpose (`code::purpose`) and a quota (`quota::kind`).
pub async fn by_name_with_code(
    store: &Store,
    pool: i64,
    candidates: &[LoginName],
    sub: Option<Sub>,
    name_mac: [u8; 32],
    purpose: i64,
    quota_kind: i64,
) -> Result<FoundWithCode, Error> {
    let mut params = by_name_params(pool, candidates, sub, name_mac);
    params.extend([purpose.into(), quota_kind.into()]);
    let found = one(store, Query { sql: BY_NAME_WITH_CODE, params }, |row| {
        let after_user = COLUMNS + 2 * attempt::COLUMNS + 1;
        let named = row.opt_bytes(after_user - 1)?.is_some();
        let (user, stand_in) = tell_apart(read_either(row)?, named);
        Ok(FoundWithCode {
            user,
            name_attempts: attempt::read(row, COLUMNS + attempt::COLUMNS)?,
            code: code::read(row, after_user)?,
            quota: quota::read(row, after_user + code::COLUMNS)?,
            stand_in,
        })
    });
    found.await?.ok_or_else(|| Error::Corrupt("a read that always answers did not".to_owned()))
}

/// As `with_session`, with the user's code of a purpose (`code::purpose`) and a quota
/// (`quota::kind`).
pub async fn with_session_and_code(
    store: &Store,
    pool: i64,
    sub: Sub,
    session: [u8; 16],
    purpose: i64,
    quota_kind: i64,
) -> Result<Option<WithSessionAndCode>, Error> {
    let params = vec![session.into(), pool.into(), sub.0.into(), purpose.into(), quota_kind.into()];
    one(store, Query { sql: WITH_SESSION_AND_CODE, params }, |row| {
        let joined = row.opt_int(COLUMNS)?.is_some();
        let after_session = COLUMNS + session::COLUMNS;
        let after_attempts = after_session + attempt::COLUMNS;
        Ok(WithSessionAndCode {
            user: from_row(row)?,
            session: joined.then(|| session::read(row, COLUMNS)).transpose()?,
            attempts: attempt::read(row, after_session)?,
            code: code::read(row, after_attempts)?,
            quota: quota::read(row, after_attempts + code::COLUMNS)?,
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;
    use crate::records::user::find::without_stand_ins;

    #[test]
    fn a_user_is_found_by_points() {
        assert!(plan::points(&plan::of(WITH_SESSION_AND_CODE)));
        assert!(plan::points(&without_stand_ins(BY_NAME_WITH_CODE)));
    }
}
