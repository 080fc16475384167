//! What one decision costs. Run with `--release -- --ignored --nocapture`.

#![expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]

use std::time::{Duration, Instant};

use cognate_access::policy::{
    Attached, Context, Kind, Policies, Policy, Principal, Request, decide,
};
use serde_json::json;

/// A typical principal: five policies, forty statements, a variable and a condition in each.
fn documents() -> Vec<String> {
    let statement = |policy: usize, at: usize| {
        json!({
            "Sid": format!("s{policy}x{at}"), "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:Put*", format!("dynamodb:Get{at}*"), "sqs:*"],
            "Resource": [
                format!("arn:aws:s3:::bucket-{at}/${{aws:username}}/*"),
                format!("arn:aws:dynamodb:us-east-1:111111111111:table/t{at}/*"),
            ],
            "Condition": { "StringEquals": { "aws:PrincipalTag/team": ["red", "blue"] },
                "IpAddress": { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"] } },
        })
    };
    let document = |policy| {
        let statements: Vec<_> = (0..8).map(|at| statement(policy, at)).collect();
        json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
    };
    (0..5).map(document).collect()
}

fn compile(documents: &[String]) -> Vec<Policy> {
    let parse = |text: &String| Policy::parse(text, Kind::Identity, "aws").unwrap();
    documents.iter().map(parse).collect()
}

#[test]
#[ignore = "a measurement: meaningful in release builds on a quiet machine"]
fn one_decision_stays_below_40_microseconds() {
    let documents = documents();
    let compiled = compile(&documents);
    let start = Instant::now();
    for _ in 0..100 {
        compile(&documents);
    }
    println!("compiling five policies: {:?}", start.elapsed() / 100);
    let principal = Principal::User {
        account: "111111111111".into(),
        arn: "arn:aws:iam::111111111111:user/bob".into(),
        id: "AIDABOBEXAMPLE2222222".into(),
    };
    let mut context = Context::at(1_768_478_400_000);
    context.set("aws:username", "bob");
    context.set("aws:PrincipalTag/team", "blue");
    context.set("aws:SourceIp", "203.0.113.9");
    let policies = Policies {
        identity: compiled.iter().map(|policy| Attached { id: "p", policy }).collect(),
        ..Policies::default()
    };
    for resource in ["arn:aws:s3:::bucket-7/bob/k", "arn:aws:s3:::bucket-9/bob/k"] {
        let request = Request {
            principal: &principal,
            action: "s3:GetObject",
            resource,
            resource_account: "111111111111",
            context: &context,
        };
        let rounds = 20_000;
        let start = Instant::now();
        let mut allowed = 0;
        for _ in 0..rounds {
            allowed += u32::from(decide(&request, &policies).is_allowed());
        }
        let each = start.elapsed() / rounds;
        println!("{resource}: {each:?} each, {allowed} allowed");
        assert!(each < Duration::from_micros(40), "{each:?}");
    }
}
