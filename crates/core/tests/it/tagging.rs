//! Tags that requests bring along: whoever tags what it makes must be allowed to, and policies see every tag.

use cognate_testkit::{Cognate, Value, allow, json};

const VERSION: (&str, &str) = ("Version", "2010-05-08");
const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}}"#;
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Action": "s3:*", "Resource": "*"}}"#;

/// Policies about principals and resources look at tags: making something is not leave to choose them.
#[tokio::test]
async fn what_is_made_with_tags_is_tagged() {
    let cognate = Cognate::start().await;
    let bob = cognate.iam_user("bob", allow("iam:Create*", "*")).await;
    let tag = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "admins")];
    for (operation, tagging, own) in [
        ("CreateUser", "iam:TagUser", vec![("UserName", "u")]),
        ("CreateRole", "iam:TagRole", vec![("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]),
        ("CreatePolicy", "iam:TagPolicy", vec![("PolicyName", "p"), ("PolicyDocument", POLICY)]),
        ("CreateInstanceProfile", "iam:TagInstanceProfile", vec![("InstanceProfileName", "i")]),
        ("CreateVirtualMFADevice", "iam:TagMFADevice", vec![("VirtualMFADeviceName", "m")]),
        (
            "CreateOpenIDConnectProvider",
            "iam:TagOpenIDConnectProvider",
            vec![("Url", "https://issuer.example")],
        ),
        (
            "CreateSAMLProvider",
            "iam:TagSAMLProvider",
            vec![("Name", "s"), ("SAMLMetadataDocument", &"x".repeat(1_000))],
        ),
    ] {
        let mut parameters = vec![("Action", operation), VERSION];
        parameters.extend(own);
        parameters.extend(tag);
        let answer = cognate.query_as(&bob, "iam", &parameters).await;
        answer.expect_code("AccessDenied");
        let text = answer.text();
        assert!(
            text.contains(&format!("to perform: {tagging} on resource: arn:aws:iam::")),
            "{text}"
        );
    }
    let parameters = [("Action", "CreateUser"), VERSION, ("UserName", "u")];
    cognate.query_as(&bob, "iam", &parameters).await.ok();
}

/// Pools keep tags that differ in case only; to policies they are one, so that each must be allowed.
#[tokio::test]
async fn no_tag_hides_behind_one_in_another_case() {
    let cognate = Cognate::start().await;
    let bob = cognate
        .iam_user(
            "bob",
            json!({
                "Effect": "Allow", "Action": "cognito-idp:CreateUserPool", "Resource": "*",
                "Condition": { "StringEquals": { "aws:RequestTag/team": "red" } },
            }),
        )
        .await;
    let make = async |tags: &str| {
        let tags: Value = serde_json::from_str(tags).unwrap();
        let body = json!({ "PoolName": "p", "UserPoolTags": tags });
        cognate.admin_as(&bob, "CreateUserPool", body).await
    };
    make(r#"{"team": "red"}"#).await.ok();
    make(r#"{"team": "red", "TEAM": "red"}"#).await.ok();
    for tags in [
        r#"{"team": "blue"}"#,
        r#"{"team": "red", "Team": "blue"}"#,
        r#"{"team": "blue", "Team": "red"}"#,
        r#"{"TEAM": "red", "Team": "blue", "team": "red"}"#,
    ] {
        make(tags).await.expect_code("AccessDeniedException");
    }
}
