//! Logins of providers elsewhere: OIDC, Google, Facebook; and SAML, which is refused.

use cognate_testkit::{Cognate, Issuer, Value, claims, json};

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

#[tokio::test]
async fn saml_logins_are_refused() {
    let scene = Scene::start().await;
    let arn = "arn:aws:iam::123456789012:saml-provider/corp";
    scene.update(json!({ "SamlProviderARNs": [arn] })).await;
    scene.get_id(logins(arn, "assertion")).await.expect_error(
        "NotAuthorizedException",
        "Logins of SAML providers are not available in this version of Cognate.",
    );
}
