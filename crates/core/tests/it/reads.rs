//! What a request reads from the store once everything that is kept in memory is there.

use cognate_core::session_token::{Kind as Of, NewSession};
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{AccessKey, Cognate, REGION, Value, allow, json, policy};

const VERSION: (&str, &str) = ("Version", "2011-06-15");
const ACCOUNT: &str = "123456789012";
const MANAGED: &str = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly";

/// Who knows a pool's tags from its copy, and so needs no read of its own.
async fn list_tags(cognate: &Cognate, key: &AccessKey, pool: &str) {
    let arn = format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool}");
    let body = json!({ "ResourceArn": arn });
    cognate.admin_as(key, "ListTagsForResource", body).await.ok();
}

async fn ask_sts(cognate: &Cognate, key: &AccessKey, parameters: &[(&str, &str)]) {
    let parameters = [parameters, &[VERSION]].concat();
    assert_eq!(cognate.query_as(key, "sts", &parameters).await.status, 200);
}

fn trusted() -> Value {
    json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sts:AssumeRole" })
}

/// Reads by a second request of the same kind.
macro_rules! reads_when_warm {
    ($cognate:expr, $request:expr) => {{
        $request.await;
        let before = $cognate.store().reads();
        $request.await;
        $cognate.store().reads() - before
    }};
}

#[tokio::test]
async fn a_signed_request_reads_neither_its_principal_nor_their_policies() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let everything = || json!([allow("*", "*")]);
    let user = cognate.iam_user("bob", everything()).await;
    cognate.iam_group("staff", &["bob"], everything()).await;
    cognate.iam_boundary(Kind::User, "bob", everything()).await;
    let role_id = cognate.iam_role("app", trusted(), everything()).await;
    cognate.iam_boundary(Kind::Role, "app", everything()).await;
    let of_role = Of::Role { role_id, session_name: "one".into() };
    let plain = cognate.session(NewSession::new(of_role.clone(), 3_600)).await;
    let limited = NewSession {
        policy: Some(policy(&everything())),
        policy_arns: vec![MANAGED.into()],
        tags: vec![("team".into(), "red".into())],
        ..NewSession::new(of_role, 3_600)
    };
    let limited = cognate.session(limited).await;
    for (who, key) in [
        ("the root", &cognate.root),
        ("a user", &user),
        ("a role's session", &plain),
        ("a limited session", &limited),
    ] {
        let reads = reads_when_warm!(cognate, list_tags(&cognate, key, &pool));
        assert_eq!(reads, 0, "{who}, ListTagsForResource");
        let asked = [("Action", "GetCallerIdentity")];
        let reads = reads_when_warm!(cognate, ask_sts(&cognate, key, &asked));
        assert_eq!(reads, 0, "{who}, GetCallerIdentity");
    }
}

/// Deciding by two policies and sealing a token; nothing is read, nothing written.
#[tokio::test]
async fn assuming_a_role_reads_nothing() {
    let cognate = Cognate::start().await;
    let user = cognate.iam_user("bob", json!([allow("sts:AssumeRole", "*")])).await;
    cognate.iam_role("app", trusted(), json!([allow("*", "*")])).await;
    let role = format!("arn:aws:iam::{ACCOUNT}:role/app");
    let asked = [("Action", "AssumeRole"), ("RoleArn", &role), ("RoleSessionName", "one")];
    assert_eq!(reads_when_warm!(cognate, ask_sts(&cognate, &user, &asked)), 0);
}

/// The identity with its logins is one read; the server-side check of the user is another.
#[tokio::test]
async fn credentials_of_an_identity_are_one_read() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "alice", "Correct-Horse9").await;
    let tokens = cognate.sign_in(&client, "alice", "Correct-Horse9").await;
    let provider = format!("cognito-idp.{REGION}.amazonaws.com/{pool}");
    let logins = json!({ provider.as_str(): tokens.id });
    for (checked, expected) in [(false, 1), (true, 2)] {
        let entry = json!([{
            "ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": checked,
        }]);
        let of_pool =
            cognate.create_identity_pool(json!({ "CognitoIdentityProviders": entry })).await;
        let trust = json!({
            "Effect": "Allow",
            "Principal": { "Federated": "cognito-identity.amazonaws.com" },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": { "StringEquals": { "cognito-identity.amazonaws.com:aud": of_pool } },
        });
        let role = format!("users-{checked}");
        cognate.iam_role(&role, trust, json!([allow("*", "*")])).await;
        let roles = json!({ "authenticated": format!("arn:aws:iam::{ACCOUNT}:role/{role}") });
        let request = json!({ "IdentityPoolId": of_pool, "Roles": roles });
        cognate.identity_admin("SetIdentityPoolRoles", request).await.ok();
        let request = json!({ "IdentityPoolId": of_pool, "Logins": logins });
        let identity = cognate.identity("GetId", request).await.ok();
        let asked = json!({ "IdentityId": identity["IdentityId"], "Logins": logins });
        let get = || async {
            cognate.identity("GetCredentialsForIdentity", asked.clone()).await.ok();
        };
        assert_eq!(reads_when_warm!(cognate, get()), expected, "checked: {checked}");
    }
}
