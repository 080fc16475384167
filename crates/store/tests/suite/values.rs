//! Every kind of value comes back as it went, whatever the order of the placeholders.

use cognate_store::Store;
use cognate_store::batch::{Batch, Demand, Statement, Table};
use cognate_store::statement::{Param, Query};

use crate::harness::*;

#[tokio::test(flavor = "multi_thread")]
async fn values_survive_the_round_trip() {
    each(async |store: Store| {
        for (pool, name, bytes) in [
            (i64::MIN, "", vec![]),
            (i64::MAX, "Grüße, 世界 'quoted' \"twice\" $1 ?1 --", vec![0, 255, 1]),
            (0, "a\nb\tc\\d", (0..=255).collect::<Vec<u8>>()),
        ] {
            let sql = "INSERT INTO user_pool
                (id, pool, name, state, document, fold_version, version, created, modified)
                VALUES ($3, $1, $2, 0, $2, 1, 1, $1, $1)";
            let params: Vec<Param> = vec![pool.into(), name.into(), bytes.clone().into()];
            committed(&store, Batch::new().with(of_pool(sql, params))).await;
            let sql = "SELECT id, pool, name, document, created FROM user_pool WHERE pool = $1 AND id = $2";
            let query = Query { sql, params: vec![pool.into(), bytes.clone().into()] };
            let rows = store.read(query.clone()).await.unwrap();
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].bytes(0).unwrap(), bytes);
            assert_eq!(rows[0].int(1).unwrap(), pool);
            assert_eq!(rows[0].text(2).unwrap(), name);
            assert_eq!(rows[0].text(3).unwrap(), name);
            assert_eq!(rows[0].int(4).unwrap(), pool);
            assert_eq!(store.scan(query).await.unwrap().len(), 1);
        }
    })
    .await;
}

fn of_pool(sql: &'static str, params: Vec<Param>) -> Statement {
    let (name, table, key) = ("user_pool", Table::UserPool, Vec::new());
    Statement { name, table, key, sql, params, demand: Demand::Touches(1) }
}

#[tokio::test(flavor = "multi_thread")]
async fn null_is_neither_empty_nor_zero() {
    each(async |store: Store| {
        let sql =
            "INSERT INTO users (pool, sub, username, status, enabled, version, epoch, created,
            modified, email, phone, preferred_username, email_verified, phone_verified, attributes,
            credential, groups, factors, fold_version)
            VALUES (1, $1, 'u', 1, 1, 1, 1, 1, 1, $2, $3, $3, 0, 0, '{}', NULL, $2, $3, 1)";
        let params = vec![[7_u8; 16].into(), Vec::<u8>::new().into(), None::<Vec<u8>>.into()];
        committed(&store, batch([statement("user", sql, params, Demand::Touches(1))])).await;
        let sql = "SELECT email, phone, credential, (SELECT max(n) FROM user_count) FROM users
            WHERE pool = 1 AND email = $1 AND factors IS NULL";
        let query = Query { sql, params: vec![Vec::<u8>::new().into()] };
        let rows = store.read(query).await.unwrap();
        assert_eq!(rows[0].opt_bytes(0).unwrap(), Some([].as_slice()));
        assert_eq!(rows[0].opt_bytes(1).unwrap(), None);
        assert_eq!(rows[0].opt_bytes(2).unwrap(), None);
        assert_eq!(rows[0].opt_int(3).unwrap(), None);
        assert!(rows[0].bytes(1).is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_truth_are_integers_and_bytes_are_ordered_as_bytes() {
    each(async |store: Store| {
        for (n, sealed) in [(1, vec![0x7f]), (2, vec![0x80]), (3, vec![0x7f, 0]), (4, vec![])] {
            let sql = "INSERT INTO credential_old (pool, sub, n, sealed, created) VALUES (1, $2, $1, $3, 0)";
            let params: Vec<Param> = vec![i64::from(n).into(), [1; 16].into(), sealed.into()];
            committed(&store, batch([statement("old", sql, params, Demand::Touches(1))])).await;
        }
        let sql = "SELECT n, n > $1, 1 FROM credential_old WHERE sealed >= $3 ORDER BY sealed LIMIT $2";
        let params = vec![1_i64.into(), 10_i64.into(), [0x7f_u8].as_slice().into()];
        let rows = store.scan(Query { sql, params }).await.unwrap();
        let numbers: Vec<i64> = rows.iter().map(|row| row.int(0).unwrap()).collect();
        assert_eq!(numbers, [1, 3, 2]);
        let truths: Vec<bool> = rows.iter().map(|row| row.flag(1).unwrap()).collect();
        assert_eq!(truths, [false, true, true]);
        assert_eq!(rows[0].int(2).unwrap(), 1);
    })
    .await;
}
