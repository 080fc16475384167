//! Fresh stores, and the few statements that the suite needs: it uses `user_count`, which has a key
//! and a number, and `credential_old`, which has bytes.

use cognate_store::batch::{Batch, Demand, Outcome, Statement, Table};
use cognate_store::config::{Config, PostgresConfig, SqliteConfig};
use cognate_store::statement::{Param, Query};
use cognate_store::{Error, Store};

use crate::scratch::Scratch;

/// Runs a test on an empty store of each engine, SQLite first.
pub async fn each(test: impl AsyncFn(Store)) {
    let scratch = Scratch::new();
    eprintln!("on SQLite");
    test(Store::open(sqlite(&scratch)).await.unwrap()).await;
    eprintln!("on PostgreSQL");
    test(Store::open(postgres()).await.unwrap()).await;
}

pub fn sqlite(scratch: &Scratch) -> Config {
    Config::Sqlite(SqliteConfig::throw_away(scratch.path().join("data")))
}

pub fn postgres() -> Config {
    Config::Postgres(PostgresConfig::at(cognate_pgtest::schema()))
}

pub fn statement(
    name: &'static str,
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    Statement { name, table: Table::UserCount, key: name.into(), sql, params, demand }
}

pub fn batch<const N: usize>(statements: [Statement; N]) -> Batch {
    let mut batch = Batch::new();
    batch.extend(statements);
    batch
}

/// Makes the counter `slot` with the number `n`; it must not be there.
pub fn make(name: &'static str, slot: i64, n: i64) -> Statement {
    let sql = "INSERT INTO user_count (pool, slot, n) VALUES (1, $1, $2)";
    statement(name, sql, vec![slot.into(), n.into()], Demand::Touches(1))
}

/// Moves the counter from one number to another, if it is there.
pub fn step(name: &'static str, slot: i64, from: i64, to: i64) -> Statement {
    let sql = "UPDATE user_count SET n = $3 WHERE pool = 1 AND slot = $1 AND n = $2";
    statement(name, sql, vec![slot.into(), from.into(), to.into()], Demand::Touches(1))
}

/// Wants as many rows with this slot.
pub fn check(name: &'static str, slot: i64, rows: i64) -> Statement {
    let sql = "SELECT 1 FROM user_count WHERE pool = 1 AND slot = $1";
    statement(name, sql, vec![slot.into()], Demand::Finds(rows))
}

/// Wants this number in the counter.
pub fn is(name: &'static str, slot: i64, n: i64) -> Statement {
    let sql = "SELECT 1 FROM user_count WHERE pool = 1 AND slot = $1 AND n = $2";
    statement(name, sql, vec![slot.into(), n.into()], Demand::Finds(1))
}

pub async fn number(store: &Store, slot: i64) -> Option<i64> {
    let sql = "SELECT n FROM user_count WHERE pool = 1 AND slot = $1";
    let rows = store.read(Query { sql, params: vec![slot.into()] }).await.unwrap();
    rows.first().map(|row| row.int(0).unwrap())
}

pub async fn count(store: &Store, sql: &'static str) -> i64 {
    store.read(Query { sql, params: Vec::new() }).await.unwrap()[0].int(0).unwrap()
}

pub async fn committed(store: &Store, batch: Batch) {
    assert_eq!(store.write(batch).await.unwrap(), Outcome::Committed);
}

pub async fn unmet(store: &Store, batch: Batch, name: &str) {
    match store.write(batch).await.unwrap() {
        Outcome::Unmet(found) => assert_eq!(found, name),
        Outcome::Committed => panic!("committed, though {name} should be unmet"),
    }
}

/// The name of the statement that the engine refused.
pub async fn refused(store: &Store, batch: Batch) -> &'static str {
    match store.write(batch).await {
        Err(Error::Statement { name, .. }) => name,
        other => panic!("{other:?}"),
    }
}
