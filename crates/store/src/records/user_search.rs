//! `user_search`: folded attribute values, for the filters of ListUsers.

use std::collections::BTreeSet;

use cognate_domain::search::{Attribute, BYTES_MAX};
use cognate_domain::{Sub, User};

use crate::batch::{Demand, Statement, Table};
use crate::records::user::{self, user_columns};
use crate::statement::{Param, Query};
use crate::{Error, Store};

/// An indexed value, as `cognate_domain::search::values` gives them.
pub type Value = (Attribute, Vec<u8>);

/// One user that a filter found, with the indexed value: (value, sub) is where the next page starts.
#[derive(Clone, Debug)]
pub struct Hit {
    pub value: Vec<u8>,
    pub user: User,
}

const INSERT: &str = "INSERT INTO user_search (pool, attr, value, sub) VALUES ($1, $2, $3, $4)";

const DELETE: &str = "DELETE FROM user_search
    WHERE pool = $1 AND attr = $2 AND value = $3 AND sub = $4";

const RANGE: &str = concat!(
    "SELECT i.value, ",
    user_columns!(),
    " FROM user_search i JOIN users u ON u.pool = i.pool AND u.sub = i.sub
    WHERE i.pool = $1 AND i.attr = $2 AND (i.value, i.sub) > ($3, $4) AND i.value < $5
    ORDER BY i.value, i.sub LIMIT $6"
);

/// Users whose indexed value equals `operand` (with `prefix`: starts with it), in the order of
/// (value, sub) and after such a pair. The index holds folded values cut at
/// `cognate_domain::search::BYTES_MAX`: compare the whole values afterwards.
pub async fn find(
    store: &Store,
    pool: i64,
    attribute: Attribute,
    operand: &[u8],
    prefix: bool,
    after: Option<(&[u8], Sub)>,
    limit: i64,
) -> Result<Vec<Hit>, Error> {
    let operand = &operand[..operand.len().min(BYTES_MAX)];
    let (value, sub) = after.map_or((operand, Vec::new()), |(value, sub)| (value, sub.0.into()));
    let params = vec![
        pool.into(),
        attribute.code().into(),
        value.into(),
        sub.into(),
        end_of_range(operand, prefix).into(),
        limit.into(),
    ];
    super::many(store, Query { sql: RANGE, params }, |row| {
        Ok(Hit { value: row.bytes(0)?.to_vec(), user: user::read(row, 1)? })
    })
    .await
}

/// The first value after the range. UTF-8 has no byte 0xFF, so the last byte of a prefix can be
/// raised, and 0xFF comes after everything.
fn end_of_range(operand: &[u8], prefix: bool) -> Vec<u8> {
    let mut end = operand.to_vec();
    match end.last_mut() {
        _ if !prefix => end.push(0),
        Some(last) => *last += 1,
        None => end.push(0xFF),
    }
    end
}

pub fn insert(pool: i64, sub: Sub, value: &Value) -> Statement {
    change("user_search.absent", pool, sub, value, INSERT)
}

/// Unmet as `user_search.present` when the row is gone: the user is not as read.
pub fn delete(pool: i64, sub: Sub, value: &Value) -> Statement {
    change("user_search.present", pool, sub, value, DELETE)
}

/// What an update of the user does to its rows: deletes those that are gone, inserts new ones.
pub fn changes(pool: i64, sub: Sub, before: &[Value], after: &[Value]) -> Vec<Statement> {
    let before: BTreeSet<_> = before.iter().collect();
    let after: BTreeSet<_> = after.iter().collect();
    let gone = before.difference(&after).map(|value| delete(pool, sub, value));
    let new = after.difference(&before).map(|value| insert(pool, sub, value));
    gone.chain(new).collect()
}

fn change(
    name: &'static str,
    pool: i64,
    sub: Sub,
    (attribute, value): &Value,
    sql: &'static str,
) -> Statement {
    let params: Vec<Param> =
        vec![pool.into(), attribute.code().into(), value.as_slice().into(), sub.0.into()];
    Statement {
        name,
        table: Table::UserSearch,
        key: super::place(pool, &[&attribute.code().to_be_bytes(), value, &sub.0]),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    /// ListUsers by attribute: one statement per page, which goes straight to where the page starts.
    #[test]
    fn a_filter_is_an_index_range() {
        assert_eq!(
            plan::of(RANGE),
            [
                "SEARCH i USING PRIMARY KEY (pool=? AND attr=? AND (value,sub)>(?,?) AND value<?)",
                "SEARCH u USING PRIMARY KEY (pool=? AND sub=?)",
            ]
        );
    }
}
