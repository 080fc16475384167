//! Logins of user pools: identities, upgrades, and tokens that do not stand.

use cognate_testkit::{Setup, json};

use crate::fixture::*;

#[tokio::test]
async fn a_user_has_one_identity_and_credentials_of_the_users_role() {
    let scene = Scene::start().await;
    let (identity, logins) = scene.identity_of("alice").await;
    assert_eq!(scene.id(logins.clone()).await, identity);
    assert_eq!(scene.id(scene.logins(&scene.provider, "alice").await).await, identity);
    let described = scene.describe(&identity).await;
    assert_eq!(described["Logins"], json!([scene.provider.key]));
    let key = key(scene.credentials(&identity, logins).await);
    let (arn, _) = caller(&scene, &key).await;
    assert_eq!(arn, "arn:aws:sts::123456789012:assumed-role/users/CognitoIdentityCredentials");
    // Users are not limited beyond their role.
    scene.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await.ok();
    let denied = scene.admin_as(&key, "DeleteUserPool", json!({ "UserPoolId": "eu-central-1_x" }));
    denied.await.expect_code("AccessDeniedException");
}

/// §5.1: both spellings of a user pool mean the same login.
#[tokio::test]
async fn a_user_pool_may_be_named_by_its_issuer() {
    let scene = Scene::start().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let token = &logins[&scene.provider.key];
    let issuer = format!("cognate.example/{}", scene.provider.pool);
    let renamed = json!({ issuer.as_str(): token });
    assert_eq!(scene.id(renamed.clone()).await, identity);
    scene.credentials(&identity, renamed.clone()).await.ok();
    // Twice the same login is one.
    scene.credentials(&identity, both(&renamed, &logins)).await.ok();
}

/// §17-2: a guest who signs in keeps the id, and is no guest any more.
#[tokio::test]
async fn a_guest_becomes_a_user_under_the_same_id() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    scene.user(&scene.provider, "alice").await;
    let logins = scene.logins(&scene.provider, "alice").await;
    let answer = scene.credentials(&guest, logins.clone()).await;
    assert_eq!(answer.json["IdentityId"], json!(guest));
    assert!(caller(&scene, &key(answer)).await.0.contains(":assumed-role/users/"));
    assert_eq!(scene.id(logins).await, guest);
    let forbidden = format!("Access to Identity '{guest}' is forbidden.");
    scene.credentials(&guest, json!({})).await.expect_error("NotAuthorizedException", &forbidden);
    scene.token(&guest, json!({})).await.expect_error("NotAuthorizedException", &forbidden);
}

/// An identity that ever had a login never answers as a guest (ST-R2).
#[tokio::test]
async fn an_identity_without_its_logins_is_nobodys() {
    let scene = Scene::start().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let request = json!({
        "IdentityId": identity, "Logins": logins, "LoginsToRemove": [scene.provider.key],
    });
    let answer = scene.identity("UnlinkIdentity", request.clone()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let forbidden = format!("Access to Identity '{identity}' is forbidden.");
    let answer = scene.credentials(&identity, json!({})).await;
    answer.expect_error("NotAuthorizedException", &forbidden);
    let answer = scene.credentials(&identity, logins.clone()).await;
    answer.expect_error("NotAuthorizedException", NO_MATCH);
    let again = scene.identity("UnlinkIdentity", request).await;
    again.expect_error("NotAuthorizedException", NO_MATCH);
    assert_ne!(scene.id(logins).await, identity);
}

#[tokio::test]
async fn others_logins_reach_no_identity() {
    let scene = Scene::start().await;
    let (alice, _) = scene.identity_of("alice").await;
    let (_, bobs) = scene.identity_of("bob").await;
    scene.user(&scene.provider, "carol").await;
    let carols = scene.logins(&scene.provider, "carol").await;
    for logins in [bobs, carols] {
        let answer = scene.credentials(&alice, logins.clone()).await;
        answer.expect_error("NotAuthorizedException", NO_MATCH);
        let answer = scene.token(&alice, logins).await;
        answer.expect_error("NotAuthorizedException", NO_MATCH);
    }
}

/// §5.2 in its order, at each operation that takes logins.
#[tokio::test]
async fn tokens_that_do_not_stand_are_refused() {
    let scene = Scene::start().await;
    let (alice, _) = scene.identity_of("alice").await;
    let Provider { pool, client, key } = &scene.provider;
    let tokens = scene.sign_in(client, "alice", PASSWORD).await;
    let stranger = scene.create_client(pool, json!({})).await;
    let strangers = scene.sign_in(&stranger, "alice", PASSWORD).await;
    let elsewhere = user_pool(&scene).await;
    scene.user(&elsewhere, "alice").await;
    let foreign = scene.sign_in(&elsewhere.client, "alice", PASSWORD).await;
    let unsigned = format!("{}.AAAA", tokens.id.rsplit_once('.').unwrap().0);
    let mangled = {
        let mut other = foreign.id.rsplit_once('.').unwrap().1.to_owned();
        other.insert(0, '.');
        format!("{}{other}", tokens.id.rsplit_once('.').unwrap().0)
    };
    let https = format!("https://{key}");
    let google = "accounts.google.com".to_owned();
    let invalid = |text: &str| format!("Invalid login token. {text}");
    for (key, token, text) in [
        // §17-5
        (&https, &tokens.id, NOT_SUPPORTED.to_owned()),
        (&google, &tokens.id, NOT_SUPPORTED.to_owned()),
        (&elsewhere.key, &foreign.id, NOT_SUPPORTED.to_owned()),
        (&DEVELOPER.to_owned(), &"alice".to_owned(), NOT_SUPPORTED.to_owned()),
        (key, &"garbage".to_owned(), invalid("Not a valid OpenId Connect identity token.")),
        (key, &"a.b.c".to_owned(), invalid("Not a valid OpenId Connect identity token.")),
        (key, &foreign.id, invalid("Issuer doesn't match providerName")),
        (key, &unsigned, invalid("Couldn't verify signed token.")),
        (key, &mangled, invalid("Couldn't verify signed token.")),
        // §17-3
        (key, &tokens.access, invalid("Missing a required claim: aud")),
        // §17-4
        (key, &strangers.id, NOT_SUPPORTED.to_owned()),
    ] {
        let logins = json!({ key.as_str(): token });
        for answer in [
            scene.get_id(logins.clone()).await,
            scene.credentials(&alice, logins.clone()).await,
            scene.token(&alice, logins.clone()).await,
            scene
                .identity(
                    "UnlinkIdentity",
                    json!({ "IdentityId": alice, "Logins": logins, "LoginsToRemove": ["x"] }),
                )
                .await,
        ] {
            answer.expect_error("NotAuthorizedException", &text);
            assert_eq!(answer.status, 400);
        }
    }
    // One bad token fails the whole call.
    let logins = json!({ key.as_str(): tokens.id, google.as_str(): "x" });
    scene.get_id(logins).await.expect_error("NotAuthorizedException", NOT_SUPPORTED);
}

#[tokio::test]
async fn an_expired_token_has_five_minutes_of_grace() {
    let scene = Scene::start().await;
    let (_, logins) = scene.identity_of("alice").await;
    scene.clock.turn(3_600 + 299);
    scene.get_id(logins.clone()).await.ok();
    scene.clock.turn(1);
    let now = scene.clock.now_s();
    let text = format!("Invalid login token. Token expired: {now} >= {}", now - 300);
    scene.get_id(logins).await.expect_error("NotAuthorizedException", &text);
}

/// ServerSideTokenCheck: the user is asked about at each call.
#[tokio::test]
async fn a_server_side_check_sees_sign_outs() {
    let scene = Scene::start().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let sign_out = json!({ "UserPoolId": scene.provider.pool, "Username": "alice" });
    scene.admin("AdminUserGlobalSignOut", sign_out).await.ok();
    scene.credentials(&identity, logins.clone()).await.ok();
    let mut checked = entry(&scene.provider);
    checked["ServerSideTokenCheck"] = json!(true);
    scene.update(json!({ "CognitoIdentityProviders": [checked] })).await;
    let refused = scene.credentials(&identity, logins).await;
    refused.expect_error("NotAuthorizedException", "User is disabled or signed out.");
    scene.credentials(&identity, scene.logins(&scene.provider, "alice").await).await.ok();
}

#[tokio::test]
async fn logins_of_two_providers_are_linked_and_unlinked() {
    let scene = Scene::start().await;
    let second = scene.second_provider().await;
    let (identity, first) = scene.identity_of("alice").await;
    scene.user(&second, "alice").await;
    let other = scene.logins(&second, "alice").await;
    let answer = scene.credentials(&identity, both(&first, &other)).await;
    assert_eq!(answer.ok()["IdentityId"], json!(identity));
    assert_eq!(scene.id(other.clone()).await, identity);
    let mut keys = vec![scene.provider.key.clone(), second.key.clone()];
    keys.sort();
    assert_eq!(scene.describe(&identity).await["Logins"], json!(keys));

    // The second login is enough to take the first one away.
    let unlink = async |logins: &serde_json::Value, remove: &str| {
        let request =
            json!({ "IdentityId": identity, "Logins": logins, "LoginsToRemove": [remove] });
        scene.identity("UnlinkIdentity", request).await
    };
    unlink(&other, "accounts.google.com").await.expect_error(
        "InvalidParameterException",
        "The identity has no login of the provider (accounts.google.com).",
    );
    assert_eq!(unlink(&other, &scene.provider.key).await.status, 200);
    assert_eq!(scene.describe(&identity).await["Logins"], json!([second.key]));
    unlink(&first, &second.key).await.expect_error("NotAuthorizedException", NO_MATCH);
    assert_ne!(scene.id(first).await, identity);
}

/// §7: logins of several identities make one of them; the oldest stays.
#[tokio::test]
async fn identities_of_one_person_are_merged() {
    let scene = Scene::start().await;
    let second = scene.second_provider().await;
    let (older, first) = scene.identity_of("alice").await;
    scene.clock.turn(10);
    scene.user(&second, "alice").await;
    let other = scene.logins(&second, "alice").await;
    let newer = scene.id(other.clone()).await;
    assert_ne!(older, newer);
    let answer = scene.credentials(&newer, both(&first, &other)).await;
    assert_eq!(answer.ok()["IdentityId"], json!(older));
    for logins in [first.clone(), other.clone(), both(&first, &other)] {
        assert_eq!(scene.id(logins).await, older);
    }
    // The disabled one is answered as its parent, to whoever proves that.
    assert_eq!(scene.credentials(&newer, other.clone()).await.ok()["IdentityId"], json!(older));
    assert_eq!(scene.token(&newer, first).await.ok()["IdentityId"], json!(older));
    let forbidden = format!("Access to Identity '{newer}' is forbidden.");
    let answer = scene.credentials(&newer, json!({})).await;
    answer.expect_error("NotAuthorizedException", &forbidden);
    let (_, strangers) = scene.identity_of("bob").await;
    let answer = scene.credentials(&newer, strangers).await;
    answer.expect_error("NotAuthorizedException", NO_MATCH);
    let described = scene.describe(&newer).await;
    assert_eq!(described.get("Logins"), None);
}

#[tokio::test]
async fn a_guest_with_somebodys_logins_becomes_that_one() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    scene.clock.turn(10);
    let (alice, logins) = scene.identity_of("alice").await;
    assert_eq!(scene.credentials(&guest, logins.clone()).await.ok()["IdentityId"], json!(alice));
    assert_eq!(scene.credentials(&guest, logins).await.ok()["IdentityId"], json!(alice));
    let forbidden = format!("Access to Identity '{guest}' is forbidden.");
    scene.credentials(&guest, json!({})).await.expect_error("NotAuthorizedException", &forbidden);
}

/// §17-12
#[tokio::test]
async fn an_identity_has_one_login_of_a_provider() {
    let scene = Scene::start().await;
    let second = scene.second_provider().await;
    let text = "The identity would have two logins of the same provider.";
    let (alice, alices) = scene.identity_of("alice").await;
    let (_, bobs) = scene.identity_of("bob").await;
    scene.user(&second, "carol").await;
    let carols = scene.logins(&second, "carol").await;
    scene.credentials(&alice, both(&alices, &carols)).await.ok();
    // Bob's identity and Alice's cannot be one.
    scene.get_id(both(&bobs, &carols)).await.expect_error("ResourceConflictException", text);
    // Two spellings of one pool, two people.
    let issuer = format!("cognate.example/{}", scene.provider.pool);
    let logins = json!({
        scene.provider.key.as_str(): alices[&scene.provider.key],
        issuer.as_str(): bobs[&scene.provider.key],
    });
    scene.get_id(logins.clone()).await.expect_error("ResourceConflictException", text);
    let answer = scene.credentials(&alice, logins).await;
    answer.expect_error("ResourceConflictException", text);
}

#[tokio::test]
async fn an_identity_has_as_many_logins_as_it_may() {
    let setup = Setup::default().limits(|limits| limits.logins_per_identity_max = 1);
    let scene = Scene::with(setup).await;
    let second = scene.second_provider().await;
    let (alice, first) = scene.identity_of("alice").await;
    scene.user(&second, "alice").await;
    let logins = both(&first, &scene.logins(&second, "alice").await);
    let text = "An identity can have at most 1 linked logins.";
    scene.get_id(logins.clone()).await.expect_error("LimitExceededException", text);
    let answer = scene.credentials(&alice, logins).await;
    answer.expect_error("ResourceConflictException", text);
    scene.credentials(&alice, first).await.ok();
}

#[tokio::test]
async fn an_identity_of_a_deleted_pool_is_gone() {
    let scene = Scene::start().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let request = json!({ "IdentityPoolId": scene.identity_pool });
    scene.identity_admin("DeleteIdentityPool", request).await.ok();
    let text = format!("Identity '{identity}' not found.");
    let answer = scene.credentials(&identity, logins.clone()).await;
    answer.expect_error("ResourceNotFoundException", &text);
    let text = format!("IdentityPool '{}' not found.", scene.identity_pool);
    scene.get_id(logins).await.expect_error("ResourceNotFoundException", &text);
}
