//! A role that trusts Amazon Cognito without naming the pool (IM-R2).

use cognate_access::policy::{Kind, Policy};
use serde_json::{Value, json};

fn passes(principal: Value, action: &str, condition: Value) -> bool {
    let document = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition,
    }]});
    let policy = Policy::parse(&document.to_string(), Kind::Trust, "aws").unwrap();
    policy.names_identity_pools().is_ok()
}

#[test]
fn the_pool_must_be_named() {
    let web = "sts:AssumeRoleWithWebIdentity";
    let aud = json!({ "cognito-identity.amazonaws.com:aud": "us-east-1:a" });
    let cognito = || json!({ "Federated": "cognito-identity.amazonaws.com" });
    for (operator, named) in [
        ("StringEquals", true),
        ("stringequals", true),
        ("ForAnyValue:StringEquals", true),
        ("StringEqualsIfExists", false),
        ("ForAllValues:StringEquals", false),
        ("StringNotEquals", false),
        ("StringLike", false),
    ] {
        assert_eq!(passes(cognito(), web, json!({ operator: aud })), named, "{operator}");
    }
    let amr = json!({ "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "a*" } });
    assert!(!passes(cognito(), web, amr));
    assert!(!passes(cognito(), "sts:*", json!({})));
    assert!(!passes(json!("*"), web, json!({})));
    let variable = json!({ "cognito-identity.amazonaws.com:aud": "${aws:PrincipalTag/x}" });
    assert!(!passes(cognito(), web, json!({ "StringEquals": variable })));
}

#[test]
fn other_trust_is_left_alone() {
    let web = "sts:AssumeRoleWithWebIdentity";
    assert!(passes(json!({ "Federated": "accounts.google.com" }), web, json!({})));
    assert!(passes(json!({ "AWS": "111111111111" }), "sts:AssumeRole", json!({})));
    let cognito = json!({ "Federated": "cognito-identity.amazonaws.com" });
    assert!(passes(cognito, "sts:TagSession", json!({})));
}

#[test]
fn a_deny_needs_no_pool() {
    let document = json!({ "Statement": {
        "Effect": "Deny", "Principal": { "Federated": "cognito-identity.amazonaws.com" },
        "Action": "sts:AssumeRoleWithWebIdentity",
    }});
    let policy = Policy::parse(&document.to_string(), Kind::Trust, "aws").unwrap();
    assert_eq!(policy.names_identity_pools(), Ok(()));
}
