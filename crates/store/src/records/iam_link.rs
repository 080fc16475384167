//! `iam_link`: who holds what in IAM. A link's batch also changes the holder's row on condition of its
//! version, and touches the target's: so neither is deleted, nor filled beyond its quota, by two at once.

use std::collections::BTreeMap;

use super::iam_entity::{self, Entity, Kind};
use crate::batch::{Demand, Statement, Table};
use crate::records::many;
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The holder has the managed policy; target: its ARN.
    Attached,
    /// The managed policy is the holder's boundary; target: its ARN.
    Boundary,
    /// The holder is in the group; target: its id.
    Member,
    /// The instance profile has the role; target: the role's id.
    ProfileRole,
    /// The MFA device is the user's; target: the user's id.
    MfaOf,
}

impl Relation {
    pub const ALL: [Relation; 5] = [
        Relation::Attached,
        Relation::Boundary,
        Relation::Member,
        Relation::ProfileRole,
        Relation::MfaOf,
    ];

    pub fn code(self) -> i64 {
        self as i64 + 1
    }

    pub fn from_code(code: i64) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub relation: Relation,
    /// ARN of a managed policy, else an id.
    pub target: String,
    /// The holder's kind and id.
    pub kind: Kind,
    pub holder: String,
    /// Milliseconds since the epoch.
    pub at: i64,
}

/// What `Unmet` says when the link is there already.
pub const TAKEN: &str = "iam_link.absent";
/// What `Unmet` says when the link is gone.
pub const ABSENT: &str = "iam_link.present";

/// More links than this of one holder are not read: the quotas are far lower.
const OF_HOLDER_MAX: i64 = 1_000;

macro_rules! select {
    ($where:literal) => {
        concat!("SELECT relation, target, kind, holder, at FROM iam_link WHERE ", $where)
    };
}

const OF_HOLDER: &str = select!("holder = $1 ORDER BY relation, target LIMIT $2");

const OF_TARGET: &str = select!(
    "relation = $1 AND target = $2 AND (kind, holder) > ($3, $4) ORDER BY kind, holder LIMIT $5"
);

const HOLDERS: &str = "SELECT e.kind, e.name, e.id, e.document, e.version, e.created, e.modified
    FROM iam_link l JOIN iam_entity e ON e.id = l.holder
    WHERE l.relation = $1 AND l.target = $2 AND (l.kind, l.holder) > ($3, $4)
    ORDER BY l.kind, l.holder LIMIT $5";

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM iam_link WHERE relation = $1 AND target = $2 LIMIT $3) AS counted";

const USAGE: &str = "SELECT relation, target, count(*) FROM iam_link GROUP BY relation, target";

const INSERT: &str = "INSERT INTO iam_link (relation, target, kind, holder, at)
    VALUES ($1, $2, $3, $4, $5)";

const DELETE: &str = "DELETE FROM iam_link
    WHERE relation = $1 AND target = $2 AND kind = $3 AND holder = $4";

/// All that somebody holds, in the order of relations and targets.
pub async fn of_holder(store: &Store, holder: &str) -> Result<Vec<Link>, Error> {
    let params = vec![holder.as_bytes().into(), OF_HOLDER_MAX.into()];
    many(store, Query { sql: OF_HOLDER, params }, from_row).await
}

/// The links to a target after a holder (`None`: from the first), by kinds and ids.
pub async fn of_target(
    store: &Store,
    relation: Relation,
    target: &str,
    after: Option<(Kind, &str)>,
    limit: i64,
) -> Result<Vec<Link>, Error> {
    let query = Query { sql: OF_TARGET, params: range(relation, target, after, limit) };
    many(store, query, from_row).await
}

/// The holders of these links, in the same order.
pub async fn holders(
    store: &Store,
    relation: Relation,
    target: &str,
    after: Option<(Kind, &str)>,
    limit: i64,
) -> Result<Vec<Entity>, Error> {
    let query = Query { sql: HOLDERS, params: range(relation, target, after, limit) };
    many(store, query, |row| iam_entity::read(row, 0)).await
}

/// How many hold a target, counted up to `limit`.
pub async fn count(
    store: &Store,
    relation: Relation,
    target: &str,
    limit: i64,
) -> Result<i64, Error> {
    let params = vec![relation.code().into(), target.as_bytes().into(), limit.into()];
    let query = Query { sql: COUNT, params };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// How many hold each target. Walks all links, of which quotas allow some ten thousand.
pub async fn usage(store: &Store) -> Result<BTreeMap<(Relation, String), i64>, Error> {
    let counted = |row: &Row| {
        let relation = Relation::from_code(row.int(0)?).ok_or(WrongColumn(0))?;
        Ok(((relation, super::ascii_id(row, 1)?), row.int(2)?))
    };
    let rows = many(store, Query { sql: USAGE, params: Vec::new() }, counted).await?;
    Ok(rows.into_iter().collect())
}

fn range(relation: Relation, target: &str, after: Option<(Kind, &str)>, limit: i64) -> Vec<Param> {
    let (kind, holder) = after.map_or((0, ""), |(kind, holder)| (kind.code(), holder));
    vec![
        relation.code().into(),
        target.as_bytes().into(),
        kind.into(),
        holder.as_bytes().into(),
        limit.into(),
    ]
}

pub fn from_row(row: &Row) -> Result<Link, WrongColumn> {
    Ok(Link {
        relation: Relation::from_code(row.int(0)?).ok_or(WrongColumn(0))?,
        target: super::ascii_id(row, 1)?,
        kind: Kind::from_code(row.int(2)?).ok_or(WrongColumn(2))?,
        holder: super::ascii_id(row, 3)?,
        at: row.int(4)?,
    })
}

/// Unmet as [`TAKEN`].
pub fn insert(link: &Link) -> Statement {
    let mut params = key_of(link);
    params.push(link.at.into());
    change(TAKEN, link, INSERT, params)
}

/// Unmet as [`ABSENT`].
pub fn delete(link: &Link) -> Statement {
    change(ABSENT, link, DELETE, key_of(link))
}

fn key_of(link: &Link) -> Vec<Param> {
    vec![
        link.relation.code().into(),
        link.target.as_bytes().into(),
        link.kind.code().into(),
        link.holder.as_bytes().into(),
    ]
}

fn change(name: &'static str, link: &Link, sql: &'static str, params: Vec<Param>) -> Statement {
    let key = super::place(
        link.relation.code(),
        &[link.target.as_bytes(), &[0], &link.kind.code().to_be_bytes(), link.holder.as_bytes()],
    );
    Statement { name, table: Table::IamLink, key, sql, params, demand: Demand::Touches(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn links_are_found_by_index() {
        let holder = plan::of(OF_HOLDER);
        assert!(holder.len() == 1 && holder[0].contains("(holder=?)"), "{holder:?}");
        for sql in [OF_TARGET, HOLDERS, COUNT] {
            let target = plan::of(sql);
            assert!(target.iter().any(|step| step.contains("(relation=? AND target=?")), "{sql}");
            assert!(!target.iter().any(|step| step.contains("TEMP B-TREE")), "{sql} {target:?}");
        }
        assert!(plan::points(&plan::of(DELETE)));
    }
}
