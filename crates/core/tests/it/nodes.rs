//! Several nodes on one PostgreSQL: the same answers, and configuration that follows.

use cognate_core::jobs::Follower;
use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, Tokens, Value, json};

use crate::scene::{PASSWORD, Scene};

async fn scene() -> (Scene, Cognate) {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    let other = scene.another_node().await;
    (scene, other)
}

#[tokio::test]
async fn a_sign_in_may_begin_on_one_node_and_end_on_another() {
    let (scene, other) = scene().await;
    let srp = cognate_testkit::srp::Client::new("a1");
    let first = scene.srp_start(&scene.client, "alice", &srp).await.ok();
    let parameters = &first["ChallengeParameters"];
    let responses = srp.responses(&scene.pool, PASSWORD, parameters, scene.clock.now_s());
    let tokens = Tokens::of(&other.srp_answer(&scene.client, responses.clone()).await.ok());
    // Used up everywhere.
    let again = scene.srp_answer(&scene.client, responses).await;
    again.expect_code("NotAuthorizedException");
    scene.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
    let refreshed = Tokens::of(&scene.try_refresh(&scene.client, &tokens.refresh).await.ok());
    other.call("GlobalSignOut", json!({ "AccessToken": refreshed.access })).await.ok();
    // What decides authentication is read, not remembered.
    let answer = scene.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    // Both made the pool's keys only once.
    let path = format!("/{}/.well-known/jwks.json", scene.pool);
    assert_eq!(scene.get(&path).await.json, other.get(&path).await.json);
}

/// A node that polls sees a change with the poll; one that cannot trusts nothing after a
/// second.
#[tokio::test]
async fn configuration_follows_to_the_other_node() {
    let (scene, other) = scene().await;
    let flows = async |flows: &[&str]| {
        let request = json!({
            "UserPoolId": scene.pool, "ClientId": scene.client, "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": "ENABLED",
        });
        scene.admin("UpdateUserPoolClient", request).await.ok();
    };
    Follower::poll(&other.node).await;
    other.sign_in(&scene.client, "alice", PASSWORD).await;
    flows(&["ALLOW_CUSTOM_AUTH"]).await;
    // Its own writes a node sees at once; the other one still holds its copy.
    let here = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
    here.expect_code("InvalidParameterException");
    other.sign_in(&scene.client, "alice", PASSWORD).await;
    Follower::poll(&other.node).await;
    let there = other.try_sign_in(&scene.client, "alice", PASSWORD).await;
    there.expect_code("InvalidParameterException");

    flows(&["ALLOW_USER_PASSWORD_AUTH"]).await;
    other.clock.turn(1);
    other.sign_in(&scene.client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn groups_follow_to_the_other_node() {
    let (scene, other) = scene().await;
    let role = "arn:aws:iam::123456789012:role/reader";
    let group = |more: Value| {
        let mut request = json!({ "UserPoolId": scene.pool, "GroupName": "readers" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let there = async || other.sign_in(&scene.client, "alice", PASSWORD).await.id_claims();
    scene.admin("CreateGroup", group(json!({}))).await.ok();
    Follower::poll(&other.node).await;
    scene.admin("AdminAddUserToGroup", group(json!({ "Username": "alice" }))).await.ok();
    // Who is in which group is the user's own record, which every sign-in reads.
    assert_eq!(there().await["cognito:groups"], json!(["readers"]));

    scene.admin("UpdateGroup", group(json!({ "RoleArn": role }))).await.ok();
    let here = scene.sign_in(&scene.client, "alice", PASSWORD).await.id_claims();
    assert_eq!(here["cognito:preferred_role"], role);
    assert!(there().await.get("cognito:preferred_role").is_none());
    Follower::poll(&other.node).await;
    assert_eq!(there().await["cognito:preferred_role"], role);

    scene.admin("DeleteGroup", group(json!({}))).await.ok();
    Follower::poll(&other.node).await;
    assert!(there().await.get("cognito:groups").is_none());
    scene.admin("CreateGroup", group(json!({}))).await.ok();
    assert!(there().await.get("cognito:groups").is_none());
}

#[tokio::test]
async fn resource_servers_and_providers_follow_to_the_other_node() {
    let (scene, other) = scene().await;
    let pool = other.cx().pool(&scene.pool).await.unwrap();
    let scopes = async || other.cx().living_scopes(&pool, ["api/read"]).await.unwrap().len();
    let secret = async || {
        let provider = other.cx().provider(&pool, "Google").await.unwrap();
        provider.map(|provider| provider.secrets["client_secret"].clone())
    };
    let google = |secret: &str| {
        json!({
            "UserPoolId": scene.pool,
            "ProviderName": "Google",
            "ProviderType": "Google",
            "ProviderDetails": {
                "client_id": "i", "client_secret": secret, "authorize_scopes": "email",
            },
        })
    };
    Follower::poll(&other.node).await;
    assert_eq!((scopes().await, secret().await), (0, None));
    let server = json!({
        "UserPoolId": scene.pool,
        "Identifier": "api",
        "Name": "api",
        "Scopes": [{ "ScopeName": "read", "ScopeDescription": "read" }],
    });
    scene.admin("CreateResourceServer", server.clone()).await.ok();
    scene.admin("CreateIdentityProvider", google("one")).await.ok();
    Follower::poll(&other.node).await;
    assert_eq!((scopes().await, secret().await.as_deref()), (1, Some("one")));
    scene.admin("UpdateIdentityProvider", google("two")).await.ok();
    scene.admin("DeleteResourceServer", server).await;
    assert_eq!((scopes().await, secret().await.as_deref()), (1, Some("one")), "not polled yet");
    Follower::poll(&other.node).await;
    assert_eq!((scopes().await, secret().await.as_deref()), (0, Some("two")));
}

/// Whoever links first has the identity, and nobody has more links than they may.
#[tokio::test]
async fn links_are_raced_on_two_nodes() {
    let (scene, other) = scene().await;
    scene.create_user(&scene.pool, "bob", PASSWORD).await;
    let google = json!({
        "UserPoolId": scene.pool,
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": { "client_id": "i", "client_secret": "s", "authorize_scopes": "email" },
    });
    scene.admin("CreateIdentityProvider", google).await.ok();
    let link = |username: &str, subject: &str| {
        json!({
            "UserPoolId": scene.pool,
            "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": username },
            "SourceUser": {
                "ProviderName": "Google",
                "ProviderAttributeName": "Cognito_Subject",
                "ProviderAttributeValue": subject,
            },
        })
    };
    let operation = "AdminLinkProviderForUser";
    for n in 0..4 {
        let subject = format!("both{n}");
        let (a, b) = tokio::join!(
            scene.admin(operation, link("alice", &subject)),
            other.admin(operation, link("bob", &subject)),
        );
        let mut codes = [a, b].map(|answer| answer.error().0.to_owned());
        codes.sort();
        assert_eq!(codes, ["", "AliasExistsException"]);
    }
    for n in 0..5 {
        let (a, b) = (format!("a{n}"), format!("b{n}"));
        tokio::join!(
            scene.admin(operation, link("alice", &a)),
            other.admin(operation, link("alice", &b)),
        );
    }
    let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    let alice = scene.admin("AdminGetUser", request).await.ok();
    let attributes = alice["UserAttributes"].as_array().unwrap();
    let identities = attributes.iter().find(|attribute| attribute["Name"] == "identities");
    let text = identities.and_then(|attribute| attribute["Value"].as_str()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap().as_array().unwrap().len(), 5);
}

/// A member on one side is a member on the other, whoever was quicker.
#[tokio::test]
async fn memberships_are_raced_on_two_nodes() {
    let (scene, other) = scene().await;
    let of_group =
        |name: &str| json!({ "UserPoolId": scene.pool, "GroupName": name, "Username": "alice" });
    for name in ["a", "b", "c", "d"] {
        scene.admin("CreateGroup", of_group(name)).await.ok();
    }
    for _ in 0..10 {
        let joined = tokio::join!(
            scene.admin("AdminAddUserToGroup", of_group("a")),
            other.admin("AdminAddUserToGroup", of_group("a")),
            other.admin("AdminAddUserToGroup", of_group("b")),
            scene.admin("AdminAddUserToGroup", of_group("c")),
            other.admin("AdminRemoveUserFromGroup", of_group("d")),
        );
        for answer in [joined.0, joined.1, joined.2, joined.3, joined.4] {
            answer.ok();
        }
        let request = json!({ "UserPoolId": scene.pool, "Username": "alice" });
        let listed = scene.admin("AdminListGroupsForUser", request).await.ok();
        assert_eq!(listed["Groups"].as_array().unwrap().len(), 3);
        // A deletion races a membership: either both are there, or neither is.
        let (added, deleted) = tokio::join!(
            scene.admin("AdminAddUserToGroup", of_group("d")),
            other.admin("DeleteGroup", of_group("d")),
        );
        deleted.ok();
        assert!(added.status == 200 || added.error().0 == "ResourceNotFoundException");
        scene.admin("CreateGroup", of_group("d")).await.ok();
        let members = scene.admin("ListUsersInGroup", of_group("d")).await.ok();
        assert_eq!(members, json!({ "Users": [] }));
        for name in ["a", "b", "c"] {
            scene.admin("AdminRemoveUserFromGroup", of_group(name)).await.ok();
        }
    }
}
