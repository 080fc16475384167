//! CreateUserPoolClient, DescribeUserPoolClient, UpdateUserPoolClient, DeleteUserPoolClient.

use cognate_testkit::{Cognate, START_MS, Setup, Value, json};

use crate::read_back::differences;

pub fn settings() -> Value {
    json!({
        "ClientName": "all settings",
        "RefreshTokenValidity": 240,
        "AccessTokenValidity": 10,
        "IdTokenValidity": 600,
        "TokenValidityUnits": {
            "AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours",
        },
        "ReadAttributes": ["email", "name", "email_verified"],
        "WriteAttributes": ["name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://app.example/cb", "http://localhost:3000/cb", "myapp://cb"],
        "LogoutURLs": ["https://app.example/bye"],
        "DefaultRedirectURI": "https://app.example/cb",
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["openid", "email"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {
            "ApplicationId": "0123456789abcdef",
            "RoleArn": "arn:aws:iam::123456789012:role/analytics",
            "ExternalId": "outside",
            "UserDataShared": true,
        },
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": false,
        "AuthSessionValidity": 10,
        "RefreshTokenRotation": { "Feature": "DISABLED", "RetryGracePeriodSeconds": 0 },
    })
}

/// What cannot stand in one request with [`settings`].
pub fn other_settings() -> Value {
    json!({
        "ClientName": "other settings",
        "AnalyticsConfiguration": {
            "ApplicationArn": "arn:aws:mobiletargeting:eu-central-1:123456789012:apps/0123",
        },
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 60 },
        "ReadAttributes": [],
    })
}

fn with(base: &Value, members: Value) -> Value {
    let mut joined = base.clone();
    for (name, value) in members.as_object().unwrap() {
        joined[name] = value.clone();
    }
    joined
}

async fn describe(cognate: &Cognate, pool: &str, client: &str) -> Value {
    let request = json!({ "UserPoolId": pool, "ClientId": client });
    cognate.admin("DescribeUserPoolClient", request).await.ok()["UserPoolClient"].take()
}

#[tokio::test]
async fn a_client_with_only_a_name_is_shown_with_the_documented_defaults() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let request = json!({ "UserPoolId": pool, "ClientName": "c" });
    let answer = cognate.admin("CreateUserPoolClient", request).await.ok();
    let id = answer["UserPoolClient"]["ClientId"].as_str().unwrap();
    assert_eq!(id.len(), 26);
    assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    let expected = json!({
        "UserPoolId": pool,
        "ClientName": "c",
        "ClientId": id,
        "LastModifiedDate": START_MS / 1_000,
        "CreationDate": START_MS / 1_000,
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": false,
        "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false,
        "AuthSessionValidity": 3,
    });
    assert_eq!(answer, json!({ "UserPoolClient": expected }));
    let shown = describe(&cognate, &pool, id).await;
    assert_eq!(shown, with(&expected, json!({ "ClientType": "REGULAR" })));
}

#[tokio::test]
async fn every_member_of_create_user_pool_client_is_read_back() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    for asked in [settings(), other_settings()] {
        let request = with(&asked, json!({ "UserPoolId": pool }));
        let answer = cognate.admin("CreateUserPoolClient", request).await.ok();
        let shown = &answer["UserPoolClient"];
        assert_eq!(differences(&asked, shown), Vec::<String>::new());
        let described = describe(&cognate, &pool, shown["ClientId"].as_str().unwrap()).await;
        assert_eq!(described, with(shown, json!({ "ClientType": "REGULAR" })));
    }
}

#[tokio::test]
async fn every_member_of_update_user_pool_client_is_read_back() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let (client, secret) = cognate.create_secret_client(&pool, json!({})).await;
    for asked in [settings(), other_settings()] {
        cognate.clock.turn(5);
        let asked = with(&asked, json!({ "EnablePropagateAdditionalUserContextData": true }));
        let request = with(&asked, json!({ "UserPoolId": pool, "ClientId": client }));
        let answer = cognate.admin("UpdateUserPoolClient", request).await.ok();
        let shown = &answer["UserPoolClient"];
        assert_eq!(differences(&asked, shown), Vec::<String>::new());
        assert_eq!(shown["ClientSecret"], secret.as_str());
        assert_eq!(shown["CreationDate"], START_MS / 1_000);
        assert_eq!(shown["LastModifiedDate"], cognate.clock.now_s());
        let described = describe(&cognate, &pool, &client).await;
        assert_eq!(described, with(shown, json!({ "ClientType": "REGULAR" })));
    }
}

#[tokio::test]
async fn update_user_pool_client_resets_what_it_does_not_name() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let (client, secret) = cognate.create_secret_client(&pool, settings()).await;
    let request = json!({ "UserPoolId": pool, "ClientId": client });
    cognate.admin("UpdateUserPoolClient", request).await.ok();
    assert_eq!(
        describe(&cognate, &pool, &client).await,
        json!({
            "UserPoolId": pool,
            "ClientName": "all settings",
            "ClientId": client,
            "ClientSecret": secret,
            "LastModifiedDate": START_MS / 1_000,
            "CreationDate": START_MS / 1_000,
            "RefreshTokenValidity": 30,
            "TokenValidityUnits": {},
            "AllowedOAuthFlowsUserPoolClient": false,
            "EnableTokenRevocation": true,
            "EnablePropagateAdditionalUserContextData": false,
            "AuthSessionValidity": 3,
            "ClientType": "REGULAR",
        })
    );
}

#[tokio::test]
async fn a_change_takes_effect_at_once() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "ada", "Correct-Horse9").await;
    cognate.sign_in(&client, "ada", "Correct-Horse9").await;
    let request = json!({
        "UserPoolId": pool, "ClientId": client, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
    });
    cognate.admin("UpdateUserPoolClient", request).await.ok();
    cognate.try_sign_in(&client, "ada", "Correct-Horse9").await.expect_error(
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
    );
}

#[tokio::test]
async fn settings_that_contradict_are_refused() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let oauth = |members: Value| {
        let base = json!({
            "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["https://app.example/cb"],
        });
        with(&base, members)
    };
    let cases = [
        (
            json!({ "ExplicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }),
            "InvalidParameterException",
            "ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY and USER_PASSWORD_AUTH cannot be used along \
             with ALLOW_ flows.",
        ),
        (
            json!({
                "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
                "RefreshTokenRotation": { "Feature": "ENABLED" },
            }),
            "InvalidParameterException",
            "ALLOW_REFRESH_TOKEN_AUTH cannot be enabled together with refresh token rotation.",
        ),
        (
            oauth(json!({ "AllowedOAuthScopes": ["server/scope"] })),
            "ScopeDoesNotExistException",
            "Invalid scope requested: server/scope",
        ),
        (
            oauth(json!({ "AllowedOAuthFlows": ["client_credentials"] })),
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (
            oauth(json!({ "CallbackURLs": ["http://app.example/cb"] })),
            "InvalidParameterException",
            "http://app.example/cb cannot use the HTTP protocol.",
        ),
        (
            json!({ "SupportedIdentityProviders": ["Nobody"] }),
            "InvalidParameterException",
            &format!("The provider Nobody does not exist for User Pool {pool}."),
        ),
        (
            json!({ "EnablePropagateAdditionalUserContextData": true }),
            "InvalidParameterException",
            "EnablePropagateAdditionalUserContextData needs an app client with a client secret.",
        ),
        (
            json!({ "AccessTokenValidity": 2, "TokenValidityUnits": { "AccessToken": "days" } }),
            "InvalidParameterException",
            "Invalid range for token validity.",
        ),
        (
            json!({ "ReadAttributes": ["custom:unknown"] }),
            "InvalidParameterException",
            "Invalid read attributes specified while creating a client",
        ),
    ];
    for (settings, code, text) in &cases {
        let create = with(settings, json!({ "UserPoolId": pool, "ClientName": "c" }));
        cognate.admin("CreateUserPoolClient", create).await.expect_error(code, text);
        let update = with(settings, json!({ "UserPoolId": pool, "ClientId": client }));
        cognate.admin("UpdateUserPoolClient", update).await.expect_error(code, text);
    }
}

#[tokio::test]
async fn a_client_is_found_only_in_its_own_pool() {
    let cognate = Cognate::start().await;
    let (pool, other) =
        (cognate.create_pool(json!({})).await, cognate.create_pool(json!({})).await);
    let (client, _) = cognate.create_secret_client(&pool, json!({})).await;
    let text = format!("User pool client {client} does not exist.");
    for operation in [
        "DescribeUserPoolClient",
        "UpdateUserPoolClient",
        "DeleteUserPoolClient",
        "AddUserPoolClientSecret",
        "ListUserPoolClientSecrets",
        "DeleteUserPoolClientSecret",
    ] {
        let mut request = json!({ "UserPoolId": other, "ClientId": client });
        if operation == "DeleteUserPoolClientSecret" {
            request["ClientSecretId"] = json!("x");
        }
        let answer = cognate.admin(operation, request).await;
        answer.expect_error("ResourceNotFoundException", &text);
    }
    describe(&cognate, &pool, &client).await;
}

#[tokio::test]
async fn a_pool_has_so_many_clients() {
    let cognate = Setup::default().limits(|limits| limits.clients_per_pool_max = 2).start().await;
    let (pool, other) =
        (cognate.create_pool(json!({})).await, cognate.create_pool(json!({})).await);
    let first = cognate.create_client(&pool, json!({})).await;
    cognate.create_client(&pool, json!({})).await;
    let request = json!({ "UserPoolId": pool, "ClientName": "c" });
    cognate
        .admin("CreateUserPoolClient", request.clone())
        .await
        .expect_error("LimitExceededException", "Maximum number of user pool clients exceeded.");
    cognate.create_client(&other, json!({})).await;
    let delete = json!({ "UserPoolId": pool, "ClientId": first });
    cognate.admin("DeleteUserPoolClient", delete).await.ok();
    cognate.admin("CreateUserPoolClient", request).await.ok();
}
