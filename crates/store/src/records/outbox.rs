//! `outbox`: messages to deliver, written in the batch of what they are about, delivered after it.
//!
//! A message belongs to the partition that its id picks; whoever holds the partition's lease delivers it,
//! and carries `lease::check_fence` in the batches that delete or postpone. Messages of a deleted pool
//! need no sweeping: [`due`] says that they are not current, as it does when their code was replaced.

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};
use crate::records::{job, many};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: [u8; 16],
    pub pool: i64,
    /// `None` when the message is not to a user of the pool.
    pub sub: Option<Sub>,
    /// The code inside, if there is one.
    pub code: Option<Carried>,
    /// One of `code::medium`.
    pub channel: i64,
    /// Recipient and text, sealed under the pool's `outbox` key.
    pub sealed: Vec<u8>,
    /// Masked, for people.
    pub destination: String,
    /// Not before this time, milliseconds since the epoch.
    pub due: i64,
    pub created: i64,
    /// Of no use to the recipient from then on.
    pub expires: i64,
    /// Failed deliveries.
    pub tries: i64,
    /// What the last one failed of; no secrets.
    pub last_error: Option<String>,
}

/// Which code a message carries: out of date once the user has another of the purpose, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    pub id: [u8; 16],
    pub purpose: i64,
}

/// A message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub message: Message,
    /// False: delete it unread, its code is void or its pool is gone.
    pub current: bool,
}

/// A place in a partition's messages, which are in the order of their times and ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub due: i64,
    pub id: [u8; 16],
}

impl Place {
    /// Before every message: no time is before the epoch.
    pub const FIRST: Place = Place { due: -1, id: [0; 16] };

    pub fn of(message: &Message) -> Place {
        Place { due: message.due, id: message.id }
    }
}

/// A message as operators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: [u8; 16],
    pub pool: i64,
    pub channel: i64,
    pub destination: String,
    pub due: i64,
    pub created: i64,
    pub expires: i64,
    pub tries: i64,
    pub last_error: Option<String>,
}

macro_rules! columns {
    () => {
        "o.id, o.pool, o.sub, o.code, o.purpose, o.channel, o.sealed, o.destination, o.due,
         o.created, o.expires, o.tries, o.last_error"
    };
}

const COLUMNS: usize = 13;

/// The live code that the message carries, and its live pool. `$1`: the store's epoch.
macro_rules! with_currency {
    () => {
        " FROM outbox o
    LEFT JOIN code c ON c.pool = o.pool AND c.sub = o.sub AND c.purpose = o.purpose
        AND c.id = o.code AND c.store_epoch = $1
    LEFT JOIN user_pool p ON p.pool = o.pool AND p.state = 0"
    };
}

const INSERT: &str = "INSERT INTO outbox
    (id, partition, pool, sub, code, purpose, channel, sealed, destination, due, created, expires,
     tries, last_error)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

const DUE: &str = concat!(
    "SELECT ",
    columns!(),
    ", c.id, p.pool",
    with_currency!(),
    " WHERE o.partition = $2 AND o.due <= $3 AND (o.due, o.id) > ($4, $5)
    ORDER BY o.due, o.id LIMIT $6"
);

const THESE: &str = concat!(
    "SELECT ",
    columns!(),
    ", c.id, p.pool",
    with_currency!(),
    " WHERE o.id IN ($2, $3, $4, $5, $6, $7, $8, $9)"
);
/// How many ids [`THESE`] takes.
pub const THESE_MAX: usize = 8;

/// From partition to partition along the index: no more rows are read than there are partitions.
const PARTITIONS_DUE: &str = "WITH RECURSIVE waiting (at) AS (
        SELECT min(partition) FROM outbox
        UNION ALL
        SELECT (SELECT min(o.partition) FROM outbox o WHERE o.partition > waiting.at)
        FROM waiting WHERE waiting.at IS NOT NULL)
    SELECT at FROM waiting WHERE EXISTS (
        SELECT 1 FROM outbox o WHERE o.partition = waiting.at AND o.due <= $1)";

const CURRENCY: &str = concat!("SELECT o.code, c.id, p.pool", with_currency!(), " WHERE o.id = $2");

const PAGE: &str = "SELECT id, pool, channel, destination, due, created, expires, tries, last_error
    FROM outbox WHERE id > $1 ORDER BY id LIMIT $2";

const COUNT: &str = "SELECT count(*) FROM (SELECT 1 AS one FROM outbox LIMIT $1) AS counted";

const OLDEST: &str =
    "SELECT min(looked.created) FROM (SELECT created FROM outbox LIMIT $1) AS looked";

const DELETE: &str = "DELETE FROM outbox WHERE id = $1";

const POSTPONE: &str = "UPDATE outbox SET due = $1, tries = $2, last_error = $3 WHERE id = $4";

/// The partition of a message with this random id.
pub fn partition_of(id: [u8; 16]) -> i64 {
    job::partition_of(id)
}

/// The partition's messages behind `after` that are due, most overdue first, expired ones among them.
pub async fn due(
    store: &Store,
    partition: i64,
    after: Place,
    now: i64,
    store_epoch: i64,
    limit: i64,
) -> Result<Vec<Due>, Error> {
    let params = vec![
        store_epoch.into(),
        partition.into(),
        now.into(),
        after.due.into(),
        after.id.into(),
        limit.into(),
    ];
    many(store, Query { sql: DUE, params }, due_from_row).await
}

/// Those of up to [`THESE_MAX`] messages that are there, due or not, in no order.
pub async fn these(store: &Store, ids: &[[u8; 16]], store_epoch: i64) -> Result<Vec<Due>, Error> {
    let Some(last) = ids.last() else { return Ok(Vec::new()) };
    let filled = ids.iter().chain(std::iter::repeat(last)).take(THESE_MAX);
    let mut params = vec![store_epoch.into()];
    params.extend(filled.map(|id| Param::from(*id)));
    many(store, Query { sql: THESE, params }, due_from_row).await
}

fn due_from_row(row: &Row) -> Result<Due, WrongColumn> {
    let message = from_row(row)?;
    let current = is_current(message.code.is_some(), row, COLUMNS)?;
    Ok(Due { message, current })
}

/// The partitions in which a message is due, in one read: an idle node need not ask each of them.
pub async fn partitions_due(store: &Store, now: i64) -> Result<Vec<i64>, Error> {
    many(store, Query { sql: PARTITIONS_DUE, params: vec![now.into()] }, |row| row.int(0)).await
}

/// As [`Due::current`], again, right before the delivery of a message that had to wait for its turn.
/// False also when the message is gone.
pub async fn still_current(store: &Store, id: [u8; 16], store_epoch: i64) -> Result<bool, Error> {
    let query = Query { sql: CURRENCY, params: vec![store_epoch.into(), id.into()] };
    let found = super::one(store, query, |row| is_current(row.opt_bytes(0)?.is_some(), row, 1));
    Ok(found.await?.unwrap_or(false))
}

/// The id of the joined code and the key of the joined pool, from column `at` on.
fn is_current(carries_code: bool, row: &Row, at: usize) -> Result<bool, WrongColumn> {
    let code_lives = !carries_code || row.opt_bytes(at)?.is_some();
    Ok(code_lives && row.opt_int(at + 1)?.is_some())
}

/// The messages after an id (`None`: from the first), in the order of ids.
pub async fn page(
    store: &Store,
    after: Option<[u8; 16]>,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let params = vec![after.map_or(Vec::new(), Vec::from).into(), limit.into()];
    many(store, Query { sql: PAGE, params }, |row| {
        Ok(Waiting {
            id: row.id(0)?,
            pool: row.int(1)?,
            channel: row.int(2)?,
            destination: row.text(3)?.to_owned(),
            due: row.int(4)?,
            created: row.int(5)?,
            expires: row.int(6)?,
            tries: row.int(7)?,
            last_error: row.opt_text(8)?.map(str::to_owned),
        })
    })
    .await
}

/// How many messages wait, counted up to `limit`.
pub async fn count(store: &Store, limit: i64) -> Result<i64, Error> {
    let counts = many(store, Query { sql: COUNT, params: vec![limit.into()] }, |row| row.int(0));
    Ok(counts.await?.first().copied().unwrap_or(0))
}

/// When the oldest message was written; `None` when none waits. Looks at no more than `limit`.
pub async fn oldest(store: &Store, limit: i64) -> Result<Option<i64>, Error> {
    let found =
        many(store, Query { sql: OLDEST, params: vec![limit.into()] }, |row| row.opt_int(0));
    Ok(found.await?.first().copied().flatten())
}

pub fn from_row(row: &Row) -> Result<Message, WrongColumn> {
    let code = match (row.opt_bytes(3)?, row.opt_int(4)?) {
        (Some(_), Some(purpose)) => Some(Carried { id: row.id(3)?, purpose }),
        (None, None) => None,
        _ => return Err(WrongColumn(4)),
    };
    Ok(Message {
        id: row.id(0)?,
        pool: row.int(1)?,
        sub: row.opt_bytes(2)?.map(|_| super::sub(row, 2)).transpose()?,
        code,
        channel: row.int(5)?,
        sealed: row.bytes(6)?.to_vec(),
        destination: row.text(7)?.to_owned(),
        due: row.int(8)?,
        created: row.int(9)?,
        expires: row.int(10)?,
        tries: row.int(11)?,
        last_error: row.opt_text(12)?.map(str::to_owned),
    })
}

/// Unmet as `outbox.absent` when the id is in use: draw again.
pub fn insert(message: &Message) -> Statement {
    let params = vec![
        message.id.into(),
        partition_of(message.id).into(),
        message.pool.into(),
        message.sub.map(|sub| sub.0.to_vec()).into(),
        message.code.map(|code| code.id.to_vec()).into(),
        message.code.map(|code| code.purpose).into(),
        message.channel.into(),
        message.sealed.as_slice().into(),
        message.destination.as_str().into(),
        message.due.into(),
        message.created.into(),
        message.expires.into(),
        message.tries.into(),
        message.last_error.clone().into(),
    ];
    change("outbox.absent", message.id, INSERT, params, Demand::Touches(1))
}

/// Delivered, expired or out of date; nothing happens when it is gone.
pub fn delete(id: [u8; 16]) -> Statement {
    change("outbox.delete", id, DELETE, vec![id.into()], Demand::Any)
}

/// After a failed delivery: not before `due`. Nothing happens when the message is gone.
pub fn postpone(id: [u8; 16], due: i64, tries: i64, last_error: &str) -> Statement {
    let params = vec![due.into(), tries.into(), last_error.into(), id.into()];
    change("outbox.postpone", id, POSTPONE, params, Demand::Any)
}

fn change(
    name: &'static str,
    id: [u8; 16],
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    Statement { name, table: Table::Outbox, key: id.to_vec(), sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn due_messages_are_found_by_index() {
        let due = plan::of(DUE);
        let by_place = "(partition=? AND (due,id)>(?,?) AND due<?)";
        assert_eq!(due[0], format!("SEARCH o USING INDEX outbox_by_due {by_place}"));
        assert!(plan::points(&due[1..]), "{due:?}");
        assert!(plan::points(&plan::of(THESE)));
        assert!(plan::points(&plan::of(CURRENCY)));
        let partitions = plan::of(PARTITIONS_DUE);
        let by_index = |step: &&String| step.contains("outbox") || step.contains(" o ");
        for step in partitions.iter().filter(by_index) {
            assert!(step.contains("USING COVERING INDEX outbox_by_due"), "{partitions:?}");
        }
    }
}
