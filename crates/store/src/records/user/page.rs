//! A pool's users in the order of subs, for ListUsers without a filter on attributes.

use cognate_domain::user::Status;
use cognate_domain::{Sub, User};

use super::{from_row, user_columns};
use crate::records::many;
use crate::statement::{Param, Query};
use crate::{Error, Store};

const PAGE: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND u.sub > $2 ORDER BY u.sub LIMIT $3"
);

const PAGE_BY_STATUS: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND u.status = $2 AND u.sub > $3 ORDER BY u.sub LIMIT $4"
);

const PAGE_BY_ENABLED: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND u.enabled = $2 AND u.sub > $3 ORDER BY u.sub LIMIT $4"
);

/// The pool's users after a sub (`None`: from the first), in the order of subs.
pub async fn page(
    store: &Store,
    pool: i64,
    after: Option<Sub>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let params = vec![pool.into(), after_sub(after), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// As [`page`], of one `UserStatus`.
pub async fn page_by_status(
    store: &Store,
    pool: i64,
    status: Status,
    after: Option<Sub>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let params = vec![pool.into(), status.code().into(), after_sub(after), limit.into()];
    many(store, Query { sql: PAGE_BY_STATUS, params }, from_row).await
}

/// As [`page`], of the enabled or the disabled users.
pub async fn page_by_enabled(
    store: &Store,
    pool: i64,
    enabled: bool,
    after: Option<Sub>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let params = vec![pool.into(), enabled.into(), after_sub(after), limit.into()];
    many(store, Query { sql: PAGE_BY_ENABLED, params }, from_row).await
}

/// The empty string sorts before every sub.
fn after_sub(after: Option<Sub>) -> Param {
    after.map_or(Vec::new(), |sub| sub.0.to_vec()).into()
}
