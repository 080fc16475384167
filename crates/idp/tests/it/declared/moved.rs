//! Changes that others keep overtaking: a row that never is as it was read.

use cognate_store::batch::{Batch, Demand, Outcome, Statement, Table};
use cognate_testkit::{Answer, Cognate, Setup, Value, json};

use super::Scene;

const OVERTAKEN: &str = "ConcurrentModificationException";

/// From here on changes of these tables' rows find none.
async fn overtake(cognate: &Cognate) {
    let triggers = [
        "CREATE TRIGGER a BEFORE UPDATE ON user_pool BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER b BEFORE UPDATE ON app_client BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER c BEFORE UPDATE ON terms BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER d BEFORE DELETE ON terms BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER e BEFORE UPDATE ON branding BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER f BEFORE DELETE ON branding BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER g BEFORE UPDATE ON identity_provider BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER h BEFORE DELETE ON identity_provider BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER i BEFORE UPDATE ON user_pool_domain BEGIN SELECT RAISE(IGNORE); END",
    ];
    for sql in triggers {
        let statement = Statement {
            name: "test",
            table: Table::Meta,
            key: Vec::new(),
            sql,
            params: Vec::new(),
            demand: Demand::Any,
        };
        let outcome = cognate.store().write(Batch::new().with(statement)).await;
        assert_eq!(outcome.expect("a trigger"), Outcome::Committed);
    }
}

#[tokio::test]
async fn a_change_that_is_overtaken_for_good_is_given_up() {
    let Scene { cognate, pool, client, .. } = Scene::on(Setup::default()).await;
    let of_pool = |members: Value| {
        let mut request = members;
        request["UserPoolId"] = pool.as_str().into();
        request
    };
    let admin = async |operation: &str, members: Value| -> Answer {
        cognate.admin(operation, of_pool(members)).await
    };
    let terms = json!({
        "ClientId": client, "TermsName": "terms-of-use", "TermsSource": "LINK",
        "Enforcement": "NONE", "Links": { "cognito:default": "https://example.com/terms" },
    });
    let terms = admin("CreateTerms", terms).await.ok()["Terms"]["TermsId"].clone();
    let style = json!({ "ClientId": client, "UseCognitoProvidedValues": true });
    let style = admin("CreateManagedLoginBranding", style).await.ok();
    let style = style["ManagedLoginBranding"]["ManagedLoginBrandingId"].clone();
    let details = json!({ "client_id": "a", "client_secret": "b", "authorize_scopes": "email" });
    let provider =
        json!({ "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details });
    admin("CreateIdentityProvider", provider).await.ok();
    admin("CreateUserPoolDomain", json!({ "Domain": "alices" })).await.ok();
    let tracked = json!({
        "UserSessionTracking": "ENABLED", "TokenSession": { "MaxPerUser": 10 },
    });
    admin("SetUserPoolSessionConfiguration", tracked.clone()).await.ok();

    overtake(&cognate).await;
    let limit = json!({ "ClientId": client, "SSOSession": { "MaxValidityMinutes": 60 } });
    for (operation, members) in [
        ("UpdateUserPool", json!({})),
        ("SetUserPoolMfaConfig", json!({ "MfaConfiguration": "OFF" })),
        ("SetUserPoolSessionConfiguration", tracked),
        ("UpdateUserPoolClient", json!({ "ClientId": client })),
        ("SetUserPoolClientSessionConfiguration", limit),
        ("UpdateTerms", json!({ "TermsId": terms })),
        ("DeleteTerms", json!({ "TermsId": terms })),
        ("UpdateManagedLoginBranding", json!({ "ManagedLoginBrandingId": style })),
        ("DeleteManagedLoginBranding", json!({ "ManagedLoginBrandingId": style })),
        ("UpdateIdentityProvider", json!({ "ProviderName": "Google" })),
        ("DeleteIdentityProvider", json!({ "ProviderName": "Google" })),
        ("UpdateUserPoolDomain", json!({ "Domain": "alices", "ManagedLoginVersion": 1 })),
    ] {
        let answer = admin(operation, members).await;
        assert_eq!(answer.error().0, OVERTAKEN, "{operation}: {}", answer.text());
    }
}
