//! Batches: all or nothing, and which demand was unmet.

use cognate_store::Store;
use cognate_store::batch::{Batch, Demand, Outcome, Table};
use cognate_store::statement::Query;

use crate::harness::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_committed_batch_is_seen_by_the_next_read() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 10), make("b", 2, 20)])).await;
        assert_eq!(number(&store, 1).await, Some(10));
        assert_eq!(number(&store, 2).await, Some(20));
        assert_eq!(store.write(Batch::new()).await.unwrap(), Outcome::Committed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_touches_too_few_rows_undoes_all() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 10)])).await;
        unmet(&store, batch([make("a", 2, 1), step("b", 1, 9, 11), make("c", 3, 1)]), "b").await;
        assert_eq!(count(&store, "SELECT count(*) FROM user_count").await, 1);
        assert_eq!(number(&store, 1).await, Some(10));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_touches_too_many_rows_undoes_all() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 10), make("b", 2, 20)])).await;
        let sql = "DELETE FROM user_count WHERE pool = $1";
        let delete = |n| statement("all", sql, vec![1_i64.into()], Demand::Touches(n));
        unmet(&store, batch([delete(1)]), "all").await;
        assert_eq!(count(&store, "SELECT count(*) FROM user_count").await, 2);
        committed(&store, batch([delete(2)])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_wants_exactly_its_rows() {
    each(async |store: Store| {
        committed(&store, batch([check("absent", 1, 0), make("z", 1, 10)])).await;
        unmet(&store, batch([check("absent", 1, 0), make("z", 2, 10)]), "absent").await;
        unmet(&store, batch([check("present", 2, 1), make("z", 2, 10)]), "present").await;
        committed(&store, batch([check("present", 1, 1)])).await;
        unmet(&store, batch([check("absent", 1, 0)]), "absent").await;
        let sql = "SELECT 1 FROM user_count";
        committed(&store, batch([make("a", 2, 1)])).await;
        unmet(&store, batch([statement("one", sql, Vec::new(), Demand::Finds(1))]), "one").await;
        committed(&store, batch([statement("two", sql, Vec::new(), Demand::Finds(2))])).await;
    })
    .await;
}

/// They take another way through the engines.
#[tokio::test(flavor = "multi_thread")]
async fn checks_alone_are_judged_as_beside_changes() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 10), make("b", 2, 20)])).await;
        committed(&store, batch([is("one", 1, 10)])).await;
        unmet(&store, batch([is("one", 1, 11)]), "one").await;
        committed(&store, batch([is("one", 1, 10), is("two", 2, 20), check("none", 3, 0)])).await;
        // Pushed in the wrong order; the one in front is named.
        unmet(&store, batch([is("z", 1, 9), is("b", 2, 9), is("a", 1, 10)]), "b").await;
        let wrong = || statement("wrong", "SELECT 1 FROM nowhere", Vec::new(), Demand::Finds(1));
        assert_eq!(refused(&store, batch([wrong()])).await, "wrong");
        assert_eq!(refused(&store, batch([is("one", 1, 10), wrong()])).await, "wrong");
        let mut short = is("short", 1, 10);
        short.params.pop();
        assert_eq!(refused(&store, batch([short])).await, "short");
        committed(&store, batch([step("a", 1, 10, 11)])).await;
        unmet(&store, batch([is("one", 1, 10)]), "one").await;
        committed(&store, batch([is("one", 1, 11)])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn st_2_a_broken_unique_key_is_an_unmet_demand() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 10)])).await;
        unmet(&store, batch([make("a", 2, 20), make("taken", 1, 11)]), "taken").await;
        assert_eq!(number(&store, 2).await, None);
        // By another unique index than the primary key, and by an UPDATE.
        let sql = "INSERT INTO app_client (pool, id, name, document, version, created, modified)
                   VALUES ($1, $2, 'n', '{}', 1, 1, 1)";
        let client = |pool: i64| {
            statement("id", sql, vec![pool.into(), b"id".as_slice().into()], Demand::Touches(1))
        };
        committed(&store, batch([client(1)])).await;
        unmet(&store, batch([client(2)]), "id").await;
        committed(&store, batch([make("a", 2, 20)])).await;
        let sql = "UPDATE user_count SET slot = $2 WHERE pool = 1 AND slot = $1";
        let params = vec![2_i64.into(), 1_i64.into()];
        unmet(&store, batch([statement("move", sql, params, Demand::Any)]), "move").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upsert_counts_the_row_that_it_really_writes() {
    each(async |store: Store| {
        let sql = "INSERT INTO user_count (pool, slot, n) VALUES (1, $1, $2)
                   ON CONFLICT (pool, slot) DO UPDATE SET n = EXCLUDED.n WHERE user_count.n = $3";
        let put = |n: i64, seen: i64| {
            statement("put", sql, vec![1_i64.into(), n.into(), seen.into()], Demand::Touches(1))
        };
        committed(&store, batch([put(5, 0)])).await;
        committed(&store, batch([put(6, 5)])).await;
        unmet(&store, batch([put(7, 5)]), "put").await;
        let sql = "INSERT INTO user_count (pool, slot, n) VALUES (1, $1, 0) ON CONFLICT DO NOTHING";
        let keep = |n| statement("keep", sql, vec![1_i64.into()], Demand::Touches(n));
        committed(&store, batch([keep(0)])).await;
        unmet(&store, batch([keep(1)]), "keep").await;
        assert_eq!(number(&store, 1).await, Some(6));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_is_content_with_everything() {
    each(async |store: Store| {
        let sql = "DELETE FROM user_count WHERE pool = $1";
        let sweep = || statement("sweep", sql, vec![1_i64.into()], Demand::Any);
        committed(&store, batch([sweep()])).await;
        committed(&store, batch([make("a", 1, 1), make("b", 2, 2)])).await;
        committed(&store, batch([sweep()])).await;
        assert_eq!(count(&store, "SELECT count(*) FROM user_count").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_run_in_the_order_of_table_and_key() {
    each(async |store: Store| {
        // Pushed in the wrong order; both are unmet, and the one in front is named.
        unmet(&store, batch([step("z", 9, 1, 2), step("a", 8, 1, 2)]), "a").await;
        let mut last = check("m", 9, 1);
        last.table = Table::AuditEvent;
        unmet(&store, batch([last, step("z", 9, 1, 2)]), "z").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_the_engine_refuses_is_an_error_and_writes_nothing() {
    each(async |store: Store| {
        let sql = "INSERT INTO user_count (pool, slot, n) VALUES (1, $1, $2)";
        let null = vec![1_i64.into(), None::<i64>.into()];
        let null = statement("null", sql, null, Demand::Touches(1));
        assert_eq!(refused(&store, batch([make("a", 7, 1), null])).await, "null");
        let short = statement("short", sql, vec![1_i64.into()], Demand::Touches(1));
        assert_eq!(refused(&store, batch([make("a", 7, 1), short])).await, "short");
        let typed = vec!["text".into(), 1_i64.into()];
        let typed = statement("typed", sql, typed, Demand::Touches(1));
        assert_eq!(refused(&store, batch([make("a", 7, 1), typed])).await, "typed");
        let syntax = statement("syntax", "INSERT INTO nowhere", Vec::new(), Demand::Any);
        assert_eq!(refused(&store, batch([make("a", 7, 1), syntax])).await, "syntax");
        assert_eq!(number(&store, 7).await, None);
        let wrong = Query { sql: "SELECT nothing FROM nowhere", params: Vec::new() };
        assert!(store.read(wrong).await.is_err());
        committed(&store, batch([make("a", 7, 1)])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reset_empties_all_tables_and_leaves_a_usable_store() {
    each(async |store: Store| {
        committed(&store, batch([make("a", 1, 1)])).await;
        store.reset().await.unwrap();
        assert_eq!(number(&store, 1).await, None);
        committed(&store, batch([make("a", 1, 2)])).await;
        assert_eq!(number(&store, 1).await, Some(2));
    })
    .await;
}
