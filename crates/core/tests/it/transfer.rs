//! Users out of one pool and into another, with all that makes them up.

use cognate_core::jobs::Worker;
use cognate_core::transfer::{Export, Import, ImportResult};
use cognate_crypto::{Kek, SystemRandom, passphrase};
use cognate_testkit::{Authenticator, Cognate, Tokens, Value, json, srp};

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

const ORIGIN: &str = "https://auth.example.com";
const SECRET: &str = "what-the-device-keeps";

/// A pool with passkeys and devices, and its client.
async fn possessing(cognate: &Cognate) -> (String, String) {
    let policy = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] });
    let settings = json!({
        "Policies": { "SignInPolicy": policy },
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true,
        },
    });
    let pool = cognate.create_pool(settings).await;
    let request = json!({
        "UserPoolId": pool, "MfaConfiguration": "OFF",
        "WebAuthnConfiguration": { "RelyingPartyId": "auth.example.com" },
    });
    cognate.admin("SetUserPoolMfaConfig", request).await.ok();
    let flows = json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",]);
    let client = cognate.create_client(&pool, json!({ "ExplicitAuthFlows": flows })).await;
    (pool, client)
}

async fn passkey_sign_in(cognate: &Cognate, client: &str, passkey: &mut Authenticator) -> Tokens {
    let parameters = json!({ "USERNAME": "alice", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let asked = cognate.initiate(client, "USER_AUTH", parameters).await.ok();
    let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
    let options: Value = options.unwrap_or_else(|| panic!("{asked}")).parse().unwrap();
    let credential = passkey.sign(&options).to_string();
    let request = json!({
        "ClientId": client, "ChallengeName": "WEB_AUTHN", "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "CREDENTIAL": credential },
    });
    Tokens::of(&cognate.call("RespondToAuthChallenge", request).await.ok())
}

/// A device proves itself after the password.
async fn device_sign_in(
    cognate: &Cognate,
    client: &str,
    device: (&str, &str),
    own: &srp::Client,
) -> Tokens {
    let (key, group) = device;
    let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": key });
    let asked = cognate.initiate(client, "USER_PASSWORD_AUTH", parameters).await.ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH", "{asked}");
    let respond = async |name: &str, session: &Value, responses: Value| {
        let mut request = json!({
            "ClientId": client, "ChallengeName": name, "ChallengeResponses": responses,
        });
        if session.is_string() {
            request["Session"] = session.clone();
        }
        cognate.call("RespondToAuthChallenge", request).await.ok()
    };
    let start = json!({ "USERNAME": "alice", "DEVICE_KEY": key, "SRP_A": own.a_hex() });
    let proof = respond("DEVICE_SRP_AUTH", &asked["Session"], start).await;
    let (parameters, now_s) = (&proof["ChallengeParameters"], cognate.clock.now_s());
    let responses = own.device_responses(group, SECRET, parameters, now_s);
    Tokens::of(&respond("DEVICE_PASSWORD_VERIFIER", &proof["Session"], responses).await)
}

#[tokio::test]
async fn passkeys_and_devices_move_and_sessions_stay() {
    let cognate = Cognate::start().await;
    let (from, client) = possessing(&cognate).await;
    let sub = cognate.create_user(&from, "alice", PASSWORD).await;
    cognate.create_user(&from, "bob", PASSWORD).await;

    // A passkey that counts, and a device that is remembered.
    let answer = cognate.try_sign_in(&client, "alice", PASSWORD).await.ok();
    let given = &answer["AuthenticationResult"]["NewDeviceMetadata"];
    let (key, group) =
        (given["DeviceKey"].as_str().unwrap(), given["DeviceGroupKey"].as_str().unwrap());
    let tokens = Tokens::of(&answer);
    let own = srp::Client::new(&"a1".repeat(32));
    let salt = "8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f";
    let request = json!({
        "AccessToken": tokens.access, "DeviceKey": key, "DeviceName": "laptop",
        "DeviceSecretVerifierConfig": own.device_config(group, key, SECRET, salt),
    });
    cognate.call("ConfirmDevice", request).await.ok();
    let request = json!({
        "AccessToken": tokens.access, "DeviceKey": key, "DeviceRememberedStatus": "remembered",
    });
    cognate.call("UpdateDeviceStatus", request).await.ok();
    let request = json!({ "AccessToken": tokens.access });
    let options = cognate.call("StartWebAuthnRegistration", request).await.ok();
    let mut passkey = Authenticator::new(ORIGIN);
    passkey.counter = 5;
    let credential = passkey.register(&options["CredentialCreationOptions"]);
    let request = json!({ "AccessToken": tokens.access, "Credential": credential });
    cognate.call("CompleteWebAuthnRegistration", request).await.ok();
    passkey_sign_in(&cognate, &client, &mut passkey).await;
    let of_device = |pool: &str| {
        let request = json!({ "UserPoolId": pool, "Username": "alice", "DeviceKey": key });
        cognate.admin("AdminGetDevice", request)
    };
    let list = async |access: &str| {
        cognate.call("ListWebAuthnCredentials", json!({ "AccessToken": access })).await.ok()
    };
    let device_before = of_device(&from).await.ok();
    let passkeys_before = list(&tokens.access).await;

    let kek = Kek::generate(&SystemRandom);
    let lines = exported(&cognate, &from, &kek, None).await;
    let with: Vec<bool> = lines.iter().map(|line| line.contains("possessions")).collect();
    assert_eq!(with.iter().filter(|with| **with).count(), 1, "bob has nothing");
    assert!(!lines.iter().any(|line| line.contains(&passkey.id()) || line.contains("laptop")));

    // Into another pool.
    let (to, there) = possessing(&cognate).await;
    let result = imported(&cognate, &to, &lines, &kek).await;
    assert_eq!(result, ImportResult { imported: 2, ..ImportResult::default() });
    assert_eq!(of_device(&to).await.ok(), device_before);
    let signed_in = passkey_sign_in(&cognate, &there, &mut passkey).await;
    assert_eq!(signed_in.access_claims()["sub"], sub.as_str());
    assert_eq!(list(&signed_in.access).await, passkeys_before);
    device_sign_in(&cognate, &there, (key, group), &own).await;
    cognate.try_refresh(&there, &tokens.refresh).await.expect_code(NOT_AUTHORIZED);
    // The counter came along: a copy of the authenticator as it was is found out.
    let rewound = json!({ "USERNAME": "alice", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let asked = cognate.initiate(&there, "USER_AUTH", rewound).await.ok();
    passkey.counter = 4;
    let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str().unwrap();
    let credential = passkey.sign(&options.parse().unwrap()).to_string();
    let request = json!({
        "ClientId": there, "ChallengeName": "WEB_AUTHN", "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "CREDENTIAL": credential },
    });
    cognate.call("RespondToAuthChallenge", request).await.expect_code(NOT_AUTHORIZED);

    // Back into the same pool, only once nothing of the deleted user is left to come to life.
    let gone = json!({ "UserPoolId": from, "Username": "alice" });
    cognate.admin("AdminDeleteUser", gone).await.ok();
    let result = imported(&cognate, &from, &lines, &kek).await;
    assert_eq!((result.imported, result.skipped, result.failed.len()), (0, 1, 1));
    let mut worker = Worker::new(cognate.node.clone());
    while worker.turn().await {}
    let result = imported(&cognate, &from, &lines, &kek).await;
    assert_eq!((result.imported, result.skipped), (1, 1));
    while worker.turn().await {}
    passkey.counter = 50;
    passkey_sign_in(&cognate, &client, &mut passkey).await;
    device_sign_in(&cognate, &client, (key, group), &own).await;
    cognate.try_refresh(&client, &tokens.refresh).await.expect_code(NOT_AUTHORIZED);
}

#[tokio::test]
async fn a_deleted_user_comes_back_after_the_sweep_only() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    let kek = Kek::generate(&SystemRandom);
    // As files were before they held passkeys and devices: without that member.
    let lines = exported(&cognate, &pool, &kek, None).await;
    assert!(!lines.iter().any(|line| line.contains("possessions")));
    cognate.admin("AdminDeleteUser", json!({ "UserPoolId": pool, "Username": "alice" })).await.ok();
    let result = imported(&cognate, &pool, &lines, &kek).await;
    assert_eq!((result.imported, result.failed.len()), (0, 1));
    assert!(result.failed[0].1.contains("still being removed"), "{result:?}");
    let mut worker = Worker::new(cognate.node.clone());
    while worker.turn().await {}
    assert_eq!(imported(&cognate, &pool, &lines, &kek).await.imported, 1);
    cognate.try_refresh(&client, &tokens.refresh).await.expect_code(NOT_AUTHORIZED);
    // A second time round as well.
    cognate.admin("AdminDeleteUser", json!({ "UserPoolId": pool, "Username": "alice" })).await.ok();
    while worker.turn().await {}
    assert_eq!(imported(&cognate, &pool, &lines, &kek).await.imported, 1);
    cognate.sign_in(&client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn a_passkey_that_another_user_has_is_not_taken_from_them() {
    let cognate = Cognate::start().await;
    let (from, client) = possessing(&cognate).await;
    let (to, there) = possessing(&cognate).await;
    let mut passkey = Authenticator::new(ORIGIN);
    for (pool, client, name) in [(&from, &client, "alice"), (&to, &there, "carol")] {
        cognate.create_user(pool, name, PASSWORD).await;
        let access = cognate.sign_in(client, name, PASSWORD).await.access;
        let request = json!({ "AccessToken": access });
        let options = cognate.call("StartWebAuthnRegistration", request).await.ok();
        let credential = passkey.register(&options["CredentialCreationOptions"]);
        let request = json!({ "AccessToken": access, "Credential": credential });
        cognate.call("CompleteWebAuthnRegistration", request).await.ok();
    }
    let kek = Kek::generate(&SystemRandom);
    let lines = exported(&cognate, &from, &kek, None).await;
    let result = imported(&cognate, &to, &lines, &kek).await;
    assert_eq!(result.imported, 0);
    let why = "another user of this pool has one of the passkeys";
    assert_eq!(result.failed, [("alice".to_owned(), why.to_owned())]);
}
