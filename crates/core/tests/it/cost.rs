//! What it costs to know who asks, and whether they may.

#![expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]

use std::time::Instant;

use cognate_core::session_token::{Kind as Of, NewSession};
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{AccessKey, Cognate, REGION, Value, json, policy};

const ROUNDS: usize = 40;
const CALLS: usize = 250;
const POOLS: &str = "AWSCognitoIdentityProviderService";

/// Eight statements as people write them; `at` makes each policy different.
fn statements(at: usize) -> Value {
    json!([
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
          "Resource": format!("arn:aws:s3:::bucket-{at}/${{aws:PrincipalTag/team}}/*") },
        { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
          "Condition": { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:userid}"] } } },
        { "Effect": "Allow", "Action": ["logs:Create*", "logs:Put*"], "Resource": "arn:aws:logs:*:*:*" },
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*",
          "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } },
        { "Effect": "Deny", "NotAction": ["cognito-idp:*", "s3:*", "sts:*"], "Resource": "*",
          "Condition": { "NotIpAddress": { "aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32"] } } },
        { "Effect": "Allow", "Action": ["cognito-idp:Describe*", "cognito-idp:List*"],
          "Resource": format!("arn:aws:cognito-idp:*:123456789012:userpool/{at}*"),
          "Condition": { "DateGreaterThan": { "aws:CurrentTime": "2020-01-01T00:00:00Z" } } },
        { "Effect": "Allow", "Action": "cognito-idp:*",
          "Resource": format!("arn:aws:cognito-idp:{REGION}:123456789012:userpool/*"),
          "Condition": { "StringLike": { "aws:PrincipalArn": "arn:aws:iam::123456789012:*" } } },
        { "Effect": "Deny", "Action": "cognito-idp:Delete*", "Resource": "*",
          "Condition": { "StringNotEquals": { "aws:PrincipalTag/team": ["red", "blue"] } } },
    ])
}

/// SigV4 verification and the decision about a principal with 5 policies of 40 statements: what a signed
/// request of a user, and of a role's session, costs more than the same request of a development
/// instance's unsigned root. The figure to reach is 60 microseconds.
#[tokio::test]
#[ignore = "a measurement: meaningful in release builds on a quiet machine"]
async fn im_verifying_and_deciding() {
    let cognate = Cognate::dev().await;
    let pool = cognate.create_pool(json!({})).await;
    let user = cognate.iam_user("bob", statements(0)).await;
    let trusted = json!({
        "Effect": "Allow", "Principal": { "AWS": "123456789012" }, "Action": "sts:AssumeRole",
    });
    let role_id = cognate.iam_role("app", trusted, statements(0)).await;
    for at in 1..5 {
        for (kind, name) in [(Kind::User, "bob"), (Kind::Role, "app")] {
            cognate.iam_put(kind, name, &format!("p{at}"), statements(at)).await;
        }
    }
    let kind = Of::Role { role_id, session_name: "one".into() };
    let plain = cognate.session(NewSession::new(kind.clone(), 3_600)).await;
    let limits = Some(policy(&statements(9)));
    let limited =
        cognate.session(NewSession { policy: limits, ..NewSession::new(kind, 3_600) }).await;
    let cases = [
        ("unsigned root", None),
        ("user", Some(&user)),
        ("role session", Some(&plain)),
        ("role session with a session policy", Some(&limited)),
    ];
    let mut best = [f64::MAX; 4];
    let mut all: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        for (at, (_, key)) in cases.iter().enumerate() {
            let took = round(&cognate, *key, &pool).await;
            best[at] = best[at].min(took);
            all[at].push(took);
        }
    }
    for (at, (name, _)) in cases.iter().enumerate() {
        all[at].sort_by(f64::total_cmp);
        let median = all[at][ROUNDS / 2];
        println!(
            "{name}: {median:.1} us a request (best {:.1}); more than the root's: {:.1} (best {:.1})",
            best[at],
            median - all[0][ROUNDS / 2],
            best[at] - best[0],
        );
    }
}

/// Microseconds a request takes.
async fn round(cognate: &Cognate, key: Option<&AccessKey>, pool: &str) -> f64 {
    let mut requests = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let body = json!({ "ResourceArn": format!("arn:aws:cognito-idp:{REGION}:123456789012:userpool/{pool}") });
        let request = cognate.json_request(POOLS, "ListTagsForResource", &body);
        requests.push(match key {
            Some(key) => cognate.signed(key, "cognito-idp", REGION, request),
            None => request,
        });
    }
    let started = Instant::now();
    for request in requests {
        let answer = cognate.node.answer(request, cognate_testkit::ADDRESS, "x").await;
        assert_eq!(answer.status(), 200);
    }
    started.elapsed().as_secs_f64() * 1e6 / CALLS as f64
}
