//! Removing what belonged to a deleted pool or user, in chunks of at most [`SWEEP_ROWS_MAX`] rows.
//!
//! Keys of pools and users are never reused, so these rows are unreachable already; sweeping only
//! gives the space back, and may stop and go on at any time.

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};
use crate::records::SWEEP_ROWS_MAX;
use crate::statement::Query;
use crate::{Error, Store};

/// A table with rows that lead with a pool, or with a pool and a user.
#[derive(Clone, Copy, Debug)]
pub struct Satellite {
    pub table: Table,
    remains: &'static str,
    delete: &'static str,
}

macro_rules! satellite {
    ($table:ident, $name:literal, $key:literal, $owner:literal, $limit:literal) => {
        Satellite {
            table: Table::$table,
            remains: concat!("SELECT 1 FROM ", $name, " WHERE ", $owner, " LIMIT 1"),
            delete: concat!(
                "DELETE FROM ",
                $name,
                " WHERE (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM ",
                $name,
                " WHERE ",
                $owner,
                " LIMIT ",
                $limit,
                ")"
            ),
        }
    };
}

/// Everything that a pool leaves behind besides its own row.
pub const OF_POOL: [Satellite; 12] = [
    satellite!(DataKey, "data_key", "pool, version", "pool = $1", "$2"),
    satellite!(AppClient, "app_client", "pool, id", "pool = $1", "$2"),
    satellite!(ClientSecret, "client_secret", "pool, client, id", "pool = $1", "$2"),
    satellite!(SigningKey, "signing_key", "pool, kid", "pool = $1", "$2"),
    satellite!(User, "users", "pool, sub", "pool = $1", "$2"),
    satellite!(LoginName, "login_name", "pool, kind, hash", "pool = $1", "$2"),
    satellite!(UserSearch, "user_search", "pool, attr, value, sub", "pool = $1", "$2"),
    satellite!(Attempt, "attempt", "pool, key", "pool = $1", "$2"),
    satellite!(UsedOnce, "used_once", "pool, id", "pool = $1", "$2"),
    satellite!(CredentialOld, "credential_old", "pool, sub, n", "pool = $1", "$2"),
    satellite!(Session, "session", "pool, sub, id", "pool = $1", "$2"),
    satellite!(UserCount, "user_count", "pool, slot", "pool = $1", "$2"),
];

/// What a user leaves behind; login names and search rows go in the batch that deletes the user.
pub const OF_USER: [Satellite; 3] = [
    satellite!(Attempt, "attempt", "pool, key", "pool = $1 AND key = $2", "$3"),
    satellite!(CredentialOld, "credential_old", "pool, sub, n", "pool = $1 AND sub = $2", "$3"),
    satellite!(Session, "session", "pool, sub, id", "pool = $1 AND sub = $2", "$3"),
];

impl Satellite {
    /// Whether a further chunk is there. With `sub` for those of [`OF_USER`].
    pub async fn remains(&self, store: &Store, pool: i64, sub: Option<Sub>) -> Result<bool, Error> {
        let mut params = vec![pool.into()];
        params.extend(sub.map(|sub| sub.0.into()));
        Ok(!store.scan(Query { sql: self.remains, params }).await?.is_empty())
    }

    /// Removes one chunk. With `sub` for those of [`OF_USER`].
    pub fn delete(&self, pool: i64, sub: Option<Sub>) -> Statement {
        let mut params = vec![pool.into()];
        params.extend(sub.map(|sub| sub.0.into()));
        params.push(SWEEP_ROWS_MAX.into());
        Statement {
            name: "sweep.chunk",
            table: self.table,
            key: super::place(pool, &[]),
            sql: self.delete,
            params,
            demand: Demand::Any,
        }
    }
}
