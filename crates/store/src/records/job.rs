//! `job`: resumable work (deleting a pool, sweeping a user's leftovers), by partition and due time.
//!
//! A job's row remembers the fence of the last node that wrote it; a node with an older fence
//! changes nothing more.

use crate::batch::{Demand, Statement, Table};
use crate::records::lease::PARTITIONS;
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: [u8; 16],
    pub partition: i64,
    /// What to do; the runner's own numbering.
    pub kind: i64,
    /// JSON: what is needed to go on.
    pub state: String,
    /// Not before this time, milliseconds since the epoch.
    pub due: i64,
    pub created: i64,
    /// Failed attempts since the last progress.
    pub tries: i64,
    pub fence: i64,
}

macro_rules! columns {
    () => {
        "id, partition, kind, state, due, created, tries, fence"
    };
}

const INSERT: &str =
    concat!("INSERT INTO job (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

const DUE: &str = concat!("SELECT ", columns!(), " FROM job WHERE due <= $1 ORDER BY due LIMIT $2");

const FIND: &str = concat!("SELECT ", columns!(), " FROM job WHERE id = $1");

const CHECK: &str = "SELECT 1 FROM job WHERE id = $1";

const SAVE: &str = "UPDATE job SET state = $1, due = $2, tries = 0, fence = $3
    WHERE id = $4 AND fence <= $3";

const POSTPONE: &str = "UPDATE job SET due = $1, tries = tries + 1, fence = $2
    WHERE id = $3 AND fence <= $2";

const FINISH: &str = "DELETE FROM job WHERE id = $1 AND fence <= $2";

/// The partition of a job with this random id.
pub fn partition_of(id: [u8; 16]) -> i64 {
    i64::from(id[0]) % PARTITIONS
}

pub async fn find(store: &Store, id: [u8; 16]) -> Result<Option<Job>, Error> {
    super::one(store, Query { sql: FIND, params: vec![id.into()] }, from_row).await
}

/// The jobs of all partitions that are due, most overdue first.
pub async fn due(store: &Store, now: i64, limit: i64) -> Result<Vec<Job>, Error> {
    let params = vec![now.into(), limit.into()];
    super::many(store, Query { sql: DUE, params }, from_row).await
}

pub fn from_row(row: &Row) -> Result<Job, WrongColumn> {
    Ok(Job {
        id: row.id(0)?,
        partition: row.int(1)?,
        kind: row.int(2)?,
        state: row.text(3)?.to_owned(),
        due: row.int(4)?,
        created: row.int(5)?,
        tries: row.int(6)?,
        fence: row.int(7)?,
    })
}

/// Unmet as `job.absent` when the id is in use.
pub fn insert(job: &Job) -> Statement {
    Statement {
        name: "job.absent",
        table: Table::Job,
        key: job.id.to_vec(),
        sql: INSERT,
        params: vec![
            job.id.into(),
            job.partition.into(),
            job.kind.into(),
            job.state.as_str().into(),
            job.due.into(),
            job.created.into(),
            job.tries.into(),
            job.fence.into(),
        ],
        demand: Demand::Touches(1),
    }
}

/// What [`check_absent`] is unmet as.
pub const PRESENT: &str = "job.present";

/// No such job waits or is at work; unmet as [`PRESENT`].
pub fn check_absent(id: [u8; 16]) -> Statement {
    Statement { name: PRESENT, demand: Demand::Finds(0), ..change(id, CHECK, vec![id.into()]) }
}

/// Progress, in the batch that made it; unmet as `job.fence` when a newer owner has written.
pub fn save(id: [u8; 16], state: &str, due: i64, fence: i64) -> Statement {
    change(id, SAVE, vec![state.into(), due.into(), fence.into(), id.into()])
}

/// After a failure: not before `due`, one more try counted. Unmet as `job.fence`.
pub fn postpone(id: [u8; 16], due: i64, fence: i64) -> Statement {
    change(id, POSTPONE, vec![due.into(), fence.into(), id.into()])
}

/// Unmet as `job.fence`.
pub fn finish(id: [u8; 16], fence: i64) -> Statement {
    change(id, FINISH, vec![id.into(), fence.into()])
}

fn change(id: [u8; 16], sql: &'static str, params: Vec<crate::statement::Param>) -> Statement {
    Statement {
        name: "job.fence",
        table: Table::Job,
        key: id.to_vec(),
        sql,
        params,
        demand: Demand::Touches(1),
    }
}
