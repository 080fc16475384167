//! For tests: stores and backups of older schemas become those of today.

use std::path::{Path, PathBuf};

use super::Engine;
use crate::backup::silent;
use crate::batch::{Batch, Outcome, Statement};
use crate::config::{Config, PostgresConfig, SqliteConfig};
use crate::migrate::{KNOWN, tables};
use crate::records::{meta, send_budget, user_count};
use crate::statement::Query;

/// A directory that goes away with its value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let name = format!("cognate-store-upgrade-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn sqlite(dir: &Path) -> Config {
    Config::Sqlite(SqliteConfig::throw_away(dir))
}

fn postgres() -> Config {
    Config::Postgres(PostgresConfig::at(cognate_pgtest::schema()))
}

async fn commit(engine: &Engine, statements: impl IntoIterator<Item = Statement>) {
    let mut batch = Batch::new();
    batch.extend(statements);
    assert_eq!(engine.write(batch).await.unwrap(), Outcome::Committed);
}

async fn number(engine: &Engine, sql: &'static str) -> i64 {
    engine.read(Query { sql, params: Vec::new() }).await.unwrap()[0].int(0).unwrap()
}

/// A store of the first release, with something in it.
async fn first_release(config: Config) -> Engine {
    let engine = Engine::at_version(config, 1).await.unwrap();
    assert_eq!(number(&engine, "SELECT max(version) FROM schema_version").await, 1);
    let sql = "SELECT 1 FROM code";
    assert!(engine.read(Query { sql, params: Vec::new() }).await.is_err(), "there yet");
    commit(&engine, [meta::put("root", b"a"), user_count::add(1, 0, 7)]).await;
    engine
}

/// What was there is there, and what is new works.
async fn is_of_today(engine: &Engine) {
    assert_eq!(number(engine, "SELECT max(version) FROM schema_version").await, KNOWN);
    assert_eq!(number(engine, "SELECT n FROM user_count").await, 7);
    for table in tables(KNOWN) {
        engine.has_rows(&table).await.unwrap();
    }
    commit(engine, [send_budget::spend([1; 32], 1, 1), user_count::add(1, 0, 1)]).await;
    assert_eq!(number(engine, "SELECT n FROM send_budget").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_the_first_release_is_migrated_when_it_is_opened() {
    let scratch = Scratch::new("opened");
    for config in [sqlite(&scratch.0.join("data")), postgres()] {
        first_release(config.clone()).await.close().await;
        let engine = Engine::open(config.clone()).await.unwrap();
        is_of_today(&engine).await;
        engine.close().await;
        let again = Engine::open(config).await.unwrap();
        assert_eq!(number(&again, "SELECT n FROM user_count").await, 8);
    }
}

/// A migration that stopped half-way starts again.
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_migration_of_an_older_store_is_taken_up_again() {
    let config = postgres();
    let engine = first_release(config.clone()).await;
    let half =
        "CREATE TABLE send_budget (key BYTEA NOT NULL, day BIGINT NOT NULL, n BIGINT NOT NULL,
        PRIMARY KEY (key))";
    engine.run(vec![half.to_owned()]).await.unwrap();
    engine.close().await;
    is_of_today(&Engine::open(config).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_the_first_release_restores_into_either_engine() {
    let scratch = Scratch::new("restored");
    let file = scratch.0.join("backup");
    let engine = first_release(sqlite(&scratch.0.join("old"))).await;
    engine.backup(&file, silent()).await.unwrap();
    for config in [sqlite(&scratch.0.join("new")), postgres()] {
        let engine = Engine::restore(config, &file, silent()).await.unwrap();
        is_of_today(&engine).await;
    }
}
