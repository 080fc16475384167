//! Policies that a session is made with.

use cognate_testkit::{Cognate, allow, json, policy};

use super::*;

async fn scene() -> (Cognate, AccessKey) {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let list = json!([allow("cognito-idp:ListUserPools", "*")]);
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), list).await;
    (cognate, ada)
}

#[tokio::test]
async fn a_session_policy_takes_and_never_gives() {
    let (cognate, ada) = scene().await;
    let plain = credentials(&assume(&cognate, &ada, "app", &[]).await);
    assert!(may_list(&cognate, &plain).await);
    let other = policy(&json!([allow("iam:*", "*")]));
    let answer = assume(&cognate, &ada, "app", &[("Policy", &other)]).await;
    let less = credentials(&answer);
    assert!(answer.element("PackedPolicySize").parse::<i64>().unwrap() >= 1);
    assert!(!may_list(&cognate, &less).await);
    // What only the session policy allows stays forbidden.
    let users = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    cognate.query_as(&less, "iam", &users).await.expect_code("AccessDenied");
    let everything = policy(&json!([allow("*", "*")]));
    let same = credentials(&assume(&cognate, &ada, "app", &[("Policy", &everything)]).await);
    assert!(may_list(&cognate, &same).await);
}

/// One of the session policies is enough, inline or managed.
#[tokio::test]
async fn managed_session_policies_join_the_inline_one() {
    let (cognate, ada) = scene().await;
    let read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let inline = policy(&json!([allow("iam:*", "*")]));
    let both = [("PolicyArns.member.1.arn", read_only), ("Policy", inline.as_str())];
    assert!(may_list(&cognate, &credentials(&assume(&cognate, &ada, "app", &both).await)).await);
    let unknown = [("PolicyArns.member.1.arn", "arn:aws:iam::123456789012:policy/nope")];
    assume(&cognate, &ada, "app", &unknown).await.expect_error(
        "ValidationError",
        "The specified managed session policy arn:aws:iam::123456789012:policy/nope does not \
         exist.",
    );
    let eleven: Vec<(String, &str)> =
        (1..=11).map(|n| (format!("PolicyArns.member.{n}.arn"), read_only)).collect();
    let eleven: Vec<(&str, &str)> = eleven.iter().map(|(key, arn)| (&key[..], *arn)).collect();
    assume(&cognate, &ada, "app", &eleven)
        .await
        .expect_error("ValidationError", "There can be 10 managed session policies at most.");
}

#[tokio::test]
async fn session_policies_are_checked() {
    let (cognate, ada) = scene().await;
    let answer = assume(&cognate, &ada, "app", &[("Policy", "{}")]).await;
    answer.expect_code("MalformedPolicyDocument");
    assert_eq!(answer.status, 400);
    let principal = json!([{
        "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
    }]);
    let answer = assume(&cognate, &ada, "app", &[("Policy", &policy(&principal))]).await;
    answer.expect_error(
        "MalformedPolicyDocument",
        "Policy document should not specify a principal. (Statement[0].Principal)",
    );
    let long =
        policy(&json!([allow("s3:GetObject", &format!("arn:aws:s3:::{}", "x".repeat(2_000)))]));
    let answer = assume(&cognate, &ada, "app", &[("Policy", &long)]).await;
    answer.expect_error(
        "ValidationError",
        "The inline session policy and the ARNs of managed session policies must not exceed 2048 \
         characters together.",
    );
}

/// Text that cannot be pressed together fills the room although each part is short enough.
#[tokio::test]
async fn policies_and_tags_together_have_a_limit() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &["sts:TagSession"]), json!(null)).await;
    let noise = |seed: u64, length: usize| -> String {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
            char::from(letters[(state >> 58) as usize])
        };
        (0..length).map(|_| next()).collect()
    };
    let mut parameters: Vec<(String, String)> = Vec::new();
    for n in 1..=25 {
        parameters.push((format!("Tags.member.{n}.Key"), format!("k{n}")));
        parameters.push((format!("Tags.member.{n}.Value"), noise(n, 256)));
    }
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(key, value)| (&key[..], &value[..])).collect();
    let answer = assume(&cognate, &ada, "app", &parameters).await;
    answer.expect_code("PackedPolicyTooLarge");
    assert_eq!(answer.status, 400);
    assert!(answer.error().1.starts_with("Packed policy consumes 1"), "{}", answer.text());
    let fewer = assume(&cognate, &ada, "app", &parameters[..20]).await;
    credentials(&fewer);
    let percent: i64 = fewer.element("PackedPolicySize").parse().unwrap();
    assert!((30..=100).contains(&percent), "{percent}");
}
