//! PreTokenGeneration from the wire: what it changes about tokens, and what it never does.

use cognate_testkit::{Cognate, Tokens, Value, json};

use crate::scene::{PASSWORD, Scene};

const ARN: &str = "arn:aws:lambda:eu-central-1:123456789012:function:tokens";

async fn scene(version: &str) -> Scene {
    let config =
        json!({ "PreTokenGenerationConfig": { "LambdaVersion": version, "LambdaArn": ARN } });
    let scene = Scene::on(Cognate::start().await, json!({ "LambdaConfig": config }), json!({}));
    let scene = scene.await;
    for group in ["readers", "writers"] {
        let request = json!({ "UserPoolId": scene.pool, "GroupName": group });
        scene.admin("CreateGroup", request).await.ok();
        let request = json!({ "UserPoolId": scene.pool, "GroupName": group, "Username": "alice" });
        scene.admin("AdminAddUserToGroup", request).await.ok();
    }
    scene
}

/// From here on the function answers this.
fn say(scene: &Scene, response: Value) {
    scene.functions.answer(move |_, event| {
        let mut event = event.clone();
        event["response"] = response.clone();
        Ok(event)
    });
}

async fn sign_in(scene: &Scene) -> Tokens {
    scene.sign_in(&scene.client, "alice", PASSWORD).await
}

#[tokio::test]
async fn version_1_changes_the_id_token_at_sign_in_and_at_refresh() {
    let scene = scene("V1_0").await;
    say(
        &scene,
        json!({ "claimsOverrideDetails": {
            "claimsToAddOrOverride": { "tier": "gold", "sub": "forged" },
            "claimsToSuppress": ["cognito:groups", "aud"],
        }}),
    );
    let first = sign_in(&scene).await;
    let refreshed = Tokens::of(&scene.try_refresh(&scene.client, &first.refresh).await.ok());
    for tokens in [first, refreshed] {
        let claims = tokens.id_claims();
        assert_eq!((&claims["tier"], &claims["sub"]), (&json!("gold"), &json!(scene.sub)));
        assert_eq!(claims["aud"], scene.client.as_str());
        assert!(claims.get("cognito:groups").is_none());
        let access = tokens.access_claims();
        assert!(access.get("tier").is_none());
        assert_eq!(access["cognito:groups"], json!(["readers", "writers"]));
        scene.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
    }
    let calls = scene.functions.calls();
    assert_eq!(calls[0].event["version"], "1");
    assert!(calls[0].event["request"].get("scopes").is_none());
    assert_eq!(calls[1].event["triggerSource"], "TokenGeneration_RefreshTokens");
}

#[tokio::test]
async fn later_versions_change_the_access_token_and_its_scopes() {
    for (version, number) in [("V2_0", "2"), ("V3_0", "3")] {
        let scene = scene(version).await;
        say(
            &scene,
            json!({ "claimsAndScopeOverrideDetails": {
                "idTokenGeneration": { "claimsToAddOrOverride": { "n": [1, { "a": null }] } },
                "accessTokenGeneration": {
                    "claimsToAddOrOverride": { "tenant": 7, "aud": scene.client, "username": "x" },
                    "claimsToSuppress": ["cognito:groups"],
                    "scopesToAdd": ["api/read"],
                },
                "groupOverrideDetails": { "groupsToOverride": ["owners"] },
            }}),
        );
        let tokens = sign_in(&scene).await;
        let (id, access) = (tokens.id_claims(), tokens.access_claims());
        assert_eq!(
            (&id["n"], &id["cognito:groups"]),
            (&json!([1, { "a": null }]), &json!(["owners"]))
        );
        assert_eq!((&access["tenant"], &access["username"]), (&json!(7), &json!("alice")));
        assert_eq!(access["aud"], scene.client.as_str());
        assert_eq!(access["scope"], "aws.cognito.signin.user.admin api/read");
        assert!(access.get("cognito:groups").is_none());
        let event = &scene.functions.calls()[0].event;
        assert_eq!(event["version"], number);
        assert_eq!(event["request"]["scopes"], json!(["aws.cognito.signin.user.admin"]));
        let none = json!({ "claimsAndScopeOverrideDetails": null });
        assert_eq!(event["response"], none);
    }
}

/// A token without the scope of self-service is good for everything else.
#[tokio::test]
async fn a_suppressed_scope_is_missed() {
    let scene = scene("V2_0").await;
    say(
        &scene,
        json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": {
            "scopesToSuppress": ["aws.cognito.signin.user.admin"],
        }}}),
    );
    let tokens = sign_in(&scene).await;
    let answer = scene.call("GetUser", json!({ "AccessToken": tokens.access })).await;
    assert_eq!(answer.error().0, "NotAuthorizedException");
    Tokens::of(&scene.try_refresh(&scene.client, &tokens.refresh).await.ok());
}

#[tokio::test]
async fn answers_that_cannot_be_applied_end_the_sign_in() {
    let scene = scene("V1_0").await;
    let long: Value = (0..600).map(|n| (format!("claim-{n}"), json!("x".repeat(40)))).collect();
    for details in [
        json!([]),
        json!({ "claimsToAddOrOverride": { "n": 1 } }),
        json!({ "claimsToSuppress": [1] }),
        json!({ "claimsToAddOrOverride": long }),
    ] {
        say(&scene, json!({ "claimsOverrideDetails": details }));
        let answer = scene.try_sign_in(&scene.client, "alice", PASSWORD).await;
        answer.expect_code("InvalidLambdaResponseException");
    }
    // An event that comes back as it was changes nothing.
    scene.functions.echo();
    let tokens = sign_in(&scene).await;
    assert_eq!(tokens.id_claims()["cognito:groups"], json!(["readers", "writers"]));
}
