//! Several nodes on one PostgreSQL: the same answers, and configuration that follows.

use cognate_core::jobs::Follower;
use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, Tokens, json};

use crate::scene::{PASSWORD, Scene};

async fn scene() -> (Scene, Cognate) {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    let other = scene.another_node().await;
    (scene, other)
}

#[tokio::test]
async fn a_sign_in_may_begin_on_one_node_and_end_on_another() {
    let (scene, other) = scene().await;
    let srp = cognate_testkit::srp::Client::new("a1");
    let first = scene.srp_start(&scene.client, "alice", &srp).await.ok();
    let parameters = &first["ChallengeParameters"];
    let responses = srp.responses(&scene.pool, PASSWORD, parameters, scene.clock.now_s());
    let tokens = Tokens::of(&other.srp_answer(&scene.client, responses.clone()).await.ok());
    // Used up everywhere.
    let again = scene.srp_answer(&scene.client, responses).await;
    again.expect_code("NotAuthorizedException");
    scene.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
    let refreshed = Tokens::of(&scene.try_refresh(&scene.client, &tokens.refresh).await.ok());
    other.call("GlobalSignOut", json!({ "AccessToken": refreshed.access })).await.ok();
    // What decides authentication is read, not remembered.
    let answer = scene.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    // Both made the pool's keys only once.
    let path = format!("/{}/.well-known/jwks.json", scene.pool);
    assert_eq!(scene.get(&path).await.json, other.get(&path).await.json);
}

/// A node that polls sees a change with the poll; one that cannot trusts nothing after a
/// second.
#[tokio::test]
async fn configuration_follows_to_the_other_node() {
    let (scene, other) = scene().await;
    let flows = async |flows: &[&str]| {
        let request = json!({
            "UserPoolId": scene.pool, "ClientId": scene.client, "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": "ENABLED",
        });
        scene.admin("UpdateUserPoolClient", request).await.ok();
    };
    Follower::poll(&other.node).await;
    other.sign_in(&scene.client, "alice", PASSWORD).await;
    flows(&["ALLOW_CUSTOM_AUTH"]).await;
    // Its own writes a node sees at once; the other one still holds its copy.
    let here = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
    here.expect_code("InvalidParameterException");
    other.sign_in(&scene.client, "alice", PASSWORD).await;
    Follower::poll(&other.node).await;
    let there = other.try_sign_in(&scene.client, "alice", PASSWORD).await;
    there.expect_code("InvalidParameterException");

    flows(&["ALLOW_USER_PASSWORD_AUTH"]).await;
    other.clock.turn(1);
    other.sign_in(&scene.client, "alice", PASSWORD).await;
}
