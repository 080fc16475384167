//! The secrets of confidential clients: made, added, listed, removed, and never shown twice.

use cognate_store::records::client_secret;
use cognate_testkit::{Answer, Cognate, Value, json, secret_hash};

const OWN: &str = "bring_your_own_secret+0123456789";
const PASSWORD: &str = "Correct-Horse9";

struct Confidential {
    cognate: Cognate,
    pool: String,
    client: String,
    first: String,
}

async fn confidential() -> Confidential {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let (client, first) = cognate.create_secret_client(&pool, json!({})).await;
    cognate.create_user(&pool, "ada", PASSWORD).await;
    Confidential { cognate, pool, client, first }
}

impl Confidential {
    async fn call(&self, operation: &str, more: Value) -> Answer {
        let mut request = json!({ "UserPoolId": self.pool, "ClientId": self.client });
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        self.cognate.admin(operation, request).await
    }

    async fn add(&self, more: Value) -> Value {
        let answer = self.call("AddUserPoolClientSecret", more).await.ok();
        answer["ClientSecretDescriptor"].clone()
    }

    async fn list(&self) -> Vec<Value> {
        let answer = self.call("ListUserPoolClientSecrets", json!({})).await.ok();
        assert_eq!(answer.as_object().unwrap().len(), 1);
        answer["ClientSecrets"].as_array().unwrap().clone()
    }

    async fn delete(&self, secret_id: &Value) -> Answer {
        self.call("DeleteUserPoolClientSecret", json!({ "ClientSecretId": secret_id })).await
    }

    async fn sign_in(&self, secret: &str) -> Answer {
        let parameters = json!({
            "USERNAME": "ada",
            "PASSWORD": PASSWORD,
            "SECRET_HASH": secret_hash(secret, "ada", &self.client),
        });
        self.cognate.initiate(&self.client, "USER_PASSWORD_AUTH", parameters).await
    }
}

#[tokio::test]
async fn secrets_are_rotated_without_a_gap() {
    let it = confidential().await;
    assert_eq!(it.first.len(), 51);
    let before = it.list().await;
    let created = it.cognate.clock.now_s();
    let first_id = format!("{}--{}", it.client, it.cognate.clock.now_ms());
    let first = json!({ "ClientSecretId": first_id, "ClientSecretCreateDate": created });
    assert_eq!(before, std::slice::from_ref(&first));

    it.cognate.clock.turn(60);
    let mut added = it.add(json!({})).await;
    let second = added["ClientSecretValue"].take().as_str().unwrap().to_owned();
    added.as_object_mut().unwrap().remove("ClientSecretValue");
    assert_ne!(second, it.first);
    assert_eq!(it.list().await, [first.clone(), added.clone()]);
    for secret in [&it.first, &second] {
        it.sign_in(secret).await.ok();
    }
    it.call("AddUserPoolClientSecret", json!({})).await.expect_error(
        "LimitExceededException",
        "The app client has the maximum number of client secrets.",
    );
    let shown = it.call("DescribeUserPoolClient", json!({})).await.ok();
    assert_eq!(shown["UserPoolClient"]["ClientSecret"], it.first.as_str());

    assert_eq!(it.delete(&first["ClientSecretId"]).await.ok(), json!({}));
    it.sign_in(&second).await.ok();
    it.sign_in(&it.first).await.expect_error(
        "NotAuthorizedException",
        &format!("Unable to verify secret hash for client {}", it.client),
    );
    it.delete(&added["ClientSecretId"]).await.expect_error(
        "InvalidParameterException",
        "The last client secret of an app client cannot be deleted.",
    );
    it.delete(&first["ClientSecretId"]).await.expect_error(
        "ResourceNotFoundException",
        &format!("Client secret {first_id} does not exist."),
    );
    assert_eq!(it.list().await, [added]);
    let shown = it.call("DescribeUserPoolClient", json!({})).await.ok();
    assert_eq!(shown["UserPoolClient"]["ClientSecret"], second.as_str());
}

#[tokio::test]
async fn an_own_secret_works_and_is_not_echoed_when_added() {
    let it = confidential().await;
    // In the same millisecond as the first one.
    let added = it.add(json!({ "ClientSecret": OWN })).await;
    let members: Vec<&String> = added.as_object().unwrap().keys().collect();
    assert_eq!(members, ["ClientSecretCreateDate", "ClientSecretId"]);
    it.sign_in(OWN).await.ok();

    let members = json!({ "GenerateSecret": null, "ClientSecret": OWN });
    let (client, secret) = it.cognate.create_secret_client(&it.pool, members).await;
    assert_eq!(secret, OWN);
    let request = json!({ "UserPoolId": it.pool, "ClientId": client });
    let shown = it.cognate.admin("DescribeUserPoolClient", request).await.ok();
    assert_eq!(shown["UserPoolClient"]["ClientSecret"], OWN);
}

#[tokio::test]
async fn key_3_secrets_are_sealed_at_rest() {
    let it = confidential().await;
    let pool = it.cognate.cx().pool(&it.pool).await.unwrap();
    let rows = client_secret::of_client(it.cognate.store(), pool.key, &it.client).await.unwrap();
    assert_eq!(rows.len(), 1);
    let clear = it.first.as_bytes();
    assert!(!rows[0].sealed.windows(clear.len()).any(|window| window == clear));
}

#[tokio::test]
async fn whether_a_client_has_a_secret_is_decided_at_its_creation() {
    let it = confidential().await;
    let public = it.cognate.create_client(&it.pool, json!({})).await;
    let request = json!({ "UserPoolId": it.pool, "ClientId": public });
    it.cognate.admin("AddUserPoolClientSecret", request.clone()).await.expect_error(
        "InvalidParameterException",
        &format!("User pool client {public} is not configured with a client secret."),
    );
    let listed = it.cognate.admin("ListUserPoolClientSecrets", request).await.ok();
    assert_eq!(listed, json!({ "ClientSecrets": [] }));
    let both = json!({
        "UserPoolId": it.pool, "ClientName": "c", "GenerateSecret": true, "ClientSecret": OWN,
    });
    it.cognate.admin("CreateUserPoolClient", both).await.expect_error(
        "InvalidParameterException",
        "GenerateSecret and ClientSecret cannot be used together.",
    );
}

#[tokio::test]
async fn own_secrets_are_24_to_64_characters_and_not_echoed_in_errors() {
    let it = confidential().await;
    for bad in ["a".repeat(23), "a".repeat(65), format!("{OWN} with spaces")] {
        let answer = it.call("AddUserPoolClientSecret", json!({ "ClientSecret": bad })).await;
        answer.expect_code("InvalidParameterException");
        assert!(!answer.text().contains(&bad), "{}", answer.text());
    }
}

#[tokio::test]
async fn of_secrets_added_at_the_same_time_one_is_taken() {
    let it = confidential().await;
    let add = || it.call("AddUserPoolClientSecret", json!({}));
    let (a, b, c) = tokio::join!(add(), add(), add());
    let mut codes = [a, b, c].map(|answer| answer.error().0.to_owned());
    codes.sort();
    assert_eq!(codes, ["", "LimitExceededException", "LimitExceededException"]);
    assert_eq!(it.list().await.len(), 2);
}

#[tokio::test]
async fn no_page_token_of_secrets_is_ever_right() {
    let it = confidential().await;
    let answer = it.call("ListUserPoolClientSecrets", json!({ "NextToken": "x" })).await;
    answer.expect_error("InvalidParameterException", "Invalid pagination token.");
}
