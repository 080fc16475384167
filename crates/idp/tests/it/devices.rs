//! Devices: given out at a sign-in, confirmed, listed, forgotten, and asked to prove themselves.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Tokens, Value, json, srp};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const SECRET: &str = "what-the-device-keeps";
const SALT: &str = "8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f";
const INCORRECT: &str = "Incorrect username or password.";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const NOT_TRACKED: &str = "InvalidUserPoolConfigurationException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const NO_DEVICE: &str = "Device does not exist.";

/// Alice in a pool with devices.
struct Alice {
    cognate: Cognate,
    pool: String,
    client: String,
}

/// What a client keeps of a device.
struct Device {
    key: String,
    group: String,
    tokens: Tokens,
}

fn own_client() -> srp::Client {
    srp::Client::new(&"a1".repeat(32))
}

fn always() -> Value {
    json!({ "DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false,
    } })
}

impl Alice {
    async fn in_pool(members: Value) -> Alice {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(members).await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        Alice { cognate, pool, client }
    }

    async fn srp(&self) -> Value {
        self.cognate.srp_sign_in(&self.pool, &self.client, "alice", PASSWORD).await.ok()
    }

    /// A sign-in that is given a device.
    async fn offered(&self) -> Device {
        device_of(&self.srp().await)
    }

    async fn confirm(&self, device: &Device) -> Answer {
        let config = own_client().device_config(&device.group, &device.key, SECRET, SALT);
        let request = json!({
            "AccessToken": device.tokens.access, "DeviceKey": device.key,
            "DeviceSecretVerifierConfig": config, "DeviceName": "laptop",
        });
        self.cognate.call("ConfirmDevice", request).await
    }

    async fn confirmed(&self) -> Device {
        let device = self.offered().await;
        self.confirm(&device).await.ok();
        device
    }

    /// SRP up to its second leg, whose responses are changed; the answer to them.
    async fn verifier(&self, change: impl Fn(&mut Value)) -> Answer {
        let client = own_client();
        let challenge = self.cognate.srp_start(&self.client, "alice", &client).await.ok();
        let parameters = &challenge["ChallengeParameters"];
        let now_s = self.cognate.clock.now_s();
        let mut responses = client.responses(&self.pool, PASSWORD, parameters, now_s);
        change(&mut responses);
        self.cognate.srp_answer(&self.client, responses).await
    }

    async fn respond(&self, name: &str, session: Option<&Value>, responses: Value) -> Answer {
        let mut request = json!({
            "ClientId": self.client, "ChallengeName": name, "ChallengeResponses": responses,
        });
        if let Some(session) = session {
            request["Session"] = session.clone();
        }
        self.cognate.call("RespondToAuthChallenge", request).await
    }

    async fn device_start(&self, device: &Device, session: Option<&Value>) -> Answer {
        let responses = json!({
            "USERNAME": "alice", "DEVICE_KEY": device.key, "SRP_A": own_client().a_hex(),
        });
        self.respond("DEVICE_SRP_AUTH", session, responses).await
    }

    /// The password leg of a device's sign-in: DEVICE_SRP_AUTH.
    async fn challenged(&self, device: &Device) -> Value {
        let answer = self.verifier(|r| r["DEVICE_KEY"] = device.key.as_str().into()).await.ok();
        assert_eq!(answer["ChallengeName"], "DEVICE_SRP_AUTH", "{answer}");
        answer
    }

    fn device_claim(&self, device: &Device, secret: &str, challenge: &Value) -> Value {
        let (parameters, now_s) = (&challenge["ChallengeParameters"], self.cognate.clock.now_s());
        own_client().device_responses(&device.group, secret, parameters, now_s)
    }

    async fn refresh(&self, device: &Device, key: Value) -> Answer {
        let parameters = json!({ "REFRESH_TOKEN": device.tokens.refresh, "DEVICE_KEY": key });
        self.cognate.initiate(&self.client, "REFRESH_TOKEN_AUTH", parameters).await
    }

    async fn own(&self, operation: &str, device: &Device, members: Value) -> Answer {
        let mut request = json!({ "AccessToken": device.tokens.access });
        extend(&mut request, members);
        self.cognate.call(operation, request).await
    }

    async fn admin(&self, operation: &str, members: Value) -> Answer {
        let mut request = json!({ "UserPoolId": self.pool, "Username": "alice" });
        extend(&mut request, members);
        self.cognate.admin(operation, request).await
    }
}

fn extend(request: &mut Value, members: Value) {
    for (name, value) in members.as_object().expect("members are an object") {
        request[name] = value.clone();
    }
}

#[track_caller]
fn device_of(answer: &Value) -> Device {
    let metadata = &answer["AuthenticationResult"]["NewDeviceMetadata"];
    let text =
        |name: &str| metadata[name].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    Device { key: text("DeviceKey"), group: text("DeviceGroupKey"), tokens: Tokens::of(answer) }
}

fn attribute<'a>(device: &'a Value, name: &str) -> Option<&'a str> {
    let attributes = device["DeviceAttributes"].as_array().expect("attributes");
    let found = attributes.iter().find(|attribute| attribute["Name"] == name);
    found.and_then(|attribute| attribute["Value"].as_str())
}

#[tokio::test]
async fn a_new_device_is_given_confirmed_and_shown() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.offered().await;
    assert!(device.key.starts_with("eu-central-1_"), "{}", device.key);
    assert!(device.group.starts_with('-'), "{}", device.group);
    assert_eq!(device.tokens.access_claims()["device_key"], device.key.as_str());
    // Nothing is kept of a device that nobody confirms.
    alice
        .own("GetDevice", &device, json!({ "DeviceKey": device.key }))
        .await
        .expect_error(NOT_FOUND, NO_DEVICE);

    let answer = alice.confirm(&device).await.ok();
    assert_eq!(answer, json!({ "UserConfirmationNecessary": false }));
    let shown = alice.own("GetDevice", &device, json!({ "DeviceKey": device.key })).await.ok();
    let shown = &shown["Device"];
    assert_eq!(shown["DeviceKey"], device.key.as_str());
    for (name, value) in [
        ("device_status", "valid"),
        ("device_name", "laptop"),
        ("last_ip_used", "192.0.2.7"),
        ("dev:device_remembered_status", "remembered"),
    ] {
        assert_eq!(attribute(shown, name), Some(value));
    }
    for date in ["DeviceCreateDate", "DeviceLastModifiedDate", "DeviceLastAuthenticatedDate"] {
        assert!(shown[date].is_number(), "{date}");
    }
    let by_admin = alice.admin("AdminGetDevice", json!({ "DeviceKey": device.key })).await.ok();
    assert_eq!(by_admin["Device"], *shown);
    // Another sign-in without a key is another device, in the same group.
    let other = alice.offered().await;
    assert_ne!(other.key, device.key);
    assert_eq!(other.group, device.group);
}

#[tokio::test]
async fn without_device_configuration_there_are_no_devices() {
    let alice = Alice::in_pool(json!({})).await;
    let answer = alice.srp().await;
    assert!(answer["AuthenticationResult"].get("NewDeviceMetadata").is_none());
    let key = "eu-central-1_8f0f5c1e-1111-2222-3333-444455556666".to_owned();
    let device = Device { key: key.clone(), group: "-x".into(), tokens: Tokens::of(&answer) };
    assert!(device.tokens.access_claims().get("device_key").is_none());
    // A stray key is of no consequence.
    let answer = alice.verifier(|r| r["DEVICE_KEY"] = key.as_str().into()).await.ok();
    Tokens::of(&answer);
    alice.refresh(&device, json!(key)).await.ok();

    let text = "Device tracking is not enabled for the user pool.";
    alice.confirm(&device).await.expect_error(NOT_TRACKED, text);
    let named = json!({ "DeviceKey": key, "DeviceRememberedStatus": "remembered" });
    for operation in ["GetDevice", "ListDevices", "UpdateDeviceStatus", "ForgetDevice"] {
        alice.own(operation, &device, named.clone()).await.expect_error(NOT_TRACKED, text);
    }
    for operation in
        ["AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"]
    {
        alice.admin(operation, named.clone()).await.expect_error(NOT_TRACKED, text);
    }
}

#[tokio::test]
async fn only_the_device_of_the_sign_in_is_confirmed_and_once() {
    let alice = Alice::in_pool(always()).await;
    let (device, other) = (alice.offered().await, alice.offered().await);
    let invalid = "InvalidParameterException";
    let foreign = Device { key: other.key.clone(), ..alice.offered().await };
    alice.confirm(&foreign).await.expect_error(invalid, "Invalid device key given.");
    let elsewhere = device.key.replace("eu-central-1", "eu-west-1");
    let elsewhere = Device { key: elsewhere, ..alice.offered().await };
    alice.confirm(&elsewhere).await.expect_error(invalid, "Invalid device key given.");

    // PW-7: 0 < v < N, and a salt.
    let good = own_client().device_config(&device.group, &device.key, SECRET, SALT);
    for (member, bad) in [
        ("PasswordVerifier", json!("AA==")),
        ("PasswordVerifier", json!("%%%")),
        ("PasswordVerifier", json!(good["PasswordVerifier"].as_str().unwrap().repeat(2))),
        ("Salt", json!("AAAA")),
        ("Salt", json!("")),
    ] {
        let mut config = good.clone();
        config[member] = bad;
        let members = json!({ "DeviceKey": device.key, "DeviceSecretVerifierConfig": config });
        let text = format!("Invalid {member} in DeviceSecretVerifierConfig.");
        alice.own("ConfirmDevice", &device, members).await.expect_error(invalid, &text);
    }
    for (config, missing) in [
        (json!({ "Salt": good["Salt"] }), "PasswordVerifier"),
        (json!({ "PasswordVerifier": good["PasswordVerifier"] }), "Salt"),
    ] {
        let members = json!({ "DeviceKey": device.key, "DeviceSecretVerifierConfig": config });
        let text = format!("Missing required parameter {missing}");
        alice.own("ConfirmDevice", &device, members).await.expect_error(invalid, &text);
    }
    alice.confirm(&device).await.ok();
    let exists = "DeviceKeyExistsException";
    alice.confirm(&device).await.expect_error(exists, "Device already exists.");
    let taken = Device { key: device.key.clone(), ..alice.offered().await };
    alice.confirm(&taken).await.expect_error(exists, "Device already exists.");
}

#[tokio::test]
async fn who_may_not_sign_in_cannot_manage_devices() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    let config = own_client().device_config(&device.group, &device.key, SECRET, SALT);
    let named = json!({
        "DeviceKey": device.key, "DeviceSecretVerifierConfig": config,
        "DeviceRememberedStatus": "remembered",
    });
    let operations =
        ["ConfirmDevice", "GetDevice", "ListDevices", "UpdateDeviceStatus", "ForgetDevice"];
    let change = async |status| {
        rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = status).await;
    };
    for (status, code, text) in [
        (
            Status::ResetRequired,
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        (Status::Unconfirmed, "UserNotConfirmedException", "User is not confirmed."),
    ] {
        change(status).await;
        for operation in operations {
            alice.own(operation, &device, named.clone()).await.expect_error(code, text);
        }
    }
    change(Status::Confirmed).await;
    for operation in operations {
        let mut request = named.clone();
        request["AccessToken"] = "garbage".into();
        let answer = alice.cognate.call(operation, request).await;
        answer.expect_error(NOT_AUTHORIZED, "Invalid Access Token");
    }
    alice.admin("AdminDeleteUser", json!({})).await.ok();
    for operation in operations {
        let answer = alice.own(operation, &device, named.clone()).await;
        answer.expect_error("UserNotFoundException", "User does not exist.");
    }
}

#[tokio::test]
async fn devices_are_listed_in_pages() {
    let alice = Alice::in_pool(always()).await;
    let mut keys = Vec::new();
    let mut last = None;
    for _ in 0..3 {
        let device = alice.confirmed().await;
        keys.push(device.key.clone());
        last = Some(device);
    }
    keys.sort();
    let device = last.expect("three devices");
    let list = async |operation: &str, members: Value| match operation {
        "ListDevices" => alice.own(operation, &device, members).await,
        _ => alice.admin(operation, members).await,
    };
    for operation in ["ListDevices", "AdminListDevices"] {
        let first = list(operation, json!({ "Limit": 2 })).await.ok();
        let token = first["PaginationToken"].clone();
        let second = list(operation, json!({ "Limit": 2, "PaginationToken": token })).await.ok();
        assert!(second.get("PaginationToken").is_none());
        let mut found: Vec<String> = [first, second]
            .iter()
            .flat_map(|page| page["Devices"].as_array().expect("devices").clone())
            .map(|device| device["DeviceKey"].as_str().expect("a key").to_owned())
            .collect();
        found.sort();
        assert_eq!(found, keys);
        let all = list(operation, json!({ "Limit": 0 })).await.ok();
        assert_eq!(all["Devices"].as_array().map(Vec::len), Some(3));
        let answer = list(operation, json!({ "PaginationToken": "foreign" })).await;
        answer.expect_error("InvalidParameterException", "Invalid pagination token.");
    }
}

#[tokio::test]
async fn devices_are_remembered_and_forgotten() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    let named = json!({ "DeviceKey": device.key });
    let status = async || {
        let shown = alice.admin("AdminGetDevice", named.clone()).await.ok();
        attribute(&shown["Device"], "dev:device_remembered_status").map(str::to_owned)
    };
    for (admin, status_name) in [(false, "not_remembered"), (true, "remembered")] {
        alice.cognate.clock.turn(1);
        let members = json!({ "DeviceKey": device.key, "DeviceRememberedStatus": status_name });
        let answer = match admin {
            true => alice.admin("AdminUpdateDeviceStatus", members).await,
            false => alice.own("UpdateDeviceStatus", &device, members).await,
        };
        assert_eq!(answer.ok(), json!({}));
        assert_eq!(status().await.as_deref(), Some(status_name));
    }
    let missing = "Missing required parameter DeviceRememberedStatus";
    let invalid = "InvalidParameterException";
    alice.own("UpdateDeviceStatus", &device, named.clone()).await.expect_error(invalid, missing);
    alice.admin("AdminUpdateDeviceStatus", named.clone()).await.expect_error(invalid, missing);

    let unknown = "eu-central-1_8f0f5c1e-1111-2222-3333-444455556666";
    let stranger = json!({ "DeviceKey": unknown, "DeviceRememberedStatus": "remembered" });
    for operation in ["GetDevice", "UpdateDeviceStatus", "ForgetDevice"] {
        let answer = alice.own(operation, &device, stranger.clone()).await;
        answer.expect_error(NOT_FOUND, NO_DEVICE);
    }
    for operation in ["AdminGetDevice", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        let answer = alice.admin(operation, stranger.clone()).await;
        answer.expect_error(NOT_FOUND, NO_DEVICE);
    }
    let answer = alice.own("ForgetDevice", &device, named.clone()).await;
    assert_eq!((answer.status, answer.text()), (200, ""));
    alice.own("GetDevice", &device, named.clone()).await.expect_error(NOT_FOUND, NO_DEVICE);
    alice.own("ForgetDevice", &device, named).await.expect_error(NOT_FOUND, NO_DEVICE);
}

#[tokio::test]
async fn admins_name_unknown_users_and_pools() {
    let alice = Alice::in_pool(always()).await;
    let members = json!({
        "DeviceKey": "eu-central-1_8f0f5c1e-1111-2222-3333-444455556666",
        "DeviceRememberedStatus": "remembered",
    });
    for (operation, code) in [
        ("AdminGetDevice", NOT_FOUND),
        ("AdminListDevices", NOT_FOUND),
        ("AdminUpdateDeviceStatus", "UserNotFoundException"),
        ("AdminForgetDevice", "UserNotFoundException"),
    ] {
        let mut nobody = members.clone();
        nobody["Username"] = "nobody".into();
        alice.admin(operation, nobody).await.expect_error(code, "User does not exist.");
        let mut nowhere = members.clone();
        nowhere["UserPoolId"] = "eu-central-1_Nowhere00".into();
        let text = "User pool eu-central-1_Nowhere00 does not exist.";
        alice.admin(operation, nowhere).await.expect_error(NOT_FOUND, text);
    }
}

#[tokio::test]
async fn forgetting_a_device_ends_its_sessions() {
    let alice = Alice::in_pool(always()).await;
    let (one, two) = (alice.confirmed().await, alice.confirmed().await);
    alice.refresh(&one, json!(one.key)).await.ok();
    let named = json!({ "DeviceKey": one.key });
    // From another device: the first one's tokens are dead.
    alice.own("ForgetDevice", &two, named.clone()).await.ok();
    let revoked = "Refresh Token has been revoked";
    alice.refresh(&one, json!(one.key)).await.expect_error(NOT_AUTHORIZED, revoked);
    let answer = alice.own("GetUser", &one, json!({})).await;
    answer.expect_error(NOT_AUTHORIZED, "Access Token has been revoked");
    alice.confirm(&one).await.expect_code(NOT_AUTHORIZED);
    // By itself: it may act as long as the access token lives, but gets no other.
    alice.own("ForgetDevice", &two, json!({ "DeviceKey": two.key })).await.ok();
    let invalid = "Invalid Refresh Token";
    alice.refresh(&two, json!(two.key)).await.expect_error(NOT_AUTHORIZED, invalid);
    alice.own("GetUser", &two, json!({})).await.ok();

    let three = alice.confirmed().await;
    let answer = alice.admin("AdminForgetDevice", json!({ "DeviceKey": three.key })).await;
    assert_eq!((answer.status, answer.text()), (200, ""));
    alice.refresh(&three, json!(three.key)).await.expect_error(NOT_AUTHORIZED, revoked);
}

#[tokio::test]
async fn refresh_tokens_belong_to_their_confirmed_device() {
    let alice = Alice::in_pool(always()).await;
    let (device, other) = (alice.offered().await, alice.confirmed().await);
    let invalid = "Invalid Refresh Token";
    let exchange = async |key: Value| {
        let request = json!({
            "ClientId": alice.client, "RefreshToken": device.tokens.refresh, "DeviceKey": key,
        });
        alice.cognate.call("GetTokensFromRefreshToken", request).await
    };
    for key in [json!(device.key), Value::Null] {
        alice.refresh(&device, key.clone()).await.expect_error(NOT_AUTHORIZED, invalid);
        exchange(key).await.expect_error(NOT_AUTHORIZED, invalid);
    }
    alice.confirm(&device).await.ok();
    for key in [Value::Null, json!(other.key), json!("eu-central-1_x")] {
        alice.refresh(&device, key.clone()).await.expect_error(NOT_AUTHORIZED, invalid);
    }
    exchange(Value::Null).await.expect_error(NOT_AUTHORIZED, invalid);
    let answer = alice.refresh(&device, json!(device.key)).await.ok();
    assert!(answer["AuthenticationResult"].get("NewDeviceMetadata").is_none());
    let tokens = Tokens::of(&answer);
    assert_eq!(tokens.access_claims()["device_key"], device.key.as_str());
    exchange(json!(device.key)).await.ok();
}

#[tokio::test]
async fn the_admin_password_flow_has_no_device() {
    let alice = Alice::in_pool(always()).await;
    let request = json!({
        "UserPoolId": alice.pool, "ClientId": alice.client,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {
            "USERNAME": "alice", "PASSWORD": PASSWORD,
            "DEVICE_KEY": "eu-central-1_8f0f5c1e-1111-2222-3333-444455556666",
        },
    });
    let answer = alice.cognate.admin("AdminInitiateAuth", request).await.ok();
    assert!(answer["AuthenticationResult"].get("NewDeviceMetadata").is_none());
    let tokens = Tokens::of(&answer);
    assert!(tokens.access_claims().get("device_key").is_none());
    let answer = alice.cognate.try_refresh(&alice.client, &tokens.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Invalid Refresh Token");
}

#[tokio::test]
async fn a_remembered_device_proves_itself_with_sessions() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    alice.cognate.clock.turn(60);
    let first = alice.challenged(&device).await;
    let parameters = &first["ChallengeParameters"];
    assert_eq!(*parameters, json!({ "USERNAME": "alice", "DEVICE_KEY": device.key }));
    let second = alice.device_start(&device, Some(&first["Session"])).await.ok();
    assert_eq!(second["ChallengeName"], "DEVICE_PASSWORD_VERIFIER");
    assert_eq!(second["ChallengeParameters"]["SALT"], SALT);
    assert_eq!(second["ChallengeParameters"]["DEVICE_KEY"], device.key.as_str());
    // A session is answered once.
    let again = alice.device_start(&device, Some(&first["Session"])).await;
    let once = "Invalid session for the user, session can only be used once.";
    again.expect_error(NOT_AUTHORIZED, once);

    let claim = alice.device_claim(&device, SECRET, &second);
    // The session of another step is none.
    let verifier = "DEVICE_PASSWORD_VERIFIER";
    let answer = alice.respond(verifier, Some(&first["Session"]), claim.clone()).await;
    answer.expect_error(NOT_AUTHORIZED, "Invalid session for the user.");
    let answer = alice.respond(verifier, Some(&second["Session"]), claim.clone()).await.ok();
    assert!(answer["AuthenticationResult"].get("NewDeviceMetadata").is_none());
    let tokens = Tokens::of(&answer);
    assert_eq!(tokens.access_claims()["device_key"], device.key.as_str());
    alice.respond(verifier, None, claim).await.expect_error(NOT_AUTHORIZED, once);

    let shown = alice.admin("AdminGetDevice", json!({ "DeviceKey": device.key })).await.ok();
    let date = |name: &str| shown["Device"][name].as_f64().expect("a date");
    assert!(date("DeviceLastAuthenticatedDate") > date("DeviceCreateDate"));
}

#[tokio::test]
async fn older_clients_send_no_session_and_the_same_public_value() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    // Without the password leg there is nothing to go on with.
    let refused = alice.device_start(&device, None).await;
    refused.expect_error(NOT_AUTHORIZED, "Invalid session for the user.");
    alice.challenged(&device).await;
    let second = alice.device_start(&device, None).await.ok();
    let claim = alice.device_claim(&device, SECRET, &second);
    Tokens::of(&alice.respond("DEVICE_PASSWORD_VERIFIER", None, claim).await.ok());
    // Used up.
    alice.device_start(&device, None).await.expect_code(NOT_AUTHORIZED);
    // Another public value does not find it.
    alice.challenged(&device).await;
    let other = srp::Client::new(&"b2".repeat(32));
    let responses =
        json!({ "USERNAME": "alice", "DEVICE_KEY": device.key, "SRP_A": other.a_hex() });
    let answer = alice.respond("DEVICE_SRP_AUTH", None, responses).await;
    answer.expect_error(NOT_AUTHORIZED, "Invalid session for the user.");
    // It expires like any session.
    alice.cognate.clock.turn(181);
    let expired = "Invalid session for the user, session is expired.";
    alice.device_start(&device, None).await.expect_error(NOT_AUTHORIZED, expired);
}

#[tokio::test]
async fn rl_2_a_wrong_device_secret_is_a_wrong_answer() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    let verifier = "DEVICE_PASSWORD_VERIFIER";
    for _ in 0..5 {
        let first = alice.challenged(&device).await;
        let second = alice.device_start(&device, Some(&first["Session"])).await.ok();
        let wrong = alice.device_claim(&device, "another secret", &second);
        alice.respond(verifier, None, wrong).await.expect_error(NOT_AUTHORIZED, INCORRECT);
        // The block is used up: the right claim comes too late.
        let right = alice.device_claim(&device, SECRET, &second);
        alice.respond(verifier, None, right).await.expect_code(NOT_AUTHORIZED);
    }
    let locked = alice.cognate.srp_start(&alice.client, "alice", &own_client()).await;
    locked.expect_error(NOT_AUTHORIZED, "Password attempts exceeded");
}

#[tokio::test]
async fn an_unknown_device_does_not_use_the_block_up() {
    let alice = Alice::in_pool(always()).await;
    let client = own_client();
    let challenge = alice.cognate.srp_start(&alice.client, "alice", &client).await.ok();
    let parameters = &challenge["ChallengeParameters"];
    let now_s = alice.cognate.clock.now_s();
    let mut responses = client.responses(&alice.pool, PASSWORD, parameters, now_s);
    for key in ["eu-central-1_8f0f5c1e-1111-2222-3333-444455556666", "eu-central-1_0", "x"] {
        responses["DEVICE_KEY"] = key.into();
        let answer = alice.cognate.srp_answer(&alice.client, responses.clone()).await;
        answer.expect_error(NOT_FOUND, NO_DEVICE);
    }
    // Who does not know the password learns nothing about devices.
    let mut wrong = client.responses(&alice.pool, "Wrong-Password7", parameters, now_s);
    wrong["DEVICE_KEY"] = "eu-central-1_8f0f5c1e-1111-2222-3333-444455556666".into();
    let other = alice.cognate.srp_start(&alice.client, "alice", &client).await.ok();
    wrong["PASSWORD_CLAIM_SECRET_BLOCK"] = other["ChallengeParameters"]["SECRET_BLOCK"].clone();
    let answer = alice.cognate.srp_answer(&alice.client, wrong).await;
    answer.expect_error(NOT_AUTHORIZED, INCORRECT);
    // The same block, the same signature, no key: as the JavaScript clients do.
    responses["DEVICE_KEY"] = Value::Null;
    let answer = alice.cognate.srp_answer(&alice.client, responses).await.ok();
    device_of(&answer);
    // With a password it is the same.
    let parameters = json!({
        "USERNAME": "alice", "PASSWORD": PASSWORD,
        "DEVICE_KEY": "eu-central-1_8f0f5c1e-1111-2222-3333-444455556666",
    });
    let answer = alice.cognate.initiate(&alice.client, "USER_PASSWORD_AUTH", parameters).await;
    answer.expect_error(NOT_FOUND, NO_DEVICE);
}

#[tokio::test]
async fn another_users_device_is_unknown() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    alice.cognate.create_user(&alice.pool, "bob", PASSWORD).await;
    let parameters = json!({ "USERNAME": "bob", "PASSWORD": PASSWORD, "DEVICE_KEY": device.key });
    let answer = alice.cognate.initiate(&alice.client, "USER_PASSWORD_AUTH", parameters).await;
    answer.expect_error(NOT_FOUND, NO_DEVICE);
    let members = json!({ "Username": "bob", "DeviceKey": device.key });
    alice.admin("AdminGetDevice", members).await.expect_error(NOT_FOUND, NO_DEVICE);
}

#[tokio::test]
async fn a_device_that_waits_for_its_user_is_known_and_not_asked() {
    let alice = Alice::in_pool(json!({ "DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true,
    } }))
    .await;
    let device = alice.offered().await;
    let answer = alice.confirm(&device).await.ok();
    assert_eq!(answer, json!({ "UserConfirmationNecessary": true }));
    let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": device.key });
    let sign_in = async || {
        let flow = "USER_PASSWORD_AUTH";
        alice.cognate.initiate(&alice.client, flow, parameters.clone()).await.ok()
    };
    let answer = sign_in().await;
    assert!(answer["AuthenticationResult"].get("NewDeviceMetadata").is_none());
    assert_eq!(Tokens::of(&answer).access_claims()["device_key"], device.key.as_str());
    let members = json!({ "DeviceKey": device.key, "DeviceRememberedStatus": "remembered" });
    alice.own("UpdateDeviceStatus", &device, members).await.ok();
    assert_eq!(sign_in().await["ChallengeName"], "DEVICE_SRP_AUTH");
}

#[tokio::test]
async fn a_device_that_is_gone_proves_nothing() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    let first = alice.challenged(&device).await;
    let second = alice.device_start(&device, Some(&first["Session"])).await.ok();
    let third = alice.challenged(&device).await;
    alice.admin("AdminForgetDevice", json!({ "DeviceKey": device.key })).await.ok();
    let claim = alice.device_claim(&device, SECRET, &second);
    let answer = alice.respond("DEVICE_PASSWORD_VERIFIER", None, claim).await;
    answer.expect_error(NOT_FOUND, NO_DEVICE);
    let answer = alice.device_start(&device, Some(&third["Session"])).await;
    answer.expect_error(NOT_FOUND, NO_DEVICE);
}

/// Registers a software token with a device's access token, and demands one of everybody.
async fn demand_token(alice: &Alice, device: &Device) -> String {
    let request = json!({
        "UserPoolId": alice.pool, "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": { "Enabled": true },
    });
    alice.cognate.admin("SetUserPoolMfaConfig", request).await.ok();
    let answer = alice.own("AssociateSoftwareToken", device, json!({})).await.ok();
    let secret = answer["SecretCode"].as_str().expect("a secret").to_owned();
    let code = alice.cognate.totp(&secret);
    alice.own("VerifySoftwareToken", device, json!({ "UserCode": code })).await.ok();
    let settings = json!({ "SoftwareTokenMfaSettings": { "Enabled": true } });
    alice.admin("AdminSetUserMFAPreference", settings).await.ok();
    alice.cognate.clock.turn(30);
    secret
}

/// Both legs of a device, from its challenge on.
async fn proven(alice: &Alice, device: &Device, challenge: &Value) -> Value {
    assert_eq!(challenge["ChallengeName"], "DEVICE_SRP_AUTH", "{challenge}");
    let second = alice.device_start(device, Some(&challenge["Session"])).await.ok();
    let claim = alice.device_claim(device, SECRET, &second);
    let session = Some(&second["Session"]);
    alice.respond("DEVICE_PASSWORD_VERIFIER", session, claim).await.ok()
}

#[tokio::test]
async fn a_remembered_device_skips_the_second_factor_where_the_pool_says_so() {
    let alice = Alice::in_pool(always()).await;
    let device = alice.confirmed().await;
    let secret = demand_token(&alice, &device).await;
    let begin = async |key: Value| {
        let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": key });
        alice.cognate.initiate(&alice.client, "USER_PASSWORD_AUTH", parameters).await.ok()
    };
    let code = async |challenge: &Value| {
        assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA", "{challenge}");
        let code = alice.cognate.totp(&secret);
        let responses = json!({ "USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code });
        let session = Some(&challenge["Session"]);
        alice.respond("SOFTWARE_TOKEN_MFA", session, responses).await.ok()
    };
    let answer = proven(&alice, &device, &begin(json!(device.key)).await).await;
    assert_eq!(Tokens::of(&answer).access_claims()["device_key"], device.key.as_str());
    // Another device has to bring the code, and may be remembered after it.
    device_of(&code(&begin(Value::Null).await).await);

    // Where the device is no second factor it comes after one.
    let request = json!({ "UserPoolId": alice.pool, "DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": false,
    } });
    alice.cognate.admin("UpdateUserPool", request).await.ok();
    alice.cognate.clock.turn(30);
    let challenge = code(&begin(json!(device.key)).await).await;
    Tokens::of(&proven(&alice, &device, &challenge).await);
}
