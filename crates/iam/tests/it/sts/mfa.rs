//! MFA codes that come along with requests for credentials.

use cognate_core::iam::{entity, mfa};
use cognate_crypto::totp;
use cognate_store::records::iam_link::Relation;
use cognate_testkit::{Cognate, deny, json};

use super::*;

const SEED: [u8; 20] = [9; 20];

/// Gives the user a virtual device; its serial number.
async fn device(cognate: &Cognate, user: &str) -> String {
    let cx = cognate.cx();
    let user = cognate.entity(Kind::User, user).await;
    let name = entity::name(&user).to_owned();
    let mut device = entity::new(&cx, Kind::MfaDevice, &name, "/", serde_json::Map::new());
    let keys = cognate.node.keys().installation().await.unwrap();
    mfa::keep_seed(&cx, &keys, &mut device, &SEED);
    let root = Principal::root(ACCOUNT, None);
    let done = Change::new(&cx).insert(&device).commit(&root, "test").await.unwrap();
    assert_eq!(done, Done::Committed);
    let change = Change::new(&cx).update(&device);
    let change = change.link(Relation::MfaOf, &device, &user.id, Some(&user));
    assert_eq!(change.commit(&root, "test").await.unwrap(), Done::Committed);
    entity::arn(ACCOUNT, &device)
}

fn code(cognate: &Cognate, steps: i64) -> String {
    totp::code(&SEED, totp::step_at(cognate.clock.now_ms()) + steps)
}

async fn scene() -> (Cognate, AccessKey, String) {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let mut asking = trust(&user_arn("ada"), &[]);
    asking["Condition"] = json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } });
    cognate.iam_role("app", asking, json!(null)).await;
    let serial = device(&cognate, "ada").await;
    (cognate, ada, serial)
}

#[tokio::test]
async fn a_code_opens_a_role_that_asks_for_one() {
    let (cognate, ada, serial) = scene().await;
    assert_eq!(serial, "arn:aws:iam::123456789012:mfa/ada");
    assume(&cognate, &ada, "app", &[]).await.expect_code("AccessDenied");
    let now = code(&cognate, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    credentials(&assume(&cognate, &ada, "app", &given).await);
    // Once.
    let answer = assume(&cognate, &ada, "app", &given).await;
    answer.expect_error(
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code.",
    );
    assert_eq!(answer.status, 403);
    // A session with MFA is as good.
    cognate.clock.turn(30);
    let now = code(&cognate, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    let session = credentials(&sts(&cognate, &ada, "GetSessionToken", &given).await);
    credentials(&assume(&cognate, &session, "app", &[]).await);
    let without = credentials(&sts(&cognate, &ada, "GetSessionToken", &[]).await);
    assume(&cognate, &without, "app", &[]).await.expect_code("AccessDenied");
}

/// The age of the code counts from when it was given.
#[tokio::test]
async fn sessions_know_how_old_their_code_is() {
    let (cognate, ada, serial) = scene().await;
    let mut old = deny("*", "*");
    old["Condition"] = json!({ "NumericGreaterThan": { "aws:MultiFactorAuthAge": "60" } });
    let list = cognate_testkit::allow("cognito-idp:ListUserPools", "*");
    cognate.iam_policy("ada", "age", json!([list, old])).await;
    let now = code(&cognate, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    let session = credentials(&sts(&cognate, &ada, "GetSessionToken", &given).await);
    cognate.clock.turn(60);
    assert!(may_list(&cognate, &session).await);
    cognate.clock.turn(1);
    assert!(!may_list(&cognate, &session).await);
}

#[tokio::test]
async fn devices_and_codes_must_be_the_callers() {
    let (cognate, ada, serial) = scene().await;
    let bob = cognate.iam_user("bob", json!(null)).await;
    let now = code(&cognate, 0);
    let incomplete = "MultiFactorAuthentication failed, must provide both MFA serial number and \
                      one time pass code.";
    for given in [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())] {
        assume(&cognate, &ada, "app", &[given]).await.expect_error("AccessDenied", incomplete);
    }
    let unknown = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify \
                   your MFA serial number is valid and associated with this user.";
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    let others = sts(&cognate, &bob, "GetSessionToken", &given).await;
    others.expect_error("AccessDenied", unknown);
    for serial in ["arn:aws:iam::123456789012:mfa/ADA", "GAHT12345678", "arn:aws:iam::1:mfa/ada"] {
        let given = [("SerialNumber", serial), ("TokenCode", now.as_str())];
        assume(&cognate, &ada, "app", &given).await.expect_error("AccessDenied", unknown);
    }
    sts(&cognate, &cognate.root, "GetSessionToken", &given).await.expect_code("AccessDenied");
    // None of that used the code up.
    credentials(&assume(&cognate, &ada, "app", &given).await);
    let letters = [("SerialNumber", serial.as_str()), ("TokenCode", "12345a")];
    assume(&cognate, &ada, "app", &letters).await.expect_code("ValidationError");
}

/// Whoever has the key could otherwise try them all.
#[tokio::test]
async fn wrong_codes_lock_the_device() {
    let (cognate, ada, serial) = scene().await;
    let wrong = [("SerialNumber", serial.as_str()), ("TokenCode", "000000")];
    for _ in 0..5 {
        assume(&cognate, &ada, "app", &wrong).await.expect_error(
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        );
    }
    let now = code(&cognate, 0);
    let right = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    assume(&cognate, &ada, "app", &right).await.expect_error(
        "AccessDenied",
        "MultiFactorAuthentication failed because of too many wrong codes. Try again later.",
    );
    cognate.clock.turn(2);
    credentials(&assume(&cognate, &ada, "app", &right).await);
}

/// Two requests with one code at once: one of them gets a session.
#[tokio::test]
async fn one_code_makes_one_session() {
    let (cognate, ada, serial) = scene().await;
    let now = code(&cognate, 0);
    let given = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    let (one, other) =
        tokio::join!(assume(&cognate, &ada, "app", &given), assume(&cognate, &ada, "app", &given));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
}
