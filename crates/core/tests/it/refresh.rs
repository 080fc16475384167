//! Refreshing: what a refresh token is worth, with and without rotation (OTP-9).

use cognate_testkit::{Answer, Cognate, Tokens, json};

use crate::scene::{PASSWORD, Scene};

const REVOKED: &str = "Refresh Token has been revoked";
const INVALID: &str = "Invalid Refresh Token";

#[tokio::test]
async fn a_refresh_keeps_the_sign_in_and_renews_the_tokens() {
    let scene = Scene::new().await;
    let first = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    scene.clock.turn(600);
    let answer = scene.try_refresh(&scene.client, &first.refresh).await.ok();
    assert_eq!(answer["ChallengeParameters"], json!({}));
    assert_eq!(answer["AuthenticationResult"].get("RefreshToken"), None);
    let second = Tokens::of(&answer);
    let pairs =
        [(first.id_claims(), second.id_claims()), (first.access_claims(), second.access_claims())];
    for (before, after) in pairs {
        for kept in ["auth_time", "origin_jti", "event_id", "sub", "iss", "scope"] {
            assert_eq!(before.get(kept), after.get(kept), "{kept}");
        }
        for renewed in ["jti", "iat", "exp"] {
            assert_ne!(before[renewed], after[renewed], "{renewed}");
        }
    }
    scene.call("GetUser", json!({ "AccessToken": second.access })).await.ok();
    // The old name of the flow.
    let parameters = json!({ "REFRESH_TOKEN": first.refresh });
    scene.initiate(&scene.client, "REFRESH_TOKEN", parameters).await.ok();
}

#[tokio::test]
async fn a_refresh_token_ends_absolutely() {
    let scene = Scene::with(json!({ "RefreshTokenValidity": 1 })).await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    scene.clock.turn(86_399);
    scene.try_refresh(&scene.client, &tokens.refresh).await.ok();
    scene.clock.turn(1);
    let answer = scene.try_refresh(&scene.client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "Refresh Token has expired");
}

#[tokio::test]
async fn only_the_clients_own_refresh_token_counts() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let sibling = scene.create_client(&scene.pool, json!({})).await;
    let pool = scene.create_pool(json!({})).await;
    let stranger = scene.create_client(&pool, json!({})).await;
    for client in [&sibling, &stranger] {
        let answer = scene.try_refresh(client, &tokens.refresh).await;
        answer.expect_error("NotAuthorizedException", INVALID);
    }
    let end = tokens.refresh.len() - 1;
    let changed = format!("{}{}", &tokens.refresh[..end], "!");
    for garbage in ["x", "a.b.c.d.e", &tokens.access, &tokens.id, &changed] {
        let answer = scene.try_refresh(&scene.client, garbage).await;
        answer.expect_error("NotAuthorizedException", INVALID);
    }
}

#[tokio::test]
async fn a_user_who_may_not_sign_in_may_not_refresh() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    scene.on_user("AdminDisableUser", "alice").await;
    let answer = scene.try_refresh(&scene.client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "User is disabled.");
    // Enabling does not bring sessions back.
    scene.on_user("AdminEnableUser", "alice").await;
    let answer = scene.try_refresh(&scene.client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", REVOKED);
}

#[tokio::test]
async fn signing_out_and_revoking_end_a_family() {
    let scene = Scene::new().await;
    let (one, two) = (
        scene.sign_in(&scene.client, "alice", PASSWORD).await,
        scene.sign_in(&scene.client, "alice", PASSWORD).await,
    );
    let request = json!({ "ClientId": scene.client, "Token": one.refresh });
    scene.call("RevokeToken", request.clone()).await.ok();
    scene.call("RevokeToken", request).await.ok();
    let answer = scene.try_refresh(&scene.client, &one.refresh).await;
    answer.expect_error("NotAuthorizedException", REVOKED);
    let answer = scene.call("GetUser", json!({ "AccessToken": one.access })).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    // The other sign-in lives on, until all end.
    scene.try_refresh(&scene.client, &two.refresh).await.ok();
    scene.call("GlobalSignOut", json!({ "AccessToken": two.access })).await.ok();
    let answer = scene.try_refresh(&scene.client, &two.refresh).await;
    answer.expect_error("NotAuthorizedException", REVOKED);
    scene.sign_in(&scene.client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn the_deleted_user_refreshes_nothing() {
    let scene = Scene::new().await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    scene.on_user("AdminDeleteUser", "alice").await;
    let answer = scene.try_refresh(&scene.client, &tokens.refresh).await;
    answer.expect_code("NotAuthorizedException");
    let answer = scene.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
}

async fn rotating(grace_seconds: i64) -> Scene {
    Scene::with(json!({
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {
            "Feature": "ENABLED", "RetryGracePeriodSeconds": grace_seconds,
        },
        "RefreshTokenValidity": 1,
    }))
    .await
}

async fn exchange(cognate: &Cognate, client: &str, token: &str) -> Answer {
    let request = json!({ "ClientId": client, "RefreshToken": token });
    cognate.call("GetTokensFromRefreshToken", request).await
}

#[tokio::test]
async fn a_rotating_token_is_replaced_and_keeps_its_end() {
    let scene = rotating(0).await;
    let mut tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    for _ in 0..5 {
        scene.clock.turn(3_600);
        let next = Tokens::of(&exchange(&scene, &scene.client, &tokens.refresh).await.ok());
        assert!(!next.refresh.is_empty());
        assert_ne!(next.refresh, tokens.refresh);
        tokens = next;
    }
    // The flow of the other kind is closed.
    let answer = scene.try_refresh(&scene.client, &tokens.refresh).await;
    answer.expect_error("InvalidParameterException", "Auth flow not enabled for this client");
    scene.clock.turn(86_400 - 5 * 3_600);
    let answer = exchange(&scene, &scene.client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "Refresh Token has expired");
}

#[tokio::test]
async fn otp_9_a_spent_token_betrays_the_family() {
    let scene = rotating(0).await;
    let first = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let second = Tokens::of(&exchange(&scene, &scene.client, &first.refresh).await.ok());
    let answer = exchange(&scene, &scene.client, &first.refresh).await;
    answer.expect_code("RefreshTokenReuseException");
    let answer = exchange(&scene, &scene.client, &second.refresh).await;
    answer.expect_error("NotAuthorizedException", REVOKED);
    let answer = scene.call("GetUser", json!({ "AccessToken": second.access })).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    // Other families are not touched.
    let third = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    exchange(&scene, &scene.client, &third.refresh).await.ok();
}

#[tokio::test]
async fn otp_9_within_its_grace_the_spent_token_repeats_the_current_one() {
    let scene = rotating(10).await;
    let first = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    exchange(&scene, &scene.client, &first.refresh).await.ok();
    // The answer was lost; the client tries again.
    scene.clock.turn_ms(9_999);
    let again = Tokens::of(&exchange(&scene, &scene.client, &first.refresh).await.ok());
    let third = Tokens::of(&exchange(&scene, &scene.client, &again.refresh).await.ok());
    // Now the first is two generations old, grace or not.
    let answer = exchange(&scene, &scene.client, &first.refresh).await;
    answer.expect_code("RefreshTokenReuseException");
    let answer = exchange(&scene, &scene.client, &third.refresh).await;
    answer.expect_error("NotAuthorizedException", REVOKED);
}

#[tokio::test]
async fn otp_9_grace_ends() {
    let scene = rotating(10).await;
    let first = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    exchange(&scene, &scene.client, &first.refresh).await.ok();
    scene.clock.turn_ms(10_000);
    let answer = exchange(&scene, &scene.client, &first.refresh).await;
    answer.expect_code("RefreshTokenReuseException");
}

/// A token that is replaced by one that is never sent would end the session.
#[tokio::test]
async fn a_function_that_fails_spends_no_token() {
    let scene = rotating(0).await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:tokens";
    let with = json!({ "UserPoolId": scene.pool, "LambdaConfig": { "PreTokenGeneration": arn } });
    scene.admin("UpdateUserPool", with).await.ok();
    for _ in 0..2 {
        let answer = exchange(&scene, &scene.client, &tokens.refresh).await;
        answer.expect_code("UnexpectedLambdaException");
    }
    assert_eq!(scene.functions.sources(), ["TokenGeneration_RefreshTokens"; 2]);
    scene.admin("UpdateUserPool", json!({ "UserPoolId": scene.pool })).await.ok();
    exchange(&scene, &scene.client, &tokens.refresh).await.ok();
}

/// Of parallel exchanges of one token without grace, one wins and the family dies of the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn st_2_parallel_rotations_have_one_winner() {
    let scene = rotating(0).await;
    let tokens = scene.sign_in(&scene.client, "alice", PASSWORD).await;
    let exchanges = (0..6).map(|_| exchange(&scene, &scene.client, &tokens.refresh));
    let answers = futures_util::future::join_all(exchanges).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}
