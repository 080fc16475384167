//! `group_record`: a pool's groups, each under a uid that is never used again. Users and members know
//! the uid, so deleting the row ends every membership at once, and a new group of the same name starts
//! empty; what is left is swept (`sweep::OF_GROUP`), and readers skip uids without a row.

use cognate_crypto::sha256;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// Groups of one user, at most.
pub const OF_USER_MAX: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub pool: i64,
    pub uid: [u8; 16],
    /// Unique in the pool; case counts.
    pub name: String,
    pub description: Option<String>,
    /// ARN.
    pub role: Option<String>,
    /// 0 is the best, `None` the last.
    pub precedence: Option<i64>,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub version: i64,
}

macro_rules! columns {
    () => {
        "g.pool, g.uid, g.name, g.description, g.role, g.precedence, g.created, g.modified, g.version"
    };
}

const INSERT: &str = "INSERT INTO group_record
    (pool, uid, name_hash, name, description, role, precedence, created, modified, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const BY_NAME: &str =
    concat!("SELECT ", columns!(), " FROM group_record g WHERE g.pool = $1 AND g.name_hash = $2");

/// The uids come as one value, 16 bytes each: a statement has no lists.
const BY_UIDS: &str = concat!(
    "WITH RECURSIVE wanted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM wanted WHERE n + 1 < $3)
    SELECT ",
    columns!(),
    " FROM wanted JOIN group_record g ON g.pool = $1 AND g.uid = substr($2, n * 16 + 1, 16)"
);

const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM group_record g WHERE g.pool = $1 AND g.name_hash > $2 ORDER BY g.name_hash LIMIT $3"
);

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM group_record WHERE pool = $1 LIMIT $2) AS counted";

const UPDATE: &str = "UPDATE group_record
    SET description = $1, role = $2, precedence = $3, modified = $4, version = version + 1
    WHERE pool = $5 AND uid = $6 AND version = $7";

const DELETE: &str = "DELETE FROM group_record WHERE pool = $1 AND uid = $2";

const CHECK_PRESENT: &str = "SELECT 1 FROM group_record WHERE pool = $1 AND uid = $2";

/// What `Unmet` says when the pool has a group of that name.
pub const NAME_TAKEN: &str = "group.name_taken";

/// What `Unmet` says when the group is gone.
pub const ABSENT: &str = "group.present";

/// What the unique index compares, and where a page may start.
pub fn name_hash(name: &str) -> [u8; 32] {
    sha256(name.as_bytes())
}

pub async fn by_name(store: &Store, pool: i64, name: &str) -> Result<Option<Group>, Error> {
    let query = Query { sql: BY_NAME, params: vec![pool.into(), name_hash(name).into()] };
    one(store, query, from_row).await
}

/// Those of the groups that (still) exist, in no order; at most [`OF_USER_MAX`] are asked for.
pub async fn by_uids(store: &Store, pool: i64, uids: &[[u8; 16]]) -> Result<Vec<Group>, Error> {
    let uids = &uids[..uids.len().min(OF_USER_MAX)];
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let params = vec![pool.into(), uids.concat().into(), (uids.len() as i64).into()];
    let rows = store.read(Query { sql: BY_UIDS, params }).await?;
    rows.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

/// The pool's groups after a name's hash (`None`: from the first), in the order of these hashes.
pub async fn page(
    store: &Store,
    pool: i64,
    after: Option<[u8; 32]>,
    limit: i64,
) -> Result<Vec<Group>, Error> {
    let after = after.map_or(Vec::new(), Vec::from);
    let params = vec![pool.into(), after.into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many groups a pool has, counted up to `limit`; reads the index only.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

pub fn from_row(row: &Row) -> Result<Group, WrongColumn> {
    Ok(Group {
        pool: row.int(0)?,
        uid: row.id(1)?,
        name: row.text(2)?.to_owned(),
        description: row.opt_text(3)?.map(str::to_owned),
        role: row.opt_text(4)?.map(str::to_owned),
        precedence: row.opt_int(5)?,
        created: row.int(6)?,
        modified: row.int(7)?,
        version: row.int(8)?,
    })
}

/// Unmet as [`NAME_TAKEN`]. Same batch: `user_pool::check_live`.
pub fn insert(group: &Group) -> Statement {
    let params = vec![
        group.pool.into(),
        group.uid.into(),
        name_hash(&group.name).into(),
        group.name.as_str().into(),
        group.description.clone().into(),
        group.role.clone().into(),
        group.precedence.into(),
        group.created.into(),
        group.modified.into(),
        group.version.into(),
    ];
    change(NAME_TAKEN, group.pool, group.uid, INSERT, params)
}

/// Writes description, role, precedence and `modified`, and raises the version; unmet as
/// `group.version` when the group is not as it was read.
pub fn update(group: &Group, seen_version: i64) -> Statement {
    let params = vec![
        group.description.clone().into(),
        group.role.clone().into(),
        group.precedence.into(),
        group.modified.into(),
        group.pool.into(),
        group.uid.into(),
        seen_version.into(),
    ];
    change("group.version", group.pool, group.uid, UPDATE, params)
}

/// Unmet as [`ABSENT`]. Same batch: a job that sweeps the members.
pub fn delete(pool: i64, uid: [u8; 16]) -> Statement {
    change(ABSENT, pool, uid, DELETE, vec![pool.into(), uid.into()])
}

/// Accompanies a new member; unmet as [`ABSENT`].
pub fn check_present(pool: i64, uid: [u8; 16]) -> Statement {
    let params = vec![pool.into(), uid.into()];
    Statement { demand: Demand::Finds(1), ..change(ABSENT, pool, uid, CHECK_PRESENT, params) }
}

fn change(
    name: &'static str,
    pool: i64,
    uid: [u8; 16],
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let (key, demand) = (super::place(pool, &[&uid]), Demand::Touches(1));
    Statement { name, table: Table::Group, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn groups_are_found_by_index() {
        let page = plan::of(PAGE);
        assert!(page.len() == 1 && page[0].ends_with("(pool=? AND name_hash>?)"), "{page:?}");
        let uids = plan::of(BY_UIDS);
        let point = "SEARCH g USING PRIMARY KEY (pool=? AND uid=?)";
        assert_eq!(uids.last().map(String::as_str), Some(point));
        assert!(plan::of(COUNT).iter().any(|step| step.contains("USING COVERING INDEX")));
    }
}
