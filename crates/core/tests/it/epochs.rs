//! After a restore from backup everything that is used once is void (OTP-11); what is set stays.

use cognate_testkit::srp::Client;
use cognate_testkit::{Tokens, json};

use crate::scene::{PASSWORD, Scene};

#[tokio::test]
async fn otp_11_what_was_given_out_before_a_restore_is_void_after_it() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let bob = json!({ "Username": "bob", "TemporaryPassword": "Temporary-1" });
    scene.invite_user(&scene.pool, bob).await;
    let challenge = scene.try_sign_in(&scene.client, "bob", "Temporary-1").await.ok();
    let srp = Client::new("a1");
    let started = scene.srp_start(&scene.client, "alice", &srp).await.ok();

    let restored = scene.restored().await;
    let (pool, client) = (&scene.pool, &scene.client);
    let invalid = "Invalid session for the user.";
    let answer = restored.try_refresh(client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "Refresh Token has been revoked");
    let answer = restored.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    let now_s = restored.clock.now_s();
    let parameters = &started["ChallengeParameters"];
    let responses = srp.responses(pool, PASSWORD, parameters, now_s);
    let answer = restored.srp_answer(client, responses).await;
    answer.expect_error("NotAuthorizedException", invalid);
    let request = json!({
        "ClientId": client, "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "bob", "NEW_PASSWORD": "Own-Password1" },
    });
    let answer = restored.call("RespondToAuthChallenge", request).await;
    answer.expect_error("NotAuthorizedException", invalid);

    // Passwords, keys and administrators are as they were; the original goes on, too.
    let again = restored.sign_in(client, "alice", PASSWORD).await;
    restored.call("GetUser", json!({ "AccessToken": again.access })).await.ok();
    Tokens::of(&restored.srp_sign_in(pool, client, "alice", PASSWORD).await.ok());
    restored.admin("DescribeUserPool", json!({ "UserPoolId": pool })).await.ok();
    scene.try_refresh(client, &tokens.refresh).await.ok();
}
