//! Create, Describe, Update, Delete and List of identity pools.

use cognate_testkit::{Cognate, Setup, Value, json};

const USER_POOL: &str = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI";
const NOBODY: &str = "eu-central-1:00000000-0000-4000-8000-000000000000";

async fn describe(cognate: &Cognate, pool: &str) -> Value {
    let request = json!({ "IdentityPoolId": pool });
    cognate.identity_admin("DescribeIdentityPool", request).await.ok()
}

#[tokio::test]
async fn a_pool_is_answered_as_it_was_made() {
    let cognate = Cognate::start().await;
    let request = json!({ "IdentityPoolName": "my pool", "AllowUnauthenticatedIdentities": true });
    let made = cognate.identity_admin("CreateIdentityPool", request).await.ok();
    let id = made["IdentityPoolId"].as_str().unwrap().to_owned();
    assert!(id.starts_with("eu-central-1:") && id.len() == "eu-central-1:".len() + 36, "{id}");
    let expected = json!({
        "IdentityPoolId": id, "IdentityPoolName": "my pool",
        "AllowUnauthenticatedIdentities": true, "IdentityPoolTags": {},
    });
    assert_eq!(made, expected);
    assert_eq!(describe(&cognate, &id).await, expected);
}

fn everything() -> Value {
    json!({
        "IdentityPoolName": "all", "AllowUnauthenticatedIdentities": false,
        "AllowClassicFlow": false,
        "SupportedLoginProviders": {
            "accounts.google.com": "123.apps.googleusercontent.com",
            "api.twitter.com": "consumer;sEcReT",
        },
        "DeveloperProviderName": "login.example",
        "OpenIdConnectProviderARNs": ["arn:aws:iam::123456789012:oidc-provider/idp.example"],
        "CognitoIdentityProviders": [{
            "ProviderName": USER_POOL, "ClientId": "client", "ServerSideTokenCheck": true,
        }],
        "SamlProviderARNs": ["arn:aws:iam::123456789012:saml-provider/corp"],
        "IdentityPoolTags": { "team": "identity" },
    })
}

#[tokio::test]
async fn every_member_is_kept_and_an_update_replaces_what_it_leaves_out() {
    let cognate = Cognate::start().await;
    let mut expected = everything();
    let made = cognate.identity_admin("CreateIdentityPool", expected.clone()).await.ok();
    let id = made["IdentityPoolId"].as_str().unwrap().to_owned();
    expected["IdentityPoolId"] = json!(id);
    assert_eq!(made, expected);
    assert_eq!(describe(&cognate, &id).await, expected);

    // §17-13: providers that an update leaves out are gone.
    let bare = json!({
        "IdentityPoolId": id, "IdentityPoolName": "bare", "AllowUnauthenticatedIdentities": true,
    });
    let updated = cognate.identity_admin("UpdateIdentityPool", bare).await.ok();
    let left = json!({
        "IdentityPoolId": id, "IdentityPoolName": "bare", "AllowUnauthenticatedIdentities": true,
        "DeveloperProviderName": "login.example", "IdentityPoolTags": { "team": "identity" },
    });
    assert_eq!(updated, left);
    assert_eq!(describe(&cognate, &id).await, left);

    let mut other = left.clone();
    other["DeveloperProviderName"] = json!("login.other");
    cognate.identity_admin("UpdateIdentityPool", other).await.expect_error(
        "InvalidParameterException",
        "The developer provider name cannot be changed once it has been set.",
    );
}

/// AS-7: a consumer's secret stands in no row in clear, and survives a restore.
#[tokio::test]
async fn consumer_secrets_are_sealed() {
    let cognate = Cognate::start().await;
    let made = cognate.identity_admin("CreateIdentityPool", everything()).await.ok();
    let id = made["IdentityPoolId"].as_str().unwrap();
    let row = cognate_store::records::identity_pool::find(cognate.store(), id).await.unwrap();
    let row = row.unwrap();
    assert!(!format!("{:?}", row.document).contains("sEcReT"));
    assert!(row.sealed.is_some());
    let restored = cognate.restored().await;
    assert_eq!(describe(&restored, id).await, made);
}

#[tokio::test]
async fn settings_against_the_rules_are_refused() {
    let cognate = Cognate::start().await;
    let base = json!({ "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false });
    let refused = async |member: &str, value: Value| {
        let mut request = base.clone();
        request[member] = value;
        let answer = cognate.identity_admin("CreateIdentityPool", request).await;
        let (code, text) = answer.error();
        assert_eq!((answer.status, code), (400, "InvalidParameterException"));
        text.to_owned()
    };
    assert_eq!(
        refused("SupportedLoginProviders", json!({ "login.example": "x" })).await,
        "login.example is not a supported login provider."
    );
    assert_eq!(
        refused("DeveloperProviderName", json!("graph.facebook.com")).await,
        "graph.facebook.com is the name of another provider and cannot be a developer provider \
         name."
    );
    // §17-5: provider names carry no scheme.
    let provider = json!([{ "ProviderName": format!("https://{USER_POOL}"), "ClientId": "c" }]);
    assert_eq!(
        refused("CognitoIdentityProviders", provider).await,
        format!("https://{USER_POOL} is not the provider name of a user pool.")
    );
    assert_eq!(
        refused("SamlProviderARNs", json!(["arn:aws:iam::123456789012:role/x"])).await,
        "arn:aws:iam::123456789012:role/x is not the ARN of a saml-provider."
    );
    assert_eq!(
        refused("IdentityPoolTags", json!({ "aws:x": "y" })).await,
        "Tag keys starting with aws: are reserved for system use."
    );
    let text = refused("IdentityPoolName", json!("")).await;
    assert!(
        text.starts_with("2 validation errors detected: Value '' at 'identityPoolName'"),
        "{text}"
    );
}

#[tokio::test]
async fn an_unknown_pool_is_not_found() {
    let cognate = Cognate::start().await;
    let message = format!("IdentityPool '{NOBODY}' not found.");
    for (operation, members) in [
        ("DescribeIdentityPool", json!({})),
        ("DeleteIdentityPool", json!({})),
        (
            "UpdateIdentityPool",
            json!({ "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": true }),
        ),
        ("GetIdentityPoolRoles", json!({})),
        ("SetIdentityPoolRoles", json!({ "Roles": {} })),
        ("GetPrincipalTagAttributeMap", json!({ "IdentityProviderName": "x" })),
        ("SetPrincipalTagAttributeMap", json!({ "IdentityProviderName": "x" })),
    ] {
        let mut request = members;
        request["IdentityPoolId"] = json!(NOBODY);
        let answer = cognate.identity_admin(operation, request).await;
        answer.expect_error("ResourceNotFoundException", &message);
    }
}

#[tokio::test]
async fn a_pool_of_another_region_is_not_found() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_identity_pool(json!({})).await;
    let request = cognate.json_request(
        "AWSCognitoIdentityService",
        "DescribeIdentityPool",
        &json!({ "IdentityPoolId": pool }),
    );
    let signed = cognate.signed(&cognate.root, "cognito-identity", "us-east-1", request);
    cognate
        .send(signed)
        .await
        .expect_error("ResourceNotFoundException", &format!("IdentityPool '{pool}' not found."));
}

#[tokio::test]
async fn a_deleted_pool_is_gone_and_a_list_shows_the_others() {
    let cognate = Cognate::start().await;
    let mut pools = Vec::new();
    for n in 0..3 {
        let members = json!({ "IdentityPoolName": format!("p{n}") });
        pools.push((cognate.create_identity_pool(members).await, format!("p{n}")));
    }
    pools.sort();
    let list = async |token: Option<String>| {
        let mut request = json!({ "MaxResults": 2 });
        if let Some(token) = token {
            request["NextToken"] = json!(token);
        }
        let answer = cognate.identity_admin("ListIdentityPools", request).await.ok();
        let pools = answer["IdentityPools"].as_array().unwrap().iter().map(|pool| {
            let text = |name: &str| pool[name].as_str().unwrap().to_owned();
            (text("IdentityPoolId"), text("IdentityPoolName"))
        });
        (pools.collect::<Vec<_>>(), answer["NextToken"].as_str().map(str::to_owned))
    };
    let (first, token) = list(None).await;
    assert_eq!(first, pools[..2]);
    assert_eq!(list(token).await, (pools[2..].to_vec(), None));

    let gone = json!({ "IdentityPoolId": pools[0].0 });
    let answer = cognate.identity_admin("DeleteIdentityPool", gone.clone()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let message = format!("IdentityPool '{}' not found.", pools[0].0);
    let again = cognate.identity_admin("DeleteIdentityPool", gone).await;
    again.expect_error("ResourceNotFoundException", &message);
    assert_eq!(list(None).await, (pools[1..].to_vec(), None));
    let request = json!({ "MaxResults": 2, "NextToken": "nonsense" });
    cognate
        .identity_admin("ListIdentityPools", request)
        .await
        .expect_error("InvalidParameterException", "Invalid pagination token.");
}

#[tokio::test]
async fn there_are_as_many_pools_as_there_may_be() {
    let cognate = Setup::default().limits(|limits| limits.identity_pools_max = 1).start().await;
    cognate.create_identity_pool(json!({})).await;
    let request = json!({ "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false });
    cognate
        .identity_admin("CreateIdentityPool", request)
        .await
        .expect_error("LimitExceededException", "Maximum number of identity pools exceeded.");
}

#[tokio::test]
async fn administration_is_signed() {
    let cognate = Cognate::start().await;
    for operation in ["ListIdentityPools", "CreateIdentityPool", "ListIdentities"] {
        cognate
            .identity(operation, json!({ "MaxResults": 1 }))
            .await
            .expect_code("MissingAuthenticationTokenException");
    }
}
