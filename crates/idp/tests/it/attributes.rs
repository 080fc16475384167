//! Attributes that change, and the codes that prove new addresses.

use cognate_testkit::{Answer, Cognate, Setup, Tokens, Value, json};

const PASSWORD: &str = "Correct-Horse9";
const INVALID: &str = "InvalidParameterException";
const MISMATCH: (&str, &str) =
    ("CodeMismatchException", "Invalid verification code provided, please try again.");
const EXPIRED: (&str, &str) =
    ("ExpiredCodeException", "Invalid code provided, please request a code again.");
const EXCEEDED: &str = "Attempt limit exceeded, please try after some time.";

/// Alice, signed in.
struct Alice {
    cognate: Cognate,
    pool: String,
    client: String,
    tokens: Tokens,
}

impl Alice {
    async fn in_pool(members: Value) -> Alice {
        Alice::on(Cognate::start().await, members).await
    }

    async fn on(cognate: Cognate, members: Value) -> Alice {
        let pool = cognate.create_pool(members).await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
        Alice { cognate, pool, client, tokens }
    }

    async fn own(&self, operation: &str, mut members: Value) -> Answer {
        members["AccessToken"] = self.tokens.access.as_str().into();
        self.cognate.call(operation, members).await
    }

    async fn update(&self, attributes: &[(&str, &str)]) -> Answer {
        self.own("UpdateUserAttributes", json!({ "UserAttributes": list(attributes) })).await
    }

    async fn verify(&self, attribute: &str, code: &str) -> Answer {
        let request = json!({ "AttributeName": attribute, "Code": code });
        self.own("VerifyUserAttribute", request).await
    }

    async fn ask(&self, attribute: &str) -> Answer {
        self.own("GetUserAttributeVerificationCode", json!({ "AttributeName": attribute })).await
    }

    async fn admin(&self, operation: &str, mut members: Value) -> Answer {
        members["UserPoolId"] = self.pool.as_str().into();
        members["Username"] = "alice".into();
        self.cognate.admin(operation, members).await
    }

    async fn admin_update(&self, attributes: &[(&str, &str)]) -> Answer {
        self.admin("AdminUpdateUserAttributes", json!({ "UserAttributes": list(attributes) })).await
    }

    /// The attribute's value; empty when there is none.
    async fn has(&self, attribute: &str) -> String {
        let user = self.admin("AdminGetUser", json!({})).await.ok();
        let list = user["UserAttributes"].as_array().expect("a list").clone();
        let found = list.into_iter().find(|entry| entry["Name"] == attribute);
        found.map_or_else(String::new, |entry| entry["Value"].as_str().expect("text").to_owned())
    }

    /// The codes that went out since this was asked last, with where they went.
    async fn codes(&self) -> Vec<(String, String)> {
        self.cognate.deliver().await;
        let messages = self.cognate.post.messages().into_iter();
        messages.map(|message| (message.to, message.code.expect("a code"))).collect()
    }

    /// The one code that went out.
    async fn code(&self) -> String {
        let codes = self.codes().await;
        assert_eq!(codes.len(), 1, "one message");
        codes[0].1.clone()
    }
}

fn list(attributes: &[(&str, &str)]) -> Value {
    attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect()
}

/// Another code of six digits.
fn other_than(code: &str) -> String {
    let last = if code.ends_with('0') { "1" } else { "0" };
    format!("{}{last}", &code[..5])
}

fn auto_verified() -> Value {
    json!({ "AutoVerifiedAttributes": ["email", "phone_number"] })
}

fn verified_first() -> Value {
    json!({
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
    })
}

fn email_alias() -> Value {
    json!({ "AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"] })
}

#[tokio::test]
async fn users_set_and_delete_what_their_client_may_write() {
    let schema = json!([
        { "Name": "level", "AttributeDataType": "String", "Mutable": true },
        { "Name": "badge", "AttributeDataType": "String", "Mutable": false },
    ]);
    let alice = Alice::in_pool(json!({ "Schema": schema })).await;
    let answer = alice.update(&[("nickname", "Al"), ("locale", "de")]).await.ok();
    assert_eq!(answer, json!({ "CodeDeliveryDetailsList": [] }));
    assert_eq!(alice.has("nickname").await, "Al");
    alice.update(&[("nickname", "")]).await.ok();
    assert_eq!(alice.has("nickname").await, "");
    let names = json!({ "UserAttributeNames": ["locale", "zoneinfo"] });
    assert_eq!(alice.own("DeleteUserAttributes", names).await.ok(), json!({}));
    assert_eq!(alice.has("locale").await, "");

    let unauthorized = "A client attempted to write unauthorized attribute";
    for attribute in ["custom:level", "email_verified", "sub", "identities", "cognito:mfa_enabled"]
    {
        let value = if attribute == "email_verified" { "true" } else { "x" };
        let answer = alice.update(&[(attribute, value)]).await;
        answer.expect_error("NotAuthorizedException", unauthorized);
    }
    let names = json!({ "UserAttributeNames": ["custom:level"] });
    let answer = alice.own("DeleteUserAttributes", names).await;
    answer.expect_error("NotAuthorizedException", unauthorized);
    let missing = "Attributes did not conform to the schema: custom:no: Attribute does not exist in \
                   the schema.";
    alice.update(&[("custom:no", "x")]).await.expect_error(INVALID, missing);
    let names = json!({ "UserAttributeNames": ["custom:no"] });
    alice.own("DeleteUserAttributes", names).await.expect_error(INVALID, missing);
    alice
        .update(&[("email", "nobody")])
        .await
        .expect_error(INVALID, "Invalid email address format.");
    let phone = alice.update(&[("phone_number", "12")]).await;
    phone.expect_error(INVALID, "Invalid phone number format.");
    alice.update(&[("nickname", &"x".repeat(2049))]).await.expect_code(INVALID);

    // Administrators write what clients may not, once where the attribute does not change.
    alice.admin_update(&[("custom:level", "3")]).await.ok();
    assert_eq!(alice.has("custom:level").await, "3");
    let immutable = "user.custom:badge: Attribute cannot be updated.";
    alice.admin_update(&[("custom:badge", "1")]).await.expect_error(INVALID, immutable);
    let names = json!({ "UserAttributeNames": ["custom:level"] });
    assert_eq!(alice.admin("AdminDeleteUserAttributes", names).await.ok(), json!({}));
    assert_eq!(alice.has("custom:level").await, "");
    alice.admin_update(&[("sub", "x")]).await.expect_code(INVALID);
}

#[tokio::test]
async fn required_attributes_stay() {
    let schema = json!([{ "Name": "family_name", "Required": true, "Mutable": true }]);
    let alice = Alice::in_pool(json!({ "Schema": schema })).await;
    alice.admin_update(&[("family_name", "Liddell")]).await.ok();
    let required =
        "Attributes did not conform to the schema: family_name: The attribute is required";
    alice.update(&[("family_name", "")]).await.expect_error(INVALID, required);
    let names = json!({ "UserAttributeNames": ["family_name"] });
    for answer in [
        alice.own("DeleteUserAttributes", names.clone()).await,
        alice.admin("AdminDeleteUserAttributes", names).await,
        alice.admin_update(&[("family_name", "")]).await,
    ] {
        answer.expect_error(INVALID, required);
    }
    assert_eq!(alice.has("family_name").await, "Liddell");
}

#[tokio::test]
async fn a_new_address_is_unverified_until_its_code() {
    let alice = Alice::in_pool(auto_verified()).await;
    alice.admin_update(&[("email", "old@example.com"), ("email_verified", "true")]).await.ok();
    assert_eq!(alice.codes().await, []);
    let answer =
        alice.update(&[("email", "new@example.com"), ("phone_number", "+4712345678")]).await;
    let expected = json!({ "CodeDeliveryDetailsList": [
        { "Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" },
        { "Destination": "+******5678", "DeliveryMedium": "SMS", "AttributeName": "phone_number" },
    ] });
    assert_eq!(answer.ok(), expected);
    assert_eq!(alice.has("email").await, "new@example.com");
    assert_eq!(alice.has("email_verified").await, "false");
    let codes = alice.codes().await;
    let to = |address: &str| codes.iter().find(|(to, _)| to == address).expect("sent").1.clone();
    let (email, phone) = (to("new@example.com"), to("+4712345678"));

    // OTP-1: a code is good for its own attribute only.
    if email != phone {
        alice.verify("phone_number", &email).await.expect_error(MISMATCH.0, MISMATCH.1);
    }
    assert_eq!(alice.verify("email", &email).await.ok(), json!({}));
    assert_eq!(alice.has("email_verified").await, "true");
    assert_eq!(alice.has("phone_number_verified").await, "false");
    alice.verify("email", &email).await.expect_error(EXPIRED.0, EXPIRED.1);
    alice.verify("phone_number", &phone).await.ok();
    assert_eq!(alice.has("phone_number_verified").await, "true");
    // The present value again is no change, and nothing is sent.
    alice.update(&[("email", "new@example.com")]).await.ok();
    assert_eq!(alice.has("email_verified").await, "true");
    assert_eq!(alice.codes().await, []);
}

#[tokio::test]
async fn a_code_is_bound_to_its_address() {
    let alice = Alice::in_pool(json!({})).await;
    alice.update(&[("email", "one@example.com")]).await.ok();
    assert_eq!(alice.codes().await, [], "nothing is verified automatically");
    alice.ask("email").await.ok();
    let code = alice.code().await;
    alice.update(&[("email", "two@example.com")]).await.ok();
    alice.verify("email", &code).await.expect_error(EXPIRED.0, EXPIRED.1);
    assert_eq!(alice.has("email_verified").await, "false");
}

#[tokio::test]
async fn a_waiting_value_takes_its_place_when_it_is_verified() {
    let alice = Alice::in_pool(verified_first()).await;
    alice.admin_update(&[("email", "old@example.com"), ("email_verified", "true")]).await.ok();
    let answer = alice.update(&[("email", "new@example.com")]).await.ok();
    assert_eq!(answer["CodeDeliveryDetailsList"][0]["Destination"], "n***@e***");
    assert_eq!(alice.has("email").await, "old@example.com");
    assert_eq!(alice.has("email_verified").await, "true");
    let first = alice.codes().await;
    assert_eq!(first[0].0, "new@example.com");
    // OTP-5: another code for the same value replaces the first.
    let answer = alice.ask("email").await.ok();
    assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "n***@e***");
    let second = alice.code().await;
    if first[0].1 != second {
        alice.verify("email", &first[0].1).await.expect_error(MISMATCH.0, MISMATCH.1);
    }
    alice.verify("email", &second).await.ok();
    assert_eq!(alice.has("email").await, "new@example.com");
    assert_eq!(alice.has("email_verified").await, "true");

    // What waits is given up by an administrator's word, by deletion, and with time.
    alice.update(&[("email", "third@example.com")]).await.ok();
    let code = alice.code().await;
    alice.admin_update(&[("email", "set@example.com"), ("email_verified", "true")]).await.ok();
    alice.verify("email", &code).await.expect_error(EXPIRED.0, EXPIRED.1);
    assert_eq!(alice.has("email").await, "set@example.com");
    alice.update(&[("email", "fourth@example.com")]).await.ok();
    let code = alice.code().await;
    let names = json!({ "UserAttributeNames": ["email"] });
    alice.own("DeleteUserAttributes", names).await.ok();
    assert_eq!(alice.has("email_verified").await, "");
    alice.verify("email", &code).await.expect_error(EXPIRED.0, EXPIRED.1);
}

#[tokio::test]
async fn an_administrators_new_value_waits_too() {
    let alice = Alice::in_pool(verified_first()).await;
    alice.admin_update(&[("email", "new@example.com")]).await.ok();
    assert_eq!(alice.has("email").await, "");
    let code = alice.code().await;
    alice.verify("email", &code).await.ok();
    assert_eq!(alice.has("email").await, "new@example.com");
    assert_eq!(alice.has("email_verified").await, "true");
}

#[tokio::test]
async fn otp_2_a_code_dies_after_five_wrong_answers() {
    let alice = Alice::in_pool(auto_verified()).await;
    alice.update(&[("email", "new@example.com")]).await.ok();
    let code = alice.code().await;
    for _ in 0..5 {
        let answer = alice.verify("email", &other_than(&code)).await;
        answer.expect_error(MISMATCH.0, MISMATCH.1);
    }
    alice.verify("email", &code).await.expect_error(EXPIRED.0, EXPIRED.1);
    // OTP-3: only six ASCII digits can match.
    alice.ask("email").await.ok();
    let code = alice.code().await;
    for wrong in [format!(" {code}"), format!("{code} "), code[..5].to_owned()] {
        let answer = alice.verify("email", &wrong).await;
        assert_ne!(answer.status, 200, "{wrong:?}");
    }
    alice.verify("email", &code).await.ok();
}

#[tokio::test]
async fn fifteen_answers_and_five_codes_an_hour() {
    let alice = Alice::in_pool(auto_verified()).await;
    alice.update(&[("email", "new@example.com")]).await.ok();
    for _ in 0..4 {
        alice.ask("email").await.ok();
    }
    alice.ask("email").await.expect_error("LimitExceededException", EXCEEDED);
    // The same number, in the words that the operation declares.
    alice.update(&[("email", "other@example.com")]).await.expect_code("TooManyRequestsException");
    assert_eq!(alice.has("email").await, "new@example.com");
    alice.admin_update(&[("email", "set@example.com")]).await.ok();

    for _ in 0..15 {
        let answer = alice.verify("phone_number", "000000").await;
        answer.expect_error(EXPIRED.0, EXPIRED.1);
    }
    let answer = alice.verify("phone_number", "000000").await;
    answer.expect_error("LimitExceededException", EXCEEDED);
}

#[tokio::test]
async fn codes_live_for_a_day() {
    let alice = Alice::in_pool(auto_verified()).await;
    alice.update(&[("email", "new@example.com")]).await.ok();
    let code = alice.code().await;
    alice.cognate.clock.turn(24 * 3_600);
    let tokens = alice.cognate.sign_in(&alice.client, "alice", PASSWORD).await;
    let alice = Alice { tokens, ..alice };
    alice.verify("email", &code).await.expect_error(EXPIRED.0, EXPIRED.1);
}

#[tokio::test]
async fn only_contacts_are_verified() {
    let alice = Alice::in_pool(json!({})).await;
    for attribute in ["nickname", "sub", "custom:email"] {
        alice.ask(attribute).await.expect_code(INVALID);
        alice.verify(attribute, "123456").await.expect_code(INVALID);
    }
    alice.ask("email").await.expect_error(INVALID, "User does not have the attribute email.");
    alice.verify("email", "123456").await.expect_error(EXPIRED.0, EXPIRED.1);
}

#[tokio::test]
async fn an_alias_is_claimed_by_its_verification() {
    let alice = Alice::in_pool(email_alias()).await;
    let bob = json!({ "Username": "bob", "UserAttributes": list(&[
        ("email", "shared@example.com"), ("email_verified", "true"),
    ]) });
    alice.cognate.invite_user(&alice.pool, bob).await;

    alice.update(&[("email", "shared@example.com")]).await.ok();
    let code = alice.code().await;
    let given = "An account with the given email already exists.";
    alice.verify("email", &code).await.expect_error("AliasExistsException", given);
    assert_eq!(alice.has("email_verified").await, "false");
    let taking = [("email", "shared@example.com"), ("email_verified", "true")];
    alice.admin_update(&taking).await.expect_error("AliasExistsException", given);

    // Once bob gives it up, the code is still good, and alice signs in with it.
    let names = json!({
        "UserPoolId": alice.pool, "Username": "bob", "UserAttributeNames": ["email"],
    });
    alice.cognate.admin("AdminDeleteUserAttributes", names).await.ok();
    alice.verify("email", &code).await.ok();
    alice.cognate.sign_in(&alice.client, "shared@example.com", PASSWORD).await;
}

#[tokio::test]
async fn a_preferred_username_is_unique_among_names() {
    let alice = Alice::in_pool(json!({ "AliasAttributes": ["preferred_username"] })).await;
    alice.cognate.invite_user(&alice.pool, json!({ "Username": "bob" })).await;
    let given = "An account with the given preferred_username already exists.";
    let answer = alice.update(&[("preferred_username", "bob")]).await;
    answer.expect_error("AliasExistsException", given);
    alice.update(&[("preferred_username", "al")]).await.ok();
    alice.cognate.sign_in(&alice.client, "al", PASSWORD).await;
    alice.update(&[("preferred_username", "")]).await.ok();
    let answer = alice.cognate.try_sign_in(&alice.client, "al", PASSWORD).await;
    answer.expect_code("NotAuthorizedException");
}

#[tokio::test]
async fn where_addresses_are_names_they_are_unique_at_once() {
    for first in [json!([]), json!(["email"])] {
        let waits = first != json!([]);
        let cognate = Cognate::start().await;
        let pool = cognate
            .create_pool(json!({
                "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
                "UserAttributeUpdateSettings": {
                    "AttributesRequireVerificationBeforeUpdate": first,
                },
            }))
            .await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice@example.com", PASSWORD).await;
        cognate.create_user(&pool, "bob@example.com", PASSWORD).await;
        let tokens = cognate.sign_in(&client, "alice@example.com", PASSWORD).await;
        let update = async |email: &str| {
            let request = json!({
                "AccessToken": tokens.access, "UserAttributes": list(&[("email", email)]),
            });
            cognate.call("UpdateUserAttributes", request).await
        };
        let given = "An account with the given email already exists.";
        update("bob@example.com").await.expect_error("AliasExistsException", given);
        update("new@example.com").await.ok();
        let by_new = cognate.try_sign_in(&client, "new@example.com", PASSWORD).await;
        let by_old = cognate.try_sign_in(&client, "alice@example.com", PASSWORD).await;
        assert_eq!((by_new.status == 200, by_old.status == 200), (!waits, waits));
        cognate.deliver().await;
        let code = cognate.post.messages().remove(0).code.expect("a code");
        let request = json!({
            "AccessToken": tokens.access, "AttributeName": "email", "Code": code,
        });
        cognate.call("VerifyUserAttribute", request).await.ok();
        cognate.sign_in(&client, "new@example.com", PASSWORD).await;
        cognate
            .try_sign_in(&client, "alice@example.com", PASSWORD)
            .await
            .expect_code("NotAuthorizedException");
        // The last name to sign in with stays.
        let request = json!({ "AccessToken": tokens.access, "UserAttributeNames": ["email"] });
        cognate.call("DeleteUserAttributes", request).await.expect_code(INVALID);
    }
}

#[tokio::test]
async fn without_a_sender_nothing_is_written() {
    let alice = Alice::on(Setup::default().mute().start().await, auto_verified()).await;
    let answer = alice.update(&[("email", "new@example.com")]).await;
    answer.expect_code("CodeDeliveryFailureException");
    let answer = alice.admin_update(&[("email", "new@example.com")]).await;
    answer.expect_code("InvalidEmailRoleAccessPolicyException");
    let answer = alice.admin_update(&[("phone_number", "+4712345678")]).await;
    answer.expect_code("InvalidSmsRoleAccessPolicyException");
    assert_eq!(alice.has("email").await, "");
    // Said to be verified, it needs no message.
    alice.admin_update(&[("email", "new@example.com"), ("email_verified", "true")]).await.ok();
    alice.ask("email").await.expect_code("CodeDeliveryFailureException");
}

#[tokio::test]
async fn custom_message_words_the_code() {
    let alice = Alice::in_pool(json!({
        "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": { "CustomMessage": "arn:aws:lambda:eu-central-1:123456789012:function:f" },
    }))
    .await;
    alice.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        let source = event["triggerSource"].as_str().expect("a source").to_owned();
        let wish = event["request"]["clientMetadata"]["wish"].clone();
        event["response"]["emailSubject"] = json!(source);
        event["response"]["emailMessage"] = json!(format!("{wish} {{####}}"));
        Ok(event)
    });
    let request = json!({
        "UserAttributes": list(&[("email", "new@example.com")]),
        "ClientMetadata": { "wish": "luck" },
    });
    alice.own("UpdateUserAttributes", request).await.ok();
    let request = json!({ "AttributeName": "email", "ClientMetadata": { "wish": "joy" } });
    alice.own("GetUserAttributeVerificationCode", request).await.ok();
    alice.cognate.deliver().await;
    let messages = alice.cognate.post.messages();
    // The first one's code was replaced before it could leave.
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].subject, "CustomMessage_VerifyUserAttribute");
    assert!(messages[0].text.starts_with("\"joy\" "), "{}", messages[0].text);
}

#[tokio::test]
async fn users_delete_themselves() {
    let alice = Alice::in_pool(auto_verified()).await;
    alice.update(&[("email", "new@example.com")]).await.ok();
    let answer = alice.own("DeleteUser", json!({})).await;
    assert_eq!((answer.status, answer.text()), (200, ""));
    alice.own("DeleteUser", json!({})).await.expect_code("UserNotFoundException");
    alice.admin("AdminGetUser", json!({})).await.expect_code("UserNotFoundException");
    assert_eq!(alice.codes().await, [], "nobody is left to be written to");
    alice.cognate.create_user(&alice.pool, "alice", PASSWORD).await;
}

#[tokio::test]
async fn who_may_not_sign_in_changes_nothing() {
    let alice = Alice::in_pool(auto_verified()).await;
    alice.admin("AdminDisableUser", json!({})).await.ok();
    for (operation, members) in [
        ("UpdateUserAttributes", json!({ "UserAttributes": [] })),
        ("DeleteUserAttributes", json!({ "UserAttributeNames": [] })),
        ("GetUserAttributeVerificationCode", json!({ "AttributeName": "email" })),
        ("VerifyUserAttribute", json!({ "AttributeName": "email", "Code": "123456" })),
        ("DeleteUser", json!({})),
    ] {
        let answer = alice.own(operation, members.clone()).await;
        answer.expect_error("NotAuthorizedException", "User is disabled.");
        let foreign = json!({ "AccessToken": "nonsense" });
        let members = json!({ "AccessToken": foreign["AccessToken"], "UserAttributes": [],
            "UserAttributeNames": [], "AttributeName": "email", "Code": "123456" });
        let answer = alice.cognate.call(operation, members).await;
        answer.expect_error("NotAuthorizedException", "Invalid Access Token");
    }
    let unknown = json!({ "UserPoolId": alice.pool, "Username": "nobody",
        "UserAttributes": [], "UserAttributeNames": [] });
    for operation in ["AdminUpdateUserAttributes", "AdminDeleteUserAttributes"] {
        let answer = alice.cognate.admin(operation, unknown.clone()).await;
        answer.expect_error("UserNotFoundException", "User does not exist.");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alias_and_a_code_have_one_winner_each() {
    let cognate = std::sync::Arc::new(Cognate::start().await);
    let pool = cognate.create_pool(email_alias()).await;
    let client = cognate.create_client(&pool, json!({})).await;
    for round in 0..8 {
        let email = format!("shared{round}@example.com");
        let mut answers = Vec::new();
        for name in ["alice", "bob"] {
            let name = format!("{name}{round}");
            cognate.create_user(&pool, &name, PASSWORD).await;
            let tokens = cognate.sign_in(&client, &name, PASSWORD).await;
            let request = json!({
                "AccessToken": tokens.access, "UserAttributes": list(&[("email", &email)]),
            });
            cognate.call("UpdateUserAttributes", request).await.ok();
            let code = cognate.code_for(&email).await;
            // Each of both twice: the code is used once, the alias claimed once.
            for _ in 0..2 {
                let (cognate, request) = (
                    cognate.clone(),
                    json!({
                        "AccessToken": tokens.access, "AttributeName": "email", "Code": code,
                    }),
                );
                answers.push(async move { cognate.call("VerifyUserAttribute", request).await });
            }
        }
        let running: Vec<_> = answers.into_iter().map(tokio::spawn).collect();
        let mut won = 0;
        for answer in running {
            let answer = answer.await.expect("no panic");
            match answer.status {
                200 => won += 1,
                _ => assert!(
                    ["AliasExistsException", "ExpiredCodeException"].contains(&answer.error().0),
                    "{}",
                    answer.text()
                ),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
}
