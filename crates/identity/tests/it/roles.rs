//! Roles, role mappings and maps of principal tags.

use cognate_testkit::{Cognate, Value, json};

const POOL: &str = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI";
const OIDC: &str = "arn:aws:iam::123456789012:oidc-provider/idp.example";
const ROLE: &str = "arn:aws:iam::123456789012:role/users";
const GUEST: &str = "arn:aws:iam::123456789012:role/service/guests";

async fn a_pool(cognate: &Cognate) -> String {
    let members = json!({
        "CognitoIdentityProviders": [{ "ProviderName": POOL, "ClientId": "client" }],
        "OpenIdConnectProviderARNs": [OIDC],
    });
    cognate.create_identity_pool(members).await
}

async fn roles(cognate: &Cognate, pool: &str) -> Value {
    let request = json!({ "IdentityPoolId": pool });
    cognate.identity_admin("GetIdentityPoolRoles", request).await.ok()
}

#[tokio::test]
async fn roles_are_replaced_as_a_whole() {
    let cognate = Cognate::start().await;
    let pool = a_pool(&cognate).await;
    assert_eq!(roles(&cognate, &pool).await, json!({ "IdentityPoolId": pool, "Roles": {} }));
    let full = json!({
        "IdentityPoolId": pool,
        "Roles": { "authenticated": ROLE, "unauthenticated": GUEST },
        "RoleMappings": {
            format!("{POOL}:client"): { "Type": "Token", "AmbiguousRoleResolution": "Deny" },
            OIDC: {
                "Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole",
                "RulesConfiguration": { "Rules": [{
                    "Claim": "dept", "MatchType": "Equals", "Value": "x", "RoleARN": ROLE,
                }] },
            },
        },
    });
    let answer = cognate.identity_admin("SetIdentityPoolRoles", full.clone()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(roles(&cognate, &pool).await, full);
    let empty = json!({ "IdentityPoolId": pool, "Roles": {} });
    cognate.identity_admin("SetIdentityPoolRoles", empty.clone()).await.ok();
    assert_eq!(roles(&cognate, &pool).await, empty);
}

#[tokio::test]
async fn mappings_name_configured_providers() {
    let cognate = Cognate::start().await;
    let pool = a_pool(&cognate).await;
    let mapping = json!({ "Type": "Token", "AmbiguousRoleResolution": "Deny" });
    // §17-9: a user pool is mapped with its client.
    for key in [
        POOL.to_owned(),
        format!("{POOL}:other"),
        format!("https://{POOL}:client"),
        "idp.example".to_owned(),
        "accounts.google.com".to_owned(),
    ] {
        let request = json!({
            "IdentityPoolId": pool, "Roles": {}, "RoleMappings": { key.as_str(): mapping },
        });
        cognate.identity_admin("SetIdentityPoolRoles", request).await.expect_error(
            "InvalidParameterException",
            &format!(
                "({key}) is not a valid RoleMapping ProviderName or is not a configured provider."
            ),
        );
    }
    let key = format!("{POOL}:client");
    for (mapping, text) in [
        (
            json!({ "Type": "Token" }),
            "A role mapping of the type Token or Rules needs an AmbiguousRoleResolution.",
        ),
        (
            json!({ "Type": "Rules", "AmbiguousRoleResolution": "Deny" }),
            "A role mapping of the type Rules needs a RulesConfiguration.",
        ),
    ] {
        let request = json!({
            "IdentityPoolId": pool, "Roles": {}, "RoleMappings": { key.as_str(): mapping },
        });
        let answer = cognate.identity_admin("SetIdentityPoolRoles", request).await;
        answer.expect_error("InvalidParameterException", text);
    }
    let request = json!({
        "IdentityPoolId": pool, "Roles": { "authenticated": "arn:aws:iam::123456789012:user/x" },
    });
    cognate.identity_admin("SetIdentityPoolRoles", request).await.expect_error(
        "InvalidParameterException",
        "arn:aws:iam::123456789012:user/x is not the ARN of a role.",
    );
}

#[tokio::test]
async fn tag_maps_are_set_by_provider() {
    let cognate = Cognate::start().await;
    let pool = a_pool(&cognate).await;
    let get = async |provider: &str| {
        let request = json!({ "IdentityPoolId": pool, "IdentityProviderName": provider });
        cognate.identity_admin("GetPrincipalTagAttributeMap", request).await
    };
    get(POOL).await.expect_error(
        "ResourceNotFoundException",
        &format!("No principal tag attribute map is set for the provider ({POOL})."),
    );
    for (provider, defaults, tags) in [
        (POOL, false, json!({ "department": "custom:department" })),
        (OIDC, true, json!({})),
        (POOL, true, json!({ "x": "y" })),
    ] {
        let request = json!({
            "IdentityPoolId": pool, "IdentityProviderName": provider, "UseDefaults": defaults,
            "PrincipalTags": tags,
        });
        let set = cognate.identity_admin("SetPrincipalTagAttributeMap", request.clone()).await;
        assert_eq!(set.ok(), request);
        assert_eq!(get(provider).await.ok(), request);
    }
    let set = async |provider: &str, tags: Value| {
        let request = json!({
            "IdentityPoolId": pool, "IdentityProviderName": provider, "PrincipalTags": tags,
        });
        cognate.identity_admin("SetPrincipalTagAttributeMap", request).await
    };
    set("accounts.google.com", json!({})).await.expect_error(
        "InvalidParameterException",
        "(accounts.google.com) is not a configured provider of this identity pool.",
    );
    set(POOL, json!({ "aws:x": "y" })).await.expect_error(
        "InvalidParameterException",
        "Tag keys starting with aws: are reserved for system use.",
    );
    set(POOL, json!({ "a": "x".repeat(231), "b": "y".repeat(231) })).await.expect_error(
        "InvalidParameterException",
        "The values of principal tags have at most 460 bytes together.",
    );
    // An update of the pool keeps roles and maps.
    let update = json!({
        "IdentityPoolId": pool, "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false,
    });
    cognate.identity_admin("UpdateIdentityPool", update).await.ok();
    assert_eq!(get(OIDC).await.ok()["UseDefaults"], true);
}
