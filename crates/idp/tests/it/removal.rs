//! DeleteUserPool and DeleteUserPoolClient: gone means gone, for everybody and at once.

use cognate_core::jobs::Worker;
use cognate_store::records::{data_key, user_pool};
use cognate_testkit::{Cognate, Value, json};

const PASSWORD: &str = "Correct-Horse9";

#[tokio::test]
async fn key_5_a_deleted_pool_is_gone_for_every_operation() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let (confidential, _) = cognate.create_secret_client(&pool, json!({})).await;
    cognate.create_user(&pool, "ada", PASSWORD).await;
    let tokens = cognate.sign_in(&client, "ada", PASSWORD).await;
    let jwks = format!("/{pool}/.well-known/jwks.json");
    assert_eq!(cognate.get(&jwks).await.status, 200);
    let key = cognate.cx().pool(&pool).await.unwrap().key;

    let answer = cognate.admin("DeleteUserPool", json!({ "UserPoolId": pool })).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));

    let of_pool = json!({ "UserPoolId": pool });
    let of_client = json!({ "UserPoolId": pool, "ClientId": client });
    let of_user = json!({ "UserPoolId": pool, "Username": "ada" });
    let missing = format!("User pool {pool} does not exist.");
    for (operation, request) in [
        ("DescribeUserPool", &of_pool),
        ("UpdateUserPool", &of_pool),
        ("DeleteUserPool", &of_pool),
        ("ListUserPoolClients", &of_pool),
        ("DescribeUserPoolClient", &of_client),
        ("UpdateUserPoolClient", &of_client),
        ("DeleteUserPoolClient", &of_client),
        ("ListUserPoolClientSecrets", &of_client),
        ("AdminGetUser", &of_user),
        ("AdminCreateUser", &of_user),
        ("AdminDeleteUser", &of_user),
    ] {
        let answer = cognate.admin(operation, request.clone()).await;
        answer.expect_error("ResourceNotFoundException", &missing);
    }
    for client in [&client, &confidential] {
        cognate.try_sign_in(client, "ada", PASSWORD).await.expect_error(
            "ResourceNotFoundException",
            &format!("User pool client {client} does not exist."),
        );
    }
    cognate.try_refresh(&client, &tokens.refresh).await.expect_code("ResourceNotFoundException");
    let answer = cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    answer.expect_code("NotAuthorizedException");
    assert_eq!(cognate.get(&jwks).await.status, 404);
    let listed = cognate.admin("ListUserPools", json!({ "MaxResults": 60 })).await.ok();
    assert_eq!(listed, json!({ "UserPools": [] }));
    assert!(data_key::of_pool(cognate.store(), key).await.unwrap().is_empty());

    // The same on a node that has nothing in memory.
    let after = cognate.restored().await;
    after.admin("DescribeUserPool", of_pool).await.expect_code("ResourceNotFoundException");
    after.try_sign_in(&client, "ada", PASSWORD).await.expect_error(
        "ResourceNotFoundException",
        &format!("User pool client {client} does not exist."),
    );
}

#[tokio::test]
async fn the_rows_of_a_deleted_pool_are_swept() {
    let cognate = Cognate::start().await;
    let (pool, other) =
        (cognate.create_pool(json!({})).await, cognate.create_pool(json!({})).await);
    for pool in [&pool, &other] {
        let client = cognate.create_client(pool, json!({})).await;
        cognate.create_secret_client(pool, json!({})).await;
        cognate.create_user(pool, "ada", PASSWORD).await;
        cognate.sign_in(&client, "ada", PASSWORD).await;
    }
    cognate.admin("DeleteUserPool", json!({ "UserPoolId": pool })).await.ok();
    assert!(user_pool::find(cognate.store(), &pool).await.unwrap().unwrap().deleting);
    let mut worker = Worker::new(cognate.node.clone());
    while worker.turn().await {}
    // The store is verified when the test ends: no row is without a pool.
    assert!(user_pool::find(cognate.store(), &pool).await.unwrap().is_none());
    cognate.admin("DescribeUserPool", json!({ "UserPoolId": other })).await.ok();
}

#[tokio::test]
async fn deletion_protection_holds_until_it_is_taken_off() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "DeletionProtection": "ACTIVE" })).await;
    let request = json!({ "UserPoolId": pool });
    cognate.admin("DeleteUserPool", request.clone()).await.expect_error(
        "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. Deletion \
         protection must be inactivated first.",
    );
    let off = json!({ "UserPoolId": pool, "DeletionProtection": "INACTIVE" });
    cognate.admin("UpdateUserPool", off).await.ok();
    cognate.admin("DeleteUserPool", request).await.ok();
}

#[tokio::test]
async fn of_two_who_delete_a_pool_one_finds_nothing() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let delete = || cognate.admin("DeleteUserPool", json!({ "UserPoolId": pool }));
    let (a, b) = tokio::join!(delete(), delete());
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test]
async fn a_deleted_client_is_gone_with_its_secrets_and_sign_ins() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let (confidential, _) = cognate.create_secret_client(&pool, json!({})).await;
    cognate.create_user(&pool, "ada", PASSWORD).await;
    let tokens = cognate.sign_in(&client, "ada", PASSWORD).await;
    for client in [&client, &confidential] {
        let request = json!({ "UserPoolId": pool, "ClientId": client });
        let answer = cognate.admin("DeleteUserPoolClient", request.clone()).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0));
        let missing = format!("User pool client {client} does not exist.");
        for operation in ["DescribeUserPoolClient", "DeleteUserPoolClient"] {
            let answer = cognate.admin(operation, request.clone()).await;
            answer.expect_error("ResourceNotFoundException", &missing);
        }
        let answer = cognate.try_sign_in(client, "ada", PASSWORD).await;
        answer.expect_error("ResourceNotFoundException", &missing);
    }
    cognate.try_refresh(&client, &tokens.refresh).await.expect_code("ResourceNotFoundException");
    let answer = cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    answer.expect_code("NotAuthorizedException");
    let listed = cognate.admin("ListUserPoolClients", json!({ "UserPoolId": pool })).await.ok();
    assert_eq!(listed["UserPoolClients"], Value::Array(Vec::new()));
}
