//! Logins of providers elsewhere: OIDC, Google, Facebook, SAML.

use cognate_testkit::{Assertion, Cognate, Issuer, SamlProvider, Value, allow, claims, json};

use crate::fixture::*;

const STAFF: &str = "arn:aws:iam::123456789012:role/staff";

/// A scene whose pool takes an OIDC provider, Google and Facebook, and whose issuers answer.
async fn scene() -> (Scene, Issuer, Issuer) {
    let scene = Scene::on(Cognate::start().await).await;
    let idp = Issuer::new("https://idp.example/tenant");
    let google = Issuer::new("https://accounts.google.com");
    for issuer in [&idp, &google] {
        issuer.serve(&scene.neighbours);
    }
    let arn = scene.register_oidc_provider("idp.example/tenant", &["app"]).await;
    scene
        .update(json!({
            "OpenIdConnectProviderARNs": [arn],
            "SupportedLoginProviders": {
                "accounts.google.com": "google-app", "graph.facebook.com": "1234",
            },
        }))
        .await;
    (scene, idp, google)
}

fn logins(key: &str, token: &str) -> Value {
    json!({ key: token })
}

#[tokio::test]
async fn users_of_an_oidc_provider_have_identities() {
    let (scene, idp, google) = scene().await;
    let now = scene.clock.now_s();
    let key = "idp.example/tenant";
    let token = idp.token(&idp.claims("user-1", "app", now));
    let identity = scene.id(logins(key, &token)).await;
    assert_eq!(scene.describe(&identity).await["Logins"], json!([key]));
    let answer = scene.token(&identity, logins(key, &token)).await.ok();
    let said = claims(answer["Token"].as_str().unwrap());
    assert_eq!(said["amr"], json!(["authenticated", key, format!("{key}:OIDC:user-1")]));
    let other = idp.token(&idp.claims("user-2", "app", now));
    assert_ne!(scene.id(logins(key, &other)).await, identity);
    let stranger = idp.token(&idp.claims("user-1", "stranger", now));
    scene
        .get_id(logins(key, &stranger))
        .await
        .expect_error("NotAuthorizedException", "Invalid login token. Incorrect token audience.");
    let foreign = google.token(&google.claims("user-1", "app", now));
    scene.get_id(logins(key, &foreign)).await.expect_error(
        "NotAuthorizedException",
        "Invalid login token. Issuer doesn't match providerName",
    );

    // The same person by Google: linked, and known by either login.
    let googles = google.token(&google.claims("g-1", "google-app", now));
    let all = both(&logins(key, &token), &logins("accounts.google.com", &googles));
    let answer = scene.credentials(&identity, all).await.ok();
    assert_eq!(answer["IdentityId"], json!(identity));
    assert_eq!(scene.id(logins("accounts.google.com", &googles)).await, identity);
}

#[tokio::test]
async fn rules_look_at_the_claims_of_any_provider() {
    let (scene, idp, _) = scene().await;
    let trust = trusting(&scene.identity_pool, "authenticated");
    scene.iam_role("staff", trust, json!(null)).await;
    let arn = "arn:aws:iam::123456789012:oidc-provider/idp.example/tenant";
    let mapping = json!({
        "Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole",
        "RulesConfiguration": { "Rules": [{
            "Claim": "groups", "MatchType": "Equals", "Value": "staff", "RoleARN": STAFF,
        }] },
    });
    scene.set_roles(json!({ arn: mapping })).await;
    let role = async |groups: Value| {
        let mut claims = idp.claims("user-1", "app", scene.clock.now_s());
        claims["groups"] = groups;
        let logins = logins("idp.example/tenant", &idp.token(&claims));
        let identity = scene.id(logins.clone()).await;
        let key = key(scene.credentials(&identity, logins).await);
        caller(&scene, &key).await.0
    };
    assert!(role(json!(["a", "staff"])).await.contains(":assumed-role/staff/"));
    assert!(role(json!(["a", "b"])).await.contains(":assumed-role/users/"));
}

/// ST-R2: only groups of user pools give roles, which somebody was allowed to pass to them.
#[tokio::test]
async fn no_provider_elsewhere_names_roles() {
    let (scene, idp, _) = scene().await;
    scene.iam_role("staff", trusting(&scene.identity_pool, "authenticated"), json!(null)).await;
    let arn = "arn:aws:iam::123456789012:oidc-provider/idp.example/tenant";
    let mut claims = idp.claims("user-1", "app", scene.clock.now_s());
    claims["cognito:roles"] = json!([STAFF]);
    claims["cognito:preferred_role"] = json!(STAFF);
    let logins = logins("idp.example/tenant", &idp.token(&claims));
    let identity = scene.id(logins.clone()).await;
    let map = |how: &str| json!({ arn: { "Type": "Token", "AmbiguousRoleResolution": how } });
    scene.set_roles(map("AuthenticatedRole")).await;
    let key = key(scene.credentials(&identity, logins.clone()).await);
    assert!(caller(&scene, &key).await.0.contains(":assumed-role/users/"));
    scene.set_roles(map("Deny")).await;
    let refused = scene.credentials(&identity, logins).await;
    refused.expect_error("NotAuthorizedException", "Access to the role is denied.");
}

#[tokio::test]
async fn facebook_is_asked_about_its_tokens() {
    let (scene, ..) = scene().await;
    let url = "https://graph.facebook.com/debug_token?input_token=token&access_token=token";
    let facebook = logins("graph.facebook.com", "token");
    let unreachable = scene.get_id(facebook.clone()).await;
    unreachable.expect_error(
        "ExternalServiceException",
        "The login provider could not be reached. Try again later.",
    );
    assert_eq!(unreachable.status, 400);
    let said = json!({ "data": {
        "app_id": "1234", "user_id": "42", "is_valid": true, "type": "USER", "expires_at": 0,
    } });
    scene.neighbours.serve(url, 200, said.to_string());
    let identity = scene.id(facebook.clone()).await;
    let answer = scene.token(&identity, facebook).await.ok();
    let said = claims(answer["Token"].as_str().unwrap());
    assert_eq!(
        said["amr"],
        json!(["authenticated", "graph.facebook.com", "graph.facebook.com:1234:42"])
    );
}

/// A provider that cannot be asked is no error that the backend's operation declares.
#[tokio::test]
async fn a_backend_with_an_unreachable_login_is_told_to_try_again() {
    let (scene, ..) = scene().await;
    let request = json!({
        "IdentityPoolId": scene.identity_pool,
        "Logins": { DEVELOPER: "a", "graph.facebook.com": "token" },
    });
    let answer = scene.identity_admin("GetOpenIdTokenForDeveloperIdentity", request).await;
    answer.expect_code("InternalErrorException");
    assert_eq!(answer.status, 500);
}

const CORP: &str = "arn:aws:iam::123456789012:saml-provider/corp";

/// A scene whose pool takes a SAML provider.
async fn with_saml() -> (Scene, SamlProvider) {
    let scene = Scene::start().await;
    let idp = SamlProvider::new("https://idp.example/metadata");
    assert_eq!(scene.register_saml_provider("corp", &idp).await, CORP);
    scene.update(json!({ "SamlProviderARNs": [CORP] })).await;
    for role in ["staff", "sales"] {
        scene.iam_role(role, trusting_with_tags(&scene.identity_pool), json!(null)).await;
    }
    (scene, idp)
}

#[tokio::test]
async fn users_of_a_saml_provider_get_the_roles_it_offers() {
    let (scene, idp) = with_saml().await;
    let mut assertion = Assertion::of("ada", STAFF, CORP, scene.clock.now_ms());
    let login = logins(CORP, &idp.response(&assertion));
    let identity = scene.id(login.clone()).await;
    assert_eq!(scene.describe(&identity).await["Logins"], json!([CORP]));
    let (arn, _) = caller(&scene, &key(scene.credentials(&identity, login).await)).await;
    assert!(arn.contains(":assumed-role/staff/"), "{arn}");

    // Several: the caller says which.
    let sales = STAFF.replace("staff", "sales");
    assertion.set("Role", &[&format!("{STAFF},{CORP}"), &format!("{CORP},{sales}")]);
    let both = logins(CORP, &idp.response(&assertion));
    let ask = async |role: Option<&str>| {
        let mut request = json!({ "IdentityId": identity, "Logins": both });
        if let Some(role) = role {
            request["CustomRoleArn"] = json!(role);
        }
        scene.identity("GetCredentialsForIdentity", request).await
    };
    let denied = "Access to the role is denied.";
    ask(None).await.expect_error("NotAuthorizedException", denied);
    ask(Some(USERS)).await.expect_error("NotAuthorizedException", denied);
    let (arn, _) = caller(&scene, &key(ask(Some(&sales)).await)).await;
    assert!(arn.contains(":assumed-role/sales/"), "{arn}");

    // Offered by another provider only: the pool's own role.
    let other = CORP.replace("corp", "other");
    assertion.set("Role", &[&format!("{STAFF},{other}")]);
    let none = logins(CORP, &idp.response(&assertion));
    let (arn, _) = caller(&scene, &key(scene.credentials(&identity, none).await)).await;
    assert!(arn.contains(":assumed-role/users/"), "{arn}");

    // Rules look at attributes.
    assertion.attributes.push(("dept".to_owned(), vec!["it".to_owned(), "sales".to_owned()]));
    let rule =
        json!({ "Claim": "dept", "MatchType": "Equals", "Value": "sales", "RoleARN": sales });
    scene
        .set_roles(json!({ CORP: {
            "Type": "Rules", "AmbiguousRoleResolution": "Deny",
            "RulesConfiguration": { "Rules": [rule] },
        }}))
        .await;
    let login = logins(CORP, &idp.response(&assertion));
    let (arn, _) = caller(&scene, &key(scene.credentials(&identity, login).await)).await;
    assert!(arn.contains(":assumed-role/sales/"), "{arn}");
}

#[tokio::test]
async fn saml_logins_need_a_genuine_assertion_and_the_enhanced_flow() {
    let (scene, idp) = with_saml().await;
    let assertion = Assertion::of("ada", STAFF, CORP, scene.clock.now_ms());
    let login = logins(CORP, &idp.response(&assertion));
    let identity = scene.id(login.clone()).await;
    scene.token(&identity, login.clone()).await.expect_error(
        "InvalidParameterException",
        "Basic (classic) flow is not supported with SAML providers, please use enhanced flow.",
    );
    let other = SamlProvider::new("https://other.example");
    scene
        .get_id(logins(CORP, &other.response(&assertion)))
        .await
        .expect_error("NotAuthorizedException", "Invalid login token. The issuer is another one.");
    scene.get_id(logins(CORP, "assertion")).await.expect_error(
        "NotAuthorizedException",
        "Invalid login token. The response is not base64 of UTF-8.",
    );
    let unlisted = CORP.replace("corp", "other");
    let response = idp.response(&assertion);
    scene
        .get_id(logins(&unlisted, &response))
        .await
        .expect_error("NotAuthorizedException", NOT_SUPPORTED);
    scene.clock.turn(360);
    scene
        .credentials(&identity, login)
        .await
        .expect_error("NotAuthorizedException", "Invalid login token. The assertion has expired.");
}

#[tokio::test]
async fn attributes_of_assertions_become_tags() {
    let (scene, idp) = with_saml().await;
    let request = json!({
        "IdentityPoolId": scene.identity_pool, "IdentityProviderName": CORP, "UseDefaults": false,
        "PrincipalTags": { "team": "urn:team", "who": NAME_IDENTIFIER },
    });
    scene.identity_admin("SetPrincipalTagAttributeMap", request).await.ok();
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({ "StringEquals": {
        "aws:PrincipalTag/team": "red", "aws:PrincipalTag/who": "ada",
    }});
    scene.iam_role("tagged", trusting_with_tags(&scene.identity_pool), json!([list])).await;
    let role = STAFF.replace("staff", "tagged");
    let mut assertion = Assertion::of("ada", &role, CORP, scene.clock.now_ms());
    assertion.attributes.push(("urn:team".to_owned(), vec!["red".to_owned()]));
    let login = logins(CORP, &idp.response(&assertion));
    let identity = scene.id(login.clone()).await;
    let key = key(scene.credentials(&identity, login).await);
    let answer = scene.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

const NAME_IDENTIFIER: &str =
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";
