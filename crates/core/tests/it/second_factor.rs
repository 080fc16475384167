//! Codes of sign-ins answered at once, on one node and on two (RL-2, ST-2).

use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Answer, Cognate, Setup, Value, json};
use futures_util::future::join_all;

use crate::scene::{PASSWORD, Scene};

const PHONE: &str = "+15551234567";
const USED: &str = "Invalid session for the user, session can only be used once.";

/// Alice, who is sent a text message at each sign-in.
async fn texted(setup: Setup) -> Scene {
    let sms = json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x" });
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    let request = json!({
        "UserPoolId": scene.pool, "MfaConfiguration": "ON",
        "SmsMfaConfiguration": { "SmsConfiguration": sms },
    });
    scene.admin("SetUserPoolMfaConfig", request).await.ok();
    let number = json!([{ "Name": "phone_number", "Value": PHONE }]);
    let request =
        json!({ "UserPoolId": scene.pool, "Username": "alice", "UserAttributes": number });
    scene.admin("AdminUpdateUserAttributes", request).await.ok();
    scene
}

fn on_postgres() -> Setup {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    Setup { shared_store: true, ..Setup::default() }.on(store)
}

/// The same answer to a new challenge, many times at once.
async fn at_once(scene: &Scene, nodes: &[&Cognate], right: bool) -> Vec<Answer> {
    let challenge = scene.try_sign_in(&scene.client, "alice", PASSWORD).await.ok();
    assert_eq!(challenge["ChallengeName"], "SMS_MFA");
    let mut code = scene.code_for(PHONE).await;
    if !right {
        let first = if code.starts_with('9') { "0" } else { "9" };
        code.replace_range(..1, first);
    }
    let answers = (0..20).map(|n| answer(nodes[n % nodes.len()], scene, &challenge, &code));
    join_all(answers).await
}

async fn answer(node: &Cognate, scene: &Scene, challenge: &Value, code: &str) -> Answer {
    let request = json!({
        "ClientId": scene.client, "ChallengeName": "SMS_MFA", "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "SMS_MFA_CODE": code },
    });
    node.call("RespondToAuthChallenge", request).await
}

async fn one_wins_and_five_learn(scene: &Scene, nodes: &[&Cognate]) {
    let answers = at_once(scene, nodes, true).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|answer| answer.error() == ("NotAuthorizedException", USED)));

    let answers = at_once(scene, nodes, false).await;
    let learned = answers.iter().filter(|answer| answer.error().0 == "CodeMismatchException");
    assert_eq!(learned.count(), 5);
    for answer in &answers {
        let code = answer.error().0;
        let known = ["CodeMismatchException", "NotAuthorizedException", "TooManyRequestsException"];
        assert!(known.contains(&code), "{code}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_parallel_codes_one_wins_and_guesses_learn_no_more_than_the_limit() {
    let scene = texted(Setup::default()).await;
    one_wins_and_five_learn(&scene, &[&scene]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_two_nodes_one_wins_and_they_learn_no_more_either() {
    let scene = texted(on_postgres()).await;
    let other = scene.another_node().await;
    one_wins_and_five_learn(&scene, &[&scene, &other]).await;
}

/// OTP-11: a backup brings back neither the challenge nor its code.
#[tokio::test]
async fn a_restore_voids_what_was_sent() {
    let scene = texted(Setup::default()).await;
    let challenge = scene.try_sign_in(&scene.client, "alice", PASSWORD).await.ok();
    let code = scene.code_for(PHONE).await;
    let restored = scene.restored().await;
    let late = answer(&restored, &scene, &challenge, &code).await;
    late.expect_error("NotAuthorizedException", "Invalid session for the user.");
}
