//! `iam_entity`: who and what there is in the account's IAM, one row each, under AWS's names in the
//! document.
//!
//! A row's version is what races rest on: whoever changes a row, or what it holds ([`super::iam_link`]),
//! does so on condition that the version is as read; whoever links to a row raises it.

use cognate_domain::Map;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    User,
    Role,
    Group,
    Policy,
    OidcProvider,
    SamlProvider,
    InstanceProfile,
    MfaDevice,
    /// One row without a name: alias and switches.
    Account,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::User,
        Kind::Role,
        Kind::Group,
        Kind::Policy,
        Kind::OidcProvider,
        Kind::SamlProvider,
        Kind::InstanceProfile,
        Kind::MfaDevice,
        Kind::Account,
    ];

    pub fn code(self) -> i64 {
        self as i64 + 1
    }

    pub fn from_code(code: i64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    pub kind: Kind,
    /// In lower case ([`key`]): names are unique whatever their case. The document has it as written.
    pub name: String,
    /// `AIDA…`, `AROA…`, `AGPA…`, `ANPA…`, `AIPA…`; never used again.
    pub id: String,
    /// Members under AWS's names.
    pub document: Map,
    pub version: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
}

/// What `Unmet` says when the name is taken.
pub const NAME_TAKEN: &str = "iam_entity.name_taken";
/// What `Unmet` says when the entity is not as read, or its new name is taken.
pub const MOVED: &str = "iam_entity.version";
/// What `Unmet` says when the entity is gone.
pub const ABSENT: &str = "iam_entity.present";

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT kind, name, id, document, version, created, modified FROM iam_entity WHERE ",
            $where
        )
    };
}

const FIND: &str = select!("kind = $1 AND name = $2");
const FIND_BY_ID: &str = select!("id = $1");
const PAGE: &str = select!("kind = $1 AND name > $2 ORDER BY name LIMIT $3");

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM iam_entity WHERE kind = $1 LIMIT $2) AS counted";

const INSERT: &str = "INSERT INTO iam_entity
    (kind, name, id, document, version, created, modified) VALUES ($1, $2, $3, $4, $5, $6, $7)";

const UPDATE: &str = "UPDATE iam_entity
    SET name = $1, document = $2, modified = $3, version = version + 1
    WHERE id = $4 AND version = $5";

const TOUCH: &str = "UPDATE iam_entity SET version = version + 1 WHERE id = $1";

const DELETE: &str = "DELETE FROM iam_entity WHERE id = $1 AND version = $2";

/// What the primary key compares.
pub fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// By its name, in whatever case.
pub async fn find(store: &Store, kind: Kind, name: &str) -> Result<Option<Entity>, Error> {
    let params = vec![kind.code().into(), key(name).as_bytes().into()];
    one(store, Query { sql: FIND, params }, from_row).await
}

pub async fn find_by_id(store: &Store, id: &str) -> Result<Option<Entity>, Error> {
    one(store, Query { sql: FIND_BY_ID, params: vec![id.as_bytes().into()] }, from_row).await
}

/// Those after a key (empty: from the first), in the order of keys.
pub async fn page(
    store: &Store,
    kind: Kind,
    after: &str,
    limit: i64,
) -> Result<Vec<Entity>, Error> {
    let params = vec![kind.code().into(), after.as_bytes().into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many there are, counted up to `limit`.
pub async fn count(store: &Store, kind: Kind, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![kind.code().into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

pub fn from_row(row: &Row) -> Result<Entity, WrongColumn> {
    read(row, 0)
}

/// From a row whose columns from `first` on are those of an entity.
pub(super) fn read(row: &Row, first: usize) -> Result<Entity, WrongColumn> {
    let document = serde_json::from_str(row.text(first + 3)?);
    Ok(Entity {
        kind: Kind::from_code(row.int(first)?).ok_or(WrongColumn(first))?,
        name: super::ascii_id(row, first + 1)?,
        id: super::ascii_id(row, first + 2)?,
        document: document.map_err(|_| WrongColumn(first + 3))?,
        version: row.int(first + 4)?,
        created: row.int(first + 5)?,
        modified: row.int(first + 6)?,
    })
}

/// Unmet as [`NAME_TAKEN`].
pub fn insert(new: &Entity) -> Statement {
    let params = vec![
        new.kind.code().into(),
        new.name.as_bytes().into(),
        new.id.as_bytes().into(),
        super::json(&new.document),
        new.version.into(),
        new.created.into(),
        new.modified.into(),
    ];
    change(NAME_TAKEN, &new.id, INSERT, params)
}

/// Writes name, document and `modified`; unmet as [`MOVED`].
pub fn update(after: &Entity, seen_version: i64) -> Statement {
    let params = vec![
        after.name.as_bytes().into(),
        super::json(&after.document),
        after.modified.into(),
        after.id.as_bytes().into(),
        seen_version.into(),
    ];
    change(MOVED, &after.id, UPDATE, params)
}

/// Accompanies a new link to the entity, so that nobody deletes it meanwhile; unmet as [`ABSENT`].
pub fn touch(id: &str) -> Statement {
    change(ABSENT, id, TOUCH, vec![id.as_bytes().into()])
}

/// Unmet as [`MOVED`]. The caller has seen that nothing is linked to it, and that it holds nothing.
pub fn delete(seen: &Entity) -> Statement {
    change(MOVED, &seen.id, DELETE, vec![seen.id.as_bytes().into(), seen.version.into()])
}

fn change(name: &'static str, id: &str, sql: &'static str, params: Vec<Param>) -> Statement {
    let (key, demand) = (id.as_bytes().to_vec(), Demand::Touches(1));
    Statement { name, table: Table::IamEntity, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn entities_are_found_by_key() {
        for sql in [FIND, FIND_BY_ID, TOUCH, UPDATE, DELETE] {
            assert!(plan::points(&plan::of(sql)), "{sql}");
        }
        let page = plan::of(PAGE);
        assert!(page.len() == 1 && page[0].ends_with("(kind=? AND name>?)"), "{page:?}");
    }

    #[test]
    fn kinds_have_codes() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!((Kind::from_code(0), Kind::from_code(10)), (None, None));
        assert_eq!((Kind::User.code(), Kind::Account.code()), (1, 9));
    }
}
