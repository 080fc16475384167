//! AdminLinkProviderForUser, AdminDisableProviderForUser; and `identities` in tokens.

use cognate_domain::identity::{self, Identity};
use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Setup, Value, json};

use crate::stored::rewrite;

const INVALID: &str = "InvalidParameterException";
const NO_USER: &str = "UserNotFoundException";
const PASSWORD: &str = "Correct-Horse9";
const MERGING: &str = "Merging is not currently supported, provide a SourceUser that has not been \
                       signed up in order to link";

struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
}

async fn scene() -> Scene {
    on(Cognate::start().await, json!({})).await
}

async fn on(cognate: Cognate, members: Value) -> Scene {
    let pool = cognate.create_pool(members).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let google = json!({
        "UserPoolId": pool,
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": { "client_id": "i", "client_secret": "s", "authorize_scopes": "email" },
        "AttributeMapping": { "email": "email" },
    });
    cognate.admin("CreateIdentityProvider", google).await.ok();
    let mut okta = json!({
        "UserPoolId": pool,
        "ProviderName": "Okta",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "i", "authorize_scopes": "openid", "attributes_request_method": "GET",
            "oidc_issuer": "https://idp.example.com",
        },
        "AttributeMapping": { "email": "mail" },
    });
    for name in ["authorize_url", "token_url", "attributes_url", "jwks_uri"] {
        okta["ProviderDetails"][name] = format!("https://idp.example.com/{name}").into();
    }
    cognate.admin("CreateIdentityProvider", okta).await.ok();
    Scene { cognate, pool, client }
}

fn at(provider: &str, attribute: &str, value: &str) -> Value {
    json!({
        "ProviderName": provider,
        "ProviderAttributeName": attribute,
        "ProviderAttributeValue": value,
    })
}

fn local(username: &str) -> Value {
    json!({ "ProviderName": "Cognito", "ProviderAttributeValue": username })
}

fn google(subject: &str) -> Value {
    at("Google", "Cognito_Subject", subject)
}

impl Scene {
    async fn link(&self, destination: Value, source: Value) -> Answer {
        let request = json!({
            "UserPoolId": self.pool, "DestinationUser": destination, "SourceUser": source,
        });
        self.cognate.admin("AdminLinkProviderForUser", request).await
    }

    async fn disable(&self, user: Value) -> Answer {
        let request = json!({ "UserPoolId": self.pool, "User": user });
        self.cognate.admin("AdminDisableProviderForUser", request).await
    }

    async fn identities(&self, username: &str) -> Value {
        let request = json!({ "UserPoolId": self.pool, "Username": username });
        let user = self.cognate.admin("AdminGetUser", request).await.ok();
        let attributes = user["UserAttributes"].as_array().unwrap();
        let found = attributes.iter().find(|attribute| attribute["Name"] == "identities");
        found.map_or(Value::Null, |attribute| {
            serde_json::from_str(attribute["Value"].as_str().unwrap()).unwrap()
        })
    }

    /// A profile as signing in with Google makes it.
    async fn federated(&self, subject: &str) {
        let username = format!("Google_{subject}");
        self.cognate.create_user(&self.pool, &username, PASSWORD).await;
        rewrite(&self.cognate, &self.pool, &username, |user| {
            user.status = Status::ExternalProvider;
            user.credential = None;
            let own = Identity {
                user_id: subject.to_owned(),
                provider_name: "Google".into(),
                provider_type: "Google".into(),
                issuer: None,
                primary: true,
                date_created: 1,
                provider_attribute_name: None,
            };
            identity::set(user, &[own]);
        })
        .await;
    }
}

#[tokio::test]
async fn a_link_is_shown_and_claimed_until_it_is_taken_away() {
    let scene = scene().await;
    scene.cognate.create_user(&scene.pool, "ada", PASSWORD).await;
    assert_eq!(scene.link(local("ada"), google("123")).await.ok(), json!({}));
    let linked = json!([{
        "userId": "123",
        "providerName": "Google",
        "providerType": "Google",
        "issuer": null,
        "primary": false,
        "dateCreated": scene.cognate.clock.now_ms(),
    }]);
    assert_eq!(scene.identities("ada").await, linked);
    let tokens = scene.cognate.sign_in(&scene.client, "ada", PASSWORD).await;
    let claim = json!([{
        "userId": "123",
        "providerName": "Google",
        "providerType": "Google",
        "issuer": null,
        "primary": "false",
        "dateCreated": scene.cognate.clock.now_ms().to_string(),
    }]);
    assert_eq!(tokens.id_claims()["identities"], claim);
    let text = "SourceUser is already linked to DestinationUser";
    scene.link(local("ada"), google("123")).await.expect_error(INVALID, text);

    assert_eq!(scene.disable(google("123")).await.ok(), json!({}));
    assert_eq!(scene.identities("ada").await, Value::Null);
    scene.disable(google("123")).await.expect_error(NO_USER, "User does not exist.");
    scene.link(local("ada"), google("123")).await.ok();
}

#[tokio::test]
async fn an_identity_is_one_users() {
    let scene = scene().await;
    for name in ["ada", "bob"] {
        scene.cognate.create_user(&scene.pool, name, PASSWORD).await;
    }
    scene.link(local("ada"), google("123")).await.ok();
    let answer = scene.link(local("bob"), google("123")).await;
    answer.expect_error("AliasExistsException", "SourceUser is already linked to another user.");
    // The same subject elsewhere is somebody else.
    scene.link(local("bob"), at("Okta", "Cognito_Subject", "123")).await.ok();

    let (a, b) = tokio::join!(
        scene.link(local("ada"), google("456")),
        scene.link(local("bob"), google("456"))
    );
    let mut codes = [a, b].map(|answer| answer.error().0.to_owned());
    codes.sort();
    assert_eq!(codes, ["", "AliasExistsException"]);

    // Deleting the user frees what was linked.
    let request = json!({ "UserPoolId": scene.pool, "Username": "ada" });
    scene.cognate.admin("AdminDeleteUser", request).await;
    scene.link(local("bob"), google("123")).await.ok();
}

#[tokio::test]
async fn who_has_signed_in_is_not_linked() {
    let scene = scene().await;
    scene.cognate.create_user(&scene.pool, "ada", PASSWORD).await;
    scene.federated("123").await;
    scene.link(local("ada"), google("123")).await.expect_error(INVALID, MERGING);
    // But can be linked to.
    scene.link(google("123"), at("Okta", "Cognito_Subject", "x")).await.ok();
    let identities = scene.identities("Google_123").await;
    assert_eq!(identities.as_array().unwrap().len(), 2);
    scene.link(google("999"), google("998")).await.expect_code(NO_USER);

    // A profile whose own identity is disabled stays who it was.
    scene.disable(google("123")).await.ok();
    assert_eq!(scene.identities("Google_123").await[0]["providerName"], "Okta");
    scene.link(local("ada"), google("123")).await.expect_error(INVALID, MERGING);
    scene.disable(google("123")).await.expect_code(NO_USER);
}

#[tokio::test]
async fn links_by_mapped_attributes() {
    let scene = scene().await;
    scene.cognate.create_user(&scene.pool, "ada", PASSWORD).await;
    let by_mail = at("Okta", "email", "ada@example.com");
    scene.link(local("ada"), by_mail.clone()).await.ok();
    let shown = scene.identities("ada").await;
    assert_eq!(shown[0]["userId"], "ada@example.com");
    assert_eq!(shown[0]["providerAttributeName"], "email");
    // Neither a subject of the same text, nor unlinked as one.
    scene.disable(at("Okta", "Cognito_Subject", "ada@example.com")).await.expect_code(NO_USER);
    scene.disable(by_mail).await.ok();
    assert_eq!(scene.identities("ada").await, Value::Null);
    for source in [
        at("Google", "email", "ada@example.com"),
        at("Okta", "name", "Ada"),
        at("Okta", "username", "ada"),
        json!({ "ProviderName": "Okta", "ProviderAttributeValue": "x" }),
    ] {
        scene.link(local("ada"), source).await.expect_code(INVALID);
    }
}

#[tokio::test]
async fn what_is_refused() {
    let scene = scene().await;
    scene.cognate.create_user(&scene.pool, "ada", PASSWORD).await;
    let text = "Invalid SourceUser: Cognito users with a username/password may not be passed in as \
                a SourceUser, only as a DestinationUser";
    scene.link(local("ada"), local("bob")).await.expect_error(INVALID, text);
    scene.link(local("bob"), google("1")).await.expect_error(NO_USER, "User does not exist.");
    let not_found = "ResourceNotFoundException";
    let text = "Identity provider Entra does not exist.";
    let entra = at("Entra", "Cognito_Subject", "1");
    scene.link(local("ada"), entra.clone()).await.expect_error(not_found, text);
    scene.disable(entra).await.expect_error(not_found, text);
    for part in ["ProviderName", "ProviderAttributeValue"] {
        let mut source = google("1");
        source.as_object_mut().unwrap().remove(part);
        let text = format!("Missing required parameter SourceUser.{part}");
        scene.link(local("ada"), source.clone()).await.expect_error(INVALID, &text);
        scene.link(source.clone(), google("1")).await.expect_code(INVALID);
        scene.disable(source).await.expect_code(INVALID);
    }
    scene.link(local("ada"), google(&"x".repeat(2_049))).await.expect_code(INVALID);
    scene.disable(at("Google", "email", "x")).await.expect_code(INVALID);
    scene.disable(at("Cognito", "username", "ada")).await.expect_code(INVALID);
    scene.disable(at("Cognito", "Cognito_Subject", "bob")).await.expect_code(NO_USER);
    for operation in ["AdminLinkProviderForUser", "AdminDisableProviderForUser"] {
        let request = json!({
            "UserPoolId": "eu-central-1_000000000",
            "User": google("1"), "DestinationUser": local("ada"), "SourceUser": google("1"),
        });
        scene.cognate.admin(operation, request).await.expect_code(not_found);
    }
}

#[tokio::test]
async fn a_user_has_five_links() {
    let setup = Setup::default().limits(|limits| limits.links_per_user_max = 2);
    let scene = on(setup.start().await, json!({})).await;
    scene.cognate.create_user(&scene.pool, "ada", PASSWORD).await;
    scene.link(local("ada"), google("1")).await.ok();
    scene.link(local("ada"), google("2")).await.ok();
    scene.link(local("ada"), google("3")).await.expect_code("LimitExceededException");
    let (a, b) = {
        scene.disable(google("2")).await.ok();
        tokio::join!(scene.link(local("ada"), google("4")), scene.link(local("ada"), google("5")))
    };
    let mut codes = [a, b].map(|answer| answer.error().0.to_owned());
    codes.sort();
    assert_eq!(codes, ["", "LimitExceededException"]);
}

#[tokio::test]
async fn without_their_password_users_sign_in_through_links_only() {
    let scene = on(Cognate::start().await, json!({ "AliasAttributes": ["email"] })).await;
    let email = "ada@example.com";
    let attributes = json!([
        { "Name": "email", "Value": email }, { "Name": "email_verified", "Value": "true" },
    ]);
    let members = json!({ "Username": "ada", "UserAttributes": attributes });
    scene.cognate.invite_user(&scene.pool, members).await;
    let password = json!({
        "UserPoolId": scene.pool, "Username": "ada", "Password": PASSWORD, "Permanent": true,
    });
    scene.cognate.admin("AdminSetUserPassword", password).await.ok();
    scene.cognate.sign_in(&scene.client, email, PASSWORD).await;
    scene.link(local("ada"), google("1")).await.ok();

    let own = at("Cognito", "Cognito_Subject", "ada");
    assert_eq!(scene.disable(own.clone()).await.ok(), json!({}));
    assert_eq!(scene.disable(own).await.ok(), json!({}));
    for name in ["ada", email] {
        let wrong = "Incorrect username or password.";
        let answer = scene.cognate.try_sign_in(&scene.client, name, PASSWORD).await;
        answer.expect_error("NotAuthorizedException", wrong);
    }
    let request = json!({ "UserPoolId": scene.pool, "Username": "ada" });
    let user = scene.cognate.admin("AdminGetUser", request).await.ok();
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
    assert_eq!(scene.identities("ada").await[0]["userId"], "1");
}
