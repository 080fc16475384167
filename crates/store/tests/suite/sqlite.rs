//! What is special about the embedded engine.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use cognate_store::batch::{Demand, Outcome, Statement};
use cognate_store::config::{Config, SqliteConfig};
use cognate_store::{Error, Store};
use tokio::task::JoinSet;

use crate::harness::*;
use crate::scratch::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_refused_and_told_who_holds_the_directory() {
    let scratch = Scratch::new();
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    match Store::open(sqlite(&scratch)).await.err() {
        Some(Error::Held { pid, .. }) => assert_eq!(pid, std::process::id().to_string()),
        other => panic!("{other:?}"),
    }
    let lock = scratch.path().join("data/cognate.lock");
    let another = || Command::new("flock").arg("-n").arg(&lock).arg("true").status().unwrap();
    assert!(!another().success());
    store.close().await;
    assert!(another().success());
    assert!(matches!(store.read(anything()).await, Err(Error::Closed)));
    assert!(matches!(store.scan(anything()).await, Err(Error::Closed)));
    assert!(matches!(store.write(batch([make("a", 1, 1)])).await, Err(Error::Closed)));
    Store::open(sqlite(&scratch)).await.unwrap();
}

fn anything() -> cognate_store::statement::Query {
    cognate_store::statement::Query { sql: "SELECT 1", params: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_there_after_closing_and_after_dropping() {
    let scratch = Scratch::new();
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    store.close().await;
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    assert_eq!(number(&store, 1).await, Some(1));
    committed(&store, batch([step("a", 1, 1, 2)])).await;
    drop(store);
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    assert_eq!(number(&store, 1).await, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_may_look() {
    let scratch = Scratch::new();
    let dir = scratch.path().join("data");
    std::fs::create_dir(&dir).unwrap();
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    let files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|file| file.unwrap()).collect();
    assert!(files.len() >= 4, "database, log, its index and the lock");
    for file in files {
        assert_eq!(mode(&file.path()), 0o600, "{file:?}");
    }
}

fn blob(n: i64, bytes: usize) -> Statement {
    let sql =
        "INSERT INTO credential_old (pool, sub, n, sealed, created) VALUES (1, $2, $1, $3, 0)";
    let params = vec![n.into(), [1; 16].into(), vec![7_u8; bytes].into()];
    statement("blob", sql, params, Demand::Touches(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn st_6_a_full_disk_fails_writes_cleanly_and_is_recovered_from_without_restart() {
    let scratch = Scratch::new();
    let config = SqliteConfig {
        file_bytes_max: Some(1024 * 1024),
        ..SqliteConfig::throw_away(scratch.path().join("data"))
    };
    let store = Store::open(Config::Sqlite(config)).await.unwrap();
    committed(&store, batch([make("a", 1, 0)])).await;
    let mut written = 0;
    let full = loop {
        // The small change shares the fate of the large one.
        match store.write(batch([blob(written, 100_000), step("b", 1, written, written + 1)])).await
        {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, Error::DiskFull), "{full}");
    assert!((5..12).contains(&written), "{written}");
    assert_eq!(number(&store, 1).await, Some(written));
    assert_eq!(count(&store, "SELECT count(*) FROM credential_old").await, written);
    let sweep = statement("sweep", "DELETE FROM credential_old", Vec::new(), Demand::Any);
    committed(&store, batch([sweep])).await;
    committed(&store, batch([blob(0, 100_000), step("b", 1, written, 0)])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_said_at_once_and_the_rest_is_written() {
    let scratch = Scratch::new();
    let config = SqliteConfig {
        queue_batches_max: 2,
        ..SqliteConfig::throw_away(scratch.path().join("data"))
    };
    let store = Store::open(Config::Sqlite(config)).await.unwrap();
    let mut tasks = JoinSet::new();
    for n in 0..500 {
        let store = store.clone();
        tasks.spawn(async move { store.write(batch([blob(n, 20_000)])).await });
    }
    let outcomes = tasks.join_all().await;
    let written = outcomes.iter().filter(|o| matches!(o, Ok(Outcome::Committed))).count();
    let busy = outcomes.iter().filter(|o| matches!(o, Err(Error::Busy))).count();
    assert_eq!(written + busy, 500);
    assert!(written > 0 && busy > 0, "{written} written, {busy} busy");
    let found = count(&store, "SELECT count(*) FROM credential_old").await;
    assert_eq!(found, written as i64);
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_alone_do_not_wait_for_who_writes() {
    let scratch = Scratch::new();
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    let other = rusqlite::Connection::open(scratch.path().join("data/cognate.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE user_count SET n = 2").unwrap();
    committed(&store, batch([is("a", 1, 1)])).await;
    committed(&store, batch([is("a", 1, 1), check("b", 2, 0)])).await;
    unmet(&store, batch([is("a", 1, 2)]), "a").await;
    other.execute_batch("COMMIT").unwrap();
    committed(&store, batch([is("a", 1, 2)])).await;
    let visitor = Store::visit(sqlite(&scratch)).await.unwrap();
    assert!(matches!(visitor.write(batch([is("a", 1, 2)])).await, Err(Error::Closed)));
    store.close().await;
    assert!(matches!(store.write(batch([is("a", 1, 2)])).await, Err(Error::Closed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn st_4_a_newer_schema_is_refused() {
    let scratch = Scratch::new();
    Store::open(sqlite(&scratch)).await.unwrap().close().await;
    let file = scratch.path().join("data/cognate.db");
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute("INSERT INTO schema_version (version) VALUES (99)", []).unwrap();
    drop(other);
    match Store::open(sqlite(&scratch)).await.err() {
        Some(Error::NewerSchema { found: 99, known }) => assert!(known < 99),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_called_damaged() {
    let scratch = Scratch::new();
    Store::open(sqlite(&scratch)).await.unwrap().close().await;
    std::fs::write(scratch.path().join("data/cognate.db"), vec![b'x'; 8192]).unwrap();
    assert!(matches!(Store::open(sqlite(&scratch)).await.err(), Some(Error::Corrupt(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_carried_over_and_used_again() {
    let scratch = Scratch::new();
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    // 40 MB through a log that is carried over every 8 MiB.
    for n in 0..400 {
        committed(&store, batch([blob(n, 100_000)])).await;
    }
    let log = scratch.path().join("data/cognate.db-wal").metadata().unwrap().len();
    assert!((8 << 20..12 << 20).contains(&log), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_reads_and_backs_up_beside_the_process_that_serves() {
    let scratch = Scratch::new();
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    let visitor = Store::visit(sqlite(&scratch)).await.unwrap();
    committed(&store, batch([step("a", 1, 1, 2)])).await;
    assert_eq!(number(&visitor, 1).await, Some(2));
    assert!(matches!(visitor.write(batch([step("a", 1, 2, 3)])).await, Err(Error::Closed)));
    let file = scratch.path().join("backup");
    visitor.backup(&file, cognate_store::backup::silent()).await.unwrap();
    drop(visitor);
    committed(&store, batch([step("a", 1, 2, 3)])).await;
    store.close().await;
    // Nobody serves.
    let visitor = Store::visit(sqlite(&scratch)).await.unwrap();
    assert_eq!(number(&visitor, 1).await, Some(3));
}
