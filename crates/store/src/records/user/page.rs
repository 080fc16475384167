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

const PAGE_BETWEEN: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND u.sub > $2 AND u.sub <= $3 ORDER BY u.sub LIMIT $4"
);

/// As ranges of the index: asked for one status, SQLite walks the subs of the whole pool.
const PAGE_BY_STATUS: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND (u.status, u.sub) > ($2, $3) AND u.status <= $2
    ORDER BY u.status, u.sub LIMIT $4"
);

const PAGE_BY_ENABLED: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.pool = $1 AND (u.enabled, u.sub) > ($2, $3) AND u.enabled <= $2
    ORDER BY u.enabled, u.sub LIMIT $4"
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

/// As [`page`], of the subs from `first` to `last`, both included.
pub async fn page_between(
    store: &Store,
    pool: i64,
    (first, last): (Sub, Sub),
    after: Option<Sub>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    // One lower bound: with two an engine may walk from the wrong one.
    let before_first = u128::from_be_bytes(first.0).checked_sub(1).map(|n| Sub(n.to_be_bytes()));
    let params = vec![pool.into(), after_sub(after.max(before_first)), last.0.into(), limit.into()];
    many(store, Query { sql: PAGE_BETWEEN, params }, from_row).await
}

/// The first and the last of the subs whose text starts with `prefix`, for [`page_between`]; `None`
/// when no sub's does.
pub fn subs_starting_with(prefix: &str) -> Option<(Sub, Sub)> {
    let shape = Sub([0; 16]).to_string();
    if prefix.len() > shape.len() {
        return None;
    }
    let (mut first, mut last) = (String::new(), String::new());
    for (place, shown) in shape.chars().enumerate() {
        let given = prefix.as_bytes().get(place).map(|byte| char::from(*byte));
        let (low, high) = match (shown, given) {
            ('-', None | Some('-')) => continue,
            ('-', Some(_)) => return None,
            (_, None) => ('0', 'f'),
            (_, Some(digit @ ('0'..='9' | 'a'..='f'))) => (digit, digit),
            (_, Some(_)) => return None,
        };
        first.push(low);
        last.push(high);
    }
    let sub = |digits: &str| u128::from_str_radix(digits, 16).ok().map(|n| Sub(n.to_be_bytes()));
    Some((sub(&first)?, sub(&last)?))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    /// ListUsers: one statement per page, which goes straight to where the page starts.
    #[test]
    fn pages_are_index_ranges() {
        assert_eq!(plan::of(PAGE), ["SEARCH u USING PRIMARY KEY (pool=? AND sub>?)"]);
        assert_eq!(
            plan::of(PAGE_BETWEEN),
            ["SEARCH u USING PRIMARY KEY (pool=? AND sub>? AND sub<?)"]
        );
        assert_eq!(
            plan::of(PAGE_BY_STATUS),
            ["SEARCH u USING INDEX users_by_status (pool=? AND (status,sub)>(?,?) AND status<?)"]
        );
        assert_eq!(
            plan::of(PAGE_BY_ENABLED),
            [
                "SEARCH u USING INDEX users_by_enabled (pool=? AND (enabled,sub)>(?,?) AND enabled<?)"
            ]
        );
    }

    #[test]
    fn a_beginning_of_a_sub_is_a_range_of_subs() {
        let range = |prefix| subs_starting_with(prefix).map(|(a, b)| format!("{a} {b}"));
        let all = "00000000-0000-0000-0000-000000000000 ffffffff-ffff-ffff-ffff-ffffffffffff";
        assert_eq!(range("").as_deref(), Some(all));
        for prefix in ["1234567", "12345678", "12345678-", "12345678-9", "12345678-9abc-def0-12"] {
            let (first, last) = subs_starting_with(prefix).unwrap();
            assert!(first.to_string().starts_with(prefix) && last.to_string().starts_with(prefix));
            assert!(first.0[15] == 0 && last.0[15] == 0xFF);
        }
        let one = "12345678-9abc-def0-1234-56789abcdef0";
        assert_eq!(range(one), Some(format!("{one} {one}")));
        for wrong in ["x", "A", "123456789", "1234-", "é", "12345678-9abc-def0-1234-56789abcdef01"]
        {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
