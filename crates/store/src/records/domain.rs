//! `user_pool_domain`: the host names under which pools show their pages. The primary key is the
//! uniqueness over all pools (ST-2).

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// What is unique, ASCII and lower case: the caller's spelling of a prefix with its region, or of
    /// a custom host name.
    pub domain: String,
    pub pool: i64,
    /// All that CreateUserPoolDomain was given, under AWS's names.
    pub document: Map,
    pub version: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
}

macro_rules! columns {
    () => {
        "domain, pool, document, version, created, modified"
    };
}

const INSERT: &str =
    concat!("INSERT INTO user_pool_domain (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)");

const FIND: &str = concat!("SELECT ", columns!(), " FROM user_pool_domain WHERE domain = $1");

const OF_POOL: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM user_pool_domain WHERE pool = $1 ORDER BY domain LIMIT $2"
);

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM user_pool_domain WHERE domain > $1 ORDER BY domain LIMIT $2"
);

const UPDATE: &str = "UPDATE user_pool_domain
    SET document = $1, modified = $2, version = version + 1
    WHERE domain = $3 AND pool = $4 AND version = $5";

const DELETE: &str = "DELETE FROM user_pool_domain WHERE domain = $1 AND pool = $2";

/// A pool has a prefix and a custom domain at most; more rows show a broken invariant.
const OF_POOL_MAX: i64 = 10;

/// What `Unmet` says when any pool has the domain.
pub const TAKEN: &str = "domain.taken";

pub async fn find(store: &Store, domain: &str) -> Result<Option<Domain>, Error> {
    let query = Query { sql: FIND, params: vec![domain.as_bytes().into()] };
    one(store, query, from_row).await
}

/// The pool's domains in the order of their names.
pub async fn of_pool(store: &Store, pool: i64) -> Result<Vec<Domain>, Error> {
    let query = Query { sql: OF_POOL, params: vec![pool.into(), OF_POOL_MAX.into()] };
    store.read(query).await?.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

/// The domains after a name, of all pools, in the order of names.
pub async fn page(store: &Store, after: &str, limit: i64) -> Result<Vec<Domain>, Error> {
    let params = vec![after.as_bytes().into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// A document that cannot be read is a wrong column.
pub fn from_row(row: &Row) -> Result<Domain, WrongColumn> {
    Ok(Domain {
        domain: super::ascii_id(row, 0)?,
        pool: row.int(1)?,
        document: serde_json::from_str(row.text(2)?).map_err(|_| WrongColumn(2))?,
        version: row.int(3)?,
        created: row.int(4)?,
        modified: row.int(5)?,
    })
}

/// Unmet as [`TAKEN`]. Same batch: `user_pool::check_live`.
pub fn insert(domain: &Domain) -> Statement {
    let params = vec![
        domain.domain.as_bytes().into(),
        domain.pool.into(),
        super::json(&domain.document),
        domain.version.into(),
        domain.created.into(),
        domain.modified.into(),
    ];
    change(TAKEN, &domain.domain, INSERT, params)
}

/// Writes document and `modified`, and raises the version; unmet as `domain.version` when the domain
/// is not as it was read.
pub fn update(domain: &Domain, seen_version: i64) -> Statement {
    let params = vec![
        super::json(&domain.document),
        domain.modified.into(),
        domain.domain.as_bytes().into(),
        domain.pool.into(),
        seen_version.into(),
    ];
    change("domain.version", &domain.domain, UPDATE, params)
}

/// Unmet as `domain.present` when the pool does not have it.
pub fn delete(pool: i64, domain: &str) -> Statement {
    change("domain.present", domain, DELETE, vec![domain.as_bytes().into(), pool.into()])
}

fn change(name: &'static str, domain: &str, sql: &'static str, params: Vec<Param>) -> Statement {
    let (key, demand) = (domain.as_bytes().to_vec(), Demand::Touches(1));
    Statement { name, table: Table::Domain, key, sql, params, demand }
}
