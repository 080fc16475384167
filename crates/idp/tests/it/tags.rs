//! TagResource, UntagResource, ListTagsForResource.

use cognate_testkit::{Answer, Cognate, Value, json};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";

fn arn(pool: &str) -> String {
    format!("arn:aws:cognito-idp:eu-central-1:123456789012:userpool/{pool}")
}

async fn tag(cognate: &Cognate, arn: &str, tags: Value) -> Answer {
    cognate.admin("TagResource", json!({ "ResourceArn": arn, "Tags": tags })).await
}

async fn tags(cognate: &Cognate, arn: &str) -> Value {
    let request = json!({ "ResourceArn": arn });
    cognate.admin("ListTagsForResource", request).await.ok()["Tags"].clone()
}

#[tokio::test]
async fn tags_are_merged_listed_and_removed() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "UserPoolTags": { "team": "a" } })).await;
    let arn = arn(&pool);
    assert_eq!(tags(&cognate, &arn).await, json!({ "team": "a" }));
    assert_eq!(tag(&cognate, &arn, json!({ "team": "b", "env": "" })).await.ok(), json!({}));
    let both = json!({ "team": "b", "env": "" });
    assert_eq!(tags(&cognate, &arn).await, both);
    let shown = cognate.admin("DescribeUserPool", json!({ "UserPoolId": pool })).await.ok();
    assert_eq!(shown["UserPool"]["UserPoolTags"], both);

    let request = json!({ "ResourceArn": arn, "TagKeys": ["team", "unknown"] });
    assert_eq!(cognate.admin("UntagResource", request).await.ok(), json!({}));
    assert_eq!(tags(&cognate, &arn).await, json!({ "env": "" }));
    let request = json!({ "ResourceArn": arn, "TagKeys": ["env"] });
    cognate.admin("UntagResource", request).await.ok();
    assert_eq!(tags(&cognate, &arn).await, json!({}));
}

#[tokio::test]
async fn what_is_refused() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let own = arn(&pool);
    tag(&cognate, &own, json!({ "aws:x": "1" })).await.expect_code(INVALID);
    tag(&cognate, &own, json!({ "AWS:x": "1" })).await.expect_code(INVALID);
    tag(&cognate, &own, json!({ "": "1" })).await.expect_code(INVALID);
    tag(&cognate, &own, json!({ "k".repeat(129): "1" })).await.expect_code(INVALID);
    tag(&cognate, &own, json!({ "k": "v".repeat(257) })).await.expect_code(INVALID);
    let many = |from: usize, to: usize| -> Value {
        (from..to).map(|n| (n.to_string(), "v".into())).collect::<serde_json::Map<_, _>>().into()
    };
    tag(&cognate, &own, many(0, 51)).await.expect_code(INVALID);
    tag(&cognate, &own, many(0, 50)).await.ok();
    tag(&cognate, &own, many(50, 51)).await.expect_code(INVALID);
    tag(&cognate, &own, json!({ "49": "other" })).await.ok();

    let operations = ["TagResource", "UntagResource", "ListTagsForResource"];
    for (arn, code) in [
        (arn("eu-central-1_000000000"), NOT_FOUND),
        (own.replace("123456789012", "999999999999"), NOT_FOUND),
        (own.replace("eu-central-1:", "us-east-1:"), NOT_FOUND),
        (own.replace("userpool/", "identitypool/"), INVALID),
        (own.replace("cognito-idp", "cognito-identity"), INVALID),
        ("not-an-arn-at-all-but-long".to_owned(), INVALID),
    ] {
        for operation in operations {
            let request = json!({ "ResourceArn": arn, "Tags": {}, "TagKeys": [] });
            cognate.admin(operation, request).await.expect_code(code);
        }
    }
}

#[tokio::test]
async fn bad_tags_of_pools_have_an_exception_of_their_own() {
    let cognate = Cognate::start().await;
    let bad = json!({ "PoolName": "p", "UserPoolTags": { "aws:x": "1" } });
    cognate.admin("CreateUserPool", bad).await.expect_code("UserPoolTaggingException");
}
