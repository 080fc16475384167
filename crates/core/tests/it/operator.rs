//! What operators do with pools beyond the API.

use cognate_core::operator::clone::clone;
use cognate_core::operator::rename::rename;
use cognate_core::operator::schema::{Mode, Report, alter};
use cognate_domain::schema_change::Change;
use cognate_testkit::{Cognate, Tokens, Value, json, srp};

async fn attribute(cognate: &Cognate, pool: &str, user: &str, name: &str) -> Option<String> {
    let request = json!({ "UserPoolId": pool, "Username": user });
    let answer = cognate.admin("AdminGetUser", request).await.ok();
    let attributes = answer["UserAttributes"].as_array().unwrap().clone();
    let found = attributes.iter().find(|attribute| attribute["Name"] == name);
    found.map(|attribute| attribute["Value"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_schema_is_altered_after_a_look() {
    let cognate = Cognate::start().await;
    let custom = |name: &str| json!({ "Name": name, "AttributeDataType": "String" });
    let schema = json!([custom("team"), custom("old")]);
    let id = cognate.create_pool(json!({ "Schema": schema })).await;
    let create = |user: &str, attributes: Value| {
        let request = json!({ "UserPoolId": id, "Username": user, "UserAttributes": attributes });
        cognate.admin("AdminCreateUser", request)
    };
    let given = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    create("alice", json!([given("custom:team", "red"), given("email", "a@example.com")]))
        .await
        .ok();
    create("bob", json!([given("custom:old", "x")])).await.ok();
    create("carol", json!([given("email", "carol@example.com")])).await.ok();

    let changes = [
        Change::Rename { name: "custom:team".into(), to: "custom:crew".into() },
        Change::Remove { name: "custom:old".into() },
        Change::Set {
            name: "email".into(),
            required: Some(true),
            mutable: None,
            min_length: None,
            max_length: Some(14),
        },
    ];
    let cx = cognate.cx();
    let mut last = 0;
    let mut run = async |mode| {
        let pool = cx.any_pool(&id).await.unwrap().unwrap();
        alter(&cx, &pool, &changes, mode, &mut |users| last = users).await
    };
    let expected = Report {
        users: 3,
        changed: 2,
        problems: [
            (("email".to_owned(), "is required and missing"), 1),
            (("email".to_owned(), "is too short or too long"), 1),
        ]
        .into(),
        skipped: 0,
    };
    assert_eq!(run(Mode::DryRun).await.unwrap(), expected);
    assert_eq!(attribute(&cognate, &id, "alice", "custom:team").await.as_deref(), Some("red"));
    assert_eq!(run(Mode::Apply).await.unwrap(), expected);
    assert_eq!(last, 3);
    assert_eq!(attribute(&cognate, &id, "alice", "custom:crew").await.as_deref(), Some("red"));
    assert_eq!(attribute(&cognate, &id, "alice", "custom:team").await, None);
    assert_eq!(attribute(&cognate, &id, "bob", "custom:old").await, None);
    let text = create("dave", json!([given("custom:old", "x")])).await;
    text.expect_code("InvalidParameterException");
    let text = create("dave", json!([given("email", "somebody@example.com")])).await;
    text.expect_code("InvalidParameterException");

    let pool = cx.any_pool(&id).await.unwrap().unwrap();
    let impossible = [Change::Remove { name: "email".into() }];
    let refused = alter(&cx, &pool, &impossible, Mode::Apply, &mut |_| {}).await;
    assert_eq!(refused.unwrap_err().code, "InvalidParameterException");
}

#[tokio::test]
async fn a_clone_has_settings_groups_scopes_and_clients_of_its_own() {
    let cognate = Cognate::start().await;
    let tags = json!({ "team": "identity" });
    let id = cognate.create_pool(json!({ "UserPoolTags": tags })).await;
    let client = cognate.create_client(&id, json!({ "GenerateSecret": true })).await;
    cognate.create_user(&id, "alice", "Correct-Horse9").await;
    let group = json!({ "UserPoolId": id, "GroupName": "staff", "Precedence": 3 });
    cognate.admin("CreateGroup", group).await.ok();
    let server = json!({
        "UserPoolId": id, "Identifier": "api", "Name": "api",
        "Scopes": [{ "ScopeName": "read", "ScopeDescription": "r" }],
    });
    cognate.admin("CreateResourceServer", server).await.ok();

    let cx = cognate.cx();
    let original = cx.any_pool(&id).await.unwrap().unwrap();
    let made = clone(&cx, &original, "copy").await.unwrap();
    assert_eq!((made.groups, made.resource_servers, made.clients.len()), (1, 1, 1));
    assert_eq!(made.clients[0].0, client);
    let request = json!({ "UserPoolId": made.pool.id });
    let shown = cognate.admin("DescribeUserPool", request.clone()).await.ok();
    assert_eq!(shown["UserPool"]["Name"], "copy");
    assert_eq!(shown["UserPool"]["UserPoolTags"], tags);
    let groups = cognate.admin("ListGroups", request.clone()).await.ok();
    assert_eq!(groups["Groups"][0]["Precedence"], 3);
    let users = cognate.admin("ListUsers", request).await.ok();
    assert_eq!(users["Users"], json!([]));
    let request = json!({ "UserPoolId": made.pool.id, "ClientId": made.clients[0].1 });
    let shown = cognate.admin("DescribeUserPoolClient", request).await.ok();
    assert_eq!(shown["UserPoolClient"].get("ClientSecret"), None);
}

#[tokio::test]
async fn a_renamed_user_keeps_sub_password_groups_and_sessions() {
    let cognate = Cognate::start().await;
    let id = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&id, json!({})).await;
    for user in ["alice", "bob"] {
        cognate.create_user(&id, user, "Correct-Horse9").await;
    }
    let before = cognate.sign_in(&client, "alice", "Correct-Horse9").await;
    let cx = cognate.cx();
    let pool = cx.any_pool(&id).await.unwrap().unwrap();
    let refused = async |former, new| rename(&cx, &pool, former, new).await.unwrap_err().code;
    assert_eq!(refused("alice", "bob").await, "UsernameExistsException");
    assert_eq!(refused("nobody", "carol").await, "UserNotFoundException");
    assert_eq!(refused("alice", "with space").await, "InvalidParameterException");
    rename(&cx, &pool, "alice", "carol").await.unwrap();

    // Sessions live on, and say the new name.
    let user = cognate.call("GetUser", json!({ "AccessToken": before.access })).await.ok();
    assert_eq!(user["Username"], "carol");
    let request = json!({ "UserPoolId": id, "Username": "alice" });
    cognate.admin("AdminGetUser", request).await.expect_code("UserNotFoundException");
    // SRP works with the name that it tells, as clients take it.
    assert_eq!(srp_name(&cognate, &client, "carol").await, "alice");
    let answer = cognate.srp_sign_in(&id, &client, "carol", "Correct-Horse9").await;
    let tokens = Tokens::of(&answer.ok());
    assert_eq!(tokens.id_claims()["cognito:username"], "carol");
    assert_eq!(tokens.id_claims()["sub"], before.id_claims()["sub"]);
    // A plain sign-in brings the credential up to date.
    cognate.sign_in(&client, "carol", "Correct-Horse9").await;
    assert_eq!(srp_name(&cognate, &client, "carol").await, "carol");
    cognate.srp_sign_in(&id, &client, "carol", "Correct-Horse9").await.ok();
    // Somebody else may have the name now.
    cognate.create_user(&id, "alice", "Other-Horse-10").await;
    cognate.sign_in(&client, "alice", "Other-Horse-10").await;
}

/// The name that SRP tells clients to digest the password with.
async fn srp_name(cognate: &Cognate, client: &str, user: &str) -> Value {
    let answer = cognate.srp_start(client, user, &srp::Client::new(&"a1".repeat(32))).await.ok();
    answer["ChallengeParameters"]["USER_ID_FOR_SRP"].clone()
}
