//! `credential_old`: sealed former credentials, for `PasswordHistorySize` (PW-5).

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// AWS's largest `PasswordHistorySize`.
pub const HISTORY_MAX: i64 = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldCredential {
    pub pool: i64,
    pub sub: Sub,
    /// Rises with each change; the newest has the highest.
    pub n: i64,
    /// Salt and verifier, sealed under the pool's `srp` key.
    pub sealed: Vec<u8>,
    /// Milliseconds since the epoch.
    pub created: i64,
}

const INSERT: &str =
    "INSERT INTO credential_old (pool, sub, n, sealed, created) VALUES ($1, $2, $3, $4, $5)";

const NEWEST: &str = "SELECT pool, sub, n, sealed, created FROM credential_old
    WHERE pool = $1 AND sub = $2 ORDER BY n DESC LIMIT $3";

const PRUNE: &str = "DELETE FROM credential_old WHERE pool = $1 AND sub = $2 AND n <= $3";

/// The newest credentials, newest first.
pub async fn newest(
    store: &Store,
    pool: i64,
    sub: Sub,
    limit: i64,
) -> Result<Vec<OldCredential>, Error> {
    let params = vec![pool.into(), sub.0.into(), limit.into()];
    let rows = store.read(Query { sql: NEWEST, params }).await?;
    rows.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

pub fn from_row(row: &Row) -> Result<OldCredential, WrongColumn> {
    Ok(OldCredential {
        pool: row.int(0)?,
        sub: super::sub(row, 1)?,
        n: row.int(2)?,
        sealed: row.bytes(3)?.to_vec(),
        created: row.int(4)?,
    })
}

/// Unmet as `credential_old.absent` when another change of the password was first.
pub fn insert(old: &OldCredential) -> Statement {
    Statement {
        name: "credential_old.absent",
        table: Table::CredentialOld,
        key: place(old.pool, old.sub, old.n),
        sql: INSERT,
        params: vec![
            old.pool.into(),
            old.sub.0.into(),
            old.n.into(),
            old.sealed.as_slice().into(),
            old.created.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// Removes the credentials numbered `n` and below.
pub fn prune(pool: i64, sub: Sub, n: i64) -> Statement {
    Statement {
        name: "credential_old.prune",
        table: Table::CredentialOld,
        key: place(pool, sub, n),
        sql: PRUNE,
        params: vec![pool.into(), sub.0.into(), n.into()],
        demand: Demand::Any,
    }
}

fn place(pool: i64, sub: Sub, n: i64) -> Vec<u8> {
    super::place(pool, &[&sub.0, &n.to_be_bytes()])
}
