//! Guests: their identities, their credentials, and what these are worth.

use cognate_core::rates::Rates;
use cognate_testkit::{START_MS, Setup, claims, json};

use crate::fixture::*;

#[tokio::test]
async fn a_guest_who_asks_twice_has_two_identities() {
    let scene = Scene::start().await;
    let (one, two) = (scene.id(json!({})).await, scene.id(json!({})).await);
    assert_ne!(one, two);
    assert!(one.starts_with("eu-central-1:"));
    let described = scene.describe(&one).await;
    let made = START_MS as f64 / 1_000.0;
    assert_eq!(described["CreationDate"].as_f64(), Some(made));
    assert_eq!(described["LastModifiedDate"].as_f64(), Some(made));
    assert_eq!(described.get("Logins"), None);
}

#[tokio::test]
async fn without_guests_nobody_is_one() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    scene.update(json!({ "AllowUnauthenticatedIdentities": false })).await;
    let text = "Unauthenticated access is not supported for this identity pool.";
    scene.get_id(json!({})).await.expect_error("NotAuthorizedException", text);
    scene.credentials(&guest, json!({})).await.expect_error("NotAuthorizedException", text);
    scene.token(&guest, json!({})).await.expect_error("NotAuthorizedException", text);
}

/// §16: the answer's form; the member is `SecretKey`.
#[tokio::test]
async fn a_guests_credentials_last_an_hour() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let answer = scene.credentials(&guest, json!({})).await;
    let body = answer.json.clone();
    assert_eq!(body["IdentityId"], json!(guest));
    let credentials = body["Credentials"].as_object().unwrap();
    let names: Vec<&str> = credentials.keys().map(String::as_str).collect();
    assert_eq!(names, ["AccessKeyId", "Expiration", "SecretKey", "SessionToken"]);
    let expires = credentials["Expiration"].as_f64().unwrap();
    assert_eq!(expires, START_MS as f64 / 1_000.0 + 3_600.0);
    let key = key(answer);
    assert!(key.id.starts_with("ASIA"));
    // §17-17
    let (arn, id) = caller(&scene, &key).await;
    assert_eq!(arn, "arn:aws:sts::123456789012:assumed-role/guests/CognitoIdentityCredentials");
    assert!(id.starts_with("AROA") && id.ends_with(":CognitoIdentityCredentials"), "{id}");
    scene.clock.turn(3_601);
    let parameters = [STS[0], ("Action", "GetCallerIdentity")];
    scene.query_as(&key, "sts", &parameters).await.expect_code("ExpiredToken");
}

/// §17-18: the role allows everything; guests may less.
#[tokio::test]
async fn guests_are_limited_whatever_their_role_allows() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let key = key(scene.credentials(&guest, json!({})).await);
    scene.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await.ok();
    let parameters = [("Version", "2010-05-08"), ("Action", "ListUsers")];
    scene.query_as(&key, "iam", &parameters).await.expect_code("AccessDenied");
}

#[tokio::test]
async fn a_role_must_be_there_and_trust_guests() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let configured = async |roles| {
        let request = json!({ "IdentityPoolId": scene.identity_pool, "Roles": roles });
        scene.identity_admin("SetIdentityPoolRoles", request).await.ok();
        scene.credentials(&guest, json!({})).await
    };
    for roles in [
        json!({}),
        json!({ "authenticated": GUESTS }),
        json!({ "unauthenticated": USERS }),
        json!({ "unauthenticated": "arn:aws:iam::123456789012:role/nobody" }),
    ] {
        let answer = configured(roles).await;
        answer.expect_error("InvalidIdentityPoolConfigurationException", MISCONFIGURED);
    }
    configured(json!({ "unauthenticated": GUESTS })).await.ok();
}

#[tokio::test]
async fn a_guest_chooses_no_role() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let request = json!({ "IdentityId": guest, "CustomRoleArn": USERS });
    scene
        .identity("GetCredentialsForIdentity", request)
        .await
        .expect_error("NotAuthorizedException", "Access to the role is denied.");
}

#[tokio::test]
async fn unknown_identities_and_pools_are_not_found() {
    let scene = Scene::start().await;
    let nobody = "eu-central-1:00000000-0000-4000-8000-000000000000";
    let text = format!("Identity '{nobody}' not found.");
    for answer in [
        scene.credentials(nobody, json!({})).await,
        scene.token(nobody, json!({})).await,
        scene.identity_admin("DescribeIdentity", json!({ "IdentityId": nobody })).await,
        scene
            .identity(
                "UnlinkIdentity",
                json!({ "IdentityId": nobody, "Logins": {}, "LoginsToRemove": ["x"] }),
            )
            .await,
    ] {
        answer.expect_error("ResourceNotFoundException", &text);
    }
    let request = json!({ "IdentityPoolId": nobody });
    scene
        .identity("GetId", request)
        .await
        .expect_error("ResourceNotFoundException", &format!("IdentityPool '{nobody}' not found."));
    let request = json!({ "IdentityPoolId": "nonsense" });
    scene.identity("GetId", request).await.expect_code("InvalidParameterException");
    // The right identity under another region is nobody's.
    let guest = scene.id(json!({})).await;
    let elsewhere = guest.replace("eu-central-1", "us-east-1");
    scene
        .credentials(&elsewhere, json!({}))
        .await
        .expect_error("ResourceNotFoundException", &format!("Identity '{elsewhere}' not found."));
}

#[tokio::test]
async fn the_account_must_be_the_pools_when_it_is_named() {
    let scene = Scene::start().await;
    let get_id = async |account: &str| {
        let request = json!({ "IdentityPoolId": scene.identity_pool, "AccountId": account });
        scene.identity("GetId", request).await
    };
    get_id("123456789012").await.ok();
    get_id("210987654321").await.expect_error(
        "NotAuthorizedException",
        "The identity pool does not belong to this account.",
    );
}

/// The public operations take no notice of signatures, and answer pages of any origin.
#[tokio::test]
async fn public_operations_ignore_signatures_and_allow_browsers() {
    let scene = Scene::start().await;
    let body = json!({ "IdentityPoolId": scene.identity_pool });
    let mut request = scene.json_request("AWSCognitoIdentityService", "GetId", &body);
    let headers = request.headers_mut();
    headers.insert("authorization", "AWS4-HMAC-SHA256 nonsense".parse().unwrap());
    headers.insert("origin", "https://app.example".parse().unwrap());
    let answer = scene.send(request).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    answer.ok();
    let mut preflight = scene.json_request("AWSCognitoIdentityService", "GetId", &body);
    *preflight.method_mut() = "OPTIONS".parse().unwrap();
    let answer = scene.send(preflight).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-allow-headers").contains("x-amz-target"));
}

/// The classic flow of a guest: the token says so, and STS takes it.
#[tokio::test]
async fn a_guests_token_says_that_it_is_one() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let answer = scene.token(&guest, json!({})).await.ok();
    assert_eq!(answer["IdentityId"], json!(guest));
    let said = claims(answer["Token"].as_str().unwrap());
    assert_eq!(said["amr"], json!(["unauthenticated"]));
    assert_eq!(
        (said["sub"].clone(), said["aud"].clone()),
        (json!(guest), json!(scene.identity_pool))
    );
    // Its own token lets a guest be no more than a guest.
    let logins = json!({ "cognito-identity.amazonaws.com": answer["Token"] });
    let key = key(scene.credentials(&guest, logins).await);
    assert!(caller(&scene, &key).await.0.contains(":assumed-role/guests/"));
}

/// RL-7
#[tokio::test]
async fn rates_of_single_operations_hold() {
    let rates = Rates::of([("GetId", 3)]).unwrap();
    let scene = Scene::with(Setup::default().limits(|limits| limits.rates = rates)).await;
    for _ in 0..3 {
        scene.id(json!({})).await;
    }
    let refused = scene.get_id(json!({})).await;
    refused.expect_error("TooManyRequestsException", "Rate exceeded");
    scene.clock.turn(1);
    let guest = scene.id(json!({})).await;
    scene.credentials(&guest, json!({})).await.ok();
}
