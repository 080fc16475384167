//! Guessing: attempts are settled before the answer, on any number of nodes (RL-2, RL-3, RL-4).

use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, Tokens, json};
use futures_util::future::join_all;

use crate::scene::{PASSWORD, Scene};

const WRONG: &str = "Incorrect username or password.";
const EXCEEDED: &str = "Password attempts exceeded";

async fn wrong(scene: &Scene, expected: &str) {
    let answer = scene.try_sign_in(&scene.client, "alice", "Wrong-Horse9").await;
    answer.expect_error("NotAuthorizedException", expected);
}

#[tokio::test]
async fn five_are_free_and_then_each_locks_twice_as_long() {
    let scene = Scene::new().await;
    for _ in 0..5 {
        wrong(&scene, WRONG).await;
    }
    for seconds in [1, 2, 4, 8, 16] {
        // In the lock nothing is looked at, not even the right password, and nothing counts.
        for _ in 0..3 {
            wrong(&scene, EXCEEDED).await;
            let right = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
            right.expect_error("NotAuthorizedException", EXCEEDED);
        }
        scene.clock.turn_ms(seconds * 1_000 - 1);
        wrong(&scene, EXCEEDED).await;
        scene.clock.turn_ms(1);
        wrong(&scene, WRONG).await;
    }
}

#[tokio::test]
async fn a_completed_sign_in_clears_the_counter() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        for _ in 0..4 {
            wrong(&scene, WRONG).await;
        }
        scene.sign_in(&scene.client, "alice", PASSWORD).await;
    }
}

#[tokio::test]
async fn a_quarter_of_an_hour_of_quiet_clears_it_too() {
    let scene = Scene::new().await;
    for _ in 0..4 {
        wrong(&scene, WRONG).await;
    }
    scene.clock.turn(15 * 60);
    for _ in 0..5 {
        wrong(&scene, WRONG).await;
    }
    wrong(&scene, EXCEEDED).await;
}

/// A challenge pending is no sign-in: it neither adds nor clears.
#[tokio::test]
async fn a_right_first_factor_does_not_clear() {
    let scene = Scene::new().await;
    let bob = json!({ "Username": "bob", "TemporaryPassword": "Temporary-1" });
    scene.invite_user(&scene.pool, bob).await;
    for _ in 0..4 {
        scene.try_sign_in(&scene.client, "bob", "x").await.expect_code("NotAuthorizedException");
    }
    scene.try_sign_in(&scene.client, "bob", "Temporary-1").await.ok();
    let answer = scene.try_sign_in(&scene.client, "bob", "x").await;
    answer.expect_error("NotAuthorizedException", WRONG);
    let answer = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await;
    answer.expect_error("NotAuthorizedException", EXCEEDED);
}

/// RL-5: turning the clock back shortens no lock.
#[tokio::test]
async fn a_lock_survives_a_restart() {
    let scene = Scene::new().await;
    for _ in 0..5 {
        wrong(&scene, WRONG).await;
    }
    let restored = scene.restored().await;
    let answer = restored.try_sign_in(&scene.client, "alice", PASSWORD).await;
    answer.expect_error("NotAuthorizedException", EXCEEDED);
}

/// Thirty guesses at once learn no more than the limit.
async fn guesses_at_once(nodes: &[&Cognate], client: &str, name: &str) {
    let guesses = (0..30).map(|n| nodes[n % nodes.len()].try_sign_in(client, name, "Wrong-Horse9"));
    let answers = join_all(guesses).await;
    let of = |text: &str| answers.iter().filter(|answer| answer.error().1 == text).count();
    let (wrong, exceeded) = (of(WRONG), of(EXCEEDED));
    assert_eq!(wrong, 5, "{exceeded} of 30 were refused unseen");
    for answer in &answers {
        let code = answer.error().0;
        assert!(["NotAuthorizedException", "TooManyRequestsException"].contains(&code), "{code}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rl_2_parallel_guesses_learn_no_more_than_the_limit() {
    let scene = Scene::new().await;
    guesses_at_once(&[&scene], &scene.client, "alice").await;
    guesses_at_once(&[&scene], &scene.client, "nobody").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rl_2_on_two_nodes_they_learn_no_more_either() {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    let other = scene.another_node().await;
    guesses_at_once(&[&scene, &other], &scene.client, "alice").await;
    guesses_at_once(&[&scene, &other], &scene.client, "nobody").await;
}

/// Right answers at once do not disturb each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rl_2_parallel_sign_ins_all_succeed() {
    let scene = Scene::new().await;
    wrong(&scene, WRONG).await;
    let sign_ins = (0..8).map(|_| scene.try_sign_in(&scene.client, "alice", PASSWORD));
    for answer in join_all(sign_ins).await {
        Tokens::of(&answer.ok());
    }
}
