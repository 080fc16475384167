//! Groups, their members, and what tokens say of them.

use std::collections::BTreeSet;

use cognate_core::jobs::Worker;
use cognate_domain::user::Status;
use cognate_store::records::member;
use cognate_testkit::{Answer, Cognate, Setup, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const GONE: &str = "Group not found.";
const INVALID: &str = "Invalid pagination token.";

/// A pool with a client and the confirmed user `ada`.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
}

impl Scene {
    async fn new() -> Scene {
        Scene::on(Cognate::start().await, json!({})).await
    }

    async fn on(cognate: Cognate, pool: Value) -> Scene {
        let pool = cognate.create_pool(pool).await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "ada", PASSWORD).await;
        Scene { cognate, pool, client }
    }

    async fn call(&self, operation: &str, members: Value) -> Answer {
        let mut request = json!({ "UserPoolId": self.pool });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        self.cognate.admin(operation, request).await
    }

    async fn pages(&self, operation: &str, mut request: Value, list: &str) -> Vec<Vec<Value>> {
        request["UserPoolId"] = self.pool.as_str().into();
        self.cognate.pages(operation, request, list).await
    }

    async fn create(&self, name: &str, members: Value) -> Value {
        let mut request = json!({ "GroupName": name });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        self.call("CreateGroup", request).await.ok()["Group"].take()
    }

    async fn member(&self, operation: &str, username: &str, group: &str) -> Answer {
        self.call(operation, json!({ "Username": username, "GroupName": group })).await
    }

    async fn add(&self, username: &str, group: &str) {
        let answer = self.member("AdminAddUserToGroup", username, group).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{}", answer.text());
    }

    async fn remove(&self, username: &str, group: &str) {
        let answer = self.member("AdminRemoveUserFromGroup", username, group).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{}", answer.text());
    }

    async fn delete(&self, group: &str) {
        let answer = self.call("DeleteGroup", json!({ "GroupName": group })).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{}", answer.text());
    }

    /// The names of the user's groups, as AdminListGroupsForUser has them.
    async fn groups_of(&self, username: &str) -> Vec<String> {
        let answer = self.call("AdminListGroupsForUser", json!({ "Username": username })).await;
        names(&answer.ok()["Groups"], "GroupName")
    }

    async fn members(&self, group: &str) -> Vec<String> {
        let answer = self.call("ListUsersInGroup", json!({ "GroupName": group })).await;
        names(&answer.ok()["Users"], "Username")
    }

    async fn sign_in(&self) -> Tokens {
        self.cognate.sign_in(&self.client, "ada", PASSWORD).await
    }
}

fn names(list: &Value, member: &str) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one[member].as_str().unwrap().to_owned()).collect()
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::123456789012:role/{name}")
}

#[tokio::test]
async fn a_group_is_made_shown_changed_and_deleted() {
    let scene = Scene::new().await;
    let bare = scene.create("bare", json!({})).await;
    let now = scene.cognate.clock.now_s();
    let expected = json!({
        "GroupName": "bare", "UserPoolId": scene.pool,
        "CreationDate": now, "LastModifiedDate": now,
    });
    assert_eq!(bare, expected);
    let full = json!({ "Description": "All of it", "RoleArn": role("r"), "Precedence": 0 });
    let full = scene.create("full", full).await;
    assert_eq!(full["Precedence"], 0);

    scene.cognate.clock.turn(60);
    // What is left out stays.
    let update = json!({ "GroupName": "full", "Precedence": 2_147_483_647 });
    let updated = scene.call("UpdateGroup", update).await.ok();
    let expected = json!({
        "GroupName": "full", "UserPoolId": scene.pool, "Description": "All of it",
        "RoleArn": role("r"), "Precedence": 2_147_483_647,
        "CreationDate": now, "LastModifiedDate": now + 60,
    });
    assert_eq!(updated["Group"], expected);
    let shown = scene.call("GetGroup", json!({ "GroupName": "full" })).await.ok();
    assert_eq!(shown, updated);

    scene.delete("full").await;
    for operation in ["GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup"] {
        let answer = scene.call(operation, json!({ "GroupName": "full" })).await;
        answer.expect_error("ResourceNotFoundException", GONE);
    }
    let left = scene.call("ListGroups", json!({})).await.ok();
    assert_eq!(left, json!({ "Groups": [bare] }));
}

#[tokio::test]
async fn names_are_unique_and_case_counts_in_every_pool() {
    let folded = json!({ "UsernameConfiguration": { "CaseSensitive": false } });
    let scene = Scene::on(Cognate::start().await, folded).await;
    for name in ["admins", "Admins", "ädmins", "🚀"] {
        scene.create(name, json!({})).await;
        scene
            .call("CreateGroup", json!({ "GroupName": name }))
            .await
            .expect_error("GroupExistsException", "A group with the name already exists.");
    }
    // Another pool has names of its own.
    let other = scene.cognate.create_pool(json!({})).await;
    let request = json!({ "UserPoolId": other, "GroupName": "admins" });
    scene.cognate.admin("CreateGroup", request).await.ok();
}

#[tokio::test]
async fn bad_requests_say_what_is_wrong() {
    let scene = Scene::new().await;
    let name = "1 validation error detected: Value 'two words' at 'groupName' failed to satisfy \
                constraint: Member must satisfy regular expression pattern: \
                [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
    let cases = [
        (json!({ "GroupName": "two words" }), name),
        (
            json!({ "GroupName": "g", "Precedence": -1 }),
            "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: \
             Member must have value greater than or equal to 0",
        ),
        (
            json!({ "GroupName": "g", "Precedence": 2_147_483_648_i64 }),
            "Precedence must be between 0 and 2147483647.",
        ),
    ];
    for (request, text) in cases {
        let answer = scene.call("CreateGroup", request).await;
        answer.expect_error("InvalidParameterException", text);
    }
    scene
        .call("CreateGroup", json!({ "GroupName": "g", "RoleArn": "arn:aws:iam::1:role" }))
        .await
        .expect_code("InvalidParameterException");
    scene.create("g", json!({})).await;
    scene
        .call("UpdateGroup", json!({ "GroupName": "g", "Precedence": 2_147_483_648_i64 }))
        .await
        .expect_code("InvalidParameterException");

    let missing = "eu-central-1_000000000";
    for operation in [
        "CreateGroup",
        "GetGroup",
        "UpdateGroup",
        "DeleteGroup",
        "ListGroups",
        "ListUsersInGroup",
        "AdminAddUserToGroup",
        "AdminRemoveUserFromGroup",
        "AdminListGroupsForUser",
    ] {
        let request = json!({ "UserPoolId": missing, "GroupName": "g", "Username": "ada" });
        let text = format!("User pool {missing} does not exist.");
        scene
            .cognate
            .admin(operation, request)
            .await
            .expect_error("ResourceNotFoundException", &text);
    }
    for operation in ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"] {
        let answer = scene.member(operation, "nobody", "g").await;
        answer.expect_error("UserNotFoundException", "User does not exist.");
        let answer = scene.member(operation, "ada", "nothing").await;
        answer.expect_error("ResourceNotFoundException", GONE);
    }
    let answer = scene.call("AdminListGroupsForUser", json!({ "Username": "nobody" })).await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
}

#[tokio::test]
async fn membership_is_idempotent_and_seen_from_both_sides() {
    let scene = Scene::new().await;
    let sub = scene.cognate.invite_user(&scene.pool, json!({ "Username": "bob" })).await;
    for group in ["red", "blue"] {
        scene.create(group, json!({})).await;
    }
    for _ in 0..2 {
        scene.add("ada", "red").await;
        // A sub names a user, too.
        scene.add(&sub, "red").await;
        scene.add("bob", "blue").await;
    }
    assert_eq!(
        BTreeSet::from_iter(scene.members("red").await),
        BTreeSet::from(["ada", "bob"].map(String::from))
    );
    assert_eq!(scene.members("blue").await, ["bob"]);
    assert_eq!(scene.groups_of("bob").await, ["blue", "red"]);
    for _ in 0..2 {
        scene.remove("bob", "red").await;
    }
    assert_eq!(scene.members("red").await, ["ada"]);
    assert_eq!(scene.groups_of("bob").await, ["blue"]);

    // A member is shown as ListUsers shows it.
    let listed = scene.call("ListUsersInGroup", json!({ "GroupName": "blue" })).await.ok();
    let filter = json!({ "Filter": "username = \"bob\"" });
    assert_eq!(listed, scene.call("ListUsers", filter).await.ok());

    // A deleted user is no member of anything.
    scene.call("AdminDeleteUser", json!({ "Username": "bob" })).await.ok();
    assert_eq!(scene.members("blue").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deleted_group_is_gone_and_one_of_its_name_starts_empty() {
    let scene = Scene::new().await;
    scene.create("team", json!({ "RoleArn": role("old") })).await;
    scene.add("ada", "team").await;
    assert_eq!(scene.sign_in().await.id_claims()["cognito:groups"], json!(["team"]));
    let pool = scene.cognate.cx().pool(&scene.pool).await.unwrap();
    let uid = scene.cognate.cx().user(&pool, "ada").await.unwrap().groups[0];

    scene.delete("team").await;
    assert!(scene.sign_in().await.id_claims().get("cognito:groups").is_none());
    assert_eq!(scene.groups_of("ada").await, Vec::<String>::new());
    // The rows of its members wait for the job.
    let rows =
        || async { member::page(scene.cognate.store(), pool.key, uid, None, 10).await.unwrap() };
    assert_eq!(rows().await.len(), 1);

    scene.create("team", json!({ "RoleArn": role("new") })).await;
    assert_eq!(scene.members("team").await, Vec::<String>::new());
    assert!(scene.sign_in().await.id_claims().get("cognito:groups").is_none());

    let mut worker = Worker::new(scene.cognate.node.clone());
    for _ in 0..20 {
        worker.turn().await;
    }
    assert!(rows().await.is_empty());

    // Who joins the new one forgets the old.
    scene.add("ada", "team").await;
    assert_eq!(scene.sign_in().await.id_claims()["cognito:roles"], json!([role("new")]));
    assert_eq!(scene.cognate.cx().user(&pool, "ada").await.unwrap().groups.len(), 1);
}

#[tokio::test]
async fn tokens_say_groups_roles_and_the_preferred_role() {
    let scene = Scene::new().await;
    for (name, role_name, precedence) in [
        ("plain", None, None),
        ("readers", Some("read"), Some(10)),
        ("writers", Some("write"), Some(5)),
        ("editors", Some("write"), Some(5)),
        ("first", None, Some(0)),
    ] {
        let members = json!({ "RoleArn": role_name.map(role), "Precedence": precedence });
        scene.create(name, members).await;
        scene.add("ada", name).await;
    }
    let order = json!(["first", "editors", "writers", "readers", "plain"]);
    let tokens = scene.sign_in().await;
    let claims = tokens.id_claims();
    assert_eq!(claims["cognito:groups"], order);
    assert_eq!(claims["cognito:roles"], json!([role("write"), role("read")]));
    // Equally good, and of one mind.
    assert_eq!(claims["cognito:preferred_role"], role("write"));
    let access = tokens.access_claims();
    assert_eq!(access["cognito:groups"], order);
    assert!(access.get("cognito:roles").is_none());
    assert_eq!(json!(scene.groups_of("ada").await), order);

    // Equally good, and of two minds: a refresh tells.
    let update = json!({ "GroupName": "editors", "RoleArn": role("edit") });
    scene.call("UpdateGroup", update).await.ok();
    let refreshed = scene.cognate.try_refresh(&scene.client, &tokens.refresh).await.ok();
    let claims = Tokens::of(&refreshed).id_claims();
    assert_eq!(claims["cognito:roles"], json!([role("edit"), role("write"), role("read")]));
    assert!(claims.get("cognito:preferred_role").is_none());

    // A better one decides.
    scene.call("UpdateGroup", json!({ "GroupName": "readers", "Precedence": 1 })).await.ok();
    let claims = scene.sign_in().await.id_claims();
    assert_eq!(claims["cognito:preferred_role"], role("read"));
    scene.remove("ada", "readers").await;
    assert!(scene.sign_in().await.id_claims().get("cognito:preferred_role").is_none());
}

/// What the function of a sign-in or refresh is told of the groups.
#[tokio::test]
async fn pre_token_generation_is_told_the_groups() {
    let function = "arn:aws:lambda:eu-central-1:123456789012:function:tokens";
    let pool = json!({ "LambdaConfig": { "PreTokenGeneration": function } });
    let scene = Scene::on(Cognate::start().await, pool).await;
    scene.cognate.functions.echo();
    scene.create("b", json!({ "RoleArn": role("b"), "Precedence": 2 })).await;
    scene.create("a", json!({ "RoleArn": role("a"), "Precedence": 1 })).await;
    for group in ["b", "a"] {
        scene.add("ada", group).await;
    }
    let tokens = scene.sign_in().await;
    scene.cognate.try_refresh(&scene.client, &tokens.refresh).await.ok();
    let calls = scene.cognate.functions.calls();
    assert_eq!(calls.len(), 2);
    for call in calls {
        let expected = json!({
            "groupsToOverride": ["a", "b"],
            "iamRolesToOverride": [role("a"), role("b")],
            "preferredRole": role("a"),
        });
        assert_eq!(call.event["request"]["groupConfiguration"], expected);
    }
}

#[tokio::test]
async fn a_user_is_in_100_groups_at_most() {
    let scene = Scene::new().await;
    for n in 0..101 {
        scene.create(&format!("g{n}"), json!({})).await;
    }
    for n in 0..100 {
        scene.add("ada", &format!("g{n}")).await;
    }
    let full = "A user can be in at most 100 groups.";
    let answer = scene.member("AdminAddUserToGroup", "ada", "g100").await;
    answer.expect_error("InvalidParameterException", full);
    // A member stays one, and a deleted group makes room.
    scene.add("ada", "g99").await;
    scene.delete("g0").await;
    scene.add("ada", "g100").await;
    let listed = scene.pages("AdminListGroupsForUser", json!({ "Username": "ada" }), "Groups");
    let sizes: Vec<usize> = listed.await.iter().map(Vec::len).collect();
    assert_eq!(sizes, [60, 40]);
    let claims = scene.sign_in().await.access_claims();
    assert_eq!(claims["cognito:groups"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn a_pool_has_as_many_groups_as_the_operator_allows() {
    let cognate = Setup::default().limits(|limits| limits.groups_per_pool_max = 2).start().await;
    let scene = Scene::on(cognate, json!({})).await;
    scene.create("a", json!({})).await;
    scene.create("b", json!({})).await;
    let answer = scene.call("CreateGroup", json!({ "GroupName": "c" })).await;
    answer.expect_error("LimitExceededException", "A user pool can have at most 2 groups.");
    scene.delete("a").await;
    scene.create("c", json!({})).await;
}

#[tokio::test]
async fn lists_come_in_pages_and_the_last_has_no_token() {
    let scene = Scene::new().await;
    for n in 0..5 {
        scene.create(&format!("g{n}"), json!({ "Precedence": n % 2 })).await;
        scene.add("ada", &format!("g{n}")).await;
        scene.cognate.invite_user(&scene.pool, json!({ "Username": format!("u{n}") })).await;
        scene.add(&format!("u{n}"), "g0").await;
    }
    for (operation, members, list, count) in [
        ("ListGroups", json!({ "Limit": 2 }), "Groups", vec![2, 2, 1]),
        ("ListGroups", json!({ "Limit": 5 }), "Groups", vec![5]),
        ("ListGroups", json!({ "Limit": 0 }), "Groups", vec![5]),
        ("ListUsersInGroup", json!({ "GroupName": "g0", "Limit": 3 }), "Users", vec![3, 3]),
        ("ListUsersInGroup", json!({ "GroupName": "g1", "Limit": 3 }), "Users", vec![1]),
        (
            "AdminListGroupsForUser",
            json!({ "Username": "ada", "Limit": 2 }),
            "Groups",
            vec![2, 2, 1],
        ),
        ("AdminListGroupsForUser", json!({ "Username": "u1", "Limit": 2 }), "Groups", vec![1]),
    ] {
        let pages = scene.pages(operation, members.clone(), list).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), count, "{operation} {members}");
        let texts: BTreeSet<String> = pages.concat().iter().map(Value::to_string).collect();
        assert_eq!(texts.len(), count.iter().sum::<usize>(), "{operation}: nothing twice");
    }
    // By precedence, then by name, across pages.
    let request = json!({ "Username": "ada", "Limit": 2 });
    let listed = scene.pages("AdminListGroupsForUser", request, "Groups").await.concat();
    assert_eq!(names(&json!(listed), "GroupName"), ["g0", "g2", "g4", "g1", "g3"]);
}

#[tokio::test]
async fn il_4_tokens_are_good_for_their_own_list_only() {
    let scene = Scene::new().await;
    for group in ["a", "b"] {
        scene.create(group, json!({})).await;
        for user in ["ada", "bob"] {
            if user == "bob" && group == "a" {
                scene.cognate.invite_user(&scene.pool, json!({ "Username": user })).await;
            }
            scene.add(user, group).await;
        }
    }
    let lists = [
        ("ListGroups", json!({ "Limit": 1 })),
        ("ListUsersInGroup", json!({ "GroupName": "a", "Limit": 1 })),
        ("ListUsersInGroup", json!({ "GroupName": "b", "Limit": 1 })),
        ("AdminListGroupsForUser", json!({ "Username": "ada", "Limit": 1 })),
        ("AdminListGroupsForUser", json!({ "Username": "bob", "Limit": 1 })),
    ];
    let mut tokens = Vec::new();
    for (operation, request) in &lists {
        let answer = scene.call(operation, request.clone()).await.ok();
        tokens.push(answer["NextToken"].as_str().expect("a next page").to_owned());
    }
    for (at, (operation, request)) in lists.iter().enumerate() {
        for (of, token) in tokens.iter().enumerate() {
            let mut request = request.clone();
            request["NextToken"] = token.as_str().into();
            let answer = scene.call(operation, request).await;
            match at == of {
                true => drop(answer.ok()),
                false => answer.expect_error("InvalidParameterException", INVALID),
            }
        }
        let mut request = request.clone();
        let changed =
            format!("{}{}", if tokens[at].starts_with('A') { "B" } else { "A" }, &tokens[at][1..]);
        request["NextToken"] = changed.into();
        let answer = scene.call(operation, request).await;
        answer.expect_error("InvalidParameterException", INVALID);
    }
    // The group that the token was for is gone; its name is not.
    scene.delete("a").await;
    scene.create("a", json!({})).await;
    let request = json!({ "GroupName": "a", "NextToken": tokens[1] });
    let answer = scene.call("ListUsersInGroup", request).await;
    answer.expect_error("InvalidParameterException", INVALID);
    scene.cognate.clock.turn(3_600);
    let answer = scene.call("ListGroups", json!({ "NextToken": tokens[0] })).await;
    answer.expect_error("InvalidParameterException", INVALID);
}

/// Other changes of a user keep the groups.
#[tokio::test]
async fn groups_outlive_other_changes_of_the_user() {
    let scene = Scene::new().await;
    scene.create("g", json!({})).await;
    scene.add("ada", "g").await;
    let username = json!({ "Username": "ada" });
    scene.call("AdminDisableUser", username.clone()).await.ok();
    scene.call("AdminEnableUser", username.clone()).await.ok();
    scene.call("AdminUserGlobalSignOut", username.clone()).await.ok();
    rewrite(&scene.cognate, &scene.pool, "ada", |user| user.status = Status::Confirmed).await;
    let request = json!({ "Username": "ada", "Password": "Battery-Staple8", "Permanent": true });
    scene.call("AdminSetUserPassword", request).await.ok();
    assert_eq!(scene.groups_of("ada").await, ["g"]);
}
