//! `identity`: one row per identity of an identity pool, guests and users; and the reads that bring an
//! identity with its logins.

use cognate_domain::identity_pool::{Held, Linked, Standing};

use crate::batch::{Demand, Statement, Table};
use crate::statement::{NullOf, Param, Query, Row, WrongColumn};
use crate::{Error, Store};

use super::identity_login::Stored;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The UUID of its id; the region is the pool's.
    pub id: [u8; 16],
    pub pool: i64,
    pub standing: Standing,
    pub version: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    /// In no particular order. Empty in lists that ask for none.
    pub logins: Vec<Stored>,
}

impl Identity {
    /// What decides about logins.
    pub fn held(&self) -> Held {
        let linked = |login: &Stored| Linked { hash: login.hash, slot: login.slot };
        Held {
            id: self.id,
            created: self.created,
            standing: self.standing,
            logins: self.logins.iter().map(linked).collect(),
        }
    }
}

macro_rules! columns {
    () => {
        "i.id, i.pool, i.disabled, i.authenticated, i.merged_into, i.version, i.created, i.modified"
    };
}

macro_rules! with_logins {
    ($from:expr) => {
        concat!("SELECT ", columns!(), ", l.hash, l.slot, l.provider, l.subject FROM ", $from)
    };
}

const FIND: &str =
    with_logins!("identity i LEFT JOIN identity_login l ON l.identity = i.id WHERE i.id = $1");

/// Hashes at once, which [`OWNERS`] has places for.
pub const HASHES_MAX: usize = 10;

const OWNERS: &str = with_logins!(
    "(SELECT DISTINCT o.identity FROM identity_login o WHERE o.pool = $1
        AND o.hash IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)) AS w
     JOIN identity i ON i.id = w.identity AND i.pool = $1
     JOIN identity_login l ON l.identity = w.identity
     ORDER BY i.id"
);

/// The identities are cut to the page first.
const PAGE: &str = concat!(
    "SELECT ",
    columns!(),
    ", l.hash, l.slot, l.provider, l.subject
     FROM (SELECT * FROM identity WHERE pool = $1 AND (disabled, id) > ($2, $3) AND disabled <= $4
        ORDER BY disabled, id LIMIT $5) AS i
     LEFT JOIN identity_login l ON l.identity = i.id ORDER BY i.disabled, i.id"
);

const INSERT: &str = "INSERT INTO identity
    (id, pool, disabled, authenticated, merged_into, version, created, modified)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const CHANGE: &str = "UPDATE identity SET authenticated = 1, modified = $1, version = version + 1
    WHERE id = $2 AND pool = $3 AND version = $4 AND disabled = 0";

const MERGE: &str = "UPDATE identity
    SET disabled = 1, merged_into = $1, modified = $2, version = version + 1
    WHERE id = $3 AND pool = $4 AND version = $5 AND disabled = 0";

const DELETE: &str = "DELETE FROM identity WHERE id = $1 AND pool = $2";

/// The identity with its logins: one read.
pub async fn find(store: &Store, id: [u8; 16]) -> Result<Option<Identity>, Error> {
    let rows = store.read(Query { sql: FIND, params: vec![id.into()] }).await?;
    Ok(grouped(&rows)?.pop())
}

/// The identities that have one of the logins, each with all of its logins, in the order of ids.
///
/// No more than [`HASHES_MAX`] hashes count.
pub async fn owners(store: &Store, pool: i64, hashes: &[[u8; 32]]) -> Result<Vec<Identity>, Error> {
    let Some(first) = hashes.first() else { return Ok(Vec::new()) };
    let mut params = vec![pool.into()];
    params.extend((0..HASHES_MAX).map(|n| Param::from(*hashes.get(n).unwrap_or(first))));
    let rows = store.read(Query { sql: OWNERS, params }).await?;
    Ok(grouped(&rows)?)
}

/// A place in the list of a pool's identities: enabled ones first.
pub type Place = (bool, Option<[u8; 16]>);

/// The pool's identities after a place, those that were merged away last, or not at all.
pub async fn page(
    store: &Store,
    pool: i64,
    after: Place,
    hide_disabled: bool,
    limit: i64,
) -> Result<Vec<Identity>, Error> {
    let id = after.1.map_or(Vec::new(), Vec::from);
    let params =
        vec![pool.into(), after.0.into(), id.into(), (!hide_disabled).into(), limit.into()];
    let rows = store.scan(Query { sql: PAGE, params }).await?;
    Ok(grouped(&rows)?)
}

/// Rows of one identity stand together.
fn grouped(rows: &[Row]) -> Result<Vec<Identity>, WrongColumn> {
    let mut all: Vec<Identity> = Vec::new();
    for row in rows {
        let id = row.id(0)?;
        if all.last().is_none_or(|last| last.id != id) {
            all.push(from_row(row)?);
        }
        if let (Some(hash), Some(last)) = (row.opt_bytes(8)?, all.last_mut()) {
            last.logins.push(Stored {
                hash: hash.try_into().map_err(|_| WrongColumn(8))?,
                slot: row.bytes(9)?.try_into().map_err(|_| WrongColumn(9))?,
                provider: row.text(10)?.to_owned(),
                subject: row.opt_text(11)?.map(str::to_owned),
            });
        }
    }
    Ok(all)
}

fn from_row(row: &Row) -> Result<Identity, WrongColumn> {
    let standing = match (row.flag(2)?, row.flag(3)?, row.opt_bytes(4)?) {
        (true, _, Some(_)) => Standing::Merged(row.id(4)?),
        (true, _, None) => return Err(WrongColumn(4)),
        (false, true, _) => Standing::Authenticated,
        (false, false, _) => Standing::Guest,
    };
    Ok(Identity {
        id: row.id(0)?,
        pool: row.int(1)?,
        standing,
        version: row.int(5)?,
        created: row.int(6)?,
        modified: row.int(7)?,
        logins: Vec::new(),
    })
}

/// Unmet as `identity.absent`: draw another id. Same batch: `identity_pool::check_live`, its logins.
pub fn insert(new: &Identity) -> Statement {
    let (disabled, authenticated, into) = match new.standing {
        Standing::Guest => (false, false, None),
        Standing::Authenticated => (false, true, None),
        Standing::Merged(into) => (true, true, Some(into)),
    };
    let into = into.map_or(Param::Null(NullOf::Bytes), Param::from);
    let params = vec![
        new.id.into(),
        new.pool.into(),
        disabled.into(),
        authenticated.into(),
        into,
        new.version.into(),
        new.created.into(),
        new.modified.into(),
    ];
    change("identity.absent", new.id, INSERT, params)
}

/// The identity's logins change: it has, or had, one from here on. Unmet as `identity.version` when it
/// is not as it was read.
pub fn touch(seen: &Identity, now: i64) -> Statement {
    let params = vec![now.into(), seen.id.into(), seen.pool.into(), seen.version.into()];
    change("identity.version", seen.id, CHANGE, params)
}

/// The identity becomes part of another. Same batch: its logins move. Unmet as `identity.version`.
pub fn merge(seen: &Identity, into: [u8; 16], now: i64) -> Statement {
    let params =
        vec![into.into(), now.into(), seen.id.into(), seen.pool.into(), seen.version.into()];
    change("identity.version", seen.id, MERGE, params)
}

/// Same batch: `identity_login::delete_all`. Deleting twice changes nothing.
pub fn delete(pool: i64, id: [u8; 16]) -> Statement {
    let params = vec![id.into(), pool.into()];
    Statement { demand: Demand::Any, ..change("identity.any", id, DELETE, params) }
}

fn change(label: &'static str, id: [u8; 16], sql: &'static str, params: Vec<Param>) -> Statement {
    Statement {
        name: label,
        table: Table::Identity,
        key: id.to_vec(),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    /// A pool with a million identities costs a request nothing.
    #[test]
    fn reads_go_straight_to_their_rows() {
        let logins = "SEARCH l USING INDEX sqlite_autoindex_identity_login_2 (identity=?)";
        let is = |plan: Vec<String>, steps: &[&str]| {
            let reads = |step: &&String| step.starts_with("SEARCH") || step.starts_with("SCAN");
            let step = |step: &String| step.trim_end_matches(" LEFT-JOIN").to_owned();
            let found: Vec<String> = plan.iter().filter(reads).map(step).collect();
            assert_eq!(found, steps);
        };
        is(plan::of(FIND), &["SEARCH i USING PRIMARY KEY (id=?)", logins]);
        let hashes = "SEARCH o USING PRIMARY KEY (pool=? AND hash=?)";
        is(plan::of(OWNERS), &[hashes, "SCAN w", "SEARCH i USING PRIMARY KEY (id=?)", logins]);
        let cut = "SEARCH identity USING INDEX identity_by_pool (pool=? AND (disabled,id)>(?,?) AND disabled<?)";
        is(plan::of(PAGE), &[cut, "SCAN i", logins]);
    }
}
