//! Filling an empty store from a backup file, whichever the engine.
//!
//! The copy is many transactions, so a mark stands in `meta` while it lasts: a store that carries it
//! is refused for service, and the next restore empties it and starts again.

use tokio::sync::mpsc;

use super::Engine;
use crate::backup::source::Source;
use crate::backup::{Done, NOT_RESTORED, Progress};
use crate::batch::{Batch, Demand, Outcome, Statement, Table};
use crate::error::Error;
use crate::migrate::{RESTORING, tables};
use crate::statement::{Param, Query};

/// 8 bytes, big-endian; absent is 0. Raised by each restore (OTP-11).
const STORE_EPOCH: &[u8] = b"store_epoch";

pub(super) async fn is_half_done(engine: &Engine) -> Result<bool, Error> {
    Ok(meta(engine, RESTORING).await?.is_some())
}

pub(super) async fn fill(
    engine: &Engine,
    source: Source,
    mut progress: Progress,
) -> Result<(), Error> {
    let tables = tables(source.version);
    if is_half_done(engine).await? {
        engine.empty(&tables).await?;
    }
    for table in tables.iter().filter(|table| !NOT_RESTORED.contains(&table.as_str())) {
        if engine.has_rows(table).await? {
            return Err(Error::NotEmpty(table.clone()));
        }
    }
    must(engine, Batch::new().with(put_meta(RESTORING, Vec::new()))).await?;

    let total = source.rows_total()?;
    let (chunks, mut read) = mpsc::channel(2);
    let reading = tokio::task::spawn_blocking(move || {
        source.read(|chunk| chunks.blocking_send(chunk).map_err(|_| Error::Closed))
    });
    let mut done = 0;
    while let Some(chunk) = read.recv().await {
        done += chunk.rows.len() as u64;
        engine.insert(chunk).await?;
        progress(Done { done, total });
    }
    reading.await.map_err(|_| Error::Closed)??;

    let epoch = match meta(engine, STORE_EPOCH).await? {
        None => 0,
        Some(bytes) => i64::from_be_bytes(
            bytes.try_into().map_err(|_| Error::Corrupt("meta store_epoch".to_owned()))?,
        ),
    };
    let finish = Batch::new()
        .with(put_meta(STORE_EPOCH, (epoch + 1).to_be_bytes().to_vec()))
        .with(drop_meta(RESTORING));
    must(engine, finish).await
}

async fn meta(engine: &Engine, name: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT value FROM meta WHERE name = $1";
    let rows = engine.read(Query { sql, params: vec![name.into()] }).await?;
    Ok(rows.first().map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()?)
}

fn put_meta(name: &[u8], value: Vec<u8>) -> Statement {
    Statement {
        name: "restore.put",
        table: Table::Meta,
        key: name.to_vec(),
        sql: "INSERT INTO meta (name, value) VALUES ($1, $2)
              ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
        params: vec![name.into(), value.into()],
        demand: Demand::Touches(1),
    }
}

fn drop_meta(name: &[u8]) -> Statement {
    Statement {
        name: "restore.drop",
        table: Table::Meta,
        key: name.to_vec(),
        sql: "DELETE FROM meta WHERE name = $1",
        params: vec![Param::from(name)],
        demand: Demand::Touches(1),
    }
}

async fn must(engine: &Engine, batch: Batch) -> Result<(), Error> {
    match engine.write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(name) => {
            Err(Error::Corrupt(format!("{name}: somebody else writes into this store")))
        }
    }
}
