//! Users out of one pool and into another, with all that makes them up.

use cognate_core::jobs::Worker;
use cognate_core::transfer::{Export, Import, ImportResult};
use cognate_crypto::{Kek, SystemRandom, passphrase};
use cognate_testkit::{Cognate, Value, json};

const PASSWORD: &str = "Correct-Horse9";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";

async fn exported(cognate: &Cognate, pool: &str, kek: &Kek, salt: Option<[u8; 16]>) -> Vec<String> {
    let cx = cognate.cx();
    let pool = cx.pool(pool).await.unwrap();
    let (mut export, head) = Export::begin(&cx, &pool, kek, salt).await.unwrap();
    let mut lines = vec![head];
    lines.extend(export.groups().await.unwrap());
    loop {
        let next = export.next().await.unwrap();
        if next.is_empty() {
            break;
        }
        lines.extend(next);
    }
    lines.push(export.end().unwrap());
    lines
}

async fn imported(cognate: &Cognate, pool: &str, lines: &[String], kek: &Kek) -> ImportResult {
    let cx = cognate.cx();
    let pool = cx.pool(pool).await.unwrap();
    let head = Import::head(&lines[0]).expect("a file of ours");
    let mut import = Import::begin(&cx, &pool, &head, std::slice::from_ref(kek)).await.unwrap();
    for line in &lines[1..] {
        import.line(line).await.unwrap();
    }
    import.finish().await.unwrap()
}

async fn user(cognate: &Cognate, pool: &str, name: &str) -> Value {
    cognate.admin("AdminGetUser", json!({ "UserPoolId": pool, "Username": name })).await.ok()
}

#[tokio::test]
async fn users_move_with_passwords_groups_factors_and_sub() {
    let cognate = Cognate::start().await;
    let settings = json!({
        "DeletionProtection": "INACTIVE",
        "Policies": { "PasswordPolicy": {
            "MinimumLength": 8, "PasswordHistorySize": 3, "RequireSymbols": false,
        } },
    });
    let from = cognate.create_pool(settings.clone()).await;
    for name in ["alice", "bob"] {
        cognate.create_user(&from, name, PASSWORD).await;
    }
    let set = |pool: &str, password: &str| {
        let request = json!({
            "UserPoolId": pool, "Username": "alice", "Password": password, "Permanent": true,
        });
        cognate.admin("AdminSetUserPassword", request)
    };
    set(&from, "Another-Horse9").await.ok();
    let group = json!({ "UserPoolId": from, "GroupName": "admins", "Precedence": 3 });
    cognate.admin("CreateGroup", group).await.ok();
    let member = json!({ "UserPoolId": from, "GroupName": "admins", "Username": "alice" });
    cognate.admin("AdminAddUserToGroup", member).await.ok();
    cognate.admin("AdminDisableUser", json!({ "UserPoolId": from, "Username": "bob" })).await.ok();
    let before = user(&cognate, &from, "alice").await;

    let salt = [3; 16];
    let kek = passphrase::kek("between us", &salt);
    let lines = exported(&cognate, &from, &kek, Some(salt)).await;
    assert_eq!(lines.len(), 5);
    assert_eq!(Import::head(&lines[0]).unwrap().passphrase_salt(), Some(salt));

    // Into another pool: the password is known by the plain one first, and SRP from then on.
    let to = cognate.create_pool(settings).await;
    let client = cognate.create_client(&to, json!({})).await;
    let result = imported(&cognate, &to, &lines, &kek).await;
    assert_eq!(result, ImportResult { imported: 2, ..ImportResult::default() });
    let after = user(&cognate, &to, "alice").await;
    for member in ["Username", "UserAttributes", "UserStatus", "Enabled", "UserCreateDate"] {
        assert_eq!(after[member], before[member], "{member}");
    }
    assert_eq!(user(&cognate, &to, "bob").await["Enabled"], false);
    cognate.srp_sign_in(&to, &client, "alice", "Another-Horse9").await.expect_code(NOT_AUTHORIZED);
    cognate.try_sign_in(&client, "alice", PASSWORD).await.expect_code(NOT_AUTHORIZED);
    let tokens = cognate.sign_in(&client, "alice", "Another-Horse9").await;
    assert_eq!(tokens.access_claims()["cognito:groups"], json!(["admins"]));
    cognate.srp_sign_in(&to, &client, "alice", "Another-Horse9").await.ok();
    // The history came along.
    set(&to, PASSWORD).await.expect_code("PasswordHistoryPolicyViolationException");
    // Again: everybody exists.
    let again = imported(&cognate, &to, &lines, &kek).await;
    assert_eq!(again, ImportResult { skipped: 2, ..ImportResult::default() });

    // Back into the same pool: SRP at once.
    let client = cognate.create_client(&from, json!({})).await;
    let gone = json!({ "UserPoolId": from, "Username": "alice" });
    cognate.admin("AdminDeleteUser", gone).await.ok();
    let result = imported(&cognate, &from, &lines, &kek).await;
    assert_eq!((result.imported, result.skipped, result.failed.len()), (0, 1, 1));
    let mut worker = Worker::new(cognate.node.clone());
    while worker.turn().await {}
    let result = imported(&cognate, &from, &lines, &kek).await;
    assert_eq!((result.imported, result.skipped), (1, 1));
    cognate.srp_sign_in(&from, &client, "alice", "Another-Horse9").await.ok();
}

#[tokio::test]
async fn a_file_opens_with_its_own_key_and_whole_only() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    let kek = Kek::generate(&SystemRandom);
    let lines = exported(&cognate, &pool, &kek, None).await;
    assert!(!lines.iter().any(|line| line.contains("credential")));
    let cx = cognate.cx();
    let other = cognate.create_pool(json!({})).await;
    let other = cx.pool(&other).await.unwrap();
    let head = Import::head(&lines[0]).unwrap();
    assert!(Import::begin(&cx, &other, &head, &[Kek::generate(&SystemRandom)]).await.is_err());
    assert!(Import::head("{}").is_none() && Import::head("name,email").is_none());

    let mut import = Import::begin(&cx, &other, &head, std::slice::from_ref(&kek)).await.unwrap();
    import.line(&lines[1]).await.unwrap();
    assert!(import.finish().await.is_err(), "the end is missing");
    // What is sealed belongs to its user.
    let mut import = Import::begin(&cx, &other, &head, &[kek]).await.unwrap();
    let mut line: Value = serde_json::from_str(&lines[1]).unwrap();
    line["sub"] = json!("11111111-1111-4111-8111-111111111111");
    assert!(import.line(&line.to_string()).await.is_err());
}
