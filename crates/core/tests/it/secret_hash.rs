//! Clients with secrets: SECRET_HASH over any of the user's names, under any of the secrets.

use cognate_testkit::srp::Client;
use cognate_testkit::{Answer, Tokens, json, secret_hash};

use crate::scene::{PASSWORD, Scene};

struct Confidential {
    scene: Scene,
    client: String,
    secret: String,
}

async fn confidential() -> Confidential {
    let scene = Scene::new().await;
    let (client, secret) = scene.create_secret_client(&scene.pool, json!({})).await;
    Confidential { scene, client, secret }
}

impl Confidential {
    async fn sign_in(&self, username: &str, hash: Option<&str>) -> Answer {
        let mut parameters = json!({ "USERNAME": username, "PASSWORD": PASSWORD });
        if let Some(hash) = hash {
            parameters["SECRET_HASH"] = hash.into();
        }
        self.scene.initiate(&self.client, "USER_PASSWORD_AUTH", parameters).await
    }

    fn hash(&self, username: &str) -> String {
        secret_hash(&self.secret, username, &self.client)
    }

    fn missing(&self) -> String {
        format!("Client {} is configured with secret but SECRET_HASH was not received", self.client)
    }
}

fn unable(client: &str) -> String {
    format!("Unable to verify secret hash for client {client}")
}

#[tokio::test]
async fn a_hash_is_demanded_and_checked() {
    let it = confidential().await;
    let refused = "NotAuthorizedException";
    it.sign_in("alice", Some(&it.hash("alice"))).await.ok();
    it.sign_in("alice", None).await.expect_error(refused, &it.missing());
    it.sign_in("alice", Some("")).await.expect_error(refused, &it.missing());
    let foreign = secret_hash("another secret", "alice", &it.client);
    for wrong in [it.hash("bob"), foreign, it.secret.clone(), "x".into()] {
        it.sign_in("alice", Some(&wrong)).await.expect_error(refused, &unable(&it.client));
    }
    // The hash is judged before the password and before whether the user exists.
    it.sign_in("nobody", Some("x")).await.expect_error(refused, &unable(&it.client));
    it.sign_in("nobody", None).await.expect_error(refused, &it.missing());
}

/// A hash that is right by `sub` after an alias sign-in.
#[tokio::test]
async fn the_hash_may_be_over_any_of_the_users_names() {
    let it = confidential().await;
    it.sign_in("alice", Some(&it.hash(&it.scene.sub))).await.ok();
    it.sign_in(&it.scene.sub, Some(&it.hash("alice"))).await.ok();
    it.sign_in(&it.scene.sub, Some(&it.hash(&it.scene.sub))).await.ok();
}

#[tokio::test]
async fn a_client_without_a_secret_takes_none() {
    let it = confidential().await;
    let client = &it.scene.client;
    let parameters =
        json!({ "USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": it.hash("alice") });
    let answer = it.scene.initiate(client, "USER_PASSWORD_AUTH", parameters).await;
    answer.expect_error("NotAuthorizedException", &unable(client));
}

#[tokio::test]
async fn both_secrets_count_until_one_is_deleted() {
    let mut it = confidential().await;
    it.scene.clock.turn(1);
    let of_client = json!({ "UserPoolId": it.scene.pool, "ClientId": it.client });
    let added = it.scene.admin("AddUserPoolClientSecret", of_client.clone()).await.ok();
    let descriptor = &added["ClientSecretDescriptor"];
    let second = descriptor["ClientSecretValue"].as_str().unwrap().to_owned();
    let first = std::mem::replace(&mut it.secret, second);
    let hash_of_first = secret_hash(&first, "alice", &it.client);
    for hash in [&hash_of_first, &it.hash("alice")] {
        it.sign_in("alice", Some(hash)).await.ok();
    }
    let listed = it.scene.admin("ListUserPoolClientSecrets", of_client.clone()).await.ok();
    let secrets = listed["ClientSecrets"].as_array().unwrap();
    assert_eq!(secrets.len(), 2);
    let ids: Vec<_> = secrets.iter().map(|secret| &secret["ClientSecretId"]).collect();
    let first_id = ids.iter().find(|id| ***id != descriptor["ClientSecretId"]).unwrap();
    let mut request = of_client;
    request["ClientSecretId"] = (**first_id).clone();
    it.scene.admin("DeleteUserPoolClientSecret", request).await.ok();
    it.sign_in("alice", Some(&it.hash("alice"))).await.ok();
    let answer = it.sign_in("alice", Some(&hash_of_first)).await;
    answer.expect_error("NotAuthorizedException", &unable(&it.client));
}

#[tokio::test]
async fn every_leg_needs_it() {
    let it = confidential().await;
    let srp = Client::new("a1");
    let start =
        |hash: String| json!({ "USERNAME": "alice", "SRP_A": srp.a_hex(), "SECRET_HASH": hash });
    let wrong = it.scene.initiate(&it.client, "USER_SRP_AUTH", start("x".into())).await;
    wrong.expect_error("NotAuthorizedException", &unable(&it.client));
    let first = it.scene.initiate(&it.client, "USER_SRP_AUTH", start(it.hash("alice"))).await.ok();
    let parameters = &first["ChallengeParameters"];
    let mut responses = srp.responses(&it.scene.pool, PASSWORD, parameters, it.scene.clock.now_s());
    let answer = it.scene.srp_answer(&it.client, responses.clone()).await;
    answer.expect_error("NotAuthorizedException", &it.missing());
    responses["SECRET_HASH"] = it.hash("bob").into();
    let answer = it.scene.srp_answer(&it.client, responses.clone()).await;
    answer.expect_error("NotAuthorizedException", &unable(&it.client));
    responses["SECRET_HASH"] = it.hash("alice").into();
    let tokens = Tokens::of(&it.scene.srp_answer(&it.client, responses).await.ok());

    let refresh = async |hash: Option<String>| {
        let mut parameters = json!({ "REFRESH_TOKEN": tokens.refresh });
        if let Some(hash) = hash {
            parameters["SECRET_HASH"] = hash.into();
        }
        it.scene.initiate(&it.client, "REFRESH_TOKEN_AUTH", parameters).await
    };
    refresh(None).await.expect_error("NotAuthorizedException", &it.missing());
    let wrong = refresh(Some(it.hash("bob"))).await;
    wrong.expect_error("NotAuthorizedException", &unable(&it.client));
    refresh(Some(it.hash("alice"))).await.ok();
    refresh(Some(it.hash(&it.scene.sub))).await.ok();
}
