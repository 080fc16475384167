//! CreateResourceServer, DescribeResourceServer, UpdateResourceServer, DeleteResourceServer,
//! ListResourceServers; and what app clients make of them.

use cognate_testkit::{Answer, Cognate, Setup, Value, json};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const NO_POOL: &str = "eu-central-1_000000000";
const API: &str = "https://api.example.com";

struct Scene {
    cognate: Cognate,
    pool: String,
}

async fn scene() -> Scene {
    on(Cognate::start().await).await
}

async fn on(cognate: Cognate) -> Scene {
    let pool = cognate.create_pool(json!({})).await;
    Scene { cognate, pool }
}

fn scope(name: &str) -> Value {
    json!({ "ScopeName": name, "ScopeDescription": format!("{name} it") })
}

impl Scene {
    async fn call(&self, operation: &str, members: Value) -> Answer {
        let mut request = json!({ "UserPoolId": self.pool });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        self.cognate.admin(operation, request).await
    }

    async fn create(&self, identifier: &str, scopes: &[&str]) -> Answer {
        let scopes: Vec<Value> = scopes.iter().map(|name| scope(name)).collect();
        let members = json!({ "Identifier": identifier, "Name": "api", "Scopes": scopes });
        self.call("CreateResourceServer", members).await
    }

    async fn client(&self, scopes: &[&str]) -> Answer {
        let members = json!({
            "ClientName": "m2m",
            "GenerateSecret": true,
            "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": scopes,
        });
        self.call("CreateUserPoolClient", members).await
    }
}

#[tokio::test]
async fn a_resource_server_is_shown_as_it_was_made() {
    let scene = scene().await;
    let made = scene.create(API, &["read", "write"]).await.ok();
    let server = json!({
        "UserPoolId": scene.pool,
        "Identifier": API,
        "Name": "api",
        "Scopes": [scope("read"), scope("write")],
    });
    assert_eq!(made, json!({ "ResourceServer": server }));
    let by_name = json!({ "Identifier": API });
    let shown = scene.call("DescribeResourceServer", by_name.clone()).await.ok();
    assert_eq!(shown, made);
    let listed = scene.call("ListResourceServers", json!({})).await.ok();
    assert_eq!(listed, json!({ "ResourceServers": [server] }));

    // What is left out is gone.
    let update = json!({ "Identifier": API, "Name": "other" });
    let updated = scene.call("UpdateResourceServer", update).await.ok();
    let bare = json!({ "UserPoolId": scene.pool, "Identifier": API, "Name": "other" });
    assert_eq!(updated, json!({ "ResourceServer": bare }));
    assert_eq!(scene.call("DescribeResourceServer", by_name.clone()).await.ok(), updated);

    let deleted = scene.call("DeleteResourceServer", by_name.clone()).await;
    assert_eq!((deleted.status, deleted.text()), (200, ""));
    let listed = scene.call("ListResourceServers", json!({})).await.ok();
    assert_eq!(listed, json!({ "ResourceServers": [] }));
}

#[tokio::test]
async fn what_is_refused() {
    let scene = scene().await;
    scene.create(API, &["read"]).await.ok();
    let taken = format!("{API} already exists as a resource server.");
    scene.create(API, &[]).await.expect_error(INVALID, &taken);
    scene.create("aws.cognito/dcr", &[]).await.expect_code(INVALID);
    scene.create("twice", &["a", "a"]).await.expect_code(INVALID);
    scene.create("with space", &[]).await.expect_code(INVALID);
    scene.create("slash", &["a/b"]).await.expect_code(INVALID);
    let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    scene.create("many", &many).await.expect_code(INVALID);
    scene.create("hundred", &many[..100]).await.ok();

    let text = "Resource server none does not exist.";
    let none = json!({ "Identifier": "none", "Name": "n" });
    for operation in ["DescribeResourceServer", "UpdateResourceServer", "DeleteResourceServer"] {
        scene.call(operation, none.clone()).await.expect_error(NOT_FOUND, text);
        let mut elsewhere = none.clone();
        elsewhere["UserPoolId"] = NO_POOL.into();
        scene.cognate.admin(operation, elsewhere).await.expect_code(NOT_FOUND);
    }
    for operation in ["CreateResourceServer", "ListResourceServers"] {
        let mut elsewhere = none.clone();
        elsewhere["UserPoolId"] = NO_POOL.into();
        scene.cognate.admin(operation, elsewhere).await.expect_code(NOT_FOUND);
    }
    for operation in ["UpdateResourceServer", "DeleteResourceServer"] {
        let managed = json!({ "Identifier": "aws.cognito/dcr", "Name": "n" });
        scene.call(operation, managed).await.expect_code(INVALID);
    }
    // TB-4: servers of another pool are not seen.
    let other = scene.cognate.create_pool(json!({})).await;
    let foreign = json!({ "UserPoolId": other, "Identifier": API });
    scene.cognate.admin("DescribeResourceServer", foreign).await.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn a_pool_has_as_many_as_its_limit() {
    let setup = Setup::default().limits(|limits| limits.resource_servers_per_pool_max = 2);
    let scene = on(setup.start().await).await;
    scene.create("a", &[]).await.ok();
    scene.create("b", &[]).await.ok();
    let text = "Maximum number of resource servers exceeded.";
    scene.create("c", &[]).await.expect_error("LimitExceededException", text);
}

#[tokio::test]
async fn lists_are_pages() {
    let scene = scene().await;
    for n in 0..5 {
        scene.create(&format!("api{n}"), &[]).await.ok();
    }
    let request = json!({ "UserPoolId": scene.pool, "MaxResults": 2 });
    let pages = scene.cognate.pages("ListResourceServers", request, "ResourceServers").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    let seen: Vec<&str> =
        pages.iter().flatten().map(|one| one["Identifier"].as_str().unwrap()).collect();
    assert_eq!(seen, ["api0", "api1", "api2", "api3", "api4"]);
    for bad in
        [json!({ "NextToken": "x" }), json!({ "MaxResults": 51 }), json!({ "MaxResults": 0 })]
    {
        scene.call("ListResourceServers", bad).await.expect_code(INVALID);
    }
}

#[tokio::test]
async fn a_pool_in_which_clients_register_has_a_server_of_its_own() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "DcrConfiguration": {} })).await;
    let scene = Scene { cognate, pool };
    scene.create("api", &[]).await.ok();
    scene.create("zzz", &[]).await.ok();
    let listed = scene.call("ListResourceServers", json!({})).await.ok();
    let names: Vec<&Value> =
        listed["ResourceServers"].as_array().unwrap().iter().map(|s| &s["Identifier"]).collect();
    assert_eq!(names, ["api", "aws.cognito/dcr", "zzz"]);
    let first = scene.call("ListResourceServers", json!({ "MaxResults": 2 })).await.ok();
    let next = json!({ "MaxResults": 2, "NextToken": first["NextToken"] });
    let next = scene.call("ListResourceServers", next).await.ok();
    assert_eq!(next["ResourceServers"].as_array().unwrap().len(), 1);
    let managed = json!({ "Identifier": "aws.cognito/dcr" });
    let shown = scene.call("DescribeResourceServer", managed).await.ok();
    assert_eq!(shown["ResourceServer"]["ManagedBy"], "COGNITO");
    scene.client(&["aws.cognito/dcr/register"]).await.ok();
    let token_client = json!({
        "ClientName": "token",
        "GenerateSecret": true,
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["aws.cognito/dcr/register"],
    });
    scene.call("CreateUserPoolClient", token_client).await.expect_code(INVALID);
}

#[tokio::test]
async fn clients_have_scopes_that_exist_when_they_ask_for_them() {
    let scene = scene().await;
    let gone = "ScopeDoesNotExistException";
    let scopes = ["https://api.example.com/read", "https://api.example.com/write"];
    scene.client(&scopes).await.expect_code(gone);
    scene.create(API, &["read", "write"]).await.ok();
    let client = scene.client(&scopes).await.ok()["UserPoolClient"].clone();
    assert_eq!(client["AllowedOAuthScopes"], json!(scopes));
    let text = "Invalid scope requested: https://api.example.com/delete";
    scene.client(&["https://api.example.com/delete"]).await.expect_error(gone, text);

    // The client keeps the name of a scope that is gone, but cannot be given it anew.
    let fewer = json!({ "Identifier": API, "Name": "api", "Scopes": [scope("read")] });
    scene.call("UpdateResourceServer", fewer).await.ok();
    let by_id = json!({ "ClientId": client["ClientId"] });
    let shown = scene.call("DescribeUserPoolClient", by_id).await.ok();
    assert_eq!(shown["UserPoolClient"]["AllowedOAuthScopes"], json!(scopes));
    let update = json!({
        "ClientId": client["ClientId"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": scopes,
    });
    scene.call("UpdateUserPoolClient", update).await.expect_code(gone);

    // Whoever grants scopes sees only those that live.
    let cx = scene.cognate.cx();
    let pool = cx.pool(&scene.pool).await.unwrap();
    assert_eq!(cx.living_scopes(&pool, scopes).await.unwrap(), [scopes[0]]);
    scene.call("DeleteResourceServer", json!({ "Identifier": API })).await;
    assert!(cx.living_scopes(&pool, scopes).await.unwrap().is_empty());
}
