//! Temporary credentials: what they prove, and what ends them (ST-R1).

use cognate_access::sigv4::{Credentials, RequestView, presign};
use cognate_core::session_token::{Kind as Of, NewSession};
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{AccessKey, Answer, Cognate, REGION, Setup, Value, allow, json};

const INVALID: &str = "The security token included in the request is invalid.";
const EXPIRED: &str = "The security token included in the request is expired";
const ACTION: [(&str, &str); 2] = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];

fn trusted() -> Value {
    json!({
        "Effect": "Allow", "Principal": { "AWS": "123456789012" }, "Action": "sts:AssumeRole",
    })
}

async fn role(cognate: &Cognate) -> NewSession {
    let role_id = cognate.iam_role("app", trusted(), allow("cognito-idp:*", "*")).await;
    NewSession::new(Of::Role { role_id, session_name: "one".into() }, 900)
}

async fn list(cognate: &Cognate, key: &AccessKey) -> Answer {
    cognate.admin_as(key, "ListUserPools", json!({ "MaxResults": 1 })).await
}

async fn who(cognate: &Cognate, key: &AccessKey) -> Answer {
    cognate.query_as(key, "sts", &ACTION).await
}

/// Both protocols refuse in their own words.
async fn is_nobody(cognate: &Cognate, key: &AccessKey) {
    list(cognate, key).await.expect_error("UnrecognizedClientException", INVALID);
    let answer = who(cognate, key).await;
    answer.expect_error("InvalidClientTokenId", INVALID);
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_roles_session_is_its_own_principal() {
    let cognate = Cognate::start().await;
    let new = role(&cognate).await;
    let Of::Role { role_id, .. } = new.kind.clone() else { panic!("a role's") };
    let key = cognate.session(new).await;
    assert!(key.id.starts_with("ASIA"));
    list(&cognate, &key).await.ok();
    let answer = who(&cognate, &key).await;
    assert_eq!(answer.element("Arn"), "arn:aws:sts::123456789012:assumed-role/app/one");
    assert_eq!(answer.element("UserId"), format!("{role_id}:one"));
}

#[tokio::test]
async fn a_presigned_url_carries_the_token() {
    let cognate = Cognate::start().await;
    let key = cognate.session(role(&cognate).await).await;
    let headers: [(&str, &[u8]); 1] = [("host", b"cognate.example")];
    let target = "/?Action=GetCallerIdentity&Version=2011-06-15";
    let view = RequestView { method: "GET", target, headers: &headers, body: b"" };
    let credentials = Credentials {
        access_key_id: &key.id,
        secret_access_key: &key.secret,
        session_token: key.token.as_deref(),
    };
    let now_ms = cognate.clock.now_ms();
    let url = presign(&view, &credentials, "us-east-1", "sts", now_ms, 900).unwrap();
    let answer = cognate.get(&url).await;
    assert_eq!(answer.element("Arn"), "arn:aws:sts::123456789012:assumed-role/app/one");
    // Never longer than the session.
    cognate.clock.turn(900);
    let answer = cognate.get(&url).await;
    answer.expect_error("ExpiredToken", EXPIRED);
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_session_ends_to_the_second() {
    let cognate = Cognate::start().await;
    let key = cognate.session(role(&cognate).await).await;
    cognate.clock.turn(899);
    list(&cognate, &key).await.ok();
    cognate.clock.turn(1);
    let answer = list(&cognate, &key).await;
    answer.expect_error("ExpiredTokenException", EXPIRED);
    assert_eq!(answer.status, 400);
    let pools = json!({ "MaxResults": 1 });
    let answer = cognate.identity_as(&key, "ListIdentityPools", pools).await;
    answer.expect_error("ExpiredTokenException", EXPIRED);
    assert_eq!(answer.status, 400);
    let roles = [("Action", "ListRoles"), ("Version", "2010-05-08")];
    for (service, parameters) in [("iam", roles), ("sts", ACTION)] {
        let answer = cognate.query_as(&key, service, &parameters).await;
        answer.expect_error("ExpiredToken", EXPIRED);
        assert_eq!(answer.status, 403);
    }
    // Whoever does not know the secret does not learn it.
    let stranger = AccessKey { secret: "x".repeat(40), ..key };
    list(&cognate, &stranger).await.expect_code("InvalidSignatureException");
}

#[tokio::test]
async fn token_and_key_belong_together() {
    let cognate = Cognate::start().await;
    let new = role(&cognate).await;
    let one = cognate.session(new.clone()).await;
    let other = cognate.session(new).await;
    let token = one.token.clone().unwrap();
    let damaged = format!("{}{}", &token[..40], &token[41..]);
    for bad in [
        AccessKey { token: other.token.clone(), ..one.clone() },
        AccessKey { token: Some(damaged), ..one.clone() },
        AccessKey { token: Some("x".repeat(5_000)), ..one.clone() },
        AccessKey { token: None, ..one.clone() },
        AccessKey { token: one.token.clone(), ..cognate.root.clone() },
    ] {
        is_nobody(&cognate, &bad).await;
    }
    let wrong = AccessKey { secret: other.secret.clone(), ..one.clone() };
    list(&cognate, &wrong).await.expect_code("InvalidSignatureException");
    // Another installation's tokens are nothing here.
    let elsewhere = Setup { seed: 9, ..Setup::default() }.start().await;
    is_nobody(&elsewhere, &one).await;
}

#[tokio::test]
async fn a_role_that_is_gone_ends_its_sessions() {
    let cognate = Cognate::start().await;
    let key = cognate.session(role(&cognate).await).await;
    list(&cognate, &key).await.ok();
    cognate.iam_delete(Kind::Role, "app").await;
    is_nobody(&cognate, &key).await;
    // A namesake is another role.
    role(&cognate).await;
    is_nobody(&cognate, &key).await;
}

/// "Revoke active sessions": whoever got its credentials before is denied.
#[tokio::test]
async fn sessions_from_before_can_be_revoked() {
    let cognate = Cognate::start().await;
    let new = role(&cognate).await;
    let old = cognate.session(new.clone()).await;
    cognate.clock.turn(60);
    let time = cognate_wire::timestamp::to_iso(cognate.clock.now_ms());
    let revoke = json!({
        "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": { "DateLessThan": { "aws:TokenIssueTime": time } },
    });
    cognate.iam_put(Kind::Role, "app", "AWSRevokeOlderSessions", revoke).await;
    list(&cognate, &old).await.expect_code("AccessDeniedException");
    let young = cognate.session(new).await;
    list(&cognate, &young).await.ok();
}

#[tokio::test]
async fn session_tokens_of_users_are_limited() {
    let cognate = Cognate::start().await;
    cognate.iam_user("bob", allow("*", "*")).await;
    let user_id = cognate.entity(Kind::User, "bob").await.id;
    let new = NewSession::new(Of::User { user_id }, 900);
    let key = cognate.session(new.clone()).await;
    list(&cognate, &key).await.ok();
    assert_eq!(who(&cognate, &key).await.element("Arn"), "arn:aws:iam::123456789012:user/bob");
    // IAM only with MFA.
    let users = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    cognate.query_as(&key, "iam", &users).await.expect_error("InvalidClientTokenId", INVALID);
    let mfa_at = Some(cognate.clock.now_s());
    let with_mfa = cognate.session(NewSession { mfa_at, ..new }).await;
    let answer = cognate.query_as(&with_mfa, "iam", &users).await;
    assert_ne!(answer.status, 403, "{}", answer.text());
    // STS: AssumeRole and GetCallerIdentity.
    for operation in ["GetSessionToken", "GetFederationToken", "GetAccessKeyInfo"] {
        let parameters = [
            ("Action", operation),
            ACTION[1],
            ("Name", "ann"),
            ("AccessKeyId", "AKIAQQQQQQQQQQQQQQQQ"),
        ];
        let answer = cognate.query_as(&with_mfa, "sts", &parameters).await;
        let text = format!("Cannot call {operation} with session credentials");
        answer.expect_error("AccessDenied", &text);
        assert_eq!(answer.status, 403);
    }
    cognate.iam_delete(Kind::User, "bob").await;
    is_nobody(&cognate, &key).await;
    let left = cognate_store::records::access_key::page(cognate.store(), "", 10).await.unwrap();
    for row in left.iter().filter(|row| row.owner.is_some()) {
        let batch = cognate_store::batch::Batch::new();
        let gone = cognate_store::records::access_key::delete(&row.id);
        cognate.store().write(batch.with(gone)).await.unwrap();
    }
}

#[tokio::test]
async fn federated_users_have_what_both_allow() {
    let cognate = Cognate::start().await;
    cognate.iam_user("bob", allow("cognito-idp:*", "*")).await;
    let user_id = Some(cognate.entity(Kind::User, "bob").await.id);
    let kind = Of::FederatedUser { user_id, name: "ann".into() };
    let with = |kind: &Of, policy: Option<Value>| NewSession {
        policy: policy.map(|statements| cognate_testkit::policy(&statements)),
        ..NewSession::new(kind.clone(), 900)
    };
    let none = cognate.session(with(&kind, None)).await;
    let answer = list(&cognate, &none).await;
    answer.expect_code("AccessDeniedException");
    assert!(answer.text().contains("no session policy"), "{}", answer.text());
    let some = cognate.session(with(&kind, Some(allow("*", "*")))).await;
    list(&cognate, &some).await.ok();
    let answer = who(&cognate, &some).await;
    assert_eq!(answer.element("Arn"), "arn:aws:sts::123456789012:federated-user/ann");
    assert_eq!(answer.element("UserId"), "123456789012:ann");
    let users = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    cognate.query_as(&some, "iam", &users).await.expect_code("InvalidClientTokenId");
    let assume = [("Action", "AssumeRole"), ACTION[1]];
    cognate.query_as(&some, "sts", &assume).await.expect_code("AccessDenied");
    // Made by the root, the session policy alone counts.
    let of_root = Of::FederatedUser { user_id: None, name: "ann".into() };
    let some = cognate.session(with(&of_root, Some(allow("cognito-idp:List*", "*")))).await;
    list(&cognate, &some).await.ok();
    let none = cognate.session(with(&of_root, None)).await;
    list(&cognate, &none).await.expect_code("AccessDeniedException");
}

/// What was revoked after a backup must not come back with it.
#[tokio::test]
async fn a_restored_store_knows_no_sessions_of_before() {
    let cognate = Cognate::start().await;
    let key = cognate.session(role(&cognate).await).await;
    let restored = cognate.restored().await;
    is_nobody(&restored, &key).await;
}

/// In development unknown keys are the root's; sessions are themselves.
#[tokio::test]
async fn a_development_instance_knows_its_sessions() {
    let cognate = Cognate::dev().await;
    let key = cognate.session(role(&cognate).await).await;
    assert!(who(&cognate, &key).await.element("Arn").contains("assumed-role"));
    let unknown = AccessKey { token: Some("made up".into()), ..key.clone() };
    assert!(who(&cognate, &unknown).await.element("Arn").ends_with(":root"));
    cognate.clock.turn(900);
    let request = cognate.json_request(
        "AWSCognitoIdentityProviderService",
        "ListUserPools",
        &json!({ "MaxResults": 1 }),
    );
    let answer = cognate.send(cognate.signed(&key, "cognito-idp", REGION, request)).await;
    answer.expect_code("ExpiredTokenException");
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let cognate = Cognate::start().await;
    let new = role(&cognate).await;
    let mut bytes = [0; 4_000];
    cognate.node.random().fill(&mut bytes);
    let policy = Some(bytes.map(|byte| char::from(33 + byte % 90)).iter().collect());
    let keys = cognate.node.keys().installation().await.unwrap();
    let big = NewSession { policy, ..new };
    let refused = cognate_core::session_token::issue(&cognate.cx(), &keys, big).err().unwrap();
    assert_eq!(refused.code, "PackedPolicyTooLarge");
}
