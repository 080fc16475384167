//! Tokens of clients that act for themselves.

use cognate_testkit::{Answer, Cognate, Tokens, Value, json};

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const INVALID: &str = "Invalid client or secret";

struct Machine {
    cognate: Cognate,
    pool: String,
    client: String,
    secret: String,
}

impl Machine {
    async fn start() -> Machine {
        Machine::in_pool(json!({})).await
    }

    async fn in_pool(members: Value) -> Machine {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(members).await;
        let request = json!({
            "UserPoolId": pool, "Identifier": "api", "Name": "api",
            "Scopes": [
                { "ScopeName": "read", "ScopeDescription": "read" },
                { "ScopeName": "write", "ScopeDescription": "write" },
                { "ScopeName": "admin", "ScopeDescription": "admin" },
            ],
        });
        cognate.admin("CreateResourceServer", request).await.ok();
        let (client, secret) = cognate
            .create_secret_client(
                &pool,
                json!({
                    "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
                    "AllowedOAuthFlowsUserPoolClient": true,
                    "AllowedOAuthFlows": ["client_credentials"],
                    "AllowedOAuthScopes": ["api/read", "api/write"],
                }),
            )
            .await;
        Machine { cognate, pool, client, secret }
    }

    async fn ask(&self, scopes: Value) -> Answer {
        let request = json!({ "ClientId": self.client, "Secret": self.secret, "Scopes": scopes });
        self.cognate.call("GetClientToken", request).await
    }
}

fn claims(answer: &Value) -> Value {
    let access = answer["ClientAuthenticationResult"]["AccessToken"].as_str().expect("a token");
    Tokens { access: access.to_owned(), ..Tokens::default() }.access_claims()
}

#[tokio::test]
async fn a_client_gets_a_token_of_its_own() {
    let machine = Machine::start().await;
    let answer = machine.ask(json!(["api/read"])).await.ok();
    let result = &answer["ClientAuthenticationResult"];
    assert_eq!((&result["ExpiresIn"], &result["TokenType"]), (&json!(3600), &json!("Bearer")));
    let claims = claims(&answer);
    let client = machine.client.as_str();
    for (name, value) in [
        ("sub", json!(client)),
        ("client_id", json!(client)),
        ("token_use", json!("access")),
        ("scope", json!("api/read")),
        ("version", json!(2)),
        ("exp", json!(machine.cognate.clock.now_s() + 3600)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    for absent in ["username", "origin_jti", "cognito:groups", "event_id"] {
        assert!(claims.get(absent).is_none(), "{absent}");
    }
    // None asked for: all that it has.
    let all = machine.ask(Value::Null).await.ok();
    assert_eq!(self::claims(&all)["scope"], "api/read api/write");
    // TK-3: it is no user's token.
    let access = result["AccessToken"].as_str().unwrap();
    let answer = machine.cognate.call("GetUser", json!({ "AccessToken": access })).await;
    answer.expect_code(NOT_AUTHORIZED);
    // A signature does not matter, a right one or a wrong one.
    let request = json!({ "ClientId": machine.client, "Secret": machine.secret });
    machine.cognate.admin("GetClientToken", request.clone()).await.ok();
    let stranger = cognate_testkit::AccessKey::new("AKIAAAAAAAAAAAAAAAAA", "x".repeat(40));
    machine.cognate.admin_as(&stranger, "GetClientToken", request).await.ok();
}

#[tokio::test]
async fn who_does_not_know_the_secret_gets_nothing() {
    let machine = Machine::start().await;
    let open = machine.cognate.create_client(&machine.pool, json!({})).await;
    let wrong = "x".repeat(51);
    for (client, secret) in [
        (machine.client.as_str(), wrong.as_str()),
        (&"0".repeat(26), &machine.secret),
        (&open, &machine.secret),
    ] {
        let request = json!({ "ClientId": client, "Secret": secret });
        let answer = machine.cognate.call("GetClientToken", request).await;
        answer.expect_error(NOT_AUTHORIZED, INVALID);
    }
    let request = json!({ "ClientId": machine.client });
    machine.cognate.call("GetClientToken", request).await.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn only_scopes_that_the_client_has_and_a_server_knows() {
    let machine = Machine::start().await;
    let invalid = "InvalidParameterException";
    for scope in ["api/admin", "api/none", "openid", "other/read"] {
        let answer = machine.ask(json!(["api/read", scope])).await;
        answer.expect_error(invalid, &format!("Invalid scope requested: {scope}"));
    }
    let request = json!({ "UserPoolId": machine.pool, "Identifier": "api" });
    machine.cognate.admin("DeleteResourceServer", request).await.ok();
    machine.ask(json!(["api/read"])).await.expect_code(invalid);
    let claims = claims(&machine.ask(Value::Null).await.ok());
    assert!(claims.get("scope").is_none());
}

#[tokio::test]
async fn only_clients_with_the_flow() {
    let machine = Machine::start().await;
    let (client, secret) = machine.cognate.create_secret_client(&machine.pool, json!({})).await;
    let request = json!({ "ClientId": client, "Secret": secret });
    let answer = machine.cognate.call("GetClientToken", request).await;
    let text = "ALLOW_CLIENT_TOKEN_AUTH flow not enabled for this client";
    answer.expect_error("InvalidParameterException", text);
}

#[tokio::test]
async fn functions_of_version_three_are_told() {
    let arn = "arn:aws:lambda:eu-central-1:000000000000:function:f";
    let config = |version: &str| {
        json!({ "LambdaConfig": {
            "PreTokenGenerationConfig": { "LambdaVersion": version, "LambdaArn": arn },
        } })
    };
    let older = Machine::in_pool(config("V2_0")).await;
    older.ask(Value::Null).await.ok();
    assert!(older.cognate.functions.calls().is_empty());

    let machine = Machine::in_pool(config("V3_0")).await;
    machine.ask(Value::Null).await.expect_code("OperationNotEnabledException");
    machine.cognate.functions.calls();
    machine.cognate.functions.echo();
    let request = json!({
        "ClientId": machine.client, "Secret": machine.secret, "ClientMetadata": { "k": "v" },
    });
    machine.cognate.call("GetClientToken", request).await.ok();
    let calls = machine.cognate.functions.calls();
    let event = &calls[0].event;
    assert_eq!(event["triggerSource"], "TokenGeneration_ClientCredentials");
    assert_eq!(event["request"]["scopes"], json!(["api/read", "api/write"]));
    assert_eq!(event["request"]["clientMetadata"], json!({ "k": "v" }));
    machine.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        event["response"]["claimsAndScopeOverrideDetails"] = json!({
            "accessTokenGeneration": {
                "claimsToAddOrOverride": { "tier": 3, "sub": "forged" },
                "scopesToSuppress": ["api/write"],
            },
        });
        Ok(event)
    });
    let answer = machine.ask(Value::Null).await.ok();
    let access = answer["ClientAuthenticationResult"]["AccessToken"]
        .as_str()
        .unwrap_or_else(|| panic!("no token: {answer}"));
    let claims = Tokens { access: access.to_owned(), ..Tokens::default() }.access_claims();
    assert_eq!((&claims["tier"], &claims["scope"]), (&json!(3), &json!("api/read")));
    assert_eq!(claims["sub"], machine.client.as_str());
    machine.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        event["response"]["claimsAndScopeOverrideDetails"] = json!([]);
        Ok(event)
    });
    machine.ask(Value::Null).await.expect_code("OperationNotEnabledException");
}
