//! JWKS and discovery: what anybody may fetch and keep (HD-3).

use cognate_testkit::{Cognate, json};

#[tokio::test]
async fn a_pools_keys_are_public_and_may_be_kept_for_an_hour() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let path = format!("/{pool}/.well-known/jwks.json");
    let answer = cognate.get(&path).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let keys = answer.json["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        let mut names: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"], "nothing private");
        assert_eq!((&key["alg"], &key["kty"]), (&json!("RS256"), &json!("RSA")));
        assert_eq!((&key["e"], &key["use"]), (&json!("AQAB"), &json!("sig")));
        assert_eq!(key["n"].as_str().unwrap().len(), 342);
    }
    assert_ne!(keys[0]["kid"], keys[1]["kid"]);
    assert_ne!(keys[0]["n"], keys[1]["n"]);
    assert_eq!(cognate.get(&path).await.json, answer.json);
    let other = cognate.create_pool(json!({})).await;
    let others = cognate.get(&format!("/{other}/.well-known/jwks.json")).await.ok();
    for key in others["keys"].as_array().unwrap() {
        assert!(!keys.contains(key));
    }
}

#[tokio::test]
async fn the_configuration_names_only_what_exists() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let answer = cognate.get(&format!("/{pool}/.well-known/openid-configuration")).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    let issuer = format!("https://cognate.example/{pool}");
    assert_eq!(answer.json["issuer"], issuer);
    assert_eq!(answer.json["jwks_uri"], format!("{issuer}/.well-known/jwks.json"));
    for (name, value) in answer.json.as_object().unwrap() {
        if name.ends_with("_endpoint") {
            panic!("{name} is {value}, where nothing answers");
        }
    }
}

#[tokio::test]
async fn a_pool_that_does_not_exist_has_no_documents() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let paths = [format!("/{pool}x"), "/eu-central-1_AbCdEfGhI".into(), "/..%2f".into()];
    for path in paths {
        for document in ["jwks.json", "openid-configuration"] {
            let answer = cognate.get(&format!("{path}/.well-known/{document}")).await;
            assert_eq!(answer.status, 404);
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    cognate.admin("DeleteUserPool", json!({ "UserPoolId": pool })).await.ok();
    let answer = cognate.get(&format!("/{pool}/.well-known/jwks.json")).await;
    assert_eq!(answer.status, 404);
}
