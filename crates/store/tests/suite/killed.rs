//! A process that is killed loses nothing that it acknowledged, and leaves no half batch.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use cognate_store::Store;
use cognate_store::config::{Config, SqliteConfig};
use tokio::task::JoinSet;

use crate::harness::*;
use crate::scratch::Scratch;

const DIR: &str = "COGNATE_STORE_KILLED_DIR";

/// The process that is killed: writes pairs and prints each number once it is acknowledged.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below, which kills it"]
#[expect(clippy::disallowed_methods, reason = "the test process tells its child where to write")]
async fn victim() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let store = Store::open(Config::Sqlite(SqliteConfig::throw_away(dir))).await.unwrap();
    let mut tasks = JoinSet::new();
    for task in 0..8_i64 {
        let store = store.clone();
        tasks.spawn(async move {
            for n in 0.. {
                let slot = 2 * (n * 8 + task);
                committed(&store, batch([make("a", slot, n), make("b", slot + 1, n)])).await;
                println!("\nacknowledged {slot}");
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn st_1_what_was_acknowledged_survives_a_kill() {
    let scratch = Scratch::new();
    let dir = scratch.path().join("data");
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["killed::victim", "--exact", "--ignored", "--nocapture"])
        .env(DIR, &dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines.map_while(Result::ok) {
        if let Some(slot) = line.strip_prefix("acknowledged ") {
            acknowledged.extend(slot.parse::<i64>());
        }
        if acknowledged.len() == 300 {
            victim.kill().unwrap();
        }
    }
    victim.wait().unwrap();
    assert!(acknowledged.len() >= 300);
    let store = Store::open(sqlite(&scratch)).await.unwrap();
    for slot in acknowledged {
        let (first, second) = (number(&store, slot).await, number(&store, slot + 1).await);
        assert!(first.is_some() && first == second, "{slot}");
    }
    let halves =
        "SELECT count(*) FROM user_count AS a WHERE NOT EXISTS (SELECT 1 FROM user_count AS b
        WHERE b.pool = a.pool AND b.slot = a.slot + 1 - 2 * (a.slot % 2))";
    assert_eq!(count(&store, halves).await, 0);
}
