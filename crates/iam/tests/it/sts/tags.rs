//! Session tags and source identities.

use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{Cognate, allow, json};

use super::*;

const TEAM: [(&str, &str); 2] = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "a")];

async fn scene() -> (Cognate, AccessKey) {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let trusted = trust(&user_arn("ada"), &["sts:TagSession", "sts:SetSourceIdentity"]);
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({ "StringEquals": { "aws:PrincipalTag/team": "Zürich/1" } });
    cognate.iam_role("app", trusted, json!([list])).await;
    (cognate, ada)
}

/// Keys know no case, values are any letters; the tag decides what the session may do.
#[tokio::test]
async fn tags_become_principal_tags() {
    let (cognate, ada) = scene().await;
    let tagged = [("Tags.member.1.Key", "TEAM"), ("Tags.member.1.Value", "Zürich/1")];
    let answer = assume(&cognate, &ada, "app", &tagged).await;
    assert!(may_list(&cognate, &credentials(&answer)).await);
    assert_eq!(answer.element("PackedPolicySize"), "1");
    let plain = credentials(&assume(&cognate, &ada, "app", &[]).await);
    assert!(!may_list(&cognate, &plain).await);
    // Role tags count where the session has none of the key, and are read as they are now.
    cognate.iam_tags(Kind::Role, "app", &[("team", "Zürich/1")]).await;
    assert!(may_list(&cognate, &plain).await);
    let other = credentials(&assume(&cognate, &ada, "app", &TEAM).await);
    assert!(!may_list(&cognate, &other).await);
}

#[tokio::test]
async fn tags_must_be_allowed() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!(null)).await;
    let why = " because no identity-based policy allows the sts:TagSession action";
    let text = denied(&user_arn("ada"), "sts:TagSession", &role_arn("app"), why);
    assume(&cognate, &ada, "app", &TEAM).await.expect_error("AccessDenied", &text);
    // Only some keys and values.
    let mut tagging = trust(&user_arn("ada"), &["sts:TagSession"]);
    tagging["Condition"] = json!({
        "StringEquals": { "aws:RequestTag/team": ["a", "b"] },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["Team"] },
    });
    cognate.iam_role("some", tagging, json!(null)).await;
    credentials(&assume(&cognate, &ada, "some", &TEAM).await);
    let other = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "c")];
    assume(&cognate, &ada, "some", &other).await.expect_code("AccessDenied");
    let mut two = TEAM.to_vec();
    two.extend([("Tags.member.2.Key", "Cost"), ("Tags.member.2.Value", "1")]);
    assume(&cognate, &ada, "some", &two).await.expect_code("AccessDenied");
}

#[tokio::test]
async fn tags_are_checked() {
    let (cognate, ada) = scene().await;
    let second = |key, value| {
        let mut tags = TEAM.to_vec();
        tags.extend([("Tags.member.2.Key", key), ("Tags.member.2.Value", value)]);
        tags
    };
    assume(&cognate, &ada, "app", &second("team", "b")).await.expect_error(
        "ValidationError",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
    assume(&cognate, &ada, "app", &second("aws:x", "b")).await.expect_error(
        "ValidationError",
        "aws: prefixed tag key names are not allowed for external use.",
    );
    let mut transitive = TEAM.to_vec();
    transitive.push(("TransitiveTagKeys.member.1", "Cost"));
    assume(&cognate, &ada, "app", &transitive).await.expect_error(
        "ValidationError",
        "The specified transitive tag key must be included in the requested tags.",
    );
    assume(&cognate, &ada, "app", &second("a*b", "b")).await.expect_code("ValidationError");
}

#[tokio::test]
async fn there_are_fifty_tags_at_most() {
    let (cognate, ada) = scene().await;
    let tags = |count: usize| -> Vec<(String, String)> {
        let pair = |n: usize| {
            [
                (format!("Tags.member.{n}.Key"), format!("k{n}")),
                (format!("Tags.member.{n}.Value"), String::new()),
            ]
        };
        (1..=count).flat_map(pair).collect()
    };
    for (count, status) in [(50, 200), (51, 400)] {
        let tags = tags(count);
        let tags: Vec<(&str, &str)> =
            tags.iter().map(|(key, value)| (&key[..], &value[..])).collect();
        let answer = assume(&cognate, &ada, "app", &tags).await;
        assert_eq!(answer.status, status, "{count}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_source_identity_must_be_allowed_and_is_answered() {
    let (cognate, ada) = scene().await;
    let named = [("SourceIdentity", "ada@example")];
    let answer = assume(&cognate, &ada, "app", &named).await;
    credentials(&answer);
    assert_eq!(answer.element("SourceIdentity"), "ada@example");
    cognate.iam_role("plain", trust(&user_arn("ada"), &[]), json!(null)).await;
    let why = " because no identity-based policy allows the sts:SetSourceIdentity action";
    let text = denied(&user_arn("ada"), "sts:SetSourceIdentity", &role_arn("plain"), why);
    assume(&cognate, &ada, "plain", &named).await.expect_error("AccessDenied", &text);
    // Which one, too.
    let mut only = trust(&user_arn("ada"), &["sts:SetSourceIdentity"]);
    only["Condition"] = json!({ "StringEquals": { "sts:SourceIdentity": "ada@example" } });
    cognate.iam_role("only", only, json!(null)).await;
    credentials(&assume(&cognate, &ada, "only", &named).await);
    let other = [("SourceIdentity", "bob@example")];
    assume(&cognate, &ada, "only", &other).await.expect_code("AccessDenied");
}
