//! The database goes away and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cognate_store::batch::Outcome;
use cognate_store::config::{Config, PostgresConfig};
use cognate_store::statement::Query;
use cognate_store::{Error, Store};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::harness::*;
use crate::proxy::{Door, Proxy};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn terminated_connections_lose_nothing_and_invent_nothing() {
    let url = cognate_pgtest::database();
    let store = Store::open(Config::Postgres(PostgresConfig::at(&url))).await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for task in 0..8_i64 {
        let (store, done) = (store.clone(), done.clone());
        tasks.spawn(async move {
            let mut outcomes = Vec::new();
            for n in 0.. {
                let slot = n * 8 + task;
                outcomes.push((slot, store.write(batch([make("a", slot, n)])).await));
                if done.load(Ordering::Relaxed) {
                    break;
                }
            }
            outcomes
        });
    }
    for _ in 0..10 {
        sleep(Duration::from_millis(100)).await;
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'cognate' AND datname = current_database()";
        cognate_pgtest::execute(&url, sql);
    }
    done.store(true, Ordering::Relaxed);
    let outcomes: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert!(outcomes.len() > 50, "{}", outcomes.len());
    for (slot, outcome) in outcomes {
        match outcome {
            Ok(Outcome::Committed) => assert!(number(&store, slot).await.is_some(), "{slot}"),
            Err(Error::Unavailable(_)) => assert!(number(&store, slot).await.is_none(), "{slot}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_unavailable_in_bounded_time_and_used_again_when_back() {
    let (proxy, url) = Proxy::before(&cognate_pgtest::schema()).await;
    let config =
        PostgresConfig { connect_max: Duration::from_millis(300), ..PostgresConfig::at(&url) };
    let store = Store::open(Config::Postgres(config.clone())).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    for door in [Door::Shut, Door::Stalled] {
        proxy.door(door);
        // What was sent before the end is noticed would have an unknown outcome: another test.
        sleep(Duration::from_millis(50)).await;
        let answered = timeout(Duration::from_secs(4), async {
            let write = store.write(batch([step("a", 1, 1, 2)])).await;
            assert!(matches!(write, Err(Error::Unavailable(_))), "{write:?}");
            let query = Query { sql: "SELECT 1", params: Vec::new() };
            assert!(matches!(store.read(query.clone()).await, Err(Error::Unavailable(_))));
            assert!(matches!(store.scan(query).await, Err(Error::Unavailable(_))));
            let opened = Store::open(Config::Postgres(config.clone())).await;
            assert!(matches!(opened.err(), Some(Error::Unavailable(_))));
        });
        answered.await.unwrap();
        proxy.door(Door::Open);
        assert_eq!(number(&store, 1).await, Some(1));
        committed(&store, batch([step("a", 1, 1, 1)])).await;
    }
}
