//! SRP from the wire, with a client that shares no arithmetic with the server (PW-7).

use cognate_testkit::srp::{Client, N_HEX, timestamp};
use cognate_testkit::{Answer, Tokens, Value, json};

use crate::scene::{PASSWORD, Scene};

const WRONG: &str = "Incorrect username or password.";
const INVALID: &str = "Invalid session for the user.";
const ONCE: &str = "Invalid session for the user, session can only be used once.";

fn client() -> Client {
    Client::new(&"a1".repeat(32))
}

/// The parameters of a fresh challenge to `alice`.
async fn challenge(scene: &Scene) -> Value {
    let mut answer = scene.srp_start(&scene.client, "alice", &client()).await.ok();
    assert_eq!(answer["ChallengeName"], "PASSWORD_VERIFIER");
    assert_eq!(answer.get("Session"), None);
    answer["ChallengeParameters"].take()
}

fn proof(scene: &Scene, password: &str, parameters: &Value) -> Value {
    client().responses(&scene.pool, password, parameters, scene.clock.now_s())
}

#[tokio::test]
async fn the_right_proof_gives_tokens() {
    let scene = Scene::new().await;
    let answer = scene.srp_sign_in(&scene.pool, &scene.client, "alice", PASSWORD).await.ok();
    let tokens = Tokens::of(&answer);
    assert_eq!(tokens.access_claims()["username"], "alice");
    scene.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
}

/// Exponents of all lengths, so that paddings of every kind occur.
#[tokio::test]
async fn clients_with_any_exponent_agree() {
    let scene = Scene::new().await;
    for a in ["1", "2", "ff", "deadbeef", &"0f".repeat(128), &"c3".repeat(384)] {
        let srp = Client::new(a);
        let mut answer = scene.srp_start(&scene.client, "alice", &srp).await.ok();
        let parameters = answer["ChallengeParameters"].take();
        let now_s = scene.clock.now_s();
        let responses = srp.responses(&scene.pool, PASSWORD, &parameters, now_s);
        Tokens::of(&scene.srp_answer(&scene.client, responses).await.ok());
    }
}

#[tokio::test]
async fn a_wrong_proof_is_refused_and_uses_the_block_up() {
    let scene = Scene::new().await;
    let parameters = challenge(&scene).await;
    let wrong = proof(&scene, "Wrong-Horse9", &parameters);
    let answer = scene.srp_answer(&scene.client, wrong).await;
    answer.expect_error("NotAuthorizedException", WRONG);
    let right = proof(&scene, PASSWORD, &parameters);
    let answer = scene.srp_answer(&scene.client, right).await;
    answer.expect_error("NotAuthorizedException", ONCE);
}

#[tokio::test]
async fn a_proof_is_taken_once() {
    let scene = Scene::new().await;
    let responses = proof(&scene, PASSWORD, &challenge(&scene).await);
    scene.srp_answer(&scene.client, responses.clone()).await.ok();
    let again = scene.srp_answer(&scene.client, responses.clone()).await;
    again.expect_error("NotAuthorizedException", ONCE);
    let fresh = proof(&scene, PASSWORD, &challenge(&scene).await);
    let (one, two) = tokio::join!(
        scene.srp_answer(&scene.client, fresh.clone()),
        scene.srp_answer(&scene.client, fresh.clone()),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "{} {}", one.text(), two.text());
}

#[tokio::test]
async fn a_block_belongs_to_its_client_and_pool() {
    let scene = Scene::new().await;
    let responses = proof(&scene, PASSWORD, &challenge(&scene).await);
    let sibling = scene.create_client(&scene.pool, json!({})).await;
    let pool = scene.create_pool(json!({})).await;
    let stranger = scene.create_client(&pool, json!({})).await;
    scene.create_user(&pool, "alice", PASSWORD).await;
    for client in [&sibling, &stranger] {
        let answer = scene.srp_answer(client, responses.clone()).await;
        answer.expect_error("NotAuthorizedException", INVALID);
    }
    // It was not used up by that.
    scene.srp_answer(&scene.client, responses).await.ok();
}

#[tokio::test]
async fn a_block_that_the_server_did_not_seal_is_refused() {
    let scene = Scene::new().await;
    let parameters = challenge(&scene).await;
    let good = proof(&scene, PASSWORD, &parameters);
    let block = good["PASSWORD_CLAIM_SECRET_BLOCK"].as_str().unwrap();
    let flipped = {
        let at = block.len() / 2;
        let other = if &block[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &block[..at], &block[at + 1..])
    };
    for bad in [flipped.as_str(), "AAAA", "not base64!", &block[..block.len() / 2]] {
        let mut responses = good.clone();
        responses["PASSWORD_CLAIM_SECRET_BLOCK"] = bad.into();
        let answer = scene.srp_answer(&scene.client, responses).await;
        answer.expect_error("NotAuthorizedException", INVALID);
    }
    // Some clients drop the padding of base64.
    let mut responses = good.clone();
    responses["PASSWORD_CLAIM_SECRET_BLOCK"] = block.trim_end_matches('=').into();
    scene.srp_answer(&scene.client, responses).await.ok();
}

#[tokio::test]
async fn the_timestamp_is_bounded_and_signed() {
    let scene = Scene::new().await;
    let now_s = scene.clock.now_s();
    let answer_at = async |at: String| -> Answer {
        let parameters = challenge(&scene).await;
        let mut responses = proof(&scene, PASSWORD, &parameters);
        let signature = client().signature(&scene.pool, PASSWORD, &parameters, &at);
        responses["PASSWORD_CLAIM_SIGNATURE"] = signature.into();
        responses["TIMESTAMP"] = at.into();
        scene.srp_answer(&scene.client, responses).await
    };
    for skew in [-300, 300] {
        answer_at(timestamp(now_s + skew)).await.ok();
    }
    for skew in [-301, 301, 86_400 * 365] {
        answer_at(timestamp(now_s + skew)).await.expect_code("NotAuthorizedException");
    }
    for bad in ["2027-01-15T08:00:00Z", "Fri Jan 15 08:00:00 CET 2027", "x"] {
        answer_at(bad.to_owned()).await.expect_code("InvalidParameterException");
    }
    // A text that reads as the same moment is still another text.
    let parameters = challenge(&scene).await;
    let mut responses = proof(&scene, PASSWORD, &parameters);
    let same = responses["TIMESTAMP"].as_str().unwrap().replace("UTC", "GMT");
    responses["TIMESTAMP"] = same.into();
    let answer = scene.srp_answer(&scene.client, responses).await;
    answer.expect_error("NotAuthorizedException", WRONG);
}

#[tokio::test]
async fn a_block_expires() {
    let scene = Scene::new().await;
    let parameters = challenge(&scene).await;
    scene.clock.turn(180);
    let responses = proof(&scene, PASSWORD, &parameters);
    let answer = scene.srp_answer(&scene.client, responses).await;
    let expired = "Invalid session for the user, session is expired.";
    answer.expect_error("NotAuthorizedException", expired);
}

#[tokio::test]
async fn a_client_value_that_gives_the_key_away_is_refused() {
    let scene = Scene::new().await;
    let n = N_HEX.trim();
    let long = "f".repeat(770);
    let padded_n = format!("00{n}");
    for bad in ["0", "00", "000000", n, padded_n.as_str(), "xyz", "0x10", "-1", " 1", long.as_str()]
    {
        let parameters = json!({ "USERNAME": "alice", "SRP_A": bad });
        let answer = scene.initiate(&scene.client, "USER_SRP_AUTH", parameters).await;
        answer.expect_code("InvalidParameterException");
    }
}

/// PW-8: what was begun with the old password, or before a sign-out, ends with it.
#[tokio::test]
async fn a_block_from_before_a_change_proves_nothing() {
    let scene = Scene::new().await;
    let responses = proof(&scene, PASSWORD, &challenge(&scene).await);
    let request = json!({
        "UserPoolId": scene.pool, "Username": "alice", "Password": PASSWORD, "Permanent": true,
    });
    scene.admin("AdminSetUserPassword", request).await.ok();
    let answer = scene.srp_answer(&scene.client, responses).await;
    answer.expect_error("NotAuthorizedException", WRONG);

    let responses = proof(&scene, PASSWORD, &challenge(&scene).await);
    scene.on_user("AdminUserGlobalSignOut", "alice").await;
    let answer = scene.srp_answer(&scene.client, responses).await;
    answer.expect_error("NotAuthorizedException", WRONG);
}

/// The counter of somebody who is gone leaves nothing unsound behind.
#[tokio::test]
async fn a_user_deleted_between_the_legs_is_nobody() {
    let scene = Scene::new().await;
    let responses = proof(&scene, PASSWORD, &challenge(&scene).await);
    scene.on_user("AdminDeleteUser", "alice").await;
    let answer = scene.srp_answer(&scene.client, responses).await;
    answer.expect_error("NotAuthorizedException", WRONG);
}

#[tokio::test]
async fn the_answer_names_the_same_user() {
    let scene = Scene::new().await;
    let parameters = challenge(&scene).await;
    for (name, right) in [("bob", false), (scene.sub.as_str(), true)] {
        let mut responses = proof(&scene, PASSWORD, &parameters);
        responses["USERNAME"] = name.into();
        let answer = scene.srp_answer(&scene.client, responses).await;
        match right {
            true => drop(answer.ok()),
            false => answer.expect_error("NotAuthorizedException", INVALID),
        }
    }
    for missing in
        ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"]
    {
        let mut responses = proof(&scene, PASSWORD, &parameters);
        responses.as_object_mut().unwrap().remove(missing);
        let answer = scene.srp_answer(&scene.client, responses).await;
        let message = format!("Missing required parameter {missing}");
        answer.expect_error("InvalidParameterException", &message);
    }
}
