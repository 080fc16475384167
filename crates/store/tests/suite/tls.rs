//! TLS to the database: verified or refused (TLS-1).

use std::path::PathBuf;

use cognate_pgtest::Cluster;
use cognate_store::config::{Config, PostgresConfig};
use cognate_store::{Error, Store};

use crate::harness::*;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/data").join(name)
}

async fn open(url: String, root_file: Option<PathBuf>) -> Result<Store, Error> {
    Store::open(Config::Postgres(PostgresConfig { root_file, ..PostgresConfig::at(url) })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_1_certificate_and_name_are_verified_in_every_mode() {
    let read = |name| std::fs::read_to_string(file(name)).unwrap();
    let cluster = Cluster::start_with_tls(&read("server.pem"), &read("server.key"));
    let url = |host: &str, mode: &str| {
        format!("postgres://postgres@{host}:{}/postgres?sslmode={mode}", cluster.port())
    };
    for mode in ["prefer", "require", "verify-full"] {
        let store = open(url("localhost", mode), Some(file("ca.pem"))).await.unwrap();
        let sql = "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()";
        assert_eq!(count(&store, sql).await, 1);
        store.close().await;
        // The certificate is for another name.
        let other_name = open(url("127.0.0.1", mode), Some(file("ca.pem"))).await;
        assert!(matches!(other_name.err(), Some(Error::Unavailable(_))));
        // Nobody we trust has signed it.
        let stranger = open(url("localhost", mode), None).await;
        assert!(matches!(stranger.err(), Some(Error::Unavailable(_))));
    }
    let store = open(url("localhost", "disable"), None).await.unwrap();
    let sql = "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()";
    assert_eq!(count(&store, sql).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_1_a_server_without_tls_is_refused_where_tls_is_required() {
    let url = cognate_pgtest::schema().replace("sslmode=disable", "sslmode=require");
    assert!(matches!(open(url, None).await.err(), Some(Error::Unavailable(_))));
    let no_certificate = open(cognate_pgtest::schema(), Some(file("server.key"))).await;
    assert!(matches!(no_certificate.err(), Some(Error::Config(_))));
}
