//! Refresh tokens: exchanged, rotated, revoked.

use cognate_testkit::{Answer, Cognate, Failure, Tokens, Value, json};

const PASSWORD: &str = "Correct-Horse9";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const REUSED: &str = "Refresh Token has already been used and is no longer valid.";

async fn exchange(cognate: &Cognate, client: &str, token: &str) -> Answer {
    let request = json!({ "ClientId": client, "RefreshToken": token });
    cognate.call("GetTokensFromRefreshToken", request).await
}

async fn revoke(cognate: &Cognate, client: &str, token: &str) -> Answer {
    cognate.call("RevokeToken", json!({ "ClientId": client, "Token": token })).await
}

async fn get_user(cognate: &Cognate, tokens: &Tokens) -> Answer {
    cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await
}

/// A pool with alice, and a client of it.
async fn start(client: Value) -> (Cognate, String, String) {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, client).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    (cognate, pool, client)
}

/// Members of a client that rotates refresh tokens.
fn rotating(grace_seconds: i64) -> Value {
    json!({
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation":
            { "Feature": "ENABLED", "RetryGracePeriodSeconds": grace_seconds },
    })
}

#[tokio::test]
async fn an_exchange_keeps_what_the_sign_in_was() {
    let (cognate, _, client) = start(json!({})).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    cognate.clock.turn(600);
    let answer = exchange(&cognate, &client, &first.refresh).await.ok();
    assert_eq!(answer["AuthenticationResult"]["TokenType"], "Bearer");
    assert_eq!(answer["AuthenticationResult"]["ExpiresIn"], 3600);
    let second = Tokens::of(&answer);
    assert_eq!(second.refresh, "", "no rotation, no refresh token");
    let (before, after) = (first.access_claims(), second.access_claims());
    for claim in ["sub", "origin_jti", "event_id", "auth_time", "scope", "client_id", "username"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert_ne!(before["jti"], after["jti"]);
    assert_eq!(after["iat"].as_i64(), Some(cognate.clock.now_s()));
    assert_eq!(second.id_claims()["aud"], client.as_str());
    get_user(&cognate, &second).await.ok();
}

#[tokio::test]
async fn refresh_tokens_that_are_worth_nothing() {
    let (cognate, pool, client) = start(json!({})).await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    let unknown = "0".repeat(26);
    exchange(&cognate, &unknown, &tokens.refresh).await.expect_error(
        "ResourceNotFoundException",
        &format!("User pool client {unknown} does not exist."),
    );
    let invalid = "Invalid Refresh Token";
    for token in ["garbage", "a.b.c.d.e", &tokens.access] {
        exchange(&cognate, &client, token).await.expect_error(NOT_AUTHORIZED, invalid);
    }
    let other = cognate.create_client(&pool, json!({})).await;
    exchange(&cognate, &other, &tokens.refresh).await.expect_code(NOT_AUTHORIZED);
    // Of another pool.
    let elsewhere = cognate.create_pool(json!({})).await;
    let stranger = cognate.create_client(&elsewhere, json!({})).await;
    exchange(&cognate, &stranger, &tokens.refresh).await.expect_code(NOT_AUTHORIZED);
    cognate.clock.turn(30 * 24 * 3600);
    let answer = exchange(&cognate, &client, &tokens.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has expired");
}

#[tokio::test]
async fn client_secrets_come_in_clear() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let (client, secret) = cognate.create_secret_client(&pool, json!({})).await;
    let open = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    let hash = cognate_testkit::secret_hash(&secret, "alice", &client);
    let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hash });
    let answer = cognate.initiate(&client, "USER_PASSWORD_AUTH", parameters).await.ok();
    let tokens = Tokens::of(&answer);
    let wrong = "x".repeat(51);
    let call = |operation: &'static str, client: &str, secret: Value| {
        let request = json!({
            "ClientId": client, "ClientSecret": secret,
            "RefreshToken": tokens.refresh, "Token": tokens.refresh,
        });
        cognate.call(operation, request)
    };
    let exchange = "GetTokensFromRefreshToken";
    call(exchange, &client, Value::Null).await.expect_error(
        NOT_AUTHORIZED,
        &format!("Client {client} is configured for secret but secret was not received"),
    );
    let invalid = "Invalid client or secret";
    call(exchange, &client, json!(wrong)).await.expect_error(NOT_AUTHORIZED, invalid);
    call(exchange, &open, json!(secret)).await.expect_error(NOT_AUTHORIZED, invalid);
    call(exchange, &client, json!(secret)).await.ok();

    let unauthorized = "UnauthorizedException";
    for bad in [Value::Null, json!(wrong)] {
        call("RevokeToken", &client, bad).await.expect_error(unauthorized, invalid);
    }
    call("RevokeToken", &open, json!(secret)).await.expect_error(unauthorized, invalid);
    call(exchange, &client, json!(secret)).await.ok();
    assert_eq!(call("RevokeToken", &client, json!(secret)).await.ok(), json!({}));
    let answer = call(exchange, &client, json!(secret)).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has been revoked");
}

#[tokio::test]
async fn otp_9_a_rotated_token_that_comes_back_ends_the_family() {
    let (cognate, _, client) = start(rotating(0)).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    let other = cognate.sign_in(&client, "alice", PASSWORD).await;
    let second = Tokens::of(&exchange(&cognate, &client, &first.refresh).await.ok());
    let third = Tokens::of(&exchange(&cognate, &client, &second.refresh).await.ok());
    assert!(first.refresh != second.refresh && second.refresh != third.refresh);
    get_user(&cognate, &first).await.ok();

    let answer = exchange(&cognate, &client, &first.refresh).await;
    answer.expect_error("RefreshTokenReuseException", REUSED);
    for token in [&first.refresh, &second.refresh, &third.refresh] {
        let answer = exchange(&cognate, &client, token).await;
        answer.expect_error(NOT_AUTHORIZED, "Refresh Token has been revoked");
    }
    let answer = get_user(&cognate, &third).await;
    answer.expect_error(NOT_AUTHORIZED, "Access Token has been revoked");
    // Another sign-in of the same user is another family.
    exchange(&cognate, &client, &other.refresh).await.ok();
}

#[tokio::test]
async fn otp_9_the_grace_period_repeats_the_answer() {
    let (cognate, _, client) = start(rotating(30)).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    Tokens::of(&exchange(&cognate, &client, &first.refresh).await.ok());
    cognate.clock.turn_ms(29_999);
    let again = Tokens::of(&exchange(&cognate, &client, &first.refresh).await.ok());
    assert_ne!(again.refresh, "", "the current token is sent again");
    let third = Tokens::of(&exchange(&cognate, &client, &again.refresh).await.ok());
    // Two generations back there is no grace.
    let answer = exchange(&cognate, &client, &first.refresh).await;
    answer.expect_error("RefreshTokenReuseException", REUSED);
    exchange(&cognate, &client, &third.refresh).await.expect_code(NOT_AUTHORIZED);

    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    exchange(&cognate, &client, &first.refresh).await.ok();
    cognate.clock.turn(30);
    let answer = exchange(&cognate, &client, &first.refresh).await;
    answer.expect_error("RefreshTokenReuseException", REUSED);
}

#[tokio::test]
async fn otp_9_parallel_exchanges_rotate_once() {
    let (cognate, _, client) = start(rotating(0)).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    let once = || exchange(&cognate, &client, &first.refresh);
    let (a, b, c) = tokio::join!(once(), once(), once());
    let answers = [a, b, c];
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}

#[tokio::test]
async fn a_rotated_token_keeps_the_original_expiry() {
    let (cognate, _, client) = start(rotating(0)).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    cognate.clock.turn(29 * 24 * 3600);
    let second = Tokens::of(&exchange(&cognate, &client, &first.refresh).await.ok());
    cognate.clock.turn(24 * 3600);
    let answer = exchange(&cognate, &client, &second.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has expired");
}

#[tokio::test]
async fn a_function_that_fails_costs_no_refresh_token() {
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f";
    let (cognate, pool, client) = start(rotating(0)).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    let update = |functions: Value| {
        let request = json!({ "UserPoolId": pool, "LambdaConfig": functions });
        cognate.admin("UpdateUserPool", request)
    };
    update(json!({ "PreTokenGeneration": arn })).await.ok();
    cognate.functions.answer(|_, _| Err(Failure::Function("no".into())));
    let request = json!({
        "ClientId": client, "RefreshToken": first.refresh, "ClientMetadata": { "k": "v" },
    });
    let answer = cognate.call("GetTokensFromRefreshToken", request).await;
    let text = "PreTokenGeneration failed with error no.";
    answer.expect_error("UserLambdaValidationException", text);
    let event = cognate.functions.calls().remove(0).event;
    assert_eq!(event["triggerSource"], "TokenGeneration_RefreshTokens");
    assert_eq!(event["request"]["clientMetadata"], json!({ "k": "v" }));
    update(json!({})).await.ok();
    exchange(&cognate, &client, &first.refresh).await.ok();
}

#[tokio::test]
async fn a_revoked_token_takes_its_access_tokens_with_it() {
    let (cognate, _, client) = start(json!({})).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    let refreshed = Tokens::of(&exchange(&cognate, &client, &first.refresh).await.ok());
    let other = cognate.sign_in(&client, "alice", PASSWORD).await;
    assert_eq!(revoke(&cognate, &client, &first.refresh).await.ok(), json!({}));
    for tokens in [&first, &refreshed] {
        let answer = get_user(&cognate, tokens).await;
        answer.expect_error(NOT_AUTHORIZED, "Access Token has been revoked");
    }
    let answer = exchange(&cognate, &client, &first.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has been revoked");
    get_user(&cognate, &other).await.ok();
    // Again, with either member, and after everything has expired.
    for linked in ["NONE", "LINKED"] {
        let request = json!({
            "ClientId": client, "Token": first.refresh, "RevokeAssociatedSessions": linked,
        });
        cognate.call("RevokeToken", request).await.ok();
    }
    cognate.clock.turn(31 * 24 * 3600);
    assert_eq!(revoke(&cognate, &client, &first.refresh).await.ok(), json!({}));
}

#[tokio::test]
async fn revocation_is_refused() {
    let (cognate, pool, client) = start(json!({})).await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    let unauthorized = "UnauthorizedException";
    let unknown = "0".repeat(26);
    revoke(&cognate, &unknown, &tokens.refresh).await.expect_code(unauthorized);
    for token in [&tokens.access, &tokens.id, "garbage"] {
        revoke(&cognate, &client, token)
            .await
            .expect_error("UnsupportedTokenTypeException", "The token is not a refresh token.");
    }
    let foreign = "The token was not issued to this client.";
    let other = cognate.create_client(&pool, json!({})).await;
    let elsewhere = cognate.create_pool(json!({})).await;
    let stranger = cognate.create_client(&elsewhere, json!({})).await;
    for client in [&other, &stranger] {
        let answer = revoke(&cognate, client, &tokens.refresh).await;
        answer.expect_error(unauthorized, foreign);
    }
    let (head, last) = tokens.refresh.split_at(tokens.refresh.len() - 2);
    let forged = format!("{head}{}", if last == "AA" { "BA" } else { "AA" });
    revoke(&cognate, &client, &forged).await.expect_error(unauthorized, foreign);
    get_user(&cognate, &tokens).await.ok();

    let off = cognate.create_client(&pool, json!({ "EnableTokenRevocation": false })).await;
    let tokens = cognate.sign_in(&off, "alice", PASSWORD).await;
    revoke(&cognate, &off, &tokens.refresh).await.expect_error(
        "UnsupportedOperationException",
        "Token revocation is not enabled for this client.",
    );
}

#[tokio::test]
async fn otp_11_a_restore_voids_every_token() {
    let (cognate, _, client) = start(json!({})).await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    let restored = cognate.restored().await;
    let answer = get_user(&restored, &tokens).await;
    answer.expect_error(NOT_AUTHORIZED, "Access Token has been revoked");
    let answer = exchange(&restored, &client, &tokens.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has been revoked");
    restored.sign_in(&client, "alice", PASSWORD).await;
}
