//! Listing, describing and deleting identities.

use cognate_core::jobs::Worker;
use cognate_testkit::{Cognate, Value, json};

use crate::fixture::*;

async fn list(scene: &Scene, members: Value) -> (Vec<String>, Option<String>) {
    let mut request = json!({ "IdentityPoolId": scene.identity_pool });
    request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let answer = scene.identity_admin("ListIdentities", request).await.ok();
    assert_eq!(answer["IdentityPoolId"], json!(scene.identity_pool));
    let identities = answer["Identities"].as_array().unwrap().iter();
    let ids = identities.map(|one| text(&one["IdentityId"])).collect();
    (ids, answer["NextToken"].as_str().map(str::to_owned))
}

async fn delete(scene: &Scene, ids: &[&str]) -> Value {
    let request = json!({ "IdentityIdsToDelete": ids });
    scene.identity_admin("DeleteIdentities", request).await.ok()
}

#[tokio::test]
async fn identities_are_listed_page_by_page() {
    let scene = Scene::start().await;
    let mut guests = Vec::new();
    for _ in 0..4 {
        guests.push(scene.id(json!({})).await);
    }
    guests.sort();
    let (alice, logins) = scene.identity_of("alice").await;
    // One of the guests becomes Alice: disabled.
    scene.credentials(&guests[0], logins).await.ok();
    let merged = guests.remove(0);
    let mut enabled = guests.clone();
    enabled.push(alice.clone());
    enabled.sort();
    let mut everybody = enabled.clone();
    everybody.push(merged);

    let (mut seen, mut token) = (Vec::new(), None::<String>);
    loop {
        let mut members = json!({ "MaxResults": 2 });
        if let Some(token) = token {
            members["NextToken"] = json!(token);
        }
        let (page, next) = list(&scene, members).await;
        assert!(page.len() <= 2);
        seen.extend(page);
        token = next;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(seen, everybody);
    let (first, next) = list(&scene, json!({ "MaxResults": 60, "HideDisabled": true })).await;
    assert_eq!((first, next), (enabled, None));
    let (_, token) = list(&scene, json!({ "MaxResults": 2 })).await;
    let request = json!({
        "IdentityPoolId": scene.identity_pool, "MaxResults": 2, "HideDisabled": true,
        "NextToken": token,
    });
    let answer = scene.identity_admin("ListIdentities", request).await;
    answer.expect_error("InvalidParameterException", "Invalid pagination token.");
    let request = json!({ "IdentityPoolId": scene.identity_pool, "MaxResults": 61 });
    let answer = scene.identity_admin("ListIdentities", request).await;
    answer.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn deleted_identities_are_gone_with_their_logins() {
    let scene = Scene::start().await;
    let (alice, logins) = scene.identity_of("alice").await;
    let guest = scene.id(json!({})).await;
    let nobody = "eu-central-1:00000000-0000-4000-8000-000000000000";
    let answer = delete(&scene, &[&alice, &guest, &guest, nobody]).await;
    assert_eq!(answer, json!({ "UnprocessedIdentityIds": [] }));
    for id in [&alice, &guest] {
        let answer = scene.identity_admin("DescribeIdentity", json!({ "IdentityId": id })).await;
        let text = format!("Identity '{id}' not found.");
        answer.expect_error("ResourceNotFoundException", &text);
    }
    let answer = scene.credentials(&alice, logins.clone()).await;
    answer.expect_error("ResourceNotFoundException", &format!("Identity '{alice}' not found."));
    assert_ne!(scene.id(logins).await, alice);
}

/// Whoever was merged into a deleted identity is nobody any more.
#[tokio::test]
async fn nobody_stands_for_those_who_were_merged_into_the_deleted() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let (alice, logins) = scene.identity_of("alice").await;
    scene.credentials(&guest, logins.clone()).await.ok();
    delete(&scene, &[&alice]).await;
    let answer = scene.credentials(&guest, logins).await;
    answer.expect_error("ResourceNotFoundException", &format!("Identity '{guest}' not found."));
}

/// Each identity is judged with its pool.
#[tokio::test]
async fn deletion_is_allowed_by_pool() {
    let scene = Scene::start().await;
    let members = json!({ "AllowUnauthenticatedIdentities": true });
    let other = scene.create_identity_pool(members).await;
    let mine = scene.id(json!({})).await;
    let theirs = scene.identity("GetId", json!({ "IdentityPoolId": other })).await.ok();
    let theirs = text(&theirs["IdentityId"]);
    let arn = format!(
        "arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/{}",
        scene.identity_pool
    );
    let statement = |action: &str| {
        json!({
            "Effect": "Allow", "Action": action, "Resource": "*",
            "Condition": { "ArnEquals": { "cognito-identity:IdentityPoolArn": arn } },
        })
    };
    let statements = json!([
        statement("cognito-identity:DeleteIdentities"),
        statement("cognito-identity:DescribeIdentity"),
    ]);
    let ann = scene.iam_user("ann", statements).await;
    let describe = async |id: &str| {
        scene.identity_as(&ann, "DescribeIdentity", json!({ "IdentityId": id })).await
    };
    describe(&mine).await.ok();
    describe(&theirs).await.expect_code("AccessDeniedException");
    let delete = async |ids: &[&str]| {
        let request = json!({ "IdentityIdsToDelete": ids });
        scene.identity_as(&ann, "DeleteIdentities", request).await
    };
    assert_eq!(
        delete(&[&mine, &theirs]).await.ok(),
        json!({ "UnprocessedIdentityIds": [{ "IdentityId": theirs, "ErrorCode": "AccessDenied" }] })
    );
    delete(&[&theirs]).await.expect_code("AccessDeniedException");
    scene.describe(&theirs).await;
}

/// The job takes away what a deleted pool held, and the pool's row last.
#[tokio::test]
async fn a_deleted_pools_identities_are_swept() {
    let scene = Scene::start().await;
    scene.identity_of("alice").await;
    let guest = scene.id(json!({})).await;
    let request = json!({ "IdentityPoolId": scene.identity_pool });
    scene.identity_admin("DeleteIdentityPool", request).await.ok();
    let mut worker = Worker::new(scene.node.clone());
    while worker.turn().await {}
    use cognate_store::records::{identity, identity_pool};
    let id = cognate_domain::identity_pool::parse_id(&guest).unwrap().1;
    assert_eq!(identity::find(scene.store(), id).await.unwrap(), None);
    let pool = identity_pool::find(scene.store(), &scene.identity_pool).await.unwrap();
    assert_eq!(pool, None);
}

/// Backup and restore take identities along.
#[tokio::test]
async fn identities_survive_a_restore() {
    let scene = Scene::start().await;
    let (alice, logins) = scene.identity_of("alice").await;
    let restored: Cognate = scene.restored().await;
    let request = json!({ "IdentityPoolId": scene.identity_pool, "Logins": logins });
    let answer = restored.identity("GetId", request).await.ok();
    assert_eq!(answer["IdentityId"], json!(alice));
}
