//! `lease`: which node works on which partition of jobs and outbox, and until when.
//!
//! `fence` rises with each change of owner. An effect carries [`check_fence`], so that a node that
//! lost its lease while it slept changes nothing.

use crate::batch::{Demand, Statement, Table};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

pub const PARTITIONS: i64 = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub partition: i64,
    /// The node's id.
    pub owner: [u8; 16],
    pub fence: i64,
    /// Milliseconds since the epoch. 0: released.
    pub until: i64,
}

const ALL: &str = "SELECT partition, owner, fence, until FROM lease ORDER BY partition";

const FIND: &str = "SELECT partition, owner, fence, until FROM lease WHERE partition = $1";

const TRY_TAKE: &str = "INSERT INTO lease (partition, owner, fence, until) VALUES ($1, $2, 1, $3)
    ON CONFLICT (partition) DO UPDATE
    SET owner = excluded.owner, fence = lease.fence + 1, until = excluded.until
    WHERE lease.until < $4";

const RENEW_ALL: &str = "UPDATE lease SET until = $1 WHERE owner = $2 AND until > 0";

const RENEW: &str =
    "UPDATE lease SET until = $1 WHERE partition = $2 AND owner = $3 AND fence = $4";

const CHECK_FENCE: &str = "SELECT 1 FROM lease WHERE partition = $1 AND fence = $2";

/// At most [`PARTITIONS`] rows; a partition that nobody ever took has none.
pub async fn all(store: &Store) -> Result<Vec<Lease>, Error> {
    super::many(store, Query { sql: ALL, params: vec![] }, from_row).await
}

pub async fn find(store: &Store, partition: i64) -> Result<Option<Lease>, Error> {
    let query = Query { sql: FIND, params: vec![partition.into()] };
    super::one(store, query, from_row).await
}

pub fn from_row(row: &Row) -> Result<Lease, WrongColumn> {
    Ok(Lease { partition: row.int(0)?, owner: row.id(1)?, fence: row.int(2)?, until: row.int(3)? })
}

/// Takes a free or expired partition and raises its fence, which [`find`] then tells; unmet as
/// `lease.free` while somebody holds it.
pub fn try_take(partition: i64, owner: [u8; 16], now: i64, until: i64) -> Statement {
    Statement {
        name: "lease.free",
        table: Table::Lease,
        key: place(partition),
        sql: TRY_TAKE,
        params: vec![partition.into(), owner.into(), until.into(), now.into()],
        demand: Demand::Touches(1),
    }
}

/// Unmet as `lease.held` when somebody else has taken the partition.
pub fn renew(partition: i64, owner: [u8; 16], fence: i64, until: i64) -> Statement {
    Statement {
        name: "lease.held",
        table: Table::Lease,
        key: place(partition),
        sql: RENEW,
        params: vec![until.into(), partition.into(), owner.into(), fence.into()],
        demand: Demand::Touches(1),
    }
}

/// Renews everything the node still holds, in one statement. Read [`all`] for what that is.
pub fn renew_all(owner: [u8; 16], until: i64) -> Statement {
    Statement {
        name: "lease.renew_all",
        table: Table::Lease,
        key: Vec::new(),
        sql: RENEW_ALL,
        params: vec![until.into(), owner.into()],
        demand: Demand::Any,
    }
}

/// At shutdown; nothing happens when the lease is lost already.
pub fn release(partition: i64, owner: [u8; 16], fence: i64) -> Statement {
    Statement { demand: Demand::Any, name: "lease.release", ..renew(partition, owner, fence, 0) }
}

/// Unmet as `lease.fence` when the partition has changed hands.
pub fn check_fence(partition: i64, fence: i64) -> Statement {
    Statement {
        name: "lease.fence",
        table: Table::Lease,
        key: place(partition),
        sql: CHECK_FENCE,
        params: vec![partition.into(), fence.into()],
        demand: Demand::Finds(1),
    }
}

fn place(partition: i64) -> Vec<u8> {
    partition.to_be_bytes().to_vec()
}
