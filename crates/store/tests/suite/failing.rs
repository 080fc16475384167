//! Writes fail. Checks alone must not go on as if they did not: whoever guesses would be told a right
//! answer, and a wrong one would not be counted (RL-2). They recover without a restart (ST-6).

use std::time::Duration;

use cognate_pgtest::Cluster;
use cognate_store::batch::{Demand, Statement};
use cognate_store::config::{Config, PostgresConfig, SqliteConfig};
use cognate_store::{Error, Store};
use tokio::time::sleep;

use crate::harness::*;
use crate::scratch::Scratch;

/// An empty store has nothing else there.
const PROBES: &str = "SELECT count(*) FROM meta";
const CLAIMS: &str = "SELECT CAST(coalesce(sum(at), 0) AS BIGINT) FROM batch_done";

fn blob(n: i64) -> Statement {
    let sql =
        "INSERT INTO credential_old (pool, sub, n, sealed, created) VALUES (1, $2, $1, $3, 0)";
    let params = vec![n.into(), [1; 16].into(), vec![7_u8; 100_000].into()];
    statement("blob", sql, params, Demand::Touches(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn rl_2_st_6_on_a_full_disk_sqlite_refuses_checks_too_until_there_is_space() {
    let scratch = Scratch::new();
    let config = SqliteConfig {
        file_bytes_max: Some(1024 * 1024),
        ..SqliteConfig::throw_away(scratch.path().join("data"))
    };
    let store = Store::open(Config::Sqlite(config)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    let mut written = 0;
    while store.write(batch([blob(written)])).await.is_ok() {
        written += 1;
    }
    let right = || batch([is("a", 1, 1)]);
    let wrong = || batch([is("a", 1, 2)]);
    for check in [right(), wrong(), batch([is("a", 1, 1), check("b", 2, 0)])] {
        assert!(matches!(store.write(check).await, Err(Error::DiskFull)));
    }
    // A change that fits shows nothing about others.
    committed(&store, batch([step("a", 1, 1, 1)])).await;
    assert!(matches!(store.write(right()).await, Err(Error::DiskFull)));
    // Nor does one that has nothing to write, nor one that is unmet.
    let nothing = "DELETE FROM credential_old WHERE pool = 9";
    committed(&store, batch([statement("none", nothing, Vec::new(), Demand::Any)])).await;
    unmet(&store, batch([step("a", 1, 7, 8)]), "a").await;
    assert!(matches!(store.write(right()).await, Err(Error::DiskFull)));
    assert_eq!(number(&store, 1).await, Some(1));

    let sweep = statement("sweep", "DELETE FROM credential_old", Vec::new(), Demand::Any);
    committed(&store, batch([sweep])).await;
    committed(&store, right()).await;
    unmet(&store, wrong(), "a").await;
    assert_eq!(count(&store, PROBES).await, 0);
    // Readers decide again.
    let other = rusqlite::Connection::open(scratch.path().join("data/cognate.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    committed(&store, right()).await;
}

/// As after a failover, or when the provider closes a full database.
#[tokio::test(flavor = "multi_thread")]
async fn rl_2_st_6_a_postgres_that_has_turned_read_only_refuses_checks_too_until_it_writes() {
    let cluster = Cluster::start();
    let url = cluster.schema();
    let config = PostgresConfig { connections_max: 2, ..PostgresConfig::at(&url) };
    let store = Store::open(Config::Postgres(config)).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    let right = || batch([is("a", 1, 1)]);
    let both = || batch([is("a", 1, 1), check("b", 2, 0)]);
    set_read_only(&cluster, "on");
    until(async || store.write(batch([step("a", 1, 1, 1)])).await.is_err()).await;
    for check in [right(), both(), batch([is("a", 1, 2)])] {
        let refused = store.write(check).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    }
    assert_eq!(number(&store, 1).await, Some(1));
    set_read_only(&cluster, "off");
    // Nothing but checks is needed to find out.
    until(async || store.write(both()).await.is_ok()).await;
    let claims = count(&store, CLAIMS).await;
    committed(&store, right()).await;
    committed(&store, both()).await;
    unmet(&store, batch([is("a", 1, 2)]), "a").await;
    assert_eq!(count(&store, CLAIMS).await, claims, "and no probe once it writes");
    assert_eq!(count(&store, PROBES).await, 0);
}

fn set_read_only(cluster: &Cluster, to: &str) {
    cluster.execute(&format!("ALTER SYSTEM SET default_transaction_read_only = {to}"));
    cluster.execute("SELECT pg_reload_conf()");
}

/// Servers take a new setting after a moment.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if holds().await {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not happen");
}

/// The disk is full for what needs new pages, and not for what fits into old ones.
#[tokio::test(flavor = "multi_thread")]
async fn rl_2_st_6_on_a_full_disk_of_postgres_small_changes_show_nothing() {
    let url = cognate_pgtest::schema();
    let store = Store::open(Config::Postgres(PostgresConfig::at(&url))).await.unwrap();
    committed(&store, batch([make("a", 1, 1)])).await;
    let right = || batch([is("a", 1, 1)]);
    cognate_pgtest::execute(
        &url,
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
         CREATE TRIGGER full_disk BEFORE INSERT ON user_count EXECUTE FUNCTION full_disk();
         CREATE TRIGGER full_disk BEFORE INSERT ON meta EXECUTE FUNCTION full_disk()",
    );
    // Nothing has failed yet.
    committed(&store, right()).await;
    assert!(matches!(store.write(batch([make("b", 2, 1)])).await, Err(Error::DiskFull)));
    for _ in 0..2 {
        assert!(matches!(store.write(right()).await, Err(Error::DiskFull)));
        committed(&store, batch([step("a", 1, 1, 1)])).await;
    }
    cognate_pgtest::execute(&url, "DROP FUNCTION full_disk CASCADE");
    // An unmet check settles nothing: its probe is undone with it.
    let claims = count(&store, CLAIMS).await;
    unmet(&store, batch([is("a", 1, 2)]), "a").await;
    assert_eq!(count(&store, CLAIMS).await, claims);
    committed(&store, right()).await;
    assert_eq!(count(&store, CLAIMS).await, claims + 1);
    committed(&store, right()).await;
    assert_eq!(count(&store, CLAIMS).await, claims + 1);
    assert_eq!(count(&store, PROBES).await, 0);
}
