//! Pools in several regions: sites of one installation.

use cognate_testkit::{Cognate, REGION, Setup, Value, json};

const ELSEWHERE: &str = "us-west-2";
const INVALID: &str = "InvalidParameterException";
const NOT_ENABLED: &str = "OperationNotEnabledException";
const NOT_FOUND: &str = "ResourceNotFoundException";

async fn at(
    cognate: &Cognate,
    region: &str,
    operation: &str,
    members: Value,
) -> cognate_testkit::Answer {
    let request = cognate.json_request("AWSCognitoIdentityProviderService", operation, &members);
    cognate.send(cognate.signed(&cognate.root, "cognito-idp", region, request)).await
}

async fn started() -> (Cognate, String) {
    let mut setup = Setup::default();
    setup.config.sites = vec![REGION.into(), ELSEWHERE.into()];
    let cognate = setup.start().await;
    let pool = cognate.create_pool(json!({})).await;
    (cognate, pool)
}

#[tokio::test]
async fn a_replica_is_made_opened_closed_and_deleted() {
    let (cognate, pool) = started().await;
    let client = cognate
        .create_client(&pool, json!({ "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] }))
        .await;
    cognate.create_user(&pool, "alice", "Correct-Horse9").await;
    let named = json!({ "UserPoolId": pool, "RegionName": ELSEWHERE });
    let describe = || at(&cognate, ELSEWHERE, "DescribeUserPool", json!({ "UserPoolId": pool }));
    describe().await.expect_code(NOT_FOUND);

    let mut request = named.clone();
    request["UserPoolTags"] = json!({ "site": "west" });
    let made = cognate.admin("CreateUserPoolReplica", request).await.ok();
    let replica = &made["UserPoolReplica"];
    assert_eq!((&replica["Status"], &replica["Role"]), (&json!("INACTIVE"), &json!("SECONDARY")));
    assert!(replica["UserPoolArn"].as_str().unwrap().contains(ELSEWHERE), "{replica}");
    let shown = describe().await.ok();
    assert_eq!(shown["UserPool"]["UserPoolTags"], json!({ "site": "west" }));
    let listed = cognate.admin("ListUserPools", json!({ "MaxResults": 10 })).await.ok();
    assert_eq!(listed["UserPools"][0]["ReplicaRegions"], json!([ELSEWHERE]));

    let sign_in = || {
        let parameters = json!({ "USERNAME": "alice", "PASSWORD": "Correct-Horse9" });
        let request = json!({
            "UserPoolId": pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": parameters,
        });
        at(&cognate, ELSEWHERE, "AdminInitiateAuth", request)
    };
    sign_in().await.expect_code(NOT_ENABLED);
    let mut change = named.clone();
    change["Status"] = "ACTIVE".into();
    let opened = at(&cognate, ELSEWHERE, "UpdateUserPoolReplica", change.clone()).await.ok();
    assert_eq!(opened["UserPoolReplica"]["Status"], "ACTIVE");
    assert!(sign_in().await.ok()["AuthenticationResult"].is_object());
    // Nothing is changed there.
    let create = json!({ "UserPoolId": pool, "Username": "bob" });
    at(&cognate, ELSEWHERE, "AdminCreateUser", create).await.expect_code(NOT_ENABLED);
    at(&cognate, ELSEWHERE, "DeleteUserPoolReplica", named.clone()).await.expect_code(NOT_ENABLED);

    let text = "Only replicas that are INACTIVE can be deleted.";
    cognate.admin("DeleteUserPoolReplica", named.clone()).await.expect_error(INVALID, text);
    change["Status"] = "INACTIVE".into();
    cognate.admin("UpdateUserPoolReplica", change.clone()).await.ok();
    let list = json!({ "UserPoolId": pool });
    let listed = cognate.admin("ListUserPoolReplicas", list.clone()).await.ok();
    let roles: Vec<&Value> =
        listed["UserPoolReplicas"].as_array().unwrap().iter().map(|r| &r["Role"]).collect();
    assert_eq!(roles, [&json!("PRIMARY"), &json!("SECONDARY")]);
    let gone = cognate.admin("DeleteUserPoolReplica", named.clone()).await.ok();
    assert_eq!(gone["UserPoolReplica"]["Status"], "DELETING");
    cognate.admin("DeleteUserPoolReplica", named).await.expect_code(NOT_FOUND);
    cognate.admin("UpdateUserPoolReplica", change).await.expect_code(NOT_FOUND);
    describe().await.expect_code(NOT_FOUND);
    let paged = json!({ "UserPoolId": pool, "NextToken": "x" });
    cognate.admin("ListUserPoolReplicas", paged).await.expect_code(INVALID);
}

#[tokio::test]
async fn what_is_refused() {
    let (cognate, pool) = started().await;
    let create = |pool: &str, region: &str, tags: Value| {
        let request = json!({ "UserPoolId": pool, "RegionName": region, "UserPoolTags": tags });
        cognate.admin("CreateUserPoolReplica", request)
    };
    create(&pool, REGION, json!({})).await.expect_code(INVALID);
    create(&pool, "eu-north-1", json!({})).await.expect_code(NOT_ENABLED);
    create(&pool, ELSEWHERE, json!({ "aws:x": "y" })).await.expect_code("UserPoolTaggingException");
    create(&pool, ELSEWHERE, json!({})).await.ok();
    create(&pool, ELSEWHERE, json!({})).await.expect_code(INVALID);
    let lite = cognate.create_pool(json!({ "UserPoolTier": "LITE" })).await;
    create(&lite, ELSEWHERE, json!({})).await.expect_code("FeatureUnavailableInTierException");
    let delete = json!({ "UserPoolId": pool, "RegionName": REGION });
    cognate.admin("DeleteUserPoolReplica", delete).await.expect_code(INVALID);
    // Without declared sites there is nowhere to go.
    let alone = Cognate::start().await;
    let pool = alone.create_pool(json!({})).await;
    let request = json!({ "UserPoolId": pool, "RegionName": ELSEWHERE });
    alone.admin("CreateUserPoolReplica", request).await.expect_code(NOT_ENABLED);
}

#[tokio::test]
async fn a_node_answers_users_for_pools_with_an_active_replica_at_its_site() {
    let mut setup = Setup::default();
    setup.config.sites = vec![REGION.into(), ELSEWHERE.into()];
    let cognate = setup.start().await;
    // The pool is at home elsewhere; this node is not.
    let made = at(&cognate, ELSEWHERE, "CreateUserPool", json!({ "PoolName": "p" })).await.ok();
    let pool = made["UserPool"]["Id"].as_str().unwrap().to_owned();
    let request = json!({
        "UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    let client = at(&cognate, ELSEWHERE, "CreateUserPoolClient", request).await.ok();
    let client = client["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
    let sign_up = json!({ "ClientId": client, "Username": "alice", "Password": "Correct-Horse9" });
    let sign_in = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": "alice", "PASSWORD": "Correct-Horse9" },
    });
    cognate.call("InitiateAuth", sign_in.clone()).await.expect_code(NOT_ENABLED);
    let replica = json!({ "UserPoolId": pool, "RegionName": REGION, "Status": "ACTIVE" });
    at(&cognate, ELSEWHERE, "CreateUserPoolReplica", replica.clone()).await.ok();
    cognate.call("InitiateAuth", sign_in.clone()).await.expect_code(NOT_ENABLED);
    at(&cognate, ELSEWHERE, "UpdateUserPoolReplica", replica).await.ok();
    cognate.call("InitiateAuth", sign_in).await.expect_code("UserNotFoundException");
    cognate.call("SignUp", sign_up).await.expect_code(NOT_ENABLED);
}

#[tokio::test]
async fn a_client_gets_its_own_token_where_the_pool_is_served() {
    let mut setup = Setup::default();
    setup.config.sites = vec![REGION.into(), ELSEWHERE.into()];
    let cognate = setup.start().await;
    let made = at(&cognate, ELSEWHERE, "CreateUserPool", json!({ "PoolName": "p" })).await.ok();
    let pool = made["UserPool"]["Id"].as_str().unwrap().to_owned();
    let request = json!({
        "UserPoolId": pool, "ClientName": "c", "GenerateSecret": true,
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
    });
    let client = at(&cognate, ELSEWHERE, "CreateUserPoolClient", request).await.ok();
    let client = &client["UserPoolClient"];
    let mut ask = json!({ "ClientId": client["ClientId"], "Secret": client["ClientSecret"] });
    cognate.call("GetClientToken", ask.clone()).await.expect_code(NOT_ENABLED);
    let replica = json!({ "UserPoolId": pool, "RegionName": REGION, "Status": "ACTIVE" });
    at(&cognate, ELSEWHERE, "CreateUserPoolReplica", replica.clone()).await.ok();
    cognate.call("GetClientToken", ask.clone()).await.expect_code(NOT_ENABLED);
    at(&cognate, ELSEWHERE, "UpdateUserPoolReplica", replica).await.ok();
    cognate.call("GetClientToken", ask.clone()).await.ok();
    // Who does not know the secret is not told where the pool is.
    ask["Secret"] = "x".repeat(51).into();
    cognate.call("GetClientToken", ask).await.expect_code("NotAuthorizedException");
}

/// With a session as with an access token: a software token is a change of the user.
#[tokio::test]
async fn no_software_token_is_set_up_in_a_secondary_region() {
    let mut setup = Setup::default();
    setup.config.sites = vec![REGION.into(), ELSEWHERE.into()];
    let cognate = setup.start().await;
    let there = async |operation: &str, mut members: Value, pool: &str| {
        members["UserPoolId"] = pool.into();
        at(&cognate, ELSEWHERE, operation, members).await.ok()
    };
    let made = at(&cognate, ELSEWHERE, "CreateUserPool", json!({ "PoolName": "p" })).await.ok();
    let pool = made["UserPool"]["Id"].as_str().unwrap();
    let flows = json!({ "ClientName": "c", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let client = there("CreateUserPoolClient", flows, pool).await;
    there("AdminCreateUser", json!({ "Username": "alice" }), pool).await;
    let password = json!({ "Username": "alice", "Password": "Correct-Horse9", "Permanent": true });
    there("AdminSetUserPassword", password, pool).await;
    let mfa = json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": { "Enabled": true },
    });
    there("SetUserPoolMfaConfig", mfa, pool).await;
    there("CreateUserPoolReplica", json!({ "RegionName": REGION }), pool).await;
    let active = json!({ "RegionName": REGION, "Status": "ACTIVE" });
    there("UpdateUserPoolReplica", active, pool).await;
    let sign_in = json!({
        "ClientId": client["UserPoolClient"]["ClientId"], "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": "alice", "PASSWORD": "Correct-Horse9" },
    });
    let answer = cognate.call("InitiateAuth", sign_in).await.ok();
    assert_eq!(answer["ChallengeName"], "MFA_SETUP");
    let session = &answer["Session"];
    let answer = cognate.call("AssociateSoftwareToken", json!({ "Session": session })).await;
    answer.expect_code(NOT_ENABLED);
    let verify = json!({ "Session": session, "UserCode": "123456" });
    cognate.call("VerifySoftwareToken", verify).await.expect_code(NOT_ENABLED);
}
