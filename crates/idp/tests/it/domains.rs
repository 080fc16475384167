//! The names under which pools show their pages.

use cognate_testkit::{Answer, Cognate, Setup, Value, json};

const INVALID: &str = "InvalidParameterException";
const CERTIFICATE: &str =
    "arn:aws:acm:us-east-1:123456789012:certificate/8c8a1b2c-0000-4000-8000-000000000000";

async fn create(cognate: &Cognate, pool: &str, domain: &str, mut members: Value) -> Answer {
    members["Domain"] = domain.into();
    members["UserPoolId"] = pool.into();
    cognate.admin("CreateUserPoolDomain", members).await
}

async fn described(cognate: &Cognate, domain: &str) -> Value {
    let answer = cognate.admin("DescribeUserPoolDomain", json!({ "Domain": domain })).await.ok();
    answer["DomainDescription"].clone()
}

fn custom() -> Value {
    json!({ "CustomDomainConfig": { "CertificateArn": CERTIFICATE } })
}

#[tokio::test]
async fn a_prefix_is_created_described_changed_and_deleted() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    assert_eq!(described(&cognate, "my-app").await, json!({}));

    let made = create(&cognate, &pool, "my-app", json!({})).await.ok();
    assert_eq!(made, json!({ "ManagedLoginVersion": 1 }));
    let shown = described(&cognate, "my-app").await;
    assert_eq!(shown["UserPoolId"], pool.as_str());
    assert_eq!(shown["AWSAccountId"], "123456789012");
    assert_eq!(shown["Domain"], "my-app");
    assert_eq!(shown["Status"], "ACTIVE");
    assert_eq!(shown["ManagedLoginVersion"], 1);
    assert_eq!(shown["CloudFrontDistribution"], "cognate.example");
    assert_eq!(shown.get("CustomDomainConfig"), None);

    let request = json!({ "UserPoolId": pool });
    let user_pool = cognate.admin("DescribeUserPool", request.clone()).await.ok();
    assert_eq!(user_pool["UserPool"]["Domain"], "my-app");
    assert_eq!(user_pool["UserPool"].get("CustomDomain"), None);

    let change = json!({ "Domain": "my-app", "UserPoolId": pool, "ManagedLoginVersion": 2 });
    let changed = cognate.admin("UpdateUserPoolDomain", change).await.ok();
    assert_eq!(changed, json!({ "ManagedLoginVersion": 2 }));
    assert_eq!(described(&cognate, "my-app").await["ManagedLoginVersion"], 2);

    let both = json!({ "Domain": "my-app", "UserPoolId": pool });
    assert_eq!(cognate.admin("DeleteUserPoolDomain", both.clone()).await.ok(), json!({}));
    assert_eq!(described(&cognate, "my-app").await, json!({}));
    let user_pool = cognate.admin("DescribeUserPool", request).await.ok();
    assert_eq!(user_pool["UserPool"].get("Domain"), None);
    let text = "No such domain or user pool exists.";
    cognate.admin("DeleteUserPoolDomain", both.clone()).await.expect_error(INVALID, text);
    cognate.admin("UpdateUserPoolDomain", both).await.expect_error(INVALID, text);
}

#[tokio::test]
async fn a_custom_domain_is_kept_as_given() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let made = create(&cognate, &pool, "auth.example.com", custom()).await.ok();
    assert_eq!(made, json!({ "ManagedLoginVersion": 1, "CloudFrontDomain": "cognate.example" }));
    create(&cognate, &pool, "my-app", json!({})).await.ok();
    let shown = described(&cognate, "auth.example.com").await;
    assert_eq!(shown["CustomDomainConfig"], json!({ "CertificateArn": CERTIFICATE }));
    let user_pool = cognate.admin("DescribeUserPool", json!({ "UserPoolId": pool })).await.ok();
    assert_eq!(user_pool["UserPool"]["Domain"], "my-app");
    assert_eq!(user_pool["UserPool"]["CustomDomain"], "auth.example.com");

    let config = json!({ "CertificateArn": CERTIFICATE, "SecurityPolicy": "TLS_V1_3_2025" });
    let change = json!({
        "Domain": "auth.example.com", "UserPoolId": pool, "CustomDomainConfig": config,
    });
    let changed = cognate.admin("UpdateUserPoolDomain", change).await.ok();
    assert_eq!(changed["CloudFrontDomain"], "cognate.example");
    assert_eq!(described(&cognate, "auth.example.com").await["CustomDomainConfig"], config);
}

#[tokio::test]
async fn what_is_refused() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let other = cognate.create_pool(json!({})).await;
    create(&cognate, &pool, "my-app", json!({})).await.ok();
    for (pool, domain, members) in [
        (&pool, "second", json!({})),
        (&other, "with.dots", json!({})),
        (&other, "prefix", custom()),
        (&other, "aws-login", json!({})),
        (&other, "my-cognito-app", json!({})),
        (&other, "amazonia", json!({})),
        (&other, "UPPER", json!({})),
        (&other, "-edge", json!({})),
        (&other, "under_score", json!({})),
        (&other, "name.example.com.1", custom()),
        (&other, "fresh", json!({ "ManagedLoginVersion": 3 })),
        (
            &other,
            "fresh",
            json!({ "Routing": { "Failover": {
                "SecondaryRegion": "us-west-2",
                "PrimaryRoute53HealthCheckId": "11111111-2222-3333-4444-555555555555",
            } } }),
        ),
    ] {
        create(&cognate, pool, domain, members).await.expect_code(INVALID);
        if domain != "UPPER" && domain != "-edge" && domain != "under_score" {
            assert_eq!(described(&cognate, domain).await, json!({}), "{domain}");
        }
    }
    let text = "Domain already associated with another user pool.";
    create(&cognate, &other, "my-app", json!({})).await.expect_error(INVALID, text);
    let not_found = "ResourceNotFoundException";
    create(&cognate, "eu-central-1_000000000", "x", json!({})).await.expect_code(not_found);
    // TB-4: the domain of another pool is not ours to change.
    for operation in ["UpdateUserPoolDomain", "DeleteUserPoolDomain"] {
        let foreign = json!({ "Domain": "my-app", "UserPoolId": other });
        let text = "No such domain or user pool exists.";
        cognate.admin(operation, foreign).await.expect_error(INVALID, text);
    }
    let lite = cognate.create_pool(json!({ "UserPoolTier": "LITE" })).await;
    create(&cognate, &lite, "lite", json!({ "ManagedLoginVersion": 2 }))
        .await
        .expect_code("FeatureUnavailableInTierException");
}

#[tokio::test]
async fn an_account_has_four_custom_domains() {
    let cognate = Cognate::start().await;
    for number in 0..5 {
        let pool = cognate.create_pool(json!({})).await;
        create(&cognate, &pool, &format!("prefix-{number}"), json!({})).await.ok();
        let made = create(&cognate, &pool, &format!("a{number}.example.com"), custom()).await;
        match number {
            4 => made.expect_code("LimitExceededException"),
            _ => drop(made.ok()),
        }
    }
}

#[tokio::test]
async fn a_pool_with_a_domain_is_not_deleted() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    create(&cognate, &pool, "my-app", json!({})).await.ok();
    let request = json!({ "UserPoolId": pool });
    cognate.admin("DeleteUserPool", request.clone()).await.expect_error(
        INVALID,
        "User pool cannot be deleted. It has a domain configured that should be deleted first.",
    );
    let both = json!({ "Domain": "my-app", "UserPoolId": pool });
    cognate.admin("DeleteUserPoolDomain", both).await.ok();
    assert_eq!(cognate.admin("DeleteUserPool", request).await.status, 200);
}

#[tokio::test]
async fn prefixes_are_unique_in_their_region() {
    let cognate = Setup::default().start().await;
    let pool = cognate.create_pool(json!({})).await;
    create(&cognate, &pool, "my-app", json!({})).await.ok();
    let elsewhere = |operation: &str, body: Value| {
        let request = cognate.json_request("AWSCognitoIdentityProviderService", operation, &body);
        cognate.send(cognate.signed(&cognate.root, "cognito-idp", "us-west-2", request))
    };
    let made = elsewhere("CreateUserPool", json!({ "PoolName": "west" })).await.ok();
    let west = made["UserPool"]["Id"].as_str().expect("an id");
    assert_eq!(
        elsewhere("DescribeUserPoolDomain", json!({ "Domain": "my-app" })).await.ok(),
        json!({ "DomainDescription": {} })
    );
    let request = json!({ "Domain": "my-app", "UserPoolId": west });
    elsewhere("CreateUserPoolDomain", request).await.ok();
    let shown = elsewhere("DescribeUserPoolDomain", json!({ "Domain": "my-app" })).await.ok();
    assert_eq!(shown["DomainDescription"]["UserPoolId"], west);
    assert_eq!(described(&cognate, "my-app").await["UserPoolId"], pool.as_str());
}
