//! Requests per second by category of operations (RL-1, RL-7).

use cognate_core::jobs::Follower;
use cognate_core::rates::Rates;
use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Answer, Cognate, Setup, Tokens, json};

use crate::scene::{PASSWORD, Scene};

const EXCEEDED: (&str, &str) = ("TooManyRequestsException", "Rate exceeded");

async fn scene(rates: &[(&str, i64)]) -> Scene {
    let rates = Rates::of(rates.iter().copied()).unwrap();
    let setup = Setup::default().limits(|limits| limits.rates = rates);
    Scene::on(setup.start().await, json!({}), json!({})).await
}

#[track_caller]
fn refused(answer: &Answer) {
    answer.expect_error(EXCEEDED.0, EXCEEDED.1);
    assert_eq!(answer.status, 400);
}

async fn read(cognate: &Cognate, pool: &str) -> Answer {
    cognate.admin("AdminGetUser", json!({ "UserPoolId": pool, "Username": "alice" })).await
}

/// Lets nothing be left over from preparing.
fn rest(cognate: &Cognate) {
    cognate.clock.turn(1);
}

#[tokio::test]
async fn rl_7_nothing_is_limited_unless_it_is_asked_for() {
    let scene = Scene::new().await;
    for _ in 0..200 {
        read(&scene, &scene.pool).await.ok();
    }
    assert!(scene.node.buckets().is_empty());
}

#[tokio::test]
async fn rl_7_a_pool_has_its_rate_and_gets_it_back_evenly() {
    let scene = scene(&[("UserRead", 4)]).await;
    let other = scene.create_pool(json!({})).await;
    scene.create_user(&other, "alice", PASSWORD).await;
    rest(&scene);
    for _ in 0..4 {
        read(&scene, &scene.pool).await.ok();
    }
    refused(&read(&scene, &scene.pool).await);
    read(&scene, &other).await.ok();
    scene.clock.turn_ms(249);
    refused(&read(&scene, &scene.pool).await);
    scene.clock.turn_ms(1);
    read(&scene, &scene.pool).await.ok();
    refused(&read(&scene, &scene.pool).await);
    // Other categories have their own, or none.
    scene.sign_in(&scene.client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn a_category_is_shared_by_administrators_and_users() {
    let scene = scene(&[("UserRead", 3)]).await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    rest(&scene);
    let get = || scene.call("GetUser", json!({ "AccessToken": tokens.access }));
    get().await.ok();
    read(&scene, &scene.pool).await.ok();
    get().await.ok();
    refused(&get().await);
    refused(&read(&scene, &scene.pool).await);
}

#[tokio::test]
async fn nothing_is_done_for_a_refused_request() {
    let scene = scene(&[("UserAuthentication", 2)]).await;
    rest(&scene);
    let guess = || scene.try_sign_in(&scene.client, "alice", "wrong");
    for _ in 0..2 {
        guess().await.expect_code("NotAuthorizedException");
    }
    for _ in 0..10 {
        refused(&guess().await);
    }
    // None of those was counted as a wrong password: the account is not locked.
    scene.clock.turn(1);
    scene.sign_in(&scene.client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn made_up_names_share_one_allowance() {
    let scene = scene(&[("UserAuthentication", 3), ("UserRead", 3)]).await;
    rest(&scene);
    let mut refusals = 0;
    for number in 0..20 {
        let client = format!("{number:026}");
        let answer = scene.try_sign_in(&client, "alice", PASSWORD).await;
        refusals += usize::from(answer.error() == EXCEEDED);
    }
    assert_eq!(refusals, 17);
    for number in 0..20 {
        let pool = format!("eu-central-1_{number:09}");
        refusals += usize::from(read(&scene, &pool).await.error() == EXCEEDED);
    }
    assert_eq!(refusals, 34);
    let token = json!({ "AccessToken": "not.a.token" });
    refused(&scene.call("GetUser", token).await);
    // Those of a pool that is there are not touched.
    scene.sign_in(&scene.client, "alice", PASSWORD).await;
    read(&scene, &scene.pool).await.ok();
}

#[tokio::test]
async fn strangers_spend_nothing_of_what_needs_a_signature() {
    let scene = scene(&[("UserRead", 1)]).await;
    rest(&scene);
    let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    for _ in 0..5 {
        scene
            .call("AdminGetUser", request.clone())
            .await
            .expect_code("MissingAuthenticationTokenException");
    }
    read(&scene, &scene.pool).await.ok();
}

#[tokio::test]
async fn an_operation_may_have_a_rate_of_its_own() {
    let setup = Setup::default().limits(|limits| limits.rates = Rates::aws());
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    rest(&scene);
    let describe = || {
        let request = json!({ "UserPoolId": scene.pool, "ClientId": scene.client });
        scene.admin("DescribeUserPoolClient", request)
    };
    for _ in 0..5 {
        describe().await.ok();
    }
    refused(&describe().await);
    // The category still has ten.
    for _ in 0..5 {
        scene.admin("ListUserPoolClients", json!({ "UserPoolId": scene.pool })).await.ok();
    }
}

#[tokio::test]
async fn answers_to_challenges_have_three_times_the_rate_and_then_the_categorys() {
    let scene = scene(&[("UserAuthentication", 2), ("UserAccountRecovery", 1)]).await;
    rest(&scene);
    let answer = |challenge: &str| {
        let request = json!({
            "ClientId": scene.client, "ChallengeName": challenge, "Session": "A".repeat(40),
            "ChallengeResponses": { "USERNAME": "alice" },
        });
        scene.call("RespondToAuthChallenge", request)
    };
    for number in 0..8 {
        let answered = answer("SMS_MFA").await;
        assert_ne!(answered.error(), EXCEEDED, "{number}");
    }
    refused(&answer("SMS_MFA").await);
    refused(&scene.try_sign_in(&scene.client, "alice", PASSWORD).await);
    assert_ne!(answer("NEW_PASSWORD_REQUIRED").await.error(), EXCEEDED);
    refused(&answer("NEW_PASSWORD_REQUIRED").await);
}

#[tokio::test]
async fn rl_5_a_clock_that_goes_back_gives_nothing_and_blocks_nobody() {
    let scene = scene(&[("UserRead", 1)]).await;
    rest(&scene);
    read(&scene, &scene.pool).await.ok();
    scene.clock.turn(-60);
    refused(&read(&scene, &scene.pool).await);
    scene.clock.turn(1);
    read(&scene, &scene.pool).await.ok();
}

#[tokio::test]
async fn a_raised_limit_reaches_every_node() {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let rates = Rates::of([("UserRead", 2)]).unwrap();
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let setup = setup.limits(|limits| limits.rates = rates);
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    let other = scene.another_node().await;
    rest(&scene);
    Follower::poll(&other.node).await;
    // Each node counts by itself.
    for node in [&*scene, &other] {
        for _ in 0..2 {
            read(node, &scene.pool).await.ok();
        }
        refused(&read(node, &scene.pool).await);
    }
    let definition =
        json!({ "LimitClass": "API_CATEGORY", "Attributes": { "Category": "UserRead" } });
    let request = json!({ "LimitDefinition": definition, "RequestedLimitValue": 5 });
    scene.admin("UpdateProvisionedLimit", request).await.ok();
    Follower::poll(&other.node).await;
    rest(&scene);
    for node in [&*scene, &other] {
        for _ in 0..5 {
            read(node, &scene.pool).await.ok();
        }
        refused(&read(node, &scene.pool).await);
    }
}

#[tokio::test]
async fn refreshing_counts_as_signing_in() {
    let scene = scene(&[("UserAuthentication", 1), ("UserToken", 1)]).await;
    rest(&scene);
    let tokens: Tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    refused(&scene.try_refresh(&scene.client, &tokens.refresh).await);
    let revoke = || {
        let request = json!({ "ClientId": scene.client, "Token": tokens.refresh });
        scene.call("RevokeToken", request)
    };
    revoke().await.ok();
    refused(&revoke().await);
}
