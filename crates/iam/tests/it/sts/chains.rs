//! Roles assumed from roles.

use cognate_testkit::{Cognate, allow, json};

use super::*;

const MORE: [&str; 2] = ["sts:TagSession", "sts:SetSourceIdentity"];

/// ada → first → second → third
async fn scene() -> (Cognate, AccessKey) {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("first", trust(&user_arn("ada"), &MORE), json!(null)).await;
    cognate.iam_role("second", trust(&role_arn("first"), &MORE), json!(null)).await;
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({ "StringEquals": { "aws:PrincipalTag/Team": "a" } });
    cognate.iam_role("third", trust(&role_arn("second"), &MORE), json!([list])).await;
    (cognate, ada)
}

const TEAM: [(&str, &str); 5] = [
    ("Tags.member.1.Key", "Team"),
    ("Tags.member.1.Value", "a"),
    ("Tags.member.2.Key", "Cost"),
    ("Tags.member.2.Value", "1"),
    ("TransitiveTagKeys.member.1", "team"),
];

#[tokio::test]
async fn transitive_tags_are_handed_on() {
    let (cognate, ada) = scene().await;
    let first = credentials(&assume(&cognate, &ada, "first", &TEAM).await);
    let second = credentials(&assume(&cognate, &first, "second", &[]).await);
    let third = credentials(&assume(&cognate, &second, "third", &[]).await);
    assert!(may_list(&cognate, &third).await);
    // Tags that are not transitive stay behind.
    let plain = credentials(&assume(&cognate, &ada, "first", &TEAM[..4]).await);
    let second = credentials(&assume(&cognate, &plain, "second", &[]).await);
    let third = credentials(&assume(&cognate, &second, "third", &[]).await);
    assert!(!may_list(&cognate, &third).await);
}

#[tokio::test]
async fn inherited_tags_cannot_be_replaced() {
    let (cognate, ada) = scene().await;
    let first = credentials(&assume(&cognate, &ada, "first", &TEAM).await);
    let over = [("Tags.member.1.Key", "TEAM"), ("Tags.member.1.Value", "b")];
    let answer = assume(&cognate, &first, "second", &over).await;
    answer.expect_error(
        "ValidationError",
        &escaped(
            "One of the specified transitive tag keys can't be set because it conflicts with a \
             transitive tag key from the calling session.",
        ),
    );
    let cost = [("Tags.member.1.Key", "Cost"), ("Tags.member.1.Value", "2")];
    credentials(&assume(&cognate, &first, "second", &cost).await);
}

/// Also inherited tags need `sts:TagSession`.
#[tokio::test]
async fn inheriting_must_be_allowed() {
    let (cognate, ada) = scene().await;
    cognate.iam_role("bare", trust(&role_arn("first"), &[]), json!(null)).await;
    let first = credentials(&assume(&cognate, &ada, "first", &TEAM).await);
    let answer = assume(&cognate, &first, "bare", &[]).await;
    let who = format!("arn:aws:sts::{ACCOUNT}:assumed-role/first/s1");
    let why = " because no identity-based policy allows the sts:TagSession action";
    answer.expect_error("AccessDenied", &denied(&who, "sts:TagSession", &role_arn("bare"), why));
    let plain = credentials(&assume(&cognate, &ada, "first", &[]).await);
    credentials(&assume(&cognate, &plain, "bare", &[]).await);
}

#[tokio::test]
async fn a_source_identity_stays() {
    let (cognate, ada) = scene().await;
    let named = [("SourceIdentity", "ada")];
    let first = credentials(&assume(&cognate, &ada, "first", &named).await);
    let second = assume(&cognate, &first, "second", &[]).await;
    assert_eq!(second.element("SourceIdentity"), "ada");
    let same = assume(&cognate, &first, "second", &named).await;
    assert_eq!(same.element("SourceIdentity"), "ada");
    let answer = assume(&cognate, &first, "second", &[("SourceIdentity", "bob")]).await;
    let who = format!("arn:aws:sts::{ACCOUNT}:assumed-role/first/s1");
    let text = denied(&who, "sts:SetSourceIdentity", &role_arn("second"), "");
    answer.expect_error("AccessDenied", &text);
    cognate.iam_role("bare", trust(&role_arn("first"), &[]), json!(null)).await;
    assume(&cognate, &first, "bare", &[]).await.expect_code("AccessDenied");
}

/// A trust policy may name one session of a role.
#[tokio::test]
async fn trust_may_name_a_session() {
    let (cognate, ada) = scene().await;
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/first/s1");
    cognate.iam_role("for-s1", trust(&session, &[]), json!(null)).await;
    let first = credentials(&assume(&cognate, &ada, "first", &[]).await);
    credentials(&assume(&cognate, &first, "for-s1", &[]).await);
    let (arn, parameters) = (role_arn("first"), "s2");
    let parameters = [("RoleArn", arn.as_str()), ("RoleSessionName", parameters)];
    let other = credentials(&sts(&cognate, &ada, "AssumeRole", &parameters).await);
    assume(&cognate, &other, "for-s1", &[]).await.expect_code("AccessDenied");
}
