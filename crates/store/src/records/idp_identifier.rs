//! `idp_identifier`: further names of identity providers, unique in their pool (ST-2).

use std::collections::BTreeSet;

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Param, Query};
use crate::{Error, Store};

const PROVIDER: &str = "SELECT provider FROM idp_identifier WHERE pool = $1 AND identifier = $2";

const INSERT: &str = "INSERT INTO idp_identifier (pool, identifier, provider) VALUES ($1, $2, $3)";

const DELETE: &str =
    "DELETE FROM idp_identifier WHERE pool = $1 AND identifier = $2 AND provider = $3";

/// What `Unmet` says when a provider of the pool has the identifier.
pub const TAKEN: &str = "idp_identifier.absent";

/// The name of the provider that has the identifier.
pub async fn provider(store: &Store, pool: i64, identifier: &str) -> Result<Option<String>, Error> {
    let params = vec![pool.into(), identifier.as_bytes().into()];
    let name = |row: &crate::statement::Row| {
        let bytes = row.bytes(0)?.to_vec();
        String::from_utf8(bytes).map_err(|_| crate::statement::WrongColumn(0))
    };
    super::one(store, Query { sql: PROVIDER, params }, name).await
}

/// Unmet as [`TAKEN`].
pub fn insert(pool: i64, identifier: &str, provider: &str) -> Statement {
    change(TAKEN, pool, identifier, provider, INSERT)
}

/// Unmet as `idp_identifier.provider` when it is not the provider's.
pub fn delete(pool: i64, identifier: &str, provider: &str) -> Statement {
    change("idp_identifier.provider", pool, identifier, provider, DELETE)
}

/// What a change of a provider does to its identifiers.
pub fn changes(pool: i64, provider: &str, before: &[String], after: &[String]) -> Vec<Statement> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) =
        (before.iter().collect(), after.iter().collect());
    let gone = before.difference(&after).map(|identifier| delete(pool, identifier, provider));
    let new = after.difference(&before).map(|identifier| insert(pool, identifier, provider));
    gone.chain(new).collect()
}

fn change(
    name: &'static str,
    pool: i64,
    identifier: &str,
    provider: &str,
    sql: &'static str,
) -> Statement {
    let params: Vec<Param> =
        vec![pool.into(), identifier.as_bytes().into(), provider.as_bytes().into()];
    let key = super::place(pool, &[identifier.as_bytes()]);
    Statement { name, table: Table::IdpIdentifier, key, sql, params, demand: Demand::Touches(1) }
}
