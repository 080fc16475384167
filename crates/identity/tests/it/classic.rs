//! The basic flow: tokens of identities, and what STS makes of them.

use cognate_testkit::{Answer, Value, claims, json};

use crate::fixture::*;

async fn assume(scene: &Scene, role: &str, token: &str) -> Answer {
    let parameters = [
        STS[0],
        ("Action", "AssumeRoleWithWebIdentity"),
        ("RoleArn", role),
        ("RoleSessionName", "mine"),
        ("WebIdentityToken", token),
    ];
    scene.send(scene.query_request(&parameters)).await
}

fn token(answer: Answer) -> String {
    text(&answer.ok()["Token"])
}

/// §6.3
#[tokio::test]
async fn a_token_says_who_the_identity_is() {
    let scene = Scene::start().await;
    let sub = scene.user(&scene.provider, "alice").await;
    let logins = scene.logins(&scene.provider, "alice").await;
    let identity = scene.id(logins.clone()).await;
    let signed = token(scene.token(&identity, logins).await);
    let now = scene.clock.now_s();
    let key = &scene.provider.key;
    assert_eq!(
        claims(&signed),
        json!({
            "sub": identity, "aud": scene.identity_pool,
            "amr": ["authenticated", key, format!("{key}:CognitoSignIn:{sub}")],
            "iss": "https://cognito-identity.amazonaws.com",
            "https://cognito-identity.amazonaws.com/identity-pool-arn": format!(
                "arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/{}",
                scene.identity_pool
            ),
            "iat": now, "exp": now + 600,
        })
    );
}

#[tokio::test]
async fn sts_takes_the_token_for_a_role_that_trusts_it() {
    let scene = Scene::start().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let signed = token(scene.token(&identity, logins).await);
    let answer = assume(&scene, USERS, &signed).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.element("SubjectFromWebIdentityToken"), identity);
    assert_eq!(answer.element("Audience"), scene.identity_pool);
    assert_eq!(answer.element("Provider"), "cognito-identity.amazonaws.com");
    assume(&scene, GUESTS, &signed)
        .await
        .expect_error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    // §17-16: tokens of a pool that is gone are void.
    let request = json!({ "IdentityPoolId": scene.identity_pool });
    scene.identity_admin("DeleteIdentityPool", request).await.ok();
    let answer = assume(&scene, USERS, &signed).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
}

/// No scope-down, and the client names role and duration.
#[tokio::test]
async fn a_guest_of_the_basic_flow_is_limited_by_the_role_only() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let signed = token(scene.token(&guest, json!({})).await);
    let answer = assume(&scene, GUESTS, &signed).await;
    let key = cognate_testkit::AccessKey {
        id: answer.element("AccessKeyId").to_owned(),
        secret: answer.element("SecretAccessKey").to_owned(),
        token: Some(answer.element("SessionToken").to_owned()),
    };
    let parameters = [("Version", "2010-05-08"), ("Action", "ListUsers")];
    let answer = scene.query_as(&key, "iam", &parameters).await;
    assert_ne!(answer.error().0, "AccessDenied", "{}", answer.text());
}

/// §17-6 and §17-19
#[tokio::test]
async fn the_basic_flow_is_on_unless_it_is_switched_off() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    scene.token(&guest, json!({})).await.ok();
    scene.update(json!({ "AllowClassicFlow": true })).await;
    scene.token(&guest, json!({})).await.ok();
    let key = format!("{}:{}", scene.provider.key, scene.provider.client);
    let mapping = json!({ "Type": "Token", "AmbiguousRoleResolution": "Deny" });
    scene.set_roles(json!({ key.as_str(): mapping })).await;
    scene.token(&guest, json!({})).await.expect_error(
        "InvalidParameterException",
        "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.",
    );
    scene.update(json!({ "AllowClassicFlow": false })).await;
    scene.token(&guest, json!({})).await.expect_error(
        "InvalidParameterException",
        "Basic (classic) flow is not enabled, please use enhanced flow.",
    );
}

/// The pool's own tokens, where they are taken and where not.
#[tokio::test]
async fn own_tokens_prove_their_identity_and_nothing_else() {
    let scene = Scene::start().await;
    let (alice, logins) = scene.identity_of("alice").await;
    let signed = token(scene.token(&alice, logins.clone()).await);
    let own = |token: &str| json!({ "cognito-identity.amazonaws.com": token });
    let answer = scene.credentials(&alice, own(&signed)).await;
    assert_eq!(answer.json["IdentityId"], json!(alice));
    assert!(caller(&scene, &key(answer)).await.0.contains(":assumed-role/users/"));

    let (bob, bobs) = scene.identity_of("bob").await;
    let other_pool = scene
        .create_identity_pool(json!({
            "AllowUnauthenticatedIdentities": true,
            "CognitoIdentityProviders": [entry(&scene.provider)],
        }))
        .await;
    let request = json!({ "IdentityPoolId": other_pool, "Logins": bobs });
    let elsewhere = text(&scene.identity("GetId", request).await.ok()["IdentityId"]);
    let foreign = token(scene.token(&elsewhere, bobs.clone()).await);
    let not_cognito = "Invalid login token. Not a Cognito token.";
    let user_pools = text(&logins[&scene.provider.key]);
    let unsigned = format!("{}.AAAA", signed.rsplit_once('.').unwrap().0);
    for (identity, token, text) in [
        (&bob, &signed, NO_MATCH),
        // §17-20
        (&alice, &foreign, NOT_SUPPORTED),
        (&elsewhere, &signed, NOT_SUPPORTED),
        (&alice, &user_pools, not_cognito),
        (&alice, &unsigned, not_cognito),
        (&alice, &"garbage".to_owned(), not_cognito),
    ] {
        let answer = scene.credentials(identity, own(token)).await;
        answer.expect_error("NotAuthorizedException", text);
    }
    // They make neither identities nor further tokens, nor go with other logins.
    for answer in [
        scene.get_id(own(&signed)).await,
        scene.token(&alice, own(&signed)).await,
        scene.credentials(&alice, both(&own(&signed), &logins)).await,
    ] {
        answer.expect_error("NotAuthorizedException", NOT_SUPPORTED);
    }
    // §17-15
    scene.clock.turn(600 + 300);
    let now = scene.clock.now_s();
    let text = format!("Invalid login token. Token expired: {now} >= {}", now - 300);
    let answer = scene.credentials(&alice, own(&signed)).await;
    answer.expect_error("NotAuthorizedException", &text);
}

/// A token made before roles were mapped does not get around the mapping.
#[tokio::test]
async fn own_tokens_carry_no_claims_for_mappings() {
    let scene = Scene::start().await;
    let (alice, logins) = scene.identity_of("alice").await;
    let signed = token(scene.token(&alice, logins).await);
    let own = json!({ "cognito-identity.amazonaws.com": signed });
    let key = format!("{}:{}", scene.provider.key, scene.provider.client);
    let map = async |resolution: &str| {
        let mapping = json!({ "Type": "Token", "AmbiguousRoleResolution": resolution });
        scene.set_roles(json!({ key.as_str(): mapping })).await;
        scene.credentials(&alice, own.clone()).await
    };
    map("Deny").await.expect_error("NotAuthorizedException", "Access to the role is denied.");
    map("AuthenticatedRole").await.ok();
}

/// Mapped attributes stand in the token as session tags.
#[tokio::test]
async fn tags_go_with_the_token() {
    let scene = Scene::start().await;
    let map = json!({
        "IdentityPoolId": scene.identity_pool, "IdentityProviderName": scene.provider.key,
        "UseDefaults": true,
    });
    scene.identity_admin("SetPrincipalTagAttributeMap", map).await.ok();
    let sub = scene.user(&scene.provider, "alice").await;
    let logins = scene.logins(&scene.provider, "alice").await;
    let identity = scene.id(logins.clone()).await;
    let signed = token(scene.token(&identity, logins).await);
    let expected: Value = json!({
        "principal_tags": { "client": [scene.provider.client], "username": [sub] },
        "transitive_tag_keys": [],
    });
    assert_eq!(claims(&signed)["https://aws.amazon.com/tags"], expected);
    let refused = assume(&scene, USERS, &signed).await;
    refused.expect_error("AccessDenied", "Not authorized to perform sts:TagSession");
    scene.iam_role("tagged", trusting_with_tags(&scene.identity_pool), json!(null)).await;
    let answer = assume(&scene, "arn:aws:iam::123456789012:role/tagged", &signed).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}
