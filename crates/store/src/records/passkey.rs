//! `passkey`: the credentials a user signs in with. Slots number a user's own, so that the primary key
//! is the quota; ids are unique in the pool.

use cognate_domain::Sub;
use cognate_domain::passkey::{Attachment, PASSKEYS_MAX, Passkey};

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// What an insertion is unmet as: the slot has been taken since it was read, or somebody in the pool has
/// this credential.
pub const TAKEN: &str = "passkey.taken";
/// What a signature is unmet as: the passkey is gone, or has signed since it was read.
pub const MOVED: &str = "passkey.counter";
/// What a deletion is unmet as.
pub const PRESENT: &str = "passkey.present";

const INSERT: &str = "INSERT INTO passkey
    (pool, sub, slot, id, public_key, counter, flags, attachment, transports, rp_id, name, created)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";

const OF_USER: &str =
    "SELECT pool, sub, slot, id, public_key, counter, flags, attachment, transports,
    rp_id, name, created FROM passkey WHERE pool = $1 AND sub = $2 AND slot > $3
    ORDER BY slot LIMIT $4";

const SIGNED: &str = "UPDATE passkey SET counter = $1, flags = $2
    WHERE pool = $3 AND sub = $4 AND slot = $5 AND id = $6 AND counter = $7";

const CHECK: &str = "SELECT 1 FROM passkey
    WHERE pool = $1 AND sub = $2 AND slot = $3 AND id = $4 AND counter = $5";

const DELETE: &str = "DELETE FROM passkey WHERE pool = $1 AND sub = $2 AND id = $3";

/// All passkeys of a user, in the order of slots.
pub async fn of_user(store: &Store, pool: i64, sub: Sub) -> Result<Vec<Passkey>, Error> {
    page(store, pool, sub, None, PASSKEYS_MAX as i64).await
}

/// The user's passkeys after a slot (`None`: from the first), in the order of slots.
pub async fn page(
    store: &Store,
    pool: i64,
    sub: Sub,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Passkey>, Error> {
    let params = vec![pool.into(), sub.0.into(), after.unwrap_or(-1).into(), limit.into()];
    let rows = store.read(Query { sql: OF_USER, params }).await?;
    rows.iter().map(|row| from_row(row).map_err(Error::from)).collect()
}

pub fn from_row(row: &Row) -> Result<Passkey, WrongColumn> {
    let flags = row.int(6)?;
    Ok(Passkey {
        pool: row.int(0)?,
        sub: super::sub(row, 1)?,
        slot: row.int(2)?,
        id: row.bytes(3)?.to_vec(),
        public_key: row.bytes(4)?.to_vec(),
        counter: row.int(5)?,
        backup_eligible: flags & ELIGIBLE != 0,
        backed_up: flags & BACKED_UP != 0,
        attachment: match row.int(7)? {
            PLATFORM => Some(Attachment::Platform),
            CROSS_PLATFORM => Some(Attachment::CrossPlatform),
            _ => None,
        },
        transports: row.text(8)?.split_whitespace().map(str::to_owned).collect(),
        rp_id: row.text(9)?.to_owned(),
        name: row.text(10)?.to_owned(),
        created: row.int(11)?,
    })
}

const ELIGIBLE: i64 = 1;
const BACKED_UP: i64 = 2;
const PLATFORM: i64 = 1;
const CROSS_PLATFORM: i64 = 2;

fn flags(passkey: &Passkey) -> i64 {
    let eligible = if passkey.backup_eligible { ELIGIBLE } else { 0 };
    eligible | if passkey.backed_up { BACKED_UP } else { 0 }
}

/// Unmet as [`TAKEN`]: read the user's passkeys again, and see which it was.
pub fn insert(passkey: &Passkey) -> Statement {
    let attachment = match passkey.attachment {
        Some(Attachment::Platform) => PLATFORM,
        Some(Attachment::CrossPlatform) => CROSS_PLATFORM,
        None => 0,
    };
    let params = vec![
        passkey.pool.into(),
        passkey.sub.0.into(),
        passkey.slot.into(),
        passkey.id.as_slice().into(),
        passkey.public_key.as_slice().into(),
        passkey.counter.into(),
        flags(passkey).into(),
        attachment.into(),
        passkey.transports.join(" ").into(),
        passkey.rp_id.as_str().into(),
        passkey.name.as_str().into(),
        passkey.created.into(),
    ];
    change(TAKEN, passkey.pool, passkey.sub, INSERT, params, Demand::Touches(1))
}

/// The passkey signed, and `after` is what its authenticator now says; unmet as [`MOVED`] when it is not
/// as it was read. Nothing is written for authenticators that do not count.
pub fn signed(before: &Passkey, after: &Passkey) -> Statement {
    let mut key = vec![
        before.pool.into(),
        before.sub.0.into(),
        before.slot.into(),
        before.id.as_slice().into(),
        before.counter.into(),
    ];
    if before == after {
        return change(MOVED, before.pool, before.sub, CHECK, key, Demand::Finds(1));
    }
    let mut params = vec![after.counter.into(), flags(after).into()];
    params.append(&mut key);
    change(MOVED, before.pool, before.sub, SIGNED, params, Demand::Touches(1))
}

/// Unmet as [`PRESENT`] when the user has no such passkey.
pub fn delete(pool: i64, sub: Sub, id: &[u8]) -> Statement {
    let params = vec![pool.into(), sub.0.into(), id.into()];
    change(PRESENT, pool, sub, DELETE, params, Demand::Touches(1))
}

fn change(
    name: &'static str,
    pool: i64,
    sub: Sub,
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(pool, &[&sub.0]);
    Statement { name, table: Table::Passkey, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn a_users_passkeys_are_a_range_of_the_key() {
        let range = "SEARCH passkey USING PRIMARY KEY (pool=? AND sub=? AND slot>?)";
        assert_eq!(plan::of(OF_USER), [range]);
    }
}
