//! Signing up, confirming, and asking for the code again.

mod aliases;
mod functions;

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Failure, Setup, Tokens, Value, json, secret_hash};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const ALICE: &str = "alice@example.com";

const CODE_MISMATCH: (&str, &str) =
    ("CodeMismatchException", "Invalid verification code provided, please try again.");
const EXPIRED: (&str, &str) =
    ("ExpiredCodeException", "Invalid code provided, please request a code again.");
const LIMIT: (&str, &str) =
    ("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const UNKNOWN: (&str, &str) =
    ("UserNotFoundException", "Username/client id combination not found.");
const CONFIRMED: (&str, &str) =
    ("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED");

/// A pool with a client that hides nothing.
struct App {
    cognate: Cognate,
    pool: String,
    client: String,
}

impl App {
    async fn on(cognate: Cognate, pool: Value, client: Value) -> App {
        let pool = cognate.create_pool(pool).await;
        let client = cognate.create_client(&pool, client).await;
        App { cognate, pool, client }
    }

    async fn new(pool: Value) -> App {
        App::on(Cognate::start().await, pool, legacy()).await
    }

    /// Where e-mail addresses are verified.
    async fn verifying() -> App {
        App::new(json!({ "AutoVerifiedAttributes": ["email"] })).await
    }

    async fn hiding(pool: Value) -> App {
        App::on(Cognate::start().await, pool, json!({})).await
    }

    async fn call(&self, operation: &str, mut members: Value) -> Answer {
        members["ClientId"] = self.client.as_str().into();
        self.cognate.call(operation, members).await
    }

    async fn sign_up(&self, username: &str, attributes: Value) -> Answer {
        let request = json!({
            "Username": username, "Password": PASSWORD, "UserAttributes": attributes,
        });
        self.call("SignUp", request).await
    }

    async fn confirm(&self, username: &str, code: &str) -> Answer {
        let request = json!({ "Username": username, "ConfirmationCode": code });
        self.call("ConfirmSignUp", request).await
    }

    async fn force(&self, username: &str, code: &str) -> Answer {
        let request = json!({
            "Username": username, "ConfirmationCode": code, "ForceAliasCreation": true,
        });
        self.call("ConfirmSignUp", request).await
    }

    async fn resend(&self, username: &str) -> Answer {
        self.call("ResendConfirmationCode", json!({ "Username": username })).await
    }

    async fn user(&self, username: &str) -> Value {
        let request = json!({ "UserPoolId": self.pool, "Username": username });
        self.cognate.admin("AdminGetUser", request).await.ok()
    }

    async fn attribute(&self, username: &str, name: &str) -> String {
        let user = self.user(username).await;
        let list = user["UserAttributes"].as_array().expect("a list");
        let found = list.iter().find(|attribute| attribute["Name"] == name);
        found.map_or(String::new(), |found| found["Value"].as_str().unwrap().to_owned())
    }

    async fn sign_in(&self, username: &str) -> Answer {
        self.cognate.try_sign_in(&self.client, username, PASSWORD).await
    }

    /// The code of the newest message to this address.
    async fn code(&self, to: &str) -> String {
        self.cognate.code_for(to).await
    }
}

fn legacy() -> Value {
    json!({ "PreventUserExistenceErrors": "LEGACY" })
}

fn email(value: &str) -> Value {
    json!([{ "Name": "email", "Value": value }])
}

#[track_caller]
fn refused(answer: &Answer, (code, text): (&str, &str)) {
    answer.expect_error(code, text);
}

/// Six digits that are not these.
fn other(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn from_nothing_to_a_signed_in_user() {
    let app = App::verifying().await;
    let answer = app.sign_up("alice", email(ALICE)).await.ok();
    assert_eq!(answer["UserConfirmed"], false);
    assert_eq!(answer["UserSub"].as_str().unwrap().len(), 36);
    assert!(answer.get("Session").is_none());
    let details = json!({
        "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email",
    });
    assert_eq!(answer["CodeDeliveryDetails"], details);
    let user = app.user("alice").await;
    assert_eq!(user["UserStatus"], "UNCONFIRMED");
    assert_eq!(app.attribute("alice", "email_verified").await, "false");
    refused(&app.sign_in("alice").await, ("UserNotConfirmedException", "User is not confirmed."));

    let messages = app.cognate.messages().await;
    let [message] = &messages[..] else { panic!("{} messages", messages.len()) };
    assert_eq!((message.to.as_str(), message.subject.as_str()), (ALICE, "Your verification code"));
    let code = message.code.clone().unwrap();
    assert_eq!(
        message.html.as_deref(),
        Some(format!("Your verification code is {code}. ").as_str())
    );

    refused(&app.confirm("alice", &other(&code)).await, CODE_MISMATCH);
    assert_eq!(app.confirm("alice", &code).await.ok(), json!({}));
    assert_eq!(app.user("alice").await["UserStatus"], "CONFIRMED");
    assert_eq!(app.attribute("alice", "email_verified").await, "true");
    Tokens::of(&app.sign_in("alice").await.ok());
    refused(&app.confirm("alice", &code).await, CONFIRMED);
    let already = ("InvalidParameterException", "User is already confirmed.");
    refused(&app.resend("alice").await, already);
}

#[tokio::test]
async fn what_sign_up_refuses() {
    let app = App::verifying().await;
    let invalid = "InvalidParameterException";
    let sign_up = |members: Value| {
        let mut request = json!({ "Username": "alice", "Password": PASSWORD });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        app.call("SignUp", request)
    };
    for (password, text) in [
        ("Aa1!", "Password not long enough"),
        ("lowercase1!", "Password must have uppercase characters"),
        ("UPPERCASE1!", "Password must have lowercase characters"),
        ("Numberless!", "Password must have numeric characters"),
        ("Symbolless1", "Password must have symbol characters"),
    ] {
        let text = format!("Password did not conform with policy: {text}");
        let answer = sign_up(json!({ "Password": password })).await;
        answer.expect_error("InvalidPasswordException", &text);
    }
    let without = app.call("SignUp", json!({ "Username": "alice" })).await;
    without.expect_error(invalid, "Missing required parameter Password");
    let phone = json!([{ "Name": "phone_number", "Value": "12345" }]);
    let custom = json!([{ "Name": "custom:x", "Value": "1" }]);
    let flag = json!([{ "Name": "email_verified", "Value": "true" }]);
    for (attributes, code, text) in [
        (email("alice"), invalid, "Invalid email address format."),
        (phone, invalid, "Invalid phone number format."),
        (
            custom,
            invalid,
            "Attributes did not conform to the schema: custom:x: Attribute does not exist in the \
             schema.",
        ),
        (flag, "NotAuthorizedException", "A client attempted to write unauthorized attribute"),
    ] {
        let answer = sign_up(json!({ "UserAttributes": attributes })).await;
        answer.expect_error(code, text);
    }
    sign_up(json!({})).await.ok();
    sign_up(json!({})).await.expect_error("UsernameExistsException", "User already exists");

    let missing = "1abcdefghijklmnopqrstuvwxy";
    let request = json!({ "ClientId": missing, "Username": "bob", "Password": PASSWORD });
    let text = format!("User pool client {missing} does not exist.");
    let answer = app.cognate.call("SignUp", request).await;
    answer.expect_error("ResourceNotFoundException", &text);
    assert!(app.cognate.messages().await.is_empty(), "nobody had an address");
}

#[tokio::test]
async fn required_attributes_and_closed_pools() {
    let schema = json!([{ "Name": "nickname", "Required": true, "AttributeDataType": "String" }]);
    let app = App::new(json!({ "Schema": schema })).await;
    app.sign_up("alice", json!([])).await.expect_error(
        "InvalidParameterException",
        "Attributes did not conform to the schema: nickname: The attribute is required",
    );
    let closed = json!({ "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true } });
    let app = App::new(closed).await;
    let text = "SignUp is not permitted for this user pool";
    app.sign_up("alice", json!([])).await.expect_error("NotAuthorizedException", text);
}

#[tokio::test]
async fn clients_with_a_secret_prove_it_everywhere() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "AutoVerifiedAttributes": ["email"] })).await;
    let (client, secret) = cognate.create_secret_client(&pool, legacy()).await;
    let hash = |name: &str| secret_hash(&secret, name, &client);
    let members = [
        ("SignUp", json!({ "Password": PASSWORD, "UserAttributes": email(ALICE) })),
        ("ResendConfirmationCode", json!({})),
        ("ConfirmSignUp", json!({ "ConfirmationCode": "123456" })),
        ("ForgotPassword", json!({})),
        ("ConfirmForgotPassword", json!({ "ConfirmationCode": "123456", "Password": PASSWORD })),
    ];
    let missing =
        format!("Client {client} is configured with secret but SECRET_HASH was not received");
    let wrong = format!("Unable to verify secret hash for client {client}");
    for (operation, members) in members {
        let call = |hash: Option<String>| {
            let mut request = members.clone();
            request["ClientId"] = client.as_str().into();
            request["Username"] = "alice".into();
            if let Some(hash) = hash {
                request["SecretHash"] = hash.into();
            }
            cognate.call(operation, request)
        };
        call(None).await.expect_error("NotAuthorizedException", &missing);
        call(Some(hash("bob"))).await.expect_error("NotAuthorizedException", &wrong);
        let answer = call(Some(hash("alice"))).await;
        assert_ne!(answer.error().0, "NotAuthorizedException", "{operation}: {}", answer.text());
    }
}

#[tokio::test]
async fn phones_come_first_and_pools_that_verify_nothing_send_nothing() {
    let app = App::new(json!({ "AutoVerifiedAttributes": ["email", "phone_number"] })).await;
    let both = json!([
        { "Name": "email", "Value": ALICE }, { "Name": "phone_number", "Value": "+4712345678" },
    ]);
    let answer = app.sign_up("alice", both).await.ok();
    let details = json!({
        "Destination": "+******5678", "DeliveryMedium": "SMS", "AttributeName": "phone_number",
    });
    assert_eq!(answer["CodeDeliveryDetails"], details);
    let code = app.code("+4712345678").await;
    app.confirm("alice", &code).await.ok();
    assert_eq!(app.attribute("alice", "phone_number_verified").await, "true");
    assert_eq!(app.attribute("alice", "email_verified").await, "false");

    let app = App::new(json!({})).await;
    let answer = app.sign_up("alice", email(ALICE)).await.ok();
    assert!(answer.get("CodeDeliveryDetails").is_none());
    let off = "Cannot resend codes. Auto verification not turned on.";
    app.resend("alice").await.expect_error("InvalidParameterException", off);
    refused(&app.confirm("alice", "123456").await, EXPIRED);
    assert!(app.cognate.messages().await.is_empty());
}

#[tokio::test]
async fn otp_2_five_wrong_answers_kill_a_code() {
    let app = App::verifying().await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    for wrong in [other(&code).as_str(), "12345", &format!("{code}0"), "１２３４５６", "abcdef"]
    {
        refused(&app.confirm("alice", wrong).await, CODE_MISMATCH);
    }
    refused(&app.confirm("alice", &code).await, EXPIRED);
    // Another one lives.
    app.resend("alice").await.ok();
    let newer = app.code(ALICE).await;
    app.confirm("alice", &newer).await.ok();
}

#[tokio::test]
async fn otp_5_a_newer_code_replaces_the_older_and_a_day_ends_it() {
    let app = App::verifying().await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let first = app.code(ALICE).await;
    let details = app.resend("alice").await.ok();
    assert_eq!(details["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let second = app.code(ALICE).await;
    if first != second {
        refused(&app.confirm("alice", &first).await, CODE_MISMATCH);
    }
    app.cognate.clock.turn(24 * 3_600);
    refused(&app.confirm("alice", &second).await, EXPIRED);
    app.resend("alice").await.ok();
    let third = app.code(ALICE).await;
    app.cognate.clock.turn(24 * 3_600 - 1);
    app.confirm("alice", &third).await.ok();
}

#[tokio::test]
async fn fifteen_wrong_answers_and_five_messages_an_hour() {
    for name in ["alice", "nobody"] {
        let app = App::hiding(json!({ "AutoVerifiedAttributes": ["email"] })).await;
        app.sign_up("alice", email(ALICE)).await.ok();
        let mut newest = app.code(ALICE).await;
        for _ in 0..3 {
            app.resend(name).await.ok();
            if name == "alice" {
                newest = app.code(ALICE).await;
            }
            for _ in 0..5 {
                refused(&app.confirm(name, &other(&newest)).await, CODE_MISMATCH);
            }
        }
        // Not even the right one.
        refused(&app.confirm(name, &newest).await, LIMIT);
        for _ in 0..2 {
            app.resend(name).await.ok();
        }
        refused(&app.resend(name).await, LIMIT);
        app.cognate.clock.turn(3_600);
        app.resend(name).await.ok();
        refused(&app.confirm(name, "12345").await, CODE_MISMATCH);
        if name == "alice" {
            let code = app.code(ALICE).await;
            app.confirm(name, &code).await.ok();
        }
    }
}

#[tokio::test]
async fn otp_4_past_the_long_limit_every_guess_is_slow() {
    let setup = Setup::default().limits(|limits| limits.attempts.long_failures_max = 3);
    let pool = json!({ "AutoVerifiedAttributes": ["email"] });
    let app = App::on(setup.start().await, pool, legacy()).await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    for _ in 0..4 {
        refused(&app.confirm("alice", &other(&code)).await, CODE_MISMATCH);
    }
    refused(&app.confirm("alice", &code).await, LIMIT);
    app.cognate.clock.turn(900);
    app.confirm("alice", &code).await.ok();
}

#[tokio::test]
async fn rl_2_parallel_answers_have_one_winner_and_learn_no_more_than_the_limit() {
    let app = App::verifying().await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    let (a, b, c, d) = tokio::join!(
        app.confirm("alice", &code),
        app.confirm("alice", &code),
        app.confirm("alice", &code),
        app.confirm("alice", &code),
    );
    let answers = [a, b, c, d];
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        refused(answer, CONFIRMED);
    }

    app.sign_up("bob", email("bob@example.com")).await.ok();
    let code = app.code("bob@example.com").await;
    let wrong = other(&code);
    let guess = || app.confirm("bob", &wrong);
    let (a, b, c, d, e, f, g, h) =
        tokio::join!(guess(), guess(), guess(), guess(), guess(), guess(), guess(), guess(),);
    let answers = [a, b, c, d, e, f, g, h];
    let said = |code: &str| answers.iter().filter(|answer| answer.error().0 == code).count();
    assert_eq!((said(CODE_MISMATCH.0), said(EXPIRED.0)), (5, 3));
    refused(&app.confirm("bob", &code).await, EXPIRED);
}

#[tokio::test]
async fn names_and_addresses_are_taken_once_in_a_race() {
    let app = App::new(json!({ "UsernameAttributes": ["email"] })).await;
    for round in 0..4 {
        let name = format!("a{round}@example.com");
        let (a, b, c) = tokio::join!(
            app.sign_up(&name, json!([])),
            app.sign_up(&name, json!([])),
            app.sign_up(&name, json!([])),
        );
        let answers = [a, b, c];
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            let text = "An account with the given email already exists.";
            answer.expect_error("UsernameExistsException", text);
        }
    }
}

#[tokio::test]
async fn an_administrator_confirms_without_verifying() {
    let app = App::verifying().await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    let request = json!({ "UserPoolId": app.pool, "Username": "alice" });
    let confirm = || app.cognate.admin("AdminConfirmSignUp", request.clone());
    assert_eq!(confirm().await.ok(), json!({}));
    assert_eq!(app.attribute("alice", "email_verified").await, "false");
    Tokens::of(&app.sign_in("alice").await.ok());
    refused(&confirm().await, CONFIRMED);
    refused(&app.confirm("alice", &code).await, CONFIRMED);
    let unknown = json!({ "UserPoolId": app.pool, "Username": "nobody" });
    let answer = app.cognate.admin("AdminConfirmSignUp", unknown).await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
    let unknown = json!({ "UserPoolId": "eu-central-1_000000000", "Username": "alice" });
    let answer = app.cognate.admin("AdminConfirmSignUp", unknown).await;
    answer.expect_code("ResourceNotFoundException");
}

#[tokio::test]
async fn disabled_and_unknown_users_where_nothing_is_hidden() {
    let app = App::verifying().await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    let request = json!({ "UserPoolId": app.pool, "Username": "alice" });
    app.cognate.admin("AdminDisableUser", request.clone()).await.ok();
    let disabled = ("NotAuthorizedException", "User is disabled.");
    refused(&app.confirm("alice", &code).await, disabled);
    refused(&app.resend("alice").await, disabled);
    refused(&app.confirm("nobody", &code).await, UNKNOWN);
    refused(&app.resend("nobody").await, UNKNOWN);
    app.cognate.admin("AdminEnableUser", request).await.ok();
    app.confirm("alice", &code).await.ok();
}

#[tokio::test]
async fn ct_2_resend_and_confirm_tell_nobody_who_exists() {
    let members = json!({ "AutoVerifiedAttributes": ["email"] });
    let app = App::hiding(members).await;
    for name in ["disabled", "confirmed", "federated"] {
        app.sign_up(name, email(&format!("{name}@example.com"))).await.ok();
    }
    let request = json!({ "UserPoolId": app.pool, "Username": "disabled" });
    app.cognate.admin("AdminDisableUser", request).await.ok();
    let request = json!({ "UserPoolId": app.pool, "Username": "confirmed" });
    app.cognate.admin("AdminConfirmSignUp", request).await.ok();
    let external = Status::ExternalProvider;
    rewrite(&app.cognate, &app.pool, "federated", |user| user.status = external).await;
    app.cognate.messages().await;
    for name in ["disabled", "confirmed", "federated", "nobody", "zoe@example.com"] {
        let first = app.resend(name).await.ok();
        let details = &first["CodeDeliveryDetails"];
        assert_eq!(
            (&details["DeliveryMedium"], &details["AttributeName"]),
            (&"EMAIL".into(), &"email".into())
        );
        let destination = details["Destination"].as_str().unwrap();
        assert_eq!(destination.len(), "a***@e***".len(), "{destination}");
        // The same every time.
        assert_eq!(app.resend(name).await.ok(), first);
        if name == "zoe@example.com" {
            assert_eq!(destination, "z***@e***");
        }
        for _ in 0..5 {
            refused(&app.confirm(name, "123456").await, CODE_MISMATCH);
        }
        refused(&app.confirm(name, "123456").await, EXPIRED);
    }
    assert!(app.cognate.messages().await.is_empty(), "nothing is sent to nobody");
    // Whoever really is unconfirmed gets theirs.
    app.sign_up("alice", email(ALICE)).await.ok();
    app.resend("alice").await.ok();
    let code = app.code(ALICE).await;
    app.confirm("alice", &code).await.ok();
}

#[tokio::test]
async fn without_a_sender_nothing_is_written() {
    let members = json!({ "AutoVerifiedAttributes": ["email", "phone_number"] });
    let app = App::on(Setup::default().mute().start().await, members, legacy()).await;
    let phone = json!([{ "Name": "phone_number", "Value": "+4712345678" }]);
    for attributes in [email(ALICE), phone] {
        let answer = app.sign_up("alice", attributes).await;
        answer.expect_code("CodeDeliveryFailureException");
    }
    // The name is still free.
    app.sign_up("alice", json!([])).await.ok();
    rewrite(&app.cognate, &app.pool, "alice", |user| {
        user.attributes.insert("email".into(), ALICE.into());
    })
    .await;
    app.resend("alice").await.expect_code("CodeDeliveryFailureException");
}

/// Five wrong answers are a mismatch for everybody, asked for or not, and every day anew.
#[tokio::test]
async fn ct_2_guesses_at_codes_tell_nobody_where_a_sign_up_waits() {
    let app = App::hiding(json!({ "AutoVerifiedAttributes": ["email"] })).await;
    let address = |name: &str| format!("{name}@example.com");
    for name in ["waiting", "disabled", "late", "confirmed"] {
        app.sign_up(name, email(&address(name))).await.ok();
    }
    let sent = app.cognate.messages().await;
    let sent_to = |to| sent.iter().find(|message| message.to == address(to)).unwrap();
    let late = sent_to("late").code.clone().unwrap();
    let code = sent_to("confirmed").code.clone().unwrap();
    app.confirm("confirmed", &code).await.ok();
    let request = json!({ "UserPoolId": app.pool, "Username": "disabled" });
    app.cognate.admin("AdminDisableUser", request).await.ok();
    for _ in 0..3 {
        for name in ["waiting", "confirmed", "disabled", "nobody", "zoe@example.com"] {
            for _ in 0..5 {
                refused(&app.confirm(name, "1234567").await, CODE_MISMATCH);
            }
            refused(&app.confirm(name, "1234567").await, EXPIRED);
        }
        app.cognate.clock.turn(24 * 3_600);
    }
    // Only who reads the mailbox hears that the code is too old, and asks for another.
    refused(&app.confirm("late", &late).await, EXPIRED);
    refused(&app.confirm("late", "1234567").await, CODE_MISMATCH);
    refused(&app.confirm("late", &late).await, CODE_MISMATCH);
    for name in ["late", "waiting"] {
        app.resend(name).await.ok();
        app.confirm(name, &app.code(&address(name)).await).await.ok();
    }
}

#[tokio::test]
async fn ct_2_parallel_guesses_at_nobody_are_counted_like_others() {
    let app = App::hiding(json!({ "AutoVerifiedAttributes": ["email"] })).await;
    let guess = || app.confirm("nobody", "1234567");
    let (a, b, c, d, e, f, g, h) =
        tokio::join!(guess(), guess(), guess(), guess(), guess(), guess(), guess(), guess());
    let answers = [a, b, c, d, e, f, g, h];
    let said = |code: &str| answers.iter().filter(|answer| answer.error().0 == code).count();
    assert_eq!((said(CODE_MISMATCH.0), said(EXPIRED.0)), (5, 3));
}

#[tokio::test]
async fn rl_8_a_destination_has_its_messages_of_the_day() {
    let setup = Setup::default().limits(|limits| limits.messages_per_destination_day = 2);
    let members = json!({ "AutoVerifiedAttributes": ["email"] });
    let app = App::on(setup.start().await, members, legacy()).await;
    app.sign_up("alice", email(ALICE)).await.ok();
    app.resend("alice").await.ok();
    refused(&app.resend("alice").await, LIMIT);
    refused(&app.sign_up("bob", email(ALICE)).await, LIMIT);
    app.sign_up("bob", email("bob@example.com")).await.ok();
    app.cognate.clock.turn(24 * 3_600);
    app.resend("alice").await.ok();
}

#[tokio::test]
async fn otp_11_a_restored_backup_brings_back_no_code() {
    let app = App::verifying().await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    let restored = app.cognate.restored().await;
    let request = json!({ "ClientId": app.client, "Username": "alice", "ConfirmationCode": code });
    refused(&restored.call("ConfirmSignUp", request).await, EXPIRED);
}

#[tokio::test]
async fn messages_follow_the_pools_templates() {
    let template = json!({
        "EmailMessage": "<b>{####}</b> it is", "EmailSubject": "Hello", "SmsMessage": "{####}!!",
    });
    let members = json!({
        "AutoVerifiedAttributes": ["email"], "VerificationMessageTemplate": template,
    });
    let app = App::new(members).await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let message = app.cognate.messages().await.remove(0);
    let code = message.code.unwrap();
    assert_eq!(message.subject, "Hello");
    assert_eq!(message.html, Some(format!("<b>{code}</b> it is")));
    assert_eq!(message.text, format!("{code} it is"));
}

#[tokio::test]
async fn a_link_needs_a_domain_and_carries_the_code() {
    let template = json!({ "DefaultEmailOption": "CONFIRM_WITH_LINK" });
    let members = json!({
        "AutoVerifiedAttributes": ["email"], "VerificationMessageTemplate": template,
    });
    let app = App::new(members).await;
    let answer = app.sign_up("alice", email(ALICE)).await;
    answer.expect_code("CodeDeliveryFailureException");
    let domain = json!({ "UserPoolId": app.pool, "Domain": "shop" });
    app.cognate.admin("CreateUserPoolDomain", domain).await.ok();
    app.sign_up("alice", email(ALICE)).await.ok();
    let message = app.cognate.messages().await.remove(0);
    let code = message.code.unwrap();
    let link = format!(
        "/confirmUser?client_id={}&amp;user_name=alice&amp;confirmation_code={code}",
        app.client
    );
    assert!(message.html.unwrap().contains(&link));
    app.confirm("alice", &code).await.ok();
}
