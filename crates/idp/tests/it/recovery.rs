//! Forgotten passwords, resets by administrators, and invitations.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Failure, Setup, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const OTHER: &str = "Battery-Staple8";
const ALICE: &str = "alice@example.com";
const PHONE: &str = "+4712345678";

const CODE_MISMATCH: (&str, &str) =
    ("CodeMismatchException", "Invalid verification code provided, please try again.");
const EXPIRED: (&str, &str) =
    ("ExpiredCodeException", "Invalid code provided, please request a code again.");
const LIMIT: (&str, &str) =
    ("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const UNREACHABLE: (&str, &str) = (
    "InvalidParameterException",
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
);
const WRONG_STATE: (&str, &str) =
    ("NotAuthorizedException", "User password cannot be reset in the current state.");

/// Alice, confirmed, with a password and a verified e-mail address.
struct App {
    cognate: Cognate,
    pool: String,
    client: String,
}

impl App {
    async fn on(cognate: Cognate, pool: Value, client: Value) -> App {
        let pool = cognate.create_pool(pool).await;
        let client = cognate.create_client(&pool, client).await;
        let app = App { cognate, pool, client };
        app.add("alice", contact("email", ALICE)).await;
        app
    }

    async fn new(pool: Value) -> App {
        let client = json!({ "PreventUserExistenceErrors": "LEGACY" });
        App::on(Cognate::start().await, pool, client).await
    }

    async fn hiding(pool: Value) -> App {
        App::on(Cognate::start().await, pool, json!({})).await
    }

    async fn add(&self, username: &str, attributes: Value) {
        let user = json!({ "Username": username, "UserAttributes": attributes });
        self.cognate.invite_user(&self.pool, user).await;
        self.set_password(username, PASSWORD, true).await;
    }

    async fn set_password(&self, username: &str, password: &str, permanent: bool) {
        let request = json!({
            "UserPoolId": self.pool, "Username": username,
            "Password": password, "Permanent": permanent,
        });
        self.cognate.admin("AdminSetUserPassword", request).await.ok();
    }

    async fn admin(&self, operation: &str, username: &str) -> Answer {
        let request = json!({ "UserPoolId": self.pool, "Username": username });
        self.cognate.admin(operation, request).await
    }

    async fn forgot(&self, username: &str) -> Answer {
        let request = json!({ "ClientId": self.client, "Username": username });
        self.cognate.call("ForgotPassword", request).await
    }

    async fn confirm(&self, username: &str, code: &str, password: &str) -> Answer {
        let request = json!({
            "ClientId": self.client, "Username": username,
            "ConfirmationCode": code, "Password": password,
        });
        self.cognate.call("ConfirmForgotPassword", request).await
    }

    async fn sign_in(&self, username: &str, password: &str) -> Answer {
        self.cognate.try_sign_in(&self.client, username, password).await
    }

    async fn code(&self, to: &str) -> String {
        self.cognate.code_for(to).await
    }

    async fn status(&self, username: &str) -> String {
        let user = self.admin("AdminGetUser", username).await.ok();
        user["UserStatus"].as_str().unwrap().to_owned()
    }
}

/// A verified contact.
fn contact(name: &str, value: &str) -> Value {
    json!([{ "Name": name, "Value": value }, { "Name": format!("{name}_verified"), "Value": "true" }])
}

fn both() -> Value {
    let mut list = contact("email", ALICE);
    let phone = contact("phone_number", PHONE);
    list.as_array_mut().unwrap().extend(phone.as_array().unwrap().iter().cloned());
    list
}

#[track_caller]
fn refused(answer: &Answer, (code, text): (&str, &str)) {
    answer.expect_error(code, text);
}

fn other(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew() {
    let app = App::new(json!({})).await;
    let tokens = app.cognate.sign_in(&app.client, "alice", PASSWORD).await;
    let answer = app.forgot("alice").await.ok();
    let details = json!({
        "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email",
    });
    assert_eq!(answer, json!({ "CodeDeliveryDetails": details }));
    let code = app.code(ALICE).await;
    // Until then the old one is good.
    Tokens::of(&app.sign_in("alice", PASSWORD).await.ok());
    refused(&app.confirm("alice", &other(&code), OTHER).await, CODE_MISMATCH);
    app.confirm("alice", &code, "short").await.expect_error(
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    );
    assert_eq!(app.confirm("alice", &code, OTHER).await.ok(), json!({}));
    app.sign_in("alice", PASSWORD).await.expect_code("NotAuthorizedException");
    Tokens::of(&app.sign_in("alice", OTHER).await.ok());
    refused(&app.confirm("alice", &code, PASSWORD).await, EXPIRED);
    // Sessions live on.
    app.cognate.try_refresh(&app.client, &tokens.refresh).await.ok();
}

#[tokio::test]
async fn an_hour_ends_a_code_and_a_newer_one_replaces_it() {
    let app = App::new(json!({})).await;
    refused(&app.confirm("alice", "123456", OTHER).await, EXPIRED);
    app.forgot("alice").await.ok();
    let first = app.code(ALICE).await;
    app.forgot("alice").await.ok();
    let second = app.code(ALICE).await;
    if first != second {
        refused(&app.confirm("alice", &first, OTHER).await, CODE_MISMATCH);
    }
    app.cognate.clock.turn(3_600);
    refused(&app.confirm("alice", &second, OTHER).await, EXPIRED);
    app.forgot("alice").await.ok();
    let third = app.code(ALICE).await;
    app.cognate.clock.turn(3_599);
    app.confirm("alice", &third, OTHER).await.ok();
}

#[tokio::test]
async fn ct_5_five_codes_an_hour_whoever_exists() {
    for name in ["alice", "nobody"] {
        let app = App::hiding(json!({})).await;
        for _ in 0..2 {
            for _ in 0..5 {
                app.forgot(name).await.ok();
            }
            refused(&app.forgot(name).await, LIMIT);
            // Whoever has a code may still answer.
            refused(&app.confirm(name, "12345", OTHER).await, CODE_MISMATCH);
            app.cognate.clock.turn(3_600);
        }
    }
}

#[tokio::test]
async fn otp_2_a_code_hears_five_wrong_answers_and_an_hour_fifteen_whoever_exists() {
    for name in ["alice", "nobody"] {
        let app = App::hiding(json!({})).await;
        for _ in 0..2 {
            app.forgot(name).await.ok();
            for _ in 0..5 {
                refused(&app.confirm(name, "12345", OTHER).await, CODE_MISMATCH);
            }
            refused(&app.confirm(name, "12345", OTHER).await, EXPIRED);
        }
        app.forgot(name).await.ok();
        for _ in 0..3 {
            refused(&app.confirm(name, "12345", OTHER).await, CODE_MISMATCH);
        }
        refused(&app.confirm(name, "12345", OTHER).await, LIMIT);
        // Messages are counted apart.
        app.forgot(name).await.ok();
        refused(&app.confirm(name, "12345", OTHER).await, LIMIT);
        app.cognate.clock.turn(3_600);
        refused(&app.confirm(name, "12345", OTHER).await, EXPIRED);
        app.forgot(name).await.ok();
        refused(&app.confirm(name, "12345", OTHER).await, CODE_MISMATCH);
    }
}

#[tokio::test]
async fn the_hours_answers_are_used_up_for_the_right_one_too() {
    let setup = Setup::default().limits(|limits| limits.hourly.reset_answers = 2);
    let client = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let app = App::on(setup.start().await, json!({}), client).await;
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    for _ in 0..2 {
        refused(&app.confirm("alice", &other(&code), OTHER).await, CODE_MISMATCH);
    }
    refused(&app.confirm("alice", &code, OTHER).await, LIMIT);
    app.cognate.clock.turn(3_599);
    refused(&app.confirm("alice", &code, OTHER).await, LIMIT);
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    app.cognate.clock.turn(1);
    app.confirm("alice", &code, OTHER).await.ok();
}

#[tokio::test]
async fn the_numbers_of_the_hour_are_settings() {
    let setup = Setup::default().limits(|limits| {
        limits.hourly.resets = 2;
        limits.hourly.sign_up_sends = 1;
        limits.hourly.attribute_sends = 1;
    });
    let members = json!({ "AutoVerifiedAttributes": ["email"] });
    let client = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let app = App::on(setup.start().await, members, client).await;
    for _ in 0..2 {
        app.forgot("alice").await.ok();
    }
    refused(&app.forgot("alice").await, LIMIT);
    let tokens = app.cognate.sign_in(&app.client, "alice", PASSWORD).await;
    let request = json!({ "AccessToken": tokens.access, "AttributeName": "email" });
    let ask = || app.cognate.call("GetUserAttributeVerificationCode", request.clone());
    ask().await.ok();
    refused(&ask().await, LIMIT);
    let request = json!({
        "ClientId": app.client, "Username": "bob", "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": "bob@example.com" }],
    });
    app.cognate.call("SignUp", request).await.ok();
    let request = json!({ "ClientId": app.client, "Username": "bob" });
    let resend = || app.cognate.call("ResendConfirmationCode", request.clone());
    resend().await.ok();
    refused(&resend().await, LIMIT);
}

#[tokio::test]
async fn rl_8_users_addresses_and_pools_have_budgets_of_their_own() {
    type Budget = fn(&mut cognate_core::config::Limits);
    let budgets: [(Budget, &[&str], &str); 3] = [
        (|limits| limits.messages_per_user_day = 2, &["alice", "alice"], "alice"),
        (|limits| limits.messages_per_address_day = 2, &["alice", "nobody"], "bob"),
        (|limits| limits.messages_per_pool_day = 2, &["alice", "nobody"], "bob"),
    ];
    for (budget, asked, refused_to) in budgets {
        let members = json!({ "AutoVerifiedAttributes": ["email"] });
        let cognate = Setup::default().limits(budget).start().await;
        let app = App::on(cognate, members, json!({})).await;
        app.add("bob", contact("email", "bob@example.com")).await;
        for name in asked {
            app.forgot(name).await.ok();
        }
        refused(&app.forgot(refused_to).await, LIMIT);
        // Text messages have their own.
        app.add("phone", contact("phone_number", PHONE)).await;
        app.forgot("phone").await.ok();
        app.cognate.clock.turn(24 * 3_600);
        app.forgot(refused_to).await.ok();
    }
}

#[tokio::test]
async fn rl_8_administrators_spend_no_budget_of_an_address() {
    let setup = Setup::default().limits(|limits| limits.messages_per_address_day = 1);
    let app = App::on(setup.start().await, json!({}), json!({})).await;
    for _ in 0..3 {
        app.admin("AdminResetUserPassword", "alice").await.ok();
    }
    app.forgot("alice").await.ok();
    refused(&app.forgot("alice").await, LIMIT);
}

#[tokio::test]
async fn rl_2_a_reset_code_has_one_winner() {
    let app = App::new(json!({})).await;
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    let passwords = ["Password-One1", "Password-Two2", "Password-Three3"];
    let (a, b, c) = tokio::join!(
        app.confirm("alice", &code, passwords[0]),
        app.confirm("alice", &code, passwords[1]),
        app.confirm("alice", &code, passwords[2]),
    );
    let answers = [a, b, c];
    let winners: Vec<usize> = (0..3).filter(|i| answers[*i].status == 200).collect();
    let [winner] = winners[..] else { panic!("{winners:?}") };
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        refused(answer, EXPIRED);
    }
    Tokens::of(&app.sign_in("alice", passwords[winner]).await.ok());
}

#[tokio::test]
async fn the_medium_follows_the_pools_order() {
    let recovery = |names: &[&str]| {
        let mechanisms: Vec<Value> = names
            .iter()
            .zip(1..)
            .map(|(name, priority)| json!({ "Name": name, "Priority": priority }))
            .collect();
        json!({ "AccountRecoverySetting": { "RecoveryMechanisms": mechanisms } })
    };
    for (members, attributes, medium) in [
        (json!({}), both(), Some("SMS")),
        (json!({}), contact("email", ALICE), Some("EMAIL")),
        (json!({}), json!([{ "Name": "email", "Value": ALICE }]), None),
        (recovery(&["verified_email", "verified_phone_number"]), both(), Some("EMAIL")),
        (recovery(&["verified_email"]), contact("phone_number", PHONE), None),
    ] {
        let app = App::new(members).await;
        app.add("bob", attributes).await;
        let answer = app.forgot("bob").await;
        match medium {
            Some(medium) => {
                assert_eq!(answer.ok()["CodeDeliveryDetails"]["DeliveryMedium"], medium);
                let code = app.code(if medium == "SMS" { PHONE } else { ALICE }).await;
                app.confirm("bob", &code, OTHER).await.ok();
            }
            None => refused(&answer, UNREACHABLE),
        }
    }
    let app = App::new(recovery(&["admin_only"])).await;
    let admins = ("NotAuthorizedException", "Contact administrator to reset password.");
    refused(&app.forgot("alice").await, admins);
    refused(&app.forgot("nobody").await, admins);
    refused(&app.admin("AdminResetUserPassword", "alice").await, UNREACHABLE);
}

#[tokio::test]
async fn who_may_not_reset_and_who_is_not_there() {
    let app = App::new(json!({})).await;
    refused(&app.forgot("nobody").await, ("UserNotFoundException", "User does not exist."));
    let unknown = ("UserNotFoundException", "Username/client id combination not found.");
    refused(&app.confirm("nobody", "123456", OTHER).await, unknown);
    app.set_password("alice", PASSWORD, false).await;
    refused(&app.forgot("alice").await, WRONG_STATE);
    refused(&app.confirm("alice", "123456", OTHER).await, WRONG_STATE);
    refused(&app.admin("AdminResetUserPassword", "alice").await, WRONG_STATE);
    app.set_password("alice", PASSWORD, true).await;
    rewrite(&app.cognate, &app.pool, "alice", |user| user.status = Status::Unconfirmed).await;
    refused(&app.forgot("alice").await, UNREACHABLE);
    let unconfirmed = ("UserNotConfirmedException", "User is not confirmed.");
    refused(&app.confirm("alice", "123456", OTHER).await, unconfirmed);
    refused(&app.admin("AdminResetUserPassword", "alice").await, WRONG_STATE);
    rewrite(&app.cognate, &app.pool, "alice", |user| user.status = Status::Confirmed).await;
    app.admin("AdminDisableUser", "alice").await.ok();
    let disabled = ("NotAuthorizedException", "User is disabled.");
    refused(&app.forgot("alice").await, disabled);
    refused(&app.confirm("alice", "123456", OTHER).await, disabled);
    assert!(app.cognate.messages().await.is_empty());
}

#[tokio::test]
async fn ct_2_answers_do_not_tell_who_exists() {
    let app = App::hiding(json!({ "AutoVerifiedAttributes": ["email"] })).await;
    app.add("disabled", contact("email", "d@example.com")).await;
    app.admin("AdminDisableUser", "disabled").await.ok();
    app.add("unverified", json!([{ "Name": "email", "Value": "u@example.com" }])).await;
    app.add("temporary", contact("email", "t@example.com")).await;
    app.set_password("temporary", PASSWORD, false).await;
    let names = ["alice", "nobody", "disabled", "unverified", "temporary", "zoe@example.com"];
    for name in names {
        refused(&app.confirm(name, "123456", OTHER).await, EXPIRED);
        let answer = app.forgot(name).await.ok();
        let details = answer["CodeDeliveryDetails"].as_object().unwrap();
        let keys: Vec<&String> = details.keys().collect();
        assert_eq!(keys, ["AttributeName", "DeliveryMedium", "Destination"], "{name}");
        assert_eq!(
            (&details["DeliveryMedium"], &details["AttributeName"]),
            (&json!("EMAIL"), &json!("email"))
        );
        assert_eq!(details["Destination"].as_str().unwrap().len(), "a***@e***".len());
        refused(&app.confirm(name, "12345", OTHER).await, CODE_MISMATCH);
        // As for everybody else, an hour later.
        app.cognate.clock.turn(3_600);
        refused(&app.confirm(name, "12345", OTHER).await, EXPIRED);
    }
    let messages = app.cognate.messages().await;
    assert!(messages.is_empty(), "all have expired by now");
    for name in names {
        app.forgot(name).await.ok();
    }
    let messages = app.cognate.messages().await;
    let to: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(to, [ALICE]);
}

#[tokio::test]
async fn an_administrator_resets() {
    let app = App::new(json!({})).await;
    let tokens = app.cognate.sign_in(&app.client, "alice", PASSWORD).await;
    assert_eq!(app.admin("AdminResetUserPassword", "alice").await.ok(), json!({}));
    assert_eq!(app.status("alice").await, "RESET_REQUIRED");
    let required = ("PasswordResetRequiredException", "Password reset required for the user");
    refused(&app.sign_in("alice", PASSWORD).await, required);
    let token = json!({ "AccessToken": tokens.access });
    refused(&app.cognate.call("GetUser", token).await, required);
    let first = app.code(ALICE).await;
    // The user may ask again, and so may the administrator.
    app.forgot("alice").await.ok();
    let second = app.code(ALICE).await;
    if first != second {
        refused(&app.confirm("alice", &first, OTHER).await, CODE_MISMATCH);
    }
    app.admin("AdminResetUserPassword", "alice").await.ok();
    let third = app.code(ALICE).await;
    app.confirm("alice", &third, OTHER).await.ok();
    assert_eq!(app.status("alice").await, "CONFIRMED");
    Tokens::of(&app.sign_in("alice", OTHER).await.ok());
    let unknown = ("UserNotFoundException", "User does not exist.");
    refused(&app.admin("AdminResetUserPassword", "nobody").await, unknown);
}

#[tokio::test]
async fn pw_8_another_password_voids_codes() {
    let app = App::new(json!({})).await;
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    app.set_password("alice", OTHER, true).await;
    refused(&app.confirm("alice", &code, PASSWORD).await, EXPIRED);

    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    let tokens = app.cognate.sign_in(&app.client, "alice", OTHER).await;
    let request = json!({
        "AccessToken": tokens.access, "PreviousPassword": OTHER, "ProposedPassword": PASSWORD,
    });
    app.cognate.call("ChangePassword", request).await.ok();
    refused(&app.confirm("alice", &code, OTHER).await, EXPIRED);
}

#[tokio::test]
async fn otp_1_a_code_is_for_the_address_it_went_to() {
    let app = App::new(json!({})).await;
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    rewrite(&app.cognate, &app.pool, "alice", |user| {
        user.attributes.insert("email".into(), "other@example.com".into());
    })
    .await;
    refused(&app.confirm("alice", &code, OTHER).await, CODE_MISMATCH);
}

#[tokio::test]
async fn pw_5_the_history_holds_and_trying_it_counts() {
    let policy = json!({ "MinimumLength": 8, "PasswordHistorySize": 2 });
    let setup = Setup::default().limits(|limits| limits.hourly.reset_answers = 3);
    let members = json!({ "Policies": { "PasswordPolicy": policy } });
    let app = App::on(setup.start().await, members, json!({})).await;
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    let history = "PasswordHistoryPolicyViolationException";
    app.confirm("alice", &code, PASSWORD).await.expect_code(history);
    app.confirm("alice", &code, OTHER).await.ok();
    app.forgot("alice").await.ok();
    let code = app.code(ALICE).await;
    app.confirm("alice", &code, PASSWORD).await.expect_code(history);
    app.cognate.clock.turn(3_500);
    app.confirm("alice", &code, OTHER).await.expect_code(history);
    refused(&app.confirm("alice", &code, "Third-Password3").await, LIMIT);
}

#[tokio::test]
async fn without_a_sender_nothing_happens() {
    let client = json!({});
    let app = App::on(Setup::default().mute().start().await, json!({}), client).await;
    for name in ["alice", "nobody"] {
        let answer = app.forgot(name).await;
        answer.expect_code("CodeDeliveryFailureException");
        refused(&app.confirm(name, "123456", OTHER).await, EXPIRED);
    }
    let answer = app.admin("AdminResetUserPassword", "alice").await;
    answer.expect_code("InvalidEmailRoleAccessPolicyException");
    assert_eq!(app.status("alice").await, "CONFIRMED");
    app.add("bob", contact("phone_number", PHONE)).await;
    let answer = app.admin("AdminResetUserPassword", "bob").await;
    answer.expect_code("InvalidSmsRoleAccessPolicyException");
}

#[tokio::test]
async fn functions_around_a_reset() {
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f";
    let config = json!({ "CustomMessage": arn, "PostConfirmation": arn, "UserMigration": arn });
    let app = App::hiding(json!({ "LambdaConfig": config })).await;
    let text = "CustomMessage invocation failed due to error configuration.";
    for name in ["alice", "nobody"] {
        app.forgot(name).await.expect_error("UnexpectedLambdaException", text);
    }
    app.cognate.functions.calls();
    app.cognate.functions.echo();
    app.forgot("alice").await.ok();
    assert_eq!(app.cognate.functions.sources(), ["CustomMessage_ForgotPassword"]);
    let code = app.code(ALICE).await;
    app.confirm("alice", &code, OTHER).await.ok();
    assert_eq!(app.cognate.functions.sources(), ["PostConfirmation_ConfirmForgotPassword"]);
    app.forgot("nobody").await.ok();
    let sources = ["UserMigration_ForgotPassword", "CustomMessage_ForgotPassword"];
    assert_eq!(app.cognate.functions.sources(), sources);
    // A user from elsewhere is made, and can set a password here.
    app.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        if event["triggerSource"] == "UserMigration_ForgotPassword" {
            event["response"]["userAttributes"] =
                json!({ "email": "bob@example.com", "email_verified": "true" });
        }
        Ok(event)
    });
    app.forgot("bob").await.ok();
    let code = app.code("bob@example.com").await;
    app.confirm("bob", &code, OTHER).await.ok();
    assert_eq!(app.status("bob").await, "CONFIRMED");
    app.cognate.functions.answer(|_, event| match event["triggerSource"].as_str() {
        Some("CustomMessage_ForgotPassword") => Ok(event.clone()),
        _ => Err(Failure::Function("no".into())),
    });
    app.forgot("someone").await.ok();
}

#[tokio::test]
async fn an_invitation_brings_name_and_password() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let create = |members: Value| {
        let mut request = members;
        request["UserPoolId"] = pool.as_str().into();
        cognate.admin("AdminCreateUser", request)
    };
    let request = json!({
        "Username": "alice", "UserAttributes": both(), "DesiredDeliveryMediums": ["EMAIL", "SMS"],
    });
    create(request).await.ok();
    let messages = cognate.messages().await;
    let [mail, sms] = &messages[..] else { panic!("{} messages", messages.len()) };
    let (mail, sms) = if mail.to == ALICE { (mail, sms) } else { (sms, mail) };
    assert_eq!((mail.to.as_str(), sms.to.as_str()), (ALICE, PHONE));
    assert_eq!(mail.subject, "Your temporary password");
    let password = mail.code.clone().unwrap();
    assert_eq!(sms.code.as_deref(), Some(password.as_str()));
    let text = format!("Your username is alice and temporary password is {password}. ");
    assert_eq!(sms.text, text);
    let challenge = cognate.try_sign_in(&client, "alice", &password).await.ok();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");

    // Another one, with a new window; the former one is void.
    cognate.clock.turn(6 * 86_400);
    let again = json!({
        "Username": "alice", "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"],
    });
    create(again.clone()).await.ok();
    let mail = cognate.messages().await.remove(0);
    let newer = mail.code.unwrap();
    assert_ne!(newer, password);
    cognate.try_sign_in(&client, "alice", &password).await.expect_code("NotAuthorizedException");
    cognate.clock.turn(6 * 86_400);
    cognate.try_sign_in(&client, "alice", &newer).await.ok();
    let mut given = again.clone();
    given["TemporaryPassword"] = "short".into();
    create(given.clone()).await.expect_code("InvalidPasswordException");
    given["TemporaryPassword"] = OTHER.into();
    create(given).await.ok();
    cognate.try_sign_in(&client, "alice", OTHER).await.ok();
    assert_eq!(cognate.messages().await.remove(0).code.as_deref(), Some(OTHER));

    // The default medium is SMS; without a number nobody is invited, and nobody invited again.
    create(json!({ "Username": "bob", "UserAttributes": contact("email", "b@x.org") })).await.ok();
    assert!(cognate.messages().await.is_empty());
    let answer = create(json!({ "Username": "bob", "MessageAction": "RESEND" })).await;
    answer.expect_code("CodeDeliveryFailureException");
}

#[tokio::test]
async fn invitations_name_what_signs_in_and_escape_what_is_shown() {
    let cognate = Cognate::start().await;
    let template = json!({
        "EmailMessage": "<p>{username} / {####}</p>", "EmailSubject": "For {username}",
    });
    let config = json!({ "InviteMessageTemplate": template });
    let members = json!({ "UsernameAttributes": ["email"], "AdminCreateUserConfig": config });
    let pool = cognate.create_pool(members).await;
    let request = json!({
        "UserPoolId": pool, "Username": "o'neill@example.com", "TemporaryPassword": "A<b>&c-\"9x",
        "DesiredDeliveryMediums": ["EMAIL"],
    });
    cognate.admin("AdminCreateUser", request).await.ok();
    let mail = cognate.messages().await.remove(0);
    assert_eq!(mail.subject, "For o'neill@example.com");
    let html = "<p>o&#39;neill@example.com / A&lt;b&gt;&amp;c-&quot;9x</p>";
    assert_eq!(mail.html.as_deref(), Some(html));
    assert_eq!(mail.text.trim(), "o'neill@example.com / A<b>&c-\"9x");
}

#[tokio::test]
async fn rl_8_invitations_obey_the_budget() {
    let setup = Setup::default().limits(|limits| limits.messages_per_destination_day = 1);
    let cognate = setup.start().await;
    let pool = cognate.create_pool(json!({})).await;
    let create = |name: &str| {
        let request = json!({
            "UserPoolId": pool, "Username": name, "UserAttributes": contact("email", ALICE),
            "DesiredDeliveryMediums": ["EMAIL"],
        });
        cognate.admin("AdminCreateUser", request)
    };
    create("alice").await.ok();
    create("bob").await.expect_code("CodeDeliveryFailureException");
    let request = json!({ "UserPoolId": pool, "Username": "bob" });
    cognate.admin("AdminGetUser", request).await.expect_code("UserNotFoundException");
}
