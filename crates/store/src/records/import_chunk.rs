//! `import_chunk`: the pieces of an uploaded file, sealed. Each upload has an id of its own, so that a
//! second one never mixes with the first.

use crate::batch::{Demand, Statement, Table};
use crate::records::{many, one};
use crate::statement::{Param, Query};
use crate::{Error, Store};

/// The length of every piece but the last, before it is sealed, in bytes.
pub const CHUNK_BYTES: usize = 128 * 1024;
/// Pieces that one sweeping statement may delete: about 5 ms of the writer's time.
pub const SWEEP_CHUNKS_MAX: i64 = 16;

/// A piece of one upload of one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub pool: i64,
    pub job: [u8; 16],
    pub upload: [u8; 16],
    pub n: i64,
}

const INSERT: &str =
    "INSERT INTO import_chunk (pool, job, upload, n, sealed) VALUES ($1, $2, $3, $4, $5)";

const FIND: &str = "SELECT sealed FROM import_chunk
    WHERE pool = $1 AND job = $2 AND upload = $3 AND n = $4";

const COUNT: &str = "SELECT count(*) FROM import_chunk
    WHERE pool = $1 AND job = $2 AND upload = $3";

const OTHERS: &str = "SELECT upload, n FROM import_chunk
    WHERE pool = $1 AND job = $2 AND upload <> $3 ORDER BY upload, n LIMIT $4";

const DELETE_OTHERS: &str = "DELETE FROM import_chunk
    WHERE pool = $1 AND job = $2 AND upload <> $3 AND (upload, n) <= ($4, $5)";

/// The sealed piece.
pub async fn find(store: &Store, key: Key) -> Result<Option<Vec<u8>>, Error> {
    let query = Query { sql: FIND, params: params(key).into() };
    one(store, query, |row| Ok(row.bytes(0)?.to_vec())).await
}

/// How many pieces of an upload are there.
pub async fn count(
    store: &Store,
    pool: i64,
    job: [u8; 16],
    upload: [u8; 16],
) -> Result<i64, Error> {
    let params = vec![pool.into(), job.into(), upload.into()];
    let query = Query { sql: COUNT, params };
    Ok(many(store, query, |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// Unmet as `import_chunk.absent`.
pub fn insert(key: Key, sealed: Vec<u8>) -> Statement {
    let mut params: Vec<Param> = params(key).into();
    params.push(sealed.into());
    Statement {
        name: "import_chunk.absent",
        table: Table::ImportChunk,
        key: super::place(key.pool, &[&key.job, &key.upload, &key.n.to_be_bytes()]),
        sql: INSERT,
        params,
        demand: Demand::Touches(1),
    }
}

/// The statement that removes the next pieces of a job, but those of the upload to `keep`; `None` when
/// there are none.
pub async fn sweep(
    store: &Store,
    pool: i64,
    job: [u8; 16],
    keep: Option<[u8; 16]>,
) -> Result<Option<Statement>, Error> {
    let mut params: Vec<Param> =
        vec![pool.into(), job.into(), keep.map_or(Vec::new(), Vec::from).into()];
    let page = [params.as_slice(), &[SWEEP_CHUNKS_MAX.into()]].concat();
    let rows = store.scan(Query { sql: OTHERS, params: page }).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    params.extend_from_slice(&last.0);
    Ok(Some(Statement {
        name: "import_chunk.any",
        table: Table::ImportChunk,
        key: super::place(pool, &[&job]),
        sql: DELETE_OTHERS,
        params,
        demand: Demand::Any,
    }))
}

fn params(key: Key) -> [Param; 4] {
    [key.pool.into(), key.job.into(), key.upload.into(), key.n.into()]
}
