//! Users whom a developer's own backend signs in.

use cognate_testkit::{Answer, Value, allow, claims, json};

use crate::fixture::*;

const UNSUPPORTED: &str = "This identity pool does not support the specified developer provider";

impl Scene {
    async fn developer(&self, members: Value) -> Answer {
        let mut request = json!({ "IdentityPoolId": self.identity_pool });
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.identity_admin("GetOpenIdTokenForDeveloperIdentity", request).await
    }

    /// The identity of a developer's identifier.
    async fn developers(&self, identifier: &str) -> String {
        let answer = self.developer(json!({ "Logins": { DEVELOPER: identifier } })).await.ok();
        text(&answer["IdentityId"])
    }

    async fn lookup(&self, members: Value) -> Answer {
        let mut request = json!({ "IdentityPoolId": self.identity_pool });
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.identity_admin("LookupDeveloperIdentity", request).await
    }

    async fn merge(&self, source: &str, destination: &str) -> Answer {
        let request = json!({
            "IdentityPoolId": self.identity_pool, "DeveloperProviderName": DEVELOPER,
            "SourceUserIdentifier": source, "DestinationUserIdentifier": destination,
        });
        self.identity_admin("MergeDeveloperIdentities", request).await
    }

    async fn unlink(&self, identity: &str, identifier: &str) -> Answer {
        let request = json!({
            "IdentityId": identity, "IdentityPoolId": self.identity_pool,
            "DeveloperProviderName": DEVELOPER, "DeveloperUserIdentifier": identifier,
        });
        self.identity_admin("UnlinkDeveloperIdentity", request).await
    }
}

/// §8: the token, and the credentials it is good for.
#[tokio::test]
async fn a_backend_vouches_for_its_users() {
    let scene = Scene::start().await;
    let answer = scene.developer(json!({ "Logins": { DEVELOPER: "user-7" } })).await.ok();
    let identity = text(&answer["IdentityId"]);
    assert_eq!(scene.developers("user-7").await, identity);
    let token = text(&answer["Token"]);
    let said = claims(&token);
    let own = format!("{DEVELOPER}:{}:user-7", scene.identity_pool);
    assert_eq!(said["amr"], json!(["authenticated", DEVELOPER, own]));
    let (iat, exp) = (said["iat"].as_i64().unwrap(), said["exp"].as_i64().unwrap());
    assert_eq!(exp - iat, 900);
    let logins = json!({ "cognito-identity.amazonaws.com": token });
    let answer = scene.credentials(&identity, logins).await;
    assert!(caller(&scene, &key(answer)).await.0.contains(":assumed-role/users/"));
    assert_eq!(scene.describe(&identity).await["Logins"], json!([DEVELOPER]));

    // Only a signed call vouches.
    let logins = json!({ DEVELOPER: "user-7" });
    for answer in [
        scene.get_id(logins.clone()).await,
        scene.credentials(&identity, logins.clone()).await,
        scene.token(&identity, logins).await,
    ] {
        answer.expect_error("NotAuthorizedException", NOT_SUPPORTED);
    }
}

#[tokio::test]
async fn duration_and_tags_are_the_backends() {
    let scene = Scene::start().await;
    let request = json!({
        "Logins": { DEVELOPER: "user-7" }, "TokenDuration": 86_400,
        "PrincipalTags": { "plan": "gold" },
    });
    let answer = scene.developer(request).await.ok();
    let token = text(&answer["Token"]);
    let said = claims(&token);
    assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 86_400);
    let tags = json!({ "principal_tags": { "plan": ["gold"] }, "transitive_tag_keys": [] });
    assert_eq!(said["https://aws.amazon.com/tags"], tags);

    // The credentials last an hour all the same, and carry the tags.
    let gold = json!([{
        "Effect": "Allow", "Action": "cognito-identity:ListIdentityPools", "Resource": "*",
        "Condition": { "StringEquals": { "aws:PrincipalTag/plan": "gold" } },
    }]);
    scene.iam_role("tagged", trusting_with_tags(&scene.identity_pool), gold).await;
    let roles = json!({
        "IdentityPoolId": scene.identity_pool,
        "Roles": { "authenticated": "arn:aws:iam::123456789012:role/tagged" },
    });
    scene.identity_admin("SetIdentityPoolRoles", roles).await.ok();
    scene.clock.turn(80_000);
    let logins = json!({ "cognito-identity.amazonaws.com": token });
    let answer = scene.credentials(answer["IdentityId"].as_str().unwrap(), logins).await;
    let expires = answer.json["Credentials"]["Expiration"].as_f64().unwrap();
    assert_eq!(expires, (scene.clock.now_s() + 3_600) as f64);
    let key = key(answer);
    scene.identity_as(&key, "ListIdentityPools", json!({ "MaxResults": 1 })).await.ok();

    let too_long = json!({ "Logins": { DEVELOPER: "user-7" }, "TokenDuration": 86_401 });
    scene.developer(too_long).await.expect_code("InvalidParameterException");
    let tags = json!({ "Logins": { DEVELOPER: "user-7" }, "PrincipalTags": { "aws:x": "y" } });
    scene.developer(tags).await.expect_error(
        "InvalidParameterException",
        "Tag keys starting with aws: are reserved for system use.",
    );
}

#[tokio::test]
async fn a_named_identity_becomes_the_users() {
    let scene = Scene::start().await;
    let guest = scene.id(json!({})).await;
    let named = async |identity: &str, logins: Value| {
        scene.developer(json!({ "IdentityId": identity, "Logins": logins })).await
    };
    let answer = named(&guest, json!({ DEVELOPER: "a" })).await.ok();
    assert_eq!(answer["IdentityId"], json!(guest));
    let other = scene.developers("b").await;
    let text = "The developer user identifier is registered with another identity.";
    for identity in [&guest, &scene.id(json!({})).await] {
        let answer = named(identity, json!({ DEVELOPER: "b" })).await;
        answer.expect_error("DeveloperUserAlreadyRegisteredException", text);
    }
    // Several identifiers, and a login of a user pool beside them.
    let (alice, logins) = scene.identity_of("alice").await;
    let with_login = both(&json!({ DEVELOPER: "c" }), &logins);
    let answer = named(&alice, with_login.clone()).await.ok();
    assert_eq!(answer["IdentityId"], json!(alice));
    let amr = claims(answer["Token"].as_str().unwrap())["amr"].clone();
    assert_eq!(amr.as_array().unwrap().len(), 5, "{amr}");
    named(&alice, json!({ DEVELOPER: "d" })).await.ok();
    let answer = named(&other, with_login).await;
    answer.expect_error("DeveloperUserAlreadyRegisteredException", text);
    let elsewhere = both(&json!({ DEVELOPER: "e" }), &logins);
    named(&other, elsewhere)
        .await
        .expect_error("ResourceConflictException", "Login is already linked to another identity.");
    let bad = json!({ DEVELOPER: "e", scene.provider.key.as_str(): "garbage" });
    named(&other, bad).await.expect_error(
        "NotAuthorizedException",
        "Invalid login token. Not a valid OpenId Connect identity token.",
    );
    let nobody = "eu-central-1:00000000-0000-4000-8000-000000000000";
    named(nobody, json!({ DEVELOPER: "e" }))
        .await
        .expect_error("ResourceNotFoundException", &format!("Identity '{nobody}' not found."));
}

#[tokio::test]
async fn the_developer_provider_must_be_the_pools() {
    let scene = Scene::start().await;
    for logins in [json!({ "login.other": "a" }), json!({ "accounts.google.com": "a" })] {
        let answer = scene.developer(json!({ "Logins": logins })).await;
        answer.expect_error("InvalidParameterException", UNSUPPORTED);
    }
    let long = json!({ "Logins": { DEVELOPER: "x".repeat(1_025) } });
    scene.developer(long).await.expect_error(
        "InvalidParameterException",
        "A developer user identifier has at most 1024 characters.",
    );
    let without = scene.create_identity_pool(json!({})).await;
    let request = json!({ "IdentityPoolId": without, "Logins": { DEVELOPER: "a" } });
    let answer = scene.identity_admin("GetOpenIdTokenForDeveloperIdentity", request).await;
    answer.expect_error("InvalidParameterException", UNSUPPORTED);
    let request = json!({
        "IdentityPoolId": scene.identity_pool, "DeveloperProviderName": "login.other",
        "SourceUserIdentifier": "a", "DestinationUserIdentifier": "b",
    });
    let answer = scene.identity_admin("MergeDeveloperIdentities", request).await;
    answer.expect_error("InvalidParameterException", UNSUPPORTED);
}

#[tokio::test]
async fn identifiers_and_identities_find_each_other() {
    let scene = Scene::start().await;
    let one = scene.developers("a").await;
    for identifier in ["c", "b"] {
        let request = json!({ "IdentityId": one, "Logins": { DEVELOPER: identifier } });
        scene.developer(request).await.ok();
    }
    let two = scene.developers("z").await;
    let all = json!({ "IdentityId": one, "DeveloperUserIdentifierList": ["a", "b", "c"] });
    assert_eq!(scene.lookup(json!({ "IdentityId": one })).await.ok(), all);
    assert_eq!(scene.lookup(json!({ "DeveloperUserIdentifier": "b" })).await.ok(), all);
    let pair = json!({ "IdentityId": one, "DeveloperUserIdentifier": "b" });
    assert_eq!(
        scene.lookup(pair).await.ok(),
        json!({ "IdentityId": one, "DeveloperUserIdentifierList": ["b"] })
    );
    let first = scene.lookup(json!({ "IdentityId": one, "MaxResults": 2 })).await.ok();
    assert_eq!(first["DeveloperUserIdentifierList"], json!(["a", "b"]));
    let next = json!({ "IdentityId": one, "MaxResults": 2, "NextToken": first["NextToken"] });
    let rest = scene.lookup(next).await.ok();
    assert_eq!(rest["DeveloperUserIdentifierList"], json!(["c"]));
    assert_eq!(rest.get("NextToken"), None);
    let foreign = json!({ "IdentityId": two, "MaxResults": 2, "NextToken": first["NextToken"] });
    scene
        .lookup(foreign)
        .await
        .expect_error("InvalidParameterException", "Invalid pagination token.");

    scene.lookup(json!({})).await.expect_error(
        "InvalidParameterException",
        "Either an IdentityId or a DeveloperUserIdentifier is needed.",
    );
    let wrong = json!({ "IdentityId": two, "DeveloperUserIdentifier": "b" });
    scene.lookup(wrong).await.expect_error(
        "ResourceConflictException",
        "The developer user identifier does not belong to the identity.",
    );
    scene
        .lookup(json!({ "DeveloperUserIdentifier": "nobody" }))
        .await
        .expect_error("ResourceNotFoundException", "Developer user identifier 'nobody' not found.");
    // An identity of another pool is unknown here.
    let members = json!({ "AllowUnauthenticatedIdentities": true });
    let other = scene.create_identity_pool(members).await;
    let guest = scene.identity("GetId", json!({ "IdentityPoolId": other })).await.ok();
    let guest = text(&guest["IdentityId"]);
    scene
        .lookup(json!({ "IdentityId": guest }))
        .await
        .expect_error("ResourceNotFoundException", &format!("Identity '{guest}' not found."));
}

#[tokio::test]
async fn two_users_become_one() {
    let scene = Scene::start().await;
    let (source, destination) = (scene.developers("old").await, scene.developers("new").await);
    assert_eq!(scene.merge("old", "new").await.ok(), json!({ "IdentityId": destination }));
    for identifier in ["old", "new"] {
        assert_eq!(scene.developers(identifier).await, destination);
    }
    assert_eq!(scene.merge("old", "new").await.ok(), json!({ "IdentityId": destination }));
    // The source's id goes on, as its parent's.
    let request = json!({ "IdentityId": source, "Logins": { DEVELOPER: "old" } });
    assert_eq!(scene.developer(request).await.ok()["IdentityId"], json!(destination));
    scene
        .merge("nobody", "new")
        .await
        .expect_error("ResourceNotFoundException", "Developer user identifier 'nobody' not found.");

    let conflicting = async |identifier: &str, user: &str| {
        let (identity, _) = scene.identity_of(user).await;
        let request = json!({ "IdentityId": identity, "Logins": { DEVELOPER: identifier } });
        scene.developer(request).await.ok();
    };
    conflicting("alice", "alice").await;
    conflicting("bob", "bob").await;
    scene.merge("alice", "bob").await.expect_error(
        "ResourceConflictException",
        "The identity would have two logins of the same provider.",
    );
}

#[tokio::test]
async fn more_logins_than_an_identity_may_have_are_refused() {
    let setup = cognate_testkit::Setup::default();
    let scene = Scene::with(setup.limits(|limits| limits.logins_per_identity_max = 2)).await;
    let one = scene.developers("a").await;
    let text = "An identity can have at most 2 linked logins.";
    for (identifier, good) in [("b", true), ("c", false)] {
        let request = json!({ "IdentityId": one, "Logins": { DEVELOPER: identifier } });
        let answer = scene.developer(request).await;
        match good {
            true => drop(answer.ok()),
            false => answer.expect_error("ResourceConflictException", text),
        }
    }
    scene.developers("d").await;
    scene.merge("d", "a").await.expect_error("ResourceConflictException", text);
}

#[tokio::test]
async fn an_unlinked_identifier_is_a_new_user() {
    let scene = Scene::start().await;
    let (one, two) = (scene.developers("a").await, scene.developers("b").await);
    scene.unlink(&one, "b").await.expect_error(
        "ResourceConflictException",
        "The developer user identifier is linked to another identity.",
    );
    scene
        .unlink(&one, "nobody")
        .await
        .expect_error("ResourceNotFoundException", "Developer user identifier 'nobody' not found.");
    let answer = scene.unlink(&one, "a").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_ne!(scene.developers("a").await, one);
    // The last login is gone: nobody is this identity any more, no guest either.
    let forbidden = format!("Access to Identity '{one}' is forbidden.");
    scene.credentials(&one, json!({})).await.expect_error("NotAuthorizedException", &forbidden);
    // UnlinkIdentity does not take what the developer vouches for.
    let answer = scene.developer(json!({ "Logins": { DEVELOPER: "b" } })).await.ok();
    let request = json!({
        "IdentityId": two, "LoginsToRemove": [DEVELOPER],
        "Logins": { "cognito-identity.amazonaws.com": answer["Token"] },
    });
    scene.identity("UnlinkIdentity", request).await.expect_error(
        "InvalidParameterException",
        &format!("The identity has no login of the provider ({DEVELOPER})."),
    );
}

/// Vouching needs permission on the pool.
#[tokio::test]
async fn a_backend_needs_permission() {
    let scene = Scene::start().await;
    let action = "cognito-identity:GetOpenIdTokenForDeveloperIdentity";
    let arn = |pool: &str| {
        format!("arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/{pool}")
    };
    let good = scene.iam_user("good", json!([allow(action, &arn(&scene.identity_pool))])).await;
    let other = arn("eu-central-1:00000000-0000-4000-8000-000000000000");
    let bad = scene.iam_user("bad", json!([allow(action, &other)])).await;
    let request = json!({
        "IdentityPoolId": scene.identity_pool, "Logins": { DEVELOPER: "a" },
    });
    let operation = "GetOpenIdTokenForDeveloperIdentity";
    scene.identity_as(&good, operation, request.clone()).await.ok();
    let denied = scene.identity_as(&bad, operation, request).await;
    denied.expect_code("AccessDeniedException");
}
