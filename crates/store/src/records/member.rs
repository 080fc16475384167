//! `member`: who is in a group, in the order of subs.
//!
//! `users.groups` says the same from the other side: both change in one batch, which carries the user's
//! version and so keeps them in step.

use cognate_domain::{Sub, User};

use crate::batch::{Demand, Statement, Table};
use crate::records::many;
use crate::records::user::{self, user_columns};
use crate::statement::{Param, Query};
use crate::{Error, Store};

const INSERT: &str = "INSERT INTO member (pool, uid, sub, added) VALUES ($1, $2, $3, $4)
    ON CONFLICT (pool, uid, sub) DO NOTHING";

const DELETE: &str = "DELETE FROM member WHERE pool = $1 AND uid = $2 AND sub = $3";

/// The members are cut to the page first: PostgreSQL would merge them with all users of the pool.
const PAGE: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM (SELECT sub FROM member WHERE pool = $1 AND uid = $2 AND sub > $3
        ORDER BY sub LIMIT $4) AS m
    JOIN users u ON u.pool = $1 AND u.sub = m.sub ORDER BY m.sub"
);

/// The group's users after a sub (`None`: from the first), in the order of subs.
pub async fn page(
    store: &Store,
    pool: i64,
    uid: [u8; 16],
    after: Option<Sub>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let after = after.map_or(Vec::new(), |sub| sub.0.to_vec());
    let params = vec![pool.into(), uid.into(), after.into(), limit.into()];
    many(store, Query { sql: PAGE, params }, user::from_row).await
}

/// A member twice is a member once. Same batch: `group::check_present`, and the user's row with the
/// uid, on condition of its version.
pub fn insert(pool: i64, uid: [u8; 16], sub: Sub, now: i64) -> Statement {
    let params = vec![pool.into(), uid.into(), sub.0.into(), now.into()];
    change("member.insert", pool, uid, sub, INSERT, params)
}

/// Nothing happens when the user is not a member. Same batch: the user's row without the uid, or its
/// deletion.
pub fn delete(pool: i64, uid: [u8; 16], sub: Sub) -> Statement {
    let params = vec![pool.into(), uid.into(), sub.0.into()];
    change("member.delete", pool, uid, sub, DELETE, params)
}

/// All memberships of a user, for the batch that deletes them.
pub fn delete_all(user: &User) -> Vec<Statement> {
    user.groups.iter().map(|uid| delete(user.pool, *uid, user.sub)).collect()
}

fn change(
    name: &'static str,
    pool: i64,
    uid: [u8; 16],
    sub: Sub,
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let (key, demand) = (super::place(pool, &[&uid, &sub.0]), Demand::Any);
    Statement { name, table: Table::Member, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    /// A page costs the same in a group of fifty as in one of half a million.
    #[test]
    fn a_page_is_an_index_range() {
        assert_eq!(
            plan::of(PAGE),
            [
                "CO-ROUTINE m",
                "SEARCH member USING PRIMARY KEY (pool=? AND uid=? AND sub>?)",
                "SCAN m",
                "SEARCH u USING PRIMARY KEY (pool=? AND sub=?)",
            ]
        );
    }
}
