//! ST-3: the connection is lost around COMMIT, and nobody is told a wrong outcome.

use std::time::Duration;

use cognate_store::batch::{Demand, Statement};
use cognate_store::config::{Config, PostgresConfig};
use cognate_store::{Error, Store};
use tokio::time::sleep;

use crate::harness::*;
use crate::proxy::{Door, Plan, Proxy};

/// Not idempotent on purpose: done twice, it would show.
fn add_one() -> Statement {
    let sql = "UPDATE user_count SET n = n + 1 WHERE pool = 1 AND slot = $1";
    statement("add", sql, vec![1_i64.into()], Demand::Touches(1))
}

async fn behind_proxy() -> (Proxy, Store) {
    let (proxy, url) = Proxy::before(&cognate_pgtest::schema()).await;
    let config =
        PostgresConfig { statement_max: Duration::from_secs(4), ..PostgresConfig::at(url) };
    let store = Store::open(Config::Postgres(config)).await.unwrap();
    committed(&store, batch([make("a", 1, 0)])).await;
    (proxy, store)
}

/// Every batch is acknowledged once and has happened once, whichever way its connection ended.
async fn happens_once(plan: Plan, rounds: i64) {
    let (proxy, store) = behind_proxy().await;
    for round in 1..=rounds {
        proxy.plan(plan);
        committed(&store, batch([add_one(), make("b", 1 + round, round)])).await;
        assert!(proxy.is_done());
        assert_eq!(number(&store, 1).await, Some(round), "{plan:?}");
    }
    // What comes late must find the door shut.
    sleep(Duration::from_millis(900)).await;
    assert_eq!(number(&store, 1).await, Some(rounds), "{plan:?}");
    committed(&store, batch([add_one()])).await;
    assert_eq!(number(&store, 1).await, Some(rounds + 1), "{plan:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn st_3_committed_but_the_answer_is_lost() {
    happens_once(Plan::CutAfterCommit, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn st_3_lost_before_commit() {
    happens_once(Plan::CutBeforeCommit, 3).await;
}

/// The question after the outcome waits for the row that the late transaction has locked.
#[tokio::test(flavor = "multi_thread")]
async fn st_3_the_commit_arrives_late() {
    happens_once(Plan::LateCommit(Duration::from_millis(400)), 2).await;
}

/// The batch is done again meanwhile; the late one is turned away by its claim.
#[tokio::test(flavor = "multi_thread")]
async fn st_3_the_whole_flush_arrives_late() {
    happens_once(Plan::LateFlush(Duration::from_millis(400)), 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn st_3_an_unmet_batch_is_unmet_also_when_its_answer_is_lost() {
    for plan in [Plan::CutAfterCommit, Plan::CutBeforeCommit] {
        let (proxy, store) = behind_proxy().await;
        proxy.plan(plan);
        unmet(&store, batch([add_one(), step("b", 5, 0, 1)]), "b").await;
        assert!(proxy.is_done());
        assert_eq!(number(&store, 1).await, Some(0));
    }
}

/// The transaction whose COMMIT never comes keeps its locks until the server ends it.
#[tokio::test(flavor = "multi_thread")]
async fn st_3_a_commit_that_never_arrives_does_not_block_for_good() {
    happens_once(Plan::LateCommit(Duration::from_secs(3600)), 1).await;
}

/// Nobody can be asked: that is said, in bounded time, and the next batch uses another slot.
#[tokio::test(flavor = "multi_thread")]
async fn st_3_an_outcome_that_cannot_be_learned_is_called_unknown() {
    let (proxy, url) = Proxy::before(&cognate_pgtest::schema()).await;
    let config = PostgresConfig {
        statement_max: Duration::from_millis(500),
        connect_max: Duration::from_millis(200),
        ..PostgresConfig::at(url)
    };
    let store = Store::open(Config::Postgres(config)).await.unwrap();
    committed(&store, batch([make("a", 1, 0)])).await;
    proxy.plan(Plan::CutAfterCommit);
    proxy.new_connections(Door::Shut);
    let outcome = store.write(batch([add_one()])).await;
    assert!(matches!(outcome, Err(Error::OutcomeUnknown)), "{outcome:?}");
    proxy.door(Door::Open);
    committed(&store, batch([add_one()])).await;
    assert_eq!(number(&store, 1).await, Some(2));
}
