//! What is special about the engine for several nodes.

use std::time::Duration;

use cognate_store::config::{Config, PostgresConfig};
use cognate_store::{Error, Store};
use tokio::task::JoinSet;

use crate::concurrency::raise;
use crate::harness::*;
use crate::proxy::Proxy;

fn at(url: &str) -> Config {
    Config::Postgres(PostgresConfig::at(url))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_at_once_on_an_empty_database_all_succeed() {
    let url = cognate_pgtest::schema();
    let mut nodes = JoinSet::new();
    for node in 0..6 {
        let url = url.clone();
        nodes.spawn(async move {
            let store = Store::open(at(&url)).await.unwrap();
            committed(&store, batch([make("a", node, node)])).await;
            store.close().await;
            assert!(matches!(store.write(batch([make("a", 9, 9)])).await, Err(Error::Closed)));
        });
    }
    nodes.join_all().await;
    let store = Store::open(at(&url)).await.unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM user_count").await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_migration_is_taken_up_again() {
    let url = cognate_pgtest::schema();
    // Tables of a first try, no version noted.
    cognate_pgtest::execute(
        &url,
        "CREATE TABLE schema_version (version BIGINT NOT NULL, PRIMARY KEY (version));
         CREATE TABLE meta (name BYTEA NOT NULL, value BYTEA NOT NULL, PRIMARY KEY (name))",
    );
    let store = Store::open(at(&url)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn st_4_a_newer_schema_is_refused() {
    let url = cognate_pgtest::schema();
    Store::open(at(&url)).await.unwrap();
    cognate_pgtest::execute(&url, "INSERT INTO schema_version (version) VALUES (99)");
    match Store::open(at(&url)).await.err() {
        Some(Error::NewerSchema { found: 99, known }) => assert!(known < 99),
        other => panic!("{other:?}"),
    }
}

/// At SERIALIZABLE the server refuses what meets with 40001; the engine tries again by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn serialization_failures_are_retried_inside() {
    let url = cognate_pgtest::database();
    let name = url.rsplit('/').next().unwrap().split('?').next().unwrap();
    let strict = "SET default_transaction_isolation = 'serializable'";
    cognate_pgtest::execute(&url, &format!("ALTER DATABASE {name} {strict}"));
    let store = Store::open(at(&url)).await.unwrap();
    committed(&store, batch([make("a", 1, 0)])).await;
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let store = store.clone();
        tasks.spawn(async move {
            for _ in 0..4 {
                raise(&store, 1).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(number(&store, 1).await, Some(64));
    cognate_pgtest::execute(
        &url,
        "DO $$ BEGIN IF current_setting('transaction_isolation') <> 'serializable' THEN
         RAISE 'not serializable'; END IF; END $$",
    );
}

/// The rows that settle unknown outcomes are rewritten in place: nobody has to sweep them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_leave_no_traces_beyond_one_row_per_connection() {
    let url = cognate_pgtest::schema();
    let config = PostgresConfig { connections_max: 4, ..PostgresConfig::at(&url) };
    let store = Store::open(Config::Postgres(config)).await.unwrap();
    let mut tasks = JoinSet::new();
    for slot in 0..200 {
        let store = store.clone();
        tasks.spawn(async move { committed(&store, batch([make("a", slot, 0)])).await });
    }
    tasks.join_all().await;
    let rows = count(&store, "SELECT count(*) FROM batch_done").await;
    assert!((1..=4).contains(&rows), "{rows}");
    assert_eq!(count(&store, "SELECT CAST(sum(at) AS BIGINT) FROM batch_done").await, 200);
}

/// Somebody holds a row: who waits for it waits a bounded time, and so do those behind them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn waiting_is_bounded() {
    let url = cognate_pgtest::schema();
    let config = PostgresConfig {
        connections_max: 2,
        wait_max: Duration::from_millis(200),
        statement_max: Duration::from_millis(500),
        ..PostgresConfig::at(&url)
    };
    let store = Store::open(Config::Postgres(config)).await.unwrap();
    committed(&store, batch([make("a", 1, 0)])).await;
    let (holder, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    holder.batch_execute("BEGIN; UPDATE user_count SET n = n").await.unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        tasks.spawn(async move { store.write(batch([step("a", 1, 0, 1)])).await });
    }
    for outcome in tasks.join_all().await {
        assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
    }
    holder.batch_execute("ROLLBACK").await.unwrap();
    committed(&store, batch([step("a", 1, 0, 1)])).await;
}

/// Counted on the wire, once the statements are prepared. On one thread, so that nothing is sent
/// before the flush is whole.
#[tokio::test]
async fn a_batch_and_a_read_take_one_round_trip_each() {
    let (proxy, url) = Proxy::before(&cognate_pgtest::schema()).await;
    let store = Store::open(at(&url)).await.unwrap();
    for n in 0..4 {
        let before = proxy.turns();
        let both = [make("make", n, 0), check("check", 100, 0), step("step", n - 1, 0, 1)];
        match n {
            0 => unmet(&store, batch(both), "step").await,
            _ => committed(&store, batch(both)).await,
        }
        committed(&store, batch([make("zero", -n - 1, 0)])).await;
        let written = proxy.turns();
        committed(&store, batch([is("zero", -n - 1, 0)])).await;
        committed(&store, batch([is("zero", -n - 1, 0), check("check", 100, 0)])).await;
        let checked = proxy.turns();
        assert_eq!(number(&store, n).await, (n > 0).then_some(0));
        if n > 0 {
            assert_eq!((written - before, checked - written), (2, 2));
            assert_eq!(proxy.turns() - checked, 1);
        }
        if n == 0 {
            committed(&store, batch([make("make", 0, 0)])).await;
        }
    }
}
