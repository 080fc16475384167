//! Backup to, and restore from, the common file format.

use deadpool_postgres::Object;
use futures_util::TryStreamExt;
use tokio::sync::mpsc;
use tokio_postgres::types::ToSql;

use super::Inner;
use super::fault::error;
use super::value::{borrowed, row};
use super::write::discard;
use crate::backup::target::Target;
use crate::backup::{CHUNK_ROWS, Chunk, Done, Progress};
use crate::error::Error;
use crate::migrate::{KNOWN, tables};

/// All tables out of one snapshot, into the target, which a blocking thread fills.
pub(super) async fn backup(
    inner: &Inner,
    mut target: Target,
    progress: Progress,
) -> Result<(), Error> {
    let (chunks, mut received) = mpsc::channel::<Chunk>(2);
    let shapes = tokio::task::spawn_blocking(move || {
        target.migrate()?;
        let shapes = tables(KNOWN)
            .into_iter()
            .map(|table| target.columns(&table).map(|columns| (table, columns)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok::<_, Error>((target, shapes))
    });
    let (mut target, shapes) = shapes.await.map_err(|_| Error::Closed)??;
    let filling = tokio::task::spawn_blocking(move || {
        while let Some(chunk) = received.blocking_recv() {
            target.insert(&chunk)?;
        }
        Ok::<_, Error>(target)
    });
    let connection = inner.connection().await?;
    let copied = copy(&connection, shapes, chunks, progress).await;
    // Ends the transaction and forgets its settings, whatever happened.
    discard(connection);
    let target = filling.await.map_err(|_| Error::Closed)??;
    copied?;
    tokio::task::spawn_blocking(move || target.finish()).await.map_err(|_| Error::Closed)?
}

async fn copy(
    connection: &Object,
    shapes: Vec<(String, Vec<String>)>,
    chunks: mpsc::Sender<Chunk>,
    mut progress: Progress,
) -> Result<(), Error> {
    connection
        .batch_execute(
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
             BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        )
        .await
        .map_err(failed)?;
    let mut total = 0;
    for (table, _) in &shapes {
        let sql = format!("SELECT count(*) FROM {table}");
        let count: i64 = connection.query_one(&sql, &[]).await.map_err(failed)?.get(0);
        total += count as u64;
    }
    let mut done = 0;
    for (table, columns) in shapes {
        let sql = format!("SELECT {} FROM {table}", columns.join(", "));
        let none: [&(dyn ToSql + Sync); 0] = [];
        let stream = connection.query_raw(&sql, none).await.map_err(failed)?;
        let mut stream = std::pin::pin!(stream.try_chunks(CHUNK_ROWS));
        while let Some(found) = stream.try_next().await.map_err(|e| failed(e.1))? {
            let rows = found.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            done += rows.len() as u64;
            let (table, columns) = (table.clone(), columns.clone());
            // The receiver ends early only with an error of its own, which is reported instead.
            if chunks.send(Chunk { table, columns, rows }).await.is_err() {
                return Ok(());
            }
            progress(Done { done, total });
        }
    }
    Ok(())
}

/// All rows of the chunk in one transaction and one flush.
pub(super) async fn insert(connection: &mut Object, chunk: &Chunk) -> Result<(), Error> {
    let transaction = connection.transaction().await.map_err(failed)?;
    // The server takes the types from the columns: a NULL out of the file does not say what it is.
    let prepared = transaction.prepare_cached(&chunk.insert_sql()).await.map_err(failed)?;
    let params: Vec<_> = chunk.rows.iter().map(|row| borrowed(&row.0)).collect();
    let inserts = params.iter().map(|params| transaction.execute(&prepared, params));
    futures_util::future::try_join_all(inserts).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

fn failed(cause: tokio_postgres::Error) -> Error {
    error("transfer", &cause)
}
