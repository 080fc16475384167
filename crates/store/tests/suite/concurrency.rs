//! Many at once.

use cognate_store::batch::Outcome;
use cognate_store::{Error, Store};
use tokio::task::JoinSet;

use crate::harness::*;

const TASKS: i64 = 64;

/// Read, then write on condition that nothing moved; unmet: again.
pub async fn raise(store: &Store, slot: i64) -> Result<(), Error> {
    loop {
        let seen = number(store, slot).await.unwrap();
        match store.write(batch([step("raise", slot, seen, seen + 1)])).await? {
            Outcome::Committed => return Ok(()),
            Outcome::Unmet(_) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_update_is_lost() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 0)])).await;
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            let store = store.clone();
            tasks.spawn(async move { raise(&store, 1).await.unwrap() });
        }
        tasks.join_all().await;
        assert_eq!(number(&store, 1).await, Some(TASKS));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn st_2_one_key_is_used_once() {
    each(async |store: Store| {
        let mut tasks = JoinSet::new();
        for n in 0..TASKS {
            let store = store.clone();
            tasks.spawn(async move {
                let own = make("own", 100 + n, 0);
                store.write(batch([make("once", 1, n), own])).await.unwrap()
            });
        }
        let outcomes = tasks.join_all().await;
        let won = outcomes.iter().filter(|outcome| **outcome == Outcome::Committed).count();
        assert_eq!(won, 1);
        assert!(outcomes.iter().all(|o| matches!(o, Outcome::Committed | Outcome::Unmet("once"))));
        assert_eq!(count(&store, "SELECT count(*) FROM user_count").await, 2);
    })
    .await;
}

/// Two batches that touch the same rows in opposite order would deadlock without the common order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_over_the_same_rows_do_not_block_each_other_for_good() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 0), make("b", 2, 0)])).await;
        let mut tasks = JoinSet::new();
        for n in 0..16 {
            let store = store.clone();
            tasks.spawn(async move {
                let mut done = 0;
                while done < 5 {
                    let seen = number(&store, 1).await.unwrap();
                    let mut both = [step("1", 1, seen, seen + 1), step("2", 2, seen, seen + 1)];
                    if n % 2 == 0 {
                        both.reverse();
                    }
                    if store.write(batch(both)).await.unwrap() == Outcome::Committed {
                        done += 1;
                    }
                }
            });
        }
        tasks.join_all().await;
        assert_eq!((number(&store, 1).await, number(&store, 2).await), (Some(80), Some(80)));
    })
    .await;
}

/// Half of the batches are dropped by their callers at once: each happens whole or not at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_that_gives_up_leaves_no_half_batch() {
    each(async |store: Store| {
        for n in 0..200 {
            let store = store.clone();
            let write = async move {
                let _ = store.write(batch([make("a", 2 * n, 0), make("b", 2 * n + 1, 0)])).await;
            };
            let _ = tokio::time::timeout(std::time::Duration::from_micros(50), write).await;
        }
        committed(&store, batch([make("last", 1000, 0)])).await;
        // One statement, one snapshot: batches that nobody waits for may still be committing.
        let odd_ones = "SELECT (SELECT count(*) FROM user_count)
            - 2 * (SELECT count(*) FROM user_count AS a JOIN user_count AS b
                ON b.pool = a.pool AND b.slot = a.slot + 1 WHERE a.slot % 2 = 0)";
        assert_eq!(count(&store, odd_ones).await, 1);
    })
    .await;
}
