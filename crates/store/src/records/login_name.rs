//! `login_name`: one row per active sign-in string; the primary key is the uniqueness (ST-2).

use std::collections::BTreeSet;

use cognate_domain::Sub;
use cognate_domain::name::{Kind, LoginName};

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Param, Query};
use crate::{Error, Store};

/// The name is not the one's who was seen holding it.
pub const MOVED: &str = "login_name.holder";

/// Somebody else has the name: which label `Unmet` reports says of which kind it is.
const TAKEN: [(&str, Kind); 4] = [
    ("login_name.name_taken", Kind::Name),
    ("login_name.email_taken", Kind::Email),
    ("login_name.phone_taken", Kind::Phone),
    ("login_name.external_taken", Kind::External),
];

/// The kind of name that was taken, when `unmet` is the label of an [`insert`].
pub fn taken(unmet: &str) -> Option<Kind> {
    TAKEN.iter().find(|(label, _)| *label == unmet).map(|(_, kind)| *kind)
}

const HOLDER: &str = "SELECT sub FROM login_name WHERE pool = $1 AND kind = $2 AND hash = $3";

const INSERT: &str = "INSERT INTO login_name (pool, kind, hash, sub) VALUES ($1, $2, $3, $4)";

const MOVE: &str = "UPDATE login_name SET sub = $1
    WHERE pool = $2 AND kind = $3 AND hash = $4 AND sub = $5";

const DELETE: &str = "DELETE FROM login_name
    WHERE pool = $1 AND kind = $2 AND hash = $3 AND sub = $4";

/// Whose name it is.
pub async fn holder(store: &Store, pool: i64, name: &LoginName) -> Result<Option<Sub>, Error> {
    let query = Query { sql: HOLDER, params: key_params(pool, name).into() };
    super::one(store, query, |row| super::sub(row, 0)).await
}

/// Unmet as `login_name.<kind>_taken` (see [`taken`]) when anybody has the name.
pub fn insert(pool: i64, name: &LoginName, sub: Sub) -> Statement {
    let (label, _) = TAKEN[name.kind.code() as usize - 1];
    let [pool_param, kind, hash] = key_params(pool, name);
    change(label, pool, name, INSERT, vec![pool_param, kind, hash, sub.0.into()])
}

/// Gives an alias to another user (`ForceAliasCreation`); unmet as [`MOVED`].
pub fn move_to(pool: i64, name: &LoginName, from: Sub, to: Sub) -> Statement {
    let [pool_param, kind, hash] = key_params(pool, name);
    let params = vec![to.0.into(), pool_param, kind, hash, from.0.into()];
    change(MOVED, pool, name, MOVE, params)
}

/// Unmet as [`MOVED`] when the name is not the user's.
pub fn delete(pool: i64, name: &LoginName, sub: Sub) -> Statement {
    let [pool_param, kind, hash] = key_params(pool, name);
    change(MOVED, pool, name, DELETE, vec![pool_param, kind, hash, sub.0.into()])
}

/// What an update of the user does to its names: deletes those that are gone, inserts new ones.
pub fn changes(pool: i64, sub: Sub, before: &[LoginName], after: &[LoginName]) -> Vec<Statement> {
    let before: BTreeSet<_> = before.iter().collect();
    let after: BTreeSet<_> = after.iter().collect();
    let gone = before.difference(&after).map(|name| delete(pool, name, sub));
    let new = after.difference(&before).map(|name| insert(pool, name, sub));
    gone.chain(new).collect()
}

fn key_params(pool: i64, name: &LoginName) -> [Param; 3] {
    [pool.into(), name.kind.code().into(), name.hash.into()]
}

fn change(
    label: &'static str,
    pool: i64,
    name: &LoginName,
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    Statement {
        name: label,
        table: Table::LoginName,
        key: super::place(pool, &[&name.kind.code().to_be_bytes(), &name.hash]),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}
