//! Calls that meet: unique rows decide, and the loser answers the winner.

use std::collections::HashSet;

use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, Value, json};
use futures_util::future::join_all;

use crate::fixture::*;

async fn id(node: &Cognate, pool: &str, logins: &Value) -> String {
    let request = json!({ "IdentityPoolId": pool, "Logins": logins });
    text(&node.identity("GetId", request).await.ok()["IdentityId"])
}

/// A new user on two nodes at once, from many tabs.
async fn first_calls_make_one_identity(scene: &Scene, nodes: [&Cognate; 2]) {
    for n in 0..4 {
        let name = format!("user-{n}");
        scene.user(&scene.provider, &name).await;
        let logins = scene.logins(&scene.provider, &name).await;
        let calls = (0..8).map(|call| id(nodes[call % 2], &scene.identity_pool, &logins));
        let ids: HashSet<String> = join_all(calls).await.into_iter().collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
    }
}

/// Two identities and a guest meet from both sides: one is left, with all logins.
async fn merges_meet(scene: &Scene, nodes: [&Cognate; 2]) {
    let second = scene.second_provider().await;
    for n in 0..4 {
        let name = format!("merged-{n}");
        let (one, first) = scene.identity_of(&name).await;
        scene.clock.turn(1);
        scene.user(&second, &name).await;
        let other = scene.logins(&second, &name).await;
        let two = scene.id(other.clone()).await;
        let guest = scene.id(json!({})).await;
        let logins = both(&first, &other);
        let calls = (0..9).map(|call| {
            let identity = [&one, &two, &guest][call % 3];
            let request = json!({ "IdentityId": identity, "Logins": logins });
            nodes[call % 2].identity("GetCredentialsForIdentity", request)
        });
        for answer in join_all(calls).await {
            assert_eq!(answer.ok()["IdentityId"], json!(one));
        }
        for logins in [&first, &other] {
            assert_eq!(id(nodes[1], &scene.identity_pool, logins).await, one);
        }
    }
}

/// Many identifiers of one identity at once: never more than it may have.
async fn the_number_of_logins_holds(scene: &Scene, nodes: [&Cognate; 2], max: usize) {
    let guest = scene.id(json!({})).await;
    let calls = (0..max * 3).map(|call| {
        let request = json!({
            "IdentityPoolId": scene.identity_pool, "IdentityId": guest,
            "Logins": { DEVELOPER: format!("identifier-{call}") },
        });
        nodes[call % 2].identity_admin("GetOpenIdTokenForDeveloperIdentity", request)
    });
    let answers = join_all(calls).await;
    let linked = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(linked >= 1 && linked <= max, "{linked}");
    let request = json!({ "IdentityPoolId": scene.identity_pool, "IdentityId": guest });
    let found = scene.identity_admin("LookupDeveloperIdentity", request).await.ok();
    assert_eq!(found["DeveloperUserIdentifierList"].as_array().unwrap().len(), linked);
}

async fn all(scene: &Scene, nodes: [&Cognate; 2], max: usize) {
    first_calls_make_one_identity(scene, nodes).await;
    merges_meet(scene, nodes).await;
    the_number_of_logins_holds(scene, nodes, max).await;
}

const MAX: usize = 4;

fn setup() -> Setup {
    Setup::default().limits(|limits| limits.logins_per_identity_max = MAX)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_one_node() {
    let scene = Scene::with(setup()).await;
    all(&scene, [&scene, &scene], MAX).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_two_nodes() {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let scene = Scene::with(Setup { shared_store: true, ..setup() }.on(store)).await;
    let other = scene.another_node().await;
    all(&scene, [&scene, &other], MAX).await;
}
