//! Backup and restore between the engines, and what they refuse.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use cognate_store::backup::{Done, Progress, silent};
use cognate_store::batch::{Batch, Demand, Statement, Table};
use cognate_store::config::Config;
use cognate_store::statement::{Param, Query};
use cognate_store::{Error, Store};

use crate::harness::*;
use crate::scratch::Scratch;

const ROWS: i64 = 1234;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_either_engine_restores_into_either() {
    for from_postgres in [false, true] {
        let scratch = Scratch::new();
        let (source, file) = (config(from_postgres, &scratch), scratch.path().join("backup"));
        let store = filled(source).await;
        let (progress, seen) = recording();
        store.backup(&file, progress).await.unwrap();
        ends_complete(&seen);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let wanted = contents(&store).await;
        for into_postgres in [false, true] {
            let scratch = Scratch::new();
            let (progress, seen) = recording();
            let target = config(into_postgres, &scratch);
            let restored = Store::restore(target, &file, progress).await.unwrap();
            ends_complete(&seen);
            assert_eq!(contents(&restored).await, wanted, "{from_postgres} to {into_postgres}");
            assert_eq!(epoch(&restored).await, 1);
            // Who was running then is not running now.
            assert_eq!(count(&restored, "SELECT count(*) FROM node").await, 0);
            committed(&restored, batch([make("new", -1, 1)])).await;
        }
        // A backup of a restored store raises the epoch again (OTP-11).
        let (again, scratch) = (scratch.path().join("again"), Scratch::new());
        let restored = Store::restore(sqlite(&scratch), &file, silent()).await.unwrap();
        restored.backup(&again, silent()).await.unwrap();
        let scratch = Scratch::new();
        let restored = Store::restore(sqlite(&scratch), &again, silent()).await.unwrap();
        assert_eq!(epoch(&restored).await, 2);
        restored.close().await;
        Store::open(sqlite(&scratch)).await.unwrap();
    }
}

/// Both numbers move in one batch; a backup taken meanwhile must have them equal.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_is_one_moment_of_a_store_in_use() {
    each(async |store: Store| {
        let scratch = Scratch::new();
        committed(&store, batch([make("a", 1, 0), make("b", 2, 0)])).await;
        for n in 0..50 {
            committed(&store, batch([blob(n, 40_000)])).await;
        }
        let writer = store.clone();
        let writing = tokio::spawn(async move {
            for n in 0.. {
                let both = [step("1", 1, n, n + 1), step("2", 2, n, n + 1), blob(100 + n, 5000)];
                committed(&writer, batch(both)).await;
            }
        });
        for n in 0..3 {
            let file = scratch.path().join(format!("backup-{n}"));
            store.backup(&file, silent()).await.unwrap();
            let copy = rusqlite::Connection::open(file).unwrap();
            let numbers = "SELECT min(n), max(n) FROM user_count";
            let (low, high): (i64, i64) =
                copy.query_row(numbers, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            let blobs = "SELECT count(*) - 50 FROM credential_old";
            let blobs: i64 = copy.query_row(blobs, [], |row| row.get(0)).unwrap();
            assert_eq!((low, low), (high, blobs));
            let sound: String =
                copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(sound, "ok");
        }
        writing.abort();
        assert!(number(&store, 1).await > Some(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restore_wants_an_empty_store() {
    let (scratch, file) = backup_file().await;
    for postgres in [false, true] {
        let target = config(postgres, &scratch);
        let store = Store::open(target.clone()).await.unwrap();
        committed(&store, batch([make("a", 1, 1)])).await;
        store.close().await;
        match Store::restore(target.clone(), &file, silent()).await.err() {
            Some(Error::NotEmpty(table)) => assert_eq!(table, "user_count"),
            other => panic!("{other:?}"),
        }
        let store = Store::open(target.clone()).await.unwrap();
        assert_eq!(number(&store, 1).await, Some(1));
        store.reset().await.unwrap();
        store.close().await;
        Store::restore(target, &file, silent()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_restored_store_is_refused_and_can_be_restored_again() {
    let (scratch, file) = backup_file().await;
    for postgres in [false, true] {
        let target = config(postgres, &scratch);
        let store = Store::open(target.clone()).await.unwrap();
        let sql = "INSERT INTO meta (name, value) VALUES ($1, $1)";
        let mark = vec![b"restoring".as_slice().into()];
        committed(&store, batch([make("a", -7, 1), statement("m", sql, mark, Demand::Any)])).await;
        store.close().await;
        let opened = Store::open(target.clone()).await;
        assert!(matches!(opened.err(), Some(Error::HalfRestored)));
        let store = Store::restore(target.clone(), &file, silent()).await.unwrap();
        assert_eq!(number(&store, -7).await, None);
        store.close().await;
        Store::open(target).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_will_not_do_are_refused() {
    let (scratch, file) = backup_file().await;
    let fresh = || config(true, &scratch);
    let is_refused = async |path: &Path| {
        let refused = Store::restore(fresh(), path, silent()).await;
        assert!(matches!(refused.err(), Some(Error::BackupFile { .. })), "{path:?}");
    };
    is_refused(&scratch.path().join("absent")).await;
    let text = scratch.path().join("text");
    std::fs::write(&text, "not a database, and longer than a header would be".repeat(9)).unwrap();
    is_refused(&text).await;
    let other = scratch.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    is_refused(&other).await;

    let copy = rusqlite::Connection::open(&file).unwrap();
    copy.execute("INSERT INTO schema_version (version) VALUES (99)", []).unwrap();
    drop(copy);
    let newer = Store::restore(fresh(), &file, silent()).await;
    assert!(matches!(newer.err(), Some(Error::NewerSchema { found: 99, .. })));

    each(async |store: Store| {
        let taken = store.backup(&text, silent()).await;
        assert!(matches!(taken, Err(Error::BackupFile { .. })));
        let nowhere = store.backup(&scratch.path().join("no/such/dir"), silent()).await;
        assert!(matches!(nowhere, Err(Error::BackupFile { .. })));
    })
    .await;
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("not a database"));
}

fn config(postgres: bool, scratch: &Scratch) -> Config {
    if postgres { crate::harness::postgres() } else { sqlite(scratch) }
}

async fn backup_file() -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    let file = scratch.path().join("backup");
    let elsewhere = Scratch::new();
    filled(sqlite(&elsewhere)).await.backup(&file, silent()).await.unwrap();
    (scratch, file)
}

/// Rows with every kind of value, among them more than one chunk of one table.
async fn filled(config: Config) -> Store {
    let store = Store::open(config).await.unwrap();
    let mut numbers = Batch::new();
    for n in 0..ROWS {
        numbers.push(make("n", n, i64::MAX - n));
    }
    committed(&store, numbers).await;
    committed(&store, batch([blob(1, 5000), blob(2, 0)])).await;
    for (sub, email) in [([1_u8; 16], None), ([2; 16], Some(b"a@b".to_vec()))] {
        let sql = "INSERT INTO users (pool, sub, username, status, enabled, version, epoch, created,
            modified, email, phone, preferred_username, email_verified, phone_verified, attributes,
            credential, groups, factors, fold_version)
            VALUES (1, $1, 'Grüße', 1, 1, 1, 1, 1, 1, $2, NULL, NULL, 0, 0, '{\"a\":\"b\"}', $2, $1, NULL, 1)";
        let params: Vec<Param> = vec![sub.into(), email.into()];
        committed(&store, batch([statement("user", sql, params, Demand::Touches(1))])).await;
    }
    let sql = "INSERT INTO node (id, started, heartbeat, address) VALUES ($1, 1, 1, 'here')";
    let params: Vec<Param> = vec![[9_u8; 16].into()];
    let (name, table, key, demand) = ("node", Table::Node, Vec::new(), Demand::Touches(1));
    committed(&store, batch([Statement { name, table, key, sql, params, demand }])).await;
    store
}

fn blob(n: i64, bytes: usize) -> Statement {
    let sql =
        "INSERT INTO credential_old (pool, sub, n, sealed, created) VALUES (1, $2, $1, $3, 0)";
    let params = vec![n.into(), [1; 16].into(), vec![7_u8; bytes].into()];
    Statement {
        key: n.to_be_bytes().to_vec(),
        ..statement("blob", sql, params, Demand::Touches(1))
    }
}

async fn contents(store: &Store) -> Vec<Vec<Vec<Option<Param>>>> {
    let mut tables = Vec::new();
    for sql in [
        "SELECT pool, slot, n FROM user_count ORDER BY slot",
        "SELECT pool, sub, n, sealed, created FROM credential_old ORDER BY n",
        "SELECT pool, sub, username, email, phone, attributes, credential, groups, factors FROM users ORDER BY sub",
    ] {
        let rows = store.scan(Query { sql, params: Vec::new() }).await.unwrap();
        let plain = |param: Param| match param {
            Param::Null(_) => None,
            value => Some(value),
        };
        tables.push(rows.into_iter().map(|row| row.0.into_iter().map(plain).collect()).collect());
    }
    assert_eq!(tables.iter().map(Vec::len).collect::<Vec<_>>(), [ROWS as usize, 2, 2]);
    tables
}

async fn epoch(store: &Store) -> i64 {
    let sql = "SELECT value FROM meta WHERE name = $1";
    let params = vec![b"store_epoch".as_slice().into()];
    let rows = store.read(Query { sql, params }).await.unwrap();
    i64::from_be_bytes(rows[0].bytes(0).unwrap().try_into().unwrap())
}

fn recording() -> (Progress, Arc<Mutex<Vec<Done>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = seen.clone();
    (Box::new(move |done| noted.lock().unwrap().push(done)), seen)
}

fn ends_complete(seen: &Mutex<Vec<Done>>) {
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|done| done.done <= done.total));
    assert!(seen.last().is_some_and(|done| done.done == done.total && done.total > 0), "{seen:?}");
}
