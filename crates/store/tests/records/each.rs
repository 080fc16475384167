//! A test, once per engine, on a store of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use cognate_store::config::{PostgresConfig, SqliteConfig};
use cognate_store::{Config, Store};

pub async fn each(test: impl AsyncFn(Store)) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let dir = format!("cognate-records-{}-{number}", std::process::id());
    let dir = std::env::temp_dir().join(dir);
    run(Config::Sqlite(SqliteConfig::throw_away(&dir)), &test).await;
    std::fs::remove_dir_all(&dir).expect("the store has let go of its directory");

    let url = tokio::task::spawn_blocking(cognate_pgtest::database).await.expect("a database");
    let config = PostgresConfig { connections_max: 4, ..PostgresConfig::at(url) };
    run(Config::Postgres(config), &test).await;
}

async fn run(config: Config, test: impl AsyncFn(Store)) {
    let store = Store::open(config).await.expect("the store opens");
    test(store.clone()).await;
    store.close().await;
}
