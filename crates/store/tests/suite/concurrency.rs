//! Many at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cognate_store::batch::Outcome;
use cognate_store::{Error, Store};
use tokio::task::{JoinSet, yield_now};

use crate::harness::*;

const TASKS: i64 = 64;
const RAISES: i64 = 300;

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

/// A check holds at a moment between its call and its answer: whatever was answered before the call is
/// seen, whatever begins after the answer is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_check_beside_changes_is_true_while_it_is_asked() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 0)])).await;
        // The number is at least the first and at most the second.
        let (answered, begun) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
        let mut tasks = JoinSet::new();
        for ahead in [-1, 0, 0, 1] {
            let (store, answered, begun) = (store.clone(), answered.clone(), begun.clone());
            tasks.spawn(async move {
                loop {
                    let before = answered.load(Ordering::SeqCst);
                    let n = before + ahead;
                    let outcome = store.write(batch([is("n", 1, n)])).await.unwrap();
                    let after = begun.load(Ordering::SeqCst);
                    match outcome {
                        Outcome::Committed => assert!((before..=after).contains(&n)),
                        Outcome::Unmet(_) => assert!((before, after) != (n, n)),
                    }
                    if before == RAISES {
                        return;
                    }
                    yield_now().await;
                }
            });
        }
        for n in 0..RAISES {
            begun.store(n + 1, Ordering::SeqCst);
            committed(&store, batch([step("n", 1, n, n + 1)])).await;
            answered.store(n + 1, Ordering::SeqCst);
        }
        tasks.join_all().await;
    })
    .await;
}

/// Two numbers that are always the same: no checks may find them different.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_checks_of_a_batch_see_one_moment() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 0), make("b", 2, 0)])).await;
        let answered = Arc::new(AtomicI64::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..4 {
            let (store, answered) = (store.clone(), answered.clone());
            tasks.spawn(async move {
                loop {
                    let n = answered.load(Ordering::SeqCst);
                    let different = batch([is("a", 1, n), is("b", 2, n + 1)]);
                    assert_ne!(store.write(different).await.unwrap(), Outcome::Committed);
                    if n == RAISES {
                        return;
                    }
                    yield_now().await;
                }
            });
        }
        for n in 0..RAISES {
            committed(&store, batch([step("a", 1, n, n + 1), step("b", 2, n, n + 1)])).await;
            answered.store(n + 1, Ordering::SeqCst);
        }
        tasks.join_all().await;
    })
    .await;
}

/// The shape of the lock-out: everybody reads the counter, some raise it on condition that it is as
/// read, others go on when it is as read. However many are at it, nobody goes on who has read a
/// counter that an answered change has moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_goes_on_past_a_limit() {
    const LIMIT: i64 = 5;
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 0)])).await;
        let raised = Arc::new(AtomicI64::new(0));
        let mut tasks = JoinSet::new();
        for n in 0..TASKS {
            let (store, raised) = (store.clone(), raised.clone());
            tasks.spawn(async move {
                loop {
                    let before = raised.load(Ordering::SeqCst);
                    let seen = number(&store, 1).await.unwrap();
                    if seen >= LIMIT {
                        return;
                    }
                    yield_now().await;
                    if n % 2 == 0 {
                        if store.write(batch([is("n", 1, seen)])).await.unwrap()
                            == Outcome::Committed
                        {
                            assert!(before <= seen && before < LIMIT);
                        }
                        continue;
                    }
                    let raise = batch([step("n", 1, seen, seen + 1)]);
                    if store.write(raise).await.unwrap() == Outcome::Committed {
                        raised.fetch_max(seen + 1, Ordering::SeqCst);
                    }
                }
            });
        }
        tasks.join_all().await;
        assert_eq!(number(&store, 1).await, Some(LIMIT));
        unmet(&store, batch([is("n", 1, LIMIT - 1)]), "n").await;
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
