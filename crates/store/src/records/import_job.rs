//! `import_job` and `import_run`: imports of users from files, of which one per pool runs.

use cognate_domain::Map;
use cognate_domain::import::State;

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query, Row, WrongColumn};
use crate::{Error, Store};

#[derive(Clone, Debug, PartialEq)]
pub struct ImportJob {
    pub pool: i64,
    /// Begins with the time of creation, turned, so that the newest comes first.
    pub id: [u8; 16],
    pub state: State,
    /// What it was created with, under AWS's names.
    pub document: Map,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub started: Option<i64>,
    pub completed: Option<i64>,
    /// The complete upload, if there is one, and the size of its file.
    pub upload: Option<[u8; 16]>,
    pub file_bytes: i64,
    pub file_lines: i64,
    pub imported: i64,
    pub skipped: i64,
    pub failed: i64,
    /// `CompletionMessage`
    pub message: Option<String>,
    /// How far the file is read; the runner's own JSON, empty before it has begun.
    pub progress: String,
    pub version: i64,
}

/// What `Unmet` says when the job is not as read.
pub const MOVED: &str = "import_job.version";
/// What `Unmet` says when an import of the pool runs already.
pub const RUNNING: &str = "import_run.absent";

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT pool, id, state, document, created, started, completed, upload, file_bytes,
                    file_lines, imported, skipped, failed, message, progress, version
             FROM import_job ",
            $where
        )
    };
}

const FIND: &str = select!("WHERE pool = $1 AND id = $2");
const PAGE: &str = select!("WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3");
const OLDEST_ENDED: &str = select!("WHERE pool = $1 AND state >= $2 ORDER BY id DESC LIMIT 1");

const COUNT: &str = "SELECT count(*) FROM (
    SELECT 1 AS one FROM import_job WHERE pool = $1 LIMIT $2) AS counted";

const INSERT: &str = "INSERT INTO import_job
    (pool, id, state, document, created, started, completed, upload, file_bytes, file_lines,
     imported, skipped, failed, message, progress, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

const UPDATE: &str = "UPDATE import_job
    SET state = $1, started = $2, completed = $3, upload = $4, file_bytes = $5, file_lines = $6,
        imported = $7, skipped = $8, failed = $9, message = $10, progress = $11,
        version = version + 1
    WHERE pool = $12 AND id = $13 AND version = $14";

const DELETE: &str = "DELETE FROM import_job WHERE pool = $1 AND id = $2 AND version = $3";

const RUN: &str = "INSERT INTO import_run (pool, job) VALUES ($1, $2)";
const RUNS: &str = "SELECT 1 FROM import_run WHERE pool = $1";
const END_RUN: &str = "DELETE FROM import_run WHERE pool = $1 AND job = $2";

pub async fn find(store: &Store, pool: i64, id: [u8; 16]) -> Result<Option<ImportJob>, Error> {
    one(store, Query { sql: FIND, params: vec![pool.into(), id.into()] }, from_row).await
}

/// The pool's jobs after an id (`None`: from the newest), newest first.
pub async fn page(
    store: &Store,
    pool: i64,
    after: Option<[u8; 16]>,
    limit: i64,
) -> Result<Vec<ImportJob>, Error> {
    let after = after.map_or(Vec::new(), Vec::from);
    let params = vec![pool.into(), after.into(), limit.into()];
    many(store, Query { sql: PAGE, params }, from_row).await
}

/// How many jobs a pool has, counted up to `limit`.
pub async fn count(store: &Store, pool: i64, limit: i64) -> Result<i64, Error> {
    let query = Query { sql: COUNT, params: vec![pool.into(), limit.into()] };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// The oldest job that has come to an end.
pub async fn oldest_ended(store: &Store, pool: i64) -> Result<Option<ImportJob>, Error> {
    let params = vec![pool.into(), State::Expired.code().into()];
    let rows = many(store, Query { sql: OLDEST_ENDED, params }, from_row).await?;
    Ok(rows.into_iter().next())
}

pub fn from_row(row: &Row) -> Result<ImportJob, WrongColumn> {
    let upload = row.opt_bytes(7)?.map(<[u8; 16]>::try_from).transpose();
    Ok(ImportJob {
        pool: row.int(0)?,
        id: row.id(1)?,
        state: State::from_code(row.int(2)?).ok_or(WrongColumn(2))?,
        document: serde_json::from_str(row.text(3)?).map_err(|_| WrongColumn(3))?,
        created: row.int(4)?,
        started: row.opt_int(5)?,
        completed: row.opt_int(6)?,
        upload: upload.map_err(|_| WrongColumn(7))?,
        file_bytes: row.int(8)?,
        file_lines: row.int(9)?,
        imported: row.int(10)?,
        skipped: row.int(11)?,
        failed: row.int(12)?,
        message: row.opt_text(13)?.map(str::to_owned),
        progress: row.text(14)?.to_owned(),
        version: row.int(15)?,
    })
}

/// Same batch: `user_pool::check_live`.
pub fn insert(new: &ImportJob) -> Statement {
    let mut params: Vec<Param> = vec![
        new.pool.into(),
        new.id.into(),
        new.state.code().into(),
        super::json(&new.document),
        new.created.into(),
    ];
    let [state, rest @ ..] = changing(new);
    drop(state);
    params.extend(rest);
    params.push(new.version.into());
    change("import_job.absent", new.pool, new.id, INSERT, params)
}

/// Everything that changes; unmet as [`MOVED`].
pub fn update(after: &ImportJob, seen_version: i64) -> Statement {
    let mut params: Vec<Param> = changing(after).into();
    params.extend([after.pool.into(), after.id.into(), seen_version.into()]);
    change(MOVED, after.pool, after.id, UPDATE, params)
}

/// Unmet as [`MOVED`]. Chunks are gone when a job has ended.
pub fn delete(seen: &ImportJob) -> Statement {
    let params = vec![seen.pool.into(), seen.id.into(), seen.version.into()];
    change(MOVED, seen.pool, seen.id, DELETE, params)
}

fn changing(job: &ImportJob) -> [Param; 11] {
    [
        job.state.code().into(),
        job.started.into(),
        job.completed.into(),
        job.upload.map(Vec::from).into(),
        job.file_bytes.into(),
        job.file_lines.into(),
        job.imported.into(),
        job.skipped.into(),
        job.failed.into(),
        job.message.clone().into(),
        job.progress.as_str().into(),
    ]
}

fn change(
    name: &'static str,
    pool: i64,
    id: [u8; 16],
    sql: &'static str,
    params: Vec<Param>,
) -> Statement {
    let key = super::place(pool, &[&id]);
    Statement { name, table: Table::ImportJob, key, sql, params, demand: Demand::Touches(1) }
}

/// This job is the pool's one that runs; unmet as [`RUNNING`].
pub fn run(pool: i64, job: [u8; 16]) -> Statement {
    run_change(pool, RUN, vec![pool.into(), job.into()], Demand::Touches(1))
}

/// Accompanies changes that an import must not meet; unmet as [`RUNNING`].
pub fn check_none_runs(pool: i64) -> Statement {
    run_change(pool, RUNS, vec![pool.into()], Demand::Finds(0))
}

/// The job runs no more.
pub fn end_run(pool: i64, job: [u8; 16]) -> Statement {
    run_change(pool, END_RUN, vec![pool.into(), job.into()], Demand::Any)
}

fn run_change(pool: i64, sql: &'static str, params: Vec<Param>, demand: Demand) -> Statement {
    let key = super::place(pool, &[]);
    Statement { name: RUNNING, table: Table::ImportRun, key, sql, params, demand }
}
