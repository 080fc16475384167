//! TagResource, UntagResource and ListTagsForResource.

use cognate_testkit::{Cognate, json};

fn arn(pool: &str) -> String {
    format!("arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/{pool}")
}

#[tokio::test]
async fn tags_are_added_replaced_listed_and_removed() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_identity_pool(json!({ "IdentityPoolTags": { "a": "1" } })).await;
    let arn = arn(&pool);
    let tags = json!({ "ResourceArn": arn, "Tags": { "a": "2", "b": "3" } });
    assert_eq!(cognate.identity_admin("TagResource", tags).await.text(), "{}");
    let list = async || {
        let request = json!({ "ResourceArn": arn });
        cognate.identity_admin("ListTagsForResource", request).await.ok()["Tags"].clone()
    };
    assert_eq!(list().await, json!({ "a": "2", "b": "3" }));
    let untag = json!({ "ResourceArn": arn, "TagKeys": ["a", "never"] });
    assert_eq!(cognate.identity_admin("UntagResource", untag).await.text(), "{}");
    assert_eq!(list().await, json!({ "b": "3" }));
    let reserved = json!({ "ResourceArn": arn, "Tags": { "aws:a": "2" } });
    cognate.identity_admin("TagResource", reserved).await.expect_error(
        "InvalidParameterException",
        "Tag keys starting with aws: are reserved for system use.",
    );
}

#[tokio::test]
async fn arns_must_be_of_a_pool_that_there_is() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_identity_pool(json!({})).await;
    let nobody = "eu-central-1:00000000-0000-4000-8000-000000000000";
    let foreign = arn(&pool).replace("123456789012", "210987654321");
    for (arn, code, text) in [
        (
            "arn:aws:s3:::bucket-of-somebody".to_owned(),
            "InvalidParameterException",
            "arn:aws:s3:::bucket-of-somebody is not the ARN of an identity pool.".to_owned(),
        ),
        (
            "no arn, but long enough for one".to_owned(),
            "InvalidParameterException",
            "no arn, but long enough for one is not the ARN of an identity pool.".to_owned(),
        ),
        (arn(nobody), "ResourceNotFoundException", format!("IdentityPool '{nobody}' not found.")),
        (foreign, "ResourceNotFoundException", format!("IdentityPool '{pool}' not found.")),
    ] {
        for (operation, members) in [
            ("TagResource", json!({ "Tags": { "a": "b" } })),
            ("UntagResource", json!({ "TagKeys": ["a"] })),
            ("ListTagsForResource", json!({})),
        ] {
            let mut request = members;
            request["ResourceArn"] = json!(arn);
            cognate.identity_admin(operation, request).await.expect_error(code, &text);
        }
    }
}
