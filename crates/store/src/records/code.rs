//! `code`: the one-time codes that users have been sent, at most one per user and purpose.
//!
//! Settled like the attempt counter (OTP-2): a wrong answer raises the count of the row that was read, a
//! right one deletes it in the batch of its effect. Whoever finds the row moved reads again.

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};
use crate::records::{SWEEP_ROWS_MAX, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

/// What a code is good for; the numbers in `code.purpose`, never renumber.
pub mod purpose {
    pub const SIGN_UP: i64 = 1;
    pub const RESET: i64 = 2;
    pub const VERIFY_EMAIL: i64 = 3;
    pub const VERIFY_PHONE: i64 = 4;
}

/// How a code went out; the numbers in `code.medium` and `outbox.channel`.
pub mod medium {
    pub const EMAIL: i64 = 1;
    pub const SMS: i64 = 2;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub pool: i64,
    pub sub: Sub,
    /// One of [`purpose`].
    pub purpose: i64,
    /// Drawn for each code: tells it from the one it replaces.
    pub id: [u8; 16],
    /// Over purpose, pool, user, destination, id and code, under the pool's `code-mac` key (OTP-1).
    pub mac: [u8; 32],
    /// One of [`medium`].
    pub medium: i64,
    /// Wrong answers so far.
    pub attempts: i64,
    /// Milliseconds since the epoch.
    pub issued: i64,
    pub expires: i64,
    /// The new value that a right answer makes the user's, sealed; `None` when there is none to come.
    pub pending: Option<Vec<u8>>,
    /// Of the store when the code was issued: a restore voids it (OTP-11).
    pub store_epoch: i64,
}

/// Expired rows are found bucket by bucket, so that inserts do not all meet at one end of an index.
pub const BUCKETS: i64 = 16;

/// Columns of a code that was joined as `c`, for [`read`].
macro_rules! code_columns {
    () => {
        "c.pool, c.sub, c.purpose, c.id, c.mac, c.medium, c.attempts, c.issued, c.expires, c.pending,
         c.store_epoch"
    };
}
pub(super) use code_columns;

pub(super) const COLUMNS: usize = 11;

const FIND: &str = concat!(
    "SELECT ",
    code_columns!(),
    " FROM code c WHERE c.pool = $1 AND c.sub = $2 AND c.purpose = $3"
);

macro_rules! replace {
    () => {
        "INSERT INTO code
    (pool, sub, purpose, id, mac, medium, attempts, issued, expires, bucket, pending, store_epoch)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (pool, sub, purpose) DO UPDATE
    SET id = excluded.id, mac = excluded.mac, medium = excluded.medium,
        attempts = excluded.attempts, issued = excluded.issued, expires = excluded.expires,
        bucket = excluded.bucket, pending = excluded.pending, store_epoch = excluded.store_epoch"
    };
}

const REPLACE: &str = replace!();

const REPLACE_SEEN: &str = concat!(replace!(), " WHERE code.id = $13 AND code.attempts = $14");

const WRONG_ANSWER: &str = "UPDATE code SET attempts = attempts + 1
    WHERE pool = $1 AND sub = $2 AND purpose = $3 AND id = $4 AND attempts = $5";

const REDEEM: &str = "DELETE FROM code
    WHERE pool = $1 AND sub = $2 AND purpose = $3 AND id = $4 AND attempts = $5";

const DELETE: &str = "DELETE FROM code WHERE pool = $1 AND sub = $2 AND purpose = $3";

const DELETE_ALL: &str = "DELETE FROM code WHERE pool = $1 AND sub = $2";

const ANY_EXPIRED: &str = "SELECT 1 FROM code WHERE bucket = $1 AND expires < $2 LIMIT 1";

const DELETE_EXPIRED: &str = "DELETE FROM code WHERE bucket = $1 AND expires <= (
    SELECT max(e.expires) FROM (
        SELECT expires FROM code WHERE bucket = $1 AND expires < $2 ORDER BY expires LIMIT $3
    ) AS e)";

/// What `Unmet` says when the code is not as it was read, or gone: read again and decide again.
pub const MOVED: &str = "code.moved";

/// The code that is outstanding, whether it has expired or not.
pub async fn find(store: &Store, pool: i64, sub: Sub, purpose: i64) -> Result<Option<Code>, Error> {
    let query = Query { sql: FIND, params: key_params(pool, sub, purpose).into() };
    Ok(one(store, query, |row| read(row, 0)).await?.flatten())
}

/// The code from column `at` on; `None` when the row was not there.
pub(super) fn read(row: &Row, at: usize) -> Result<Option<Code>, WrongColumn> {
    let Some(pool) = row.opt_int(at)? else { return Ok(None) };
    Ok(Some(Code {
        pool,
        sub: super::sub(row, at + 1)?,
        purpose: row.int(at + 2)?,
        id: row.id(at + 3)?,
        mac: row.bytes(at + 4)?.try_into().map_err(|_| WrongColumn(at + 4))?,
        medium: row.int(at + 5)?,
        attempts: row.int(at + 6)?,
        issued: row.int(at + 7)?,
        expires: row.int(at + 8)?,
        pending: row.opt_bytes(at + 9)?.map(<[u8]>::to_vec),
        store_epoch: row.int(at + 10)?,
    }))
}

/// Writes the code, in the place of an older one of its purpose (OTP-5).
pub fn replace(code: &Code) -> Statement {
    let demand = Demand::Touches(1);
    change("code.replace", code.pool, code.sub, code.purpose, REPLACE, columns(code), demand)
}

/// Writes the code where none is, or in the place of the one that was `seen`; unmet as [`MOVED`] when
/// there is another.
pub fn replace_seen(code: &Code, seen: Option<&Code>) -> Statement {
    // No row has heard less than no wrong answer.
    let (id, attempts) = seen.map_or(([0; 16], -1), |seen| (seen.id, seen.attempts));
    let mut params = columns(code);
    params.extend([id.into(), attempts.into()]);
    let demand = Demand::Touches(1);
    change(MOVED, code.pool, code.sub, code.purpose, REPLACE_SEEN, params, demand)
}

fn columns(code: &Code) -> Vec<Param> {
    let [pool, sub, purpose] = key_params(code.pool, code.sub, code.purpose);
    vec![
        pool,
        sub,
        purpose,
        code.id.into(),
        code.mac.into(),
        code.medium.into(),
        code.attempts.into(),
        code.issued.into(),
        code.expires.into(),
        bucket_of(code.id).into(),
        code.pending.clone().into(),
        code.store_epoch.into(),
    ]
}

/// One more wrong answer to the code as read; unmet as [`MOVED`].
pub fn wrong_answer(seen: &Code) -> Statement {
    settle(seen, WRONG_ANSWER)
}

/// The right answer, which uses the code up (ST-2); unmet as [`MOVED`] when another answer was
/// faster, or a newer code has taken its place.
pub fn redeem(seen: &Code) -> Statement {
    settle(seen, REDEEM)
}

fn settle(seen: &Code, sql: &'static str) -> Statement {
    let [pool, sub, purpose] = key_params(seen.pool, seen.sub, seen.purpose);
    let params = vec![pool, sub, purpose, seen.id.into(), seen.attempts.into()];
    change(MOVED, seen.pool, seen.sub, seen.purpose, sql, params, Demand::Touches(1))
}

/// Voids the code of one purpose, if there is one: what it was for has come about another way.
pub fn delete(pool: i64, sub: Sub, purpose: i64) -> Statement {
    let params = key_params(pool, sub, purpose).into();
    change("code.delete", pool, sub, purpose, DELETE, params, Demand::Any)
}

/// With the user, whose codes must not outlive them. Not together with other statements on a code of
/// the same user.
pub fn delete_all(pool: i64, sub: Sub) -> Statement {
    let params = vec![pool.into(), sub.0.into()];
    change("code.delete", pool, sub, 0, DELETE_ALL, params, Demand::Any)
}

/// Is there anything for [`delete_expired`] to do?
pub async fn any_expired(store: &Store, bucket: i64, before_ms: i64) -> Result<bool, Error> {
    let params = vec![bucket.into(), before_ms.into()];
    Ok(!store.scan(Query { sql: ANY_EXPIRED, params }).await?.is_empty())
}

/// Removes about [`SWEEP_ROWS_MAX`] codes of the bucket that expired before `before_ms`, the oldest
/// ones, and those that expired in the same millisecond as the last of them.
pub fn delete_expired(bucket: i64, before_ms: i64) -> Statement {
    Statement {
        name: "code.delete_expired",
        table: Table::Code,
        key: bucket.to_be_bytes().to_vec(),
        sql: DELETE_EXPIRED,
        params: vec![bucket.into(), before_ms.into(), SWEEP_ROWS_MAX.into()],
        demand: Demand::Any,
    }
}

/// Under whose id codes of a name that nobody has are kept: they are written and read like anybody's,
/// so that asking tells nobody who exists (CT-2). `mac`: the name's own, of which no first half is a
/// `sub`. Such codes expire with the others.
pub fn home_of_name(mac: [u8; 32]) -> Sub {
    let mut home = [0; 16];
    home.copy_from_slice(&mac[..16]);
    Sub(home)
}

/// Is this what stands for a name? A `sub` is a UUID of version 4, the MAC of a name says 15.
pub fn is_home_of_name(sub: Sub) -> bool {
    sub.0[6] >> 4 == 0xF
}

/// Ids are random, so their last byte spreads evenly.
fn bucket_of(id: [u8; 16]) -> i64 {
    i64::from(id[15]) % BUCKETS
}

fn key_params(pool: i64, sub: Sub, purpose: i64) -> [Param; 3] {
    [pool.into(), sub.0.into(), purpose.into()]
}

fn change(
    name: &'static str,
    pool: i64,
    sub: Sub,
    purpose: i64,
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(pool, &[&sub.0, &purpose.to_be_bytes()]);
    Statement { name, table: Table::Code, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn expired_codes_are_found_by_index() {
        for sql in [ANY_EXPIRED, DELETE_EXPIRED] {
            let plan = plan::of(sql);
            assert!(plan[0].ends_with("code_by_expiry (bucket=? AND expires<?)"), "{plan:?}");
        }
    }
}
