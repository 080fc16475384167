//! `MaxPerUser`: never more live sessions than it says, however many sign-ins there are at once.

use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, Tokens, json};
use futures_util::future::join_all;

use crate::scene::{PASSWORD, Scene};

const PER_USER: usize = 3;
const AT_ONCE: usize = 12;

async fn tracking(cognate: Cognate) -> Scene {
    let scene = Scene::on(cognate, json!({}), json!({})).await;
    let request = json!({
        "UserPoolId": scene.pool, "UserSessionTracking": "ENABLED",
        "TokenSession": { "MaxPerUser": PER_USER },
    });
    scene.admin("SetUserPoolSessionConfiguration", request).await.ok();
    scene
}

/// Signs alice in on all nodes at once, twice, and counts what stands.
async fn sign_ins_at_once(scene: &Scene, nodes: &[&Cognate]) {
    for _ in 0..2 {
        // Those of the round before are the ones that make room.
        scene.clock.turn(1);
        let sign_ins = (0..AT_ONCE).map(|n| {
            let node = nodes[n % nodes.len()];
            node.try_sign_in(&scene.client, "alice", PASSWORD)
        });
        let mut live = 0;
        let mut signed_in = 0;
        for answer in join_all(sign_ins).await {
            // Who was overtaken again and again is told to come back.
            if answer.status != 200 {
                answer.expect_code("TooManyRequestsException");
                continue;
            }
            let tokens = Tokens::of(&answer.ok());
            signed_in += 1;
            let request = json!({ "AccessToken": tokens.access });
            live += usize::from(scene.call("GetUser", request).await.status == 200);
        }
        assert!(signed_in >= PER_USER, "{signed_in} got through");
        assert_eq!(live, PER_USER);
        let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
        let listed = scene.admin("AdminListUserSessions", request).await.ok();
        assert_eq!(listed["Sessions"].as_array().map(Vec::len), Some(PER_USER));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_holds_on_one_node() {
    let scene = tracking(Cognate::start().await).await;
    sign_ins_at_once(&scene, &[&scene]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_holds_on_two_nodes() {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let scene = tracking(setup.start().await).await;
    let other = scene.another_node().await;
    sign_ins_at_once(&scene, &[&scene, &other]).await;
}
