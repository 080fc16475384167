//! Users in the hands of administrators.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Failure, Setup, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const OTHER: &str = "Battery-Staple8";

#[tokio::test]
async fn a_new_user_is_answered_and_shown() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let request = json!({
        "UserPoolId": pool, "Username": "bob", "TemporaryPassword": "Temp-pass1",
        "MessageAction": "SUPPRESS",
        "UserAttributes": [
            { "Name": "email", "Value": "bob@example.com" },
            { "Name": "email_verified", "Value": "true" },
        ],
    });
    let created = cognate.admin("AdminCreateUser", request).await.ok();
    let user = &created["User"];
    assert_eq!(user["Username"], "bob");
    assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(user["Enabled"], true);
    let now = cognate.clock.now_ms() as f64 / 1_000.0;
    assert_eq!(user["UserCreateDate"].as_f64(), Some(now));
    assert_eq!(user["UserLastModifiedDate"].as_f64(), Some(now));
    assert_eq!(attribute(&user["Attributes"], "email"), "bob@example.com");
    assert_eq!(attribute(&user["Attributes"], "email_verified"), "true");
    assert_eq!(attribute(&user["Attributes"], "sub").len(), 36);

    let shown = get(&cognate, &pool, "bob").await.ok();
    assert_eq!(shown["Username"], "bob");
    assert_eq!(shown["UserAttributes"], user["Attributes"]);
    assert_eq!(shown["UserStatus"], "FORCE_CHANGE_PASSWORD");
    assert!(shown.get("UserMFASettingList").is_none());
    // The sub finds a local user, too.
    let sub = attribute(&user["Attributes"], "sub");
    assert_eq!(get(&cognate, &pool, &sub).await.ok()["Username"], "bob");
}

#[tokio::test]
async fn unknown_pools_and_users() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let missing = "eu-central-1_000000000";
    for (operation, members) in [
        ("AdminGetUser", json!({})),
        ("AdminSetUserPassword", json!({ "Password": PASSWORD })),
        ("AdminEnableUser", json!({})),
        ("AdminDisableUser", json!({})),
        ("AdminDeleteUser", json!({})),
        ("AdminUserGlobalSignOut", json!({})),
        ("AdminCreateUser", json!({ "MessageAction": "RESEND" })),
    ] {
        let mut request = members;
        request["Username"] = "nobody".into();
        request["UserPoolId"] = pool.as_str().into();
        let answer = cognate.admin(operation, request.clone()).await;
        answer.expect_error("UserNotFoundException", "User does not exist.");
        request["UserPoolId"] = missing.into();
        let text = format!("User pool {missing} does not exist.");
        cognate.admin(operation, request).await.expect_error("ResourceNotFoundException", &text);
    }
}

#[tokio::test]
async fn names_are_taken_once() {
    let cognate = Cognate::start().await;
    let strict = cognate.create_pool(json!({})).await;
    cognate.invite_user(&strict, json!({ "Username": "Alice" })).await;
    cognate.invite_user(&strict, json!({ "Username": "alice" })).await;
    create(&cognate, &strict, json!({ "Username": "alice" }))
        .await
        .expect_error("UsernameExistsException", "User account already exists");

    let folded = json!({ "UsernameConfiguration": { "CaseSensitive": false } });
    let folded = cognate.create_pool(folded).await;
    cognate.invite_user(&folded, json!({ "Username": "Alice" })).await;
    create(&cognate, &folded, json!({ "Username": "aLICE" }))
        .await
        .expect_error("UsernameExistsException", "User account already exists");
    assert_eq!(get(&cognate, &folded, "ALICE").await.ok()["Username"], "alice");
    // The same name in another pool is somebody else.
    assert_eq!(get(&cognate, &strict, "Alice").await.ok()["Username"], "Alice");
}

#[tokio::test]
async fn st_2_of_parallel_creations_one_wins() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let alice = || create(&cognate, &pool, json!({ "Username": "alice" }));
    let (a, b, c, d) = tokio::join!(alice(), alice(), alice(), alice());
    let answers = [a, b, c, d];
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    let losers = answers.iter().filter(|answer| answer.status != 200);
    losers.for_each(|loser| loser.expect_code("UsernameExistsException"));
}

#[tokio::test]
async fn email_user_names() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "UsernameAttributes": ["email"] })).await;
    create(&cognate, &pool, json!({ "Username": "alice" }))
        .await
        .expect_error("InvalidParameterException", "Username should be an email.");
    let sub = cognate.invite_user(&pool, json!({ "Username": "alice@example.com" })).await;
    let user = get(&cognate, &pool, "alice@example.com").await.ok();
    assert_eq!(user["Username"], sub.as_str());
    assert_eq!(attribute(&user["UserAttributes"], "email"), "alice@example.com");
    create(&cognate, &pool, json!({ "Username": "alice@example.com" }))
        .await
        .expect_error("UsernameExistsException", "An account with the given email already exists.");
    let client = cognate.create_client(&pool, json!({})).await;
    set_password(&cognate, &pool, &sub, PASSWORD, true).await.ok();
    // Signs in at once, though the address is not verified.
    let tokens = cognate.sign_in(&client, "alice@example.com", PASSWORD).await;
    assert_eq!(tokens.access_claims()["username"], sub.as_str());
    cognate.srp_sign_in(&pool, &client, "alice@example.com", PASSWORD).await.ok();
}

#[tokio::test]
async fn phone_user_names_and_both() {
    let cognate = Cognate::start().await;
    let phone = cognate.create_pool(json!({ "UsernameAttributes": ["phone_number"] })).await;
    create(&cognate, &phone, json!({ "Username": "a@example.com" }))
        .await
        .expect_error("InvalidParameterException", "Username should be a phone number.");
    cognate.invite_user(&phone, json!({ "Username": "+4712345678" })).await;
    create(&cognate, &phone, json!({ "Username": "+4712345678" })).await.expect_error(
        "UsernameExistsException",
        "An account with the given phone_number already exists.",
    );
    let both = json!({ "UsernameAttributes": ["phone_number", "email"] });
    let both = cognate.create_pool(both).await;
    create(&cognate, &both, json!({ "Username": "alice" })).await.expect_error(
        "InvalidParameterException",
        "Username should be either an email or a phone number.",
    );
}

#[tokio::test]
async fn aliases_belong_to_who_verified_them() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "AliasAttributes": ["email", "phone_number"] })).await;
    let shaped = json!({ "Username": "alice@example.com" });
    create(&cognate, &pool, shaped).await.expect_error(
        "InvalidParameterException",
        "Username cannot be of email format, since user pool is configured for email alias.",
    );
    create(&cognate, &pool, verified("alice")).await.ok();
    assert_eq!(get(&cognate, &pool, "x@example.com").await.ok()["Username"], "alice");
    // Unverified, the same address is nobody's business.
    let unverified = json!([{ "Name": "email", "Value": "x@example.com" }]);
    let unverified = json!({ "Username": "bob", "UserAttributes": unverified });
    create(&cognate, &pool, unverified).await.ok();
    // Nor has force a say in it.
    let unverified = json!([{ "Name": "email", "Value": "x@example.com" }]);
    let forced =
        json!({ "Username": "eve", "UserAttributes": unverified, "ForceAliasCreation": true });
    create(&cognate, &pool, forced).await.ok();
    assert_eq!(get(&cognate, &pool, "x@example.com").await.ok()["Username"], "alice");
    for force in [Value::Null, json!(false)] {
        let mut carol = verified("carol");
        carol["ForceAliasCreation"] = force;
        create(&cognate, &pool, carol).await.expect_error(
            "UsernameExistsException",
            "An account with the given email already exists.",
        );
        get(&cognate, &pool, "carol").await.expect_code("UserNotFoundException");
    }
}

#[tokio::test]
async fn force_alias_creation_moves_the_alias() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "AliasAttributes": ["email", "phone_number"] })).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let mut alice = verified("alice");
    let list = alice["UserAttributes"].as_array_mut().expect("a list");
    list.push(json!({ "Name": "phone_number", "Value": "+4712345678" }));
    list.push(json!({ "Name": "phone_number_verified", "Value": "true" }));
    let list = list.clone();
    create(&cognate, &pool, alice).await.ok();
    set_password(&cognate, &pool, "alice", PASSWORD, true).await.ok();
    cognate.clock.turn(60);

    let carol = json!({ "Username": "carol", "UserAttributes": list, "ForceAliasCreation": true });
    create(&cognate, &pool, carol).await.ok();
    for name in ["x@example.com", "+4712345678"] {
        assert_eq!(get(&cognate, &pool, name).await.ok()["Username"], "carol");
    }
    let alice = get(&cognate, &pool, "alice").await.ok();
    let attributes = &alice["UserAttributes"];
    assert_eq!(attribute(attributes, "email"), "x@example.com");
    assert_eq!(attribute(attributes, "email_verified"), "false");
    assert_eq!(attribute(attributes, "phone_number_verified"), "false");
    let now = cognate.clock.now_ms() as f64 / 1_000.0;
    assert_eq!(alice["UserLastModifiedDate"].as_f64(), Some(now));
    // The former holder signs in by name only.
    cognate.sign_in(&client, "alice", PASSWORD).await;
    let wrong = cognate.try_sign_in(&client, "x@example.com", PASSWORD).await;
    wrong.expect_error("NotAuthorizedException", "Incorrect username or password.");
    // A user name is not taken by force.
    let again = json!({ "Username": "alice", "ForceAliasCreation": true });
    create(&cognate, &pool, again)
        .await
        .expect_error("UsernameExistsException", "User account already exists");
}

#[tokio::test]
async fn aliases_are_folded_as_user_names_are() {
    let cognate = Cognate::start().await;
    for (case_sensitive, found) in [(true, false), (false, true)] {
        let pool = json!({
            "AliasAttributes": ["email"],
            "UsernameConfiguration": { "CaseSensitive": case_sensitive },
        });
        let pool = cognate.create_pool(pool).await;
        create(&cognate, &pool, verified("alice")).await.ok();
        let answer = get(&cognate, &pool, "X@Example.com").await;
        assert_eq!(answer.status == 200, found, "{}", answer.text());
    }
}

#[tokio::test]
async fn attributes_are_judged() {
    let cognate = Cognate::start().await;
    let schema = json!([
        { "Name": "given_name", "Required": true, "Mutable": true, "AttributeDataType": "String" },
        { "Name": "level", "AttributeDataType": "Number", "Mutable": true },
    ]);
    let pool = cognate.create_pool(json!({ "Schema": schema })).await;
    for (name, value, text) in [
        ("email", "nonsense", "Invalid email address format."),
        ("phone_number", "123", "Invalid phone number format."),
        ("sub", "x", "user.sub: Attribute cannot be updated."),
        (
            "custom:none",
            "x",
            "Attributes did not conform to the schema: custom:none: Attribute does not exist in \
             the schema.",
        ),
    ] {
        let list = json!([{ "Name": name, "Value": value }]);
        let request = json!({ "Username": "alice", "UserAttributes": list });
        create(&cognate, &pool, request).await.expect_error("InvalidParameterException", text);
    }
    let flag = json!([
        { "Name": "given_name", "Value": "A" }, { "Name": "email_verified", "Value": "true" },
    ]);
    create(&cognate, &pool, json!({ "Username": "alice", "UserAttributes": flag }))
        .await
        .expect_error(
            "InvalidParameterException",
            "Email is required to verify/un-verify an email",
        );
    // Administrators write what no client may.
    let list = json!([
        { "Name": "given_name", "Value": "A" }, { "Name": "custom:level", "Value": "3" },
        { "Name": "phone_number_verified", "Value": "false" },
    ]);
    let request = json!({ "Username": "alice", "UserAttributes": list });
    let user = create(&cognate, &pool, request).await.ok();
    assert_eq!(attribute(&user["User"]["Attributes"], "custom:level"), "3");
    assert_eq!(attribute(&user["User"]["Attributes"], "phone_number_verified"), "");
}

#[tokio::test]
async fn temporary_passwords_obey_the_policy() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    for (password, text) in [
        ("Aa1!", "Password not long enough"),
        ("lowercase1!", "Password must have uppercase characters"),
        ("UPPERCASE1!", "Password must have lowercase characters"),
        ("Numberless!", "Password must have numeric characters"),
        ("Symbolless1", "Password must have symbol characters"),
    ] {
        let text = format!("Password did not conform with policy: {text}");
        let request = json!({ "Username": "alice", "TemporaryPassword": password });
        let answer = create(&cognate, &pool, request).await;
        answer.expect_error("InvalidPasswordException", &text);
        cognate.invite_user(&pool, json!({ "Username": password })).await;
        let answer = set_password(&cognate, &pool, password, password, true).await;
        answer.expect_error("InvalidPasswordException", &text);
    }
}

#[tokio::test]
async fn what_cannot_be_delivered_is_refused() {
    let cognate = Setup::default().mute().start().await;
    let pool = cognate.create_pool(json!({})).await;
    let contacts = json!([
        { "Name": "email", "Value": "a@example.com" },
        { "Name": "phone_number", "Value": "+4712345678" },
    ]);
    let email_only = json!([{ "Name": "email", "Value": "a@example.com" }]);
    let refused = [
        (&contacts, json!(null)),
        (&contacts, json!(["EMAIL"])),
        (&email_only, json!(["SMS", "EMAIL"])),
    ];
    for (attributes, mediums) in refused {
        let request = json!({
            "UserPoolId": pool, "Username": "alice", "UserAttributes": attributes,
            "DesiredDeliveryMediums": mediums,
        });
        let answer = cognate.admin("AdminCreateUser", request).await;
        answer.expect_code("CodeDeliveryFailureException");
        get(&cognate, &pool, "alice").await.expect_code("UserNotFoundException");
    }
    // Nowhere to send it: AWS creates the user, too.
    let request = json!({
        "UserPoolId": pool, "Username": "alice", "UserAttributes": email_only,
    });
    cognate.admin("AdminCreateUser", request).await.ok();
    let resend =
        |name: &str| json!({ "UserPoolId": pool, "Username": name, "MessageAction": "RESEND" });
    let answer = cognate.admin("AdminCreateUser", resend("alice")).await;
    answer.expect_code("CodeDeliveryFailureException");
    set_password(&cognate, &pool, "alice", PASSWORD, true).await.ok();
    cognate.admin("AdminCreateUser", resend("alice")).await.expect_error(
        "UnsupportedUserStateException",
        "Resend not possible. alice status is not FORCE_CHANGE_PASSWORD",
    );
}

#[tokio::test]
async fn users_without_a_password() {
    let cognate = Cognate::start().await;
    let factors = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] });
    let pool = cognate.create_pool(json!({ "Policies": { "SignInPolicy": factors } })).await;
    let email = json!([{ "Name": "email", "Value": "a@example.com" }]);
    let status = |answer: Answer| answer.ok()["User"]["UserStatus"].clone();
    let request = json!({ "Username": "code", "UserAttributes": email });
    assert_eq!(status(create(&cognate, &pool, request).await), "CONFIRMED");
    // Nothing to receive a code with: a password is made up.
    let request = json!({ "Username": "neither" });
    assert_eq!(status(create(&cognate, &pool, request).await), "FORCE_CHANGE_PASSWORD");
    let request =
        json!({ "Username": "both", "UserAttributes": email, "TemporaryPassword": PASSWORD });
    assert_eq!(status(create(&cognate, &pool, request).await), "FORCE_CHANGE_PASSWORD");
    let client = cognate.create_client(&pool, json!({})).await;
    let wrong = cognate.try_sign_in(&client, "code", PASSWORD).await;
    wrong.expect_error("NotAuthorizedException", "Incorrect username or password.");
}

#[tokio::test]
async fn the_function_before_sign_up_may_refuse() {
    let cognate = Cognate::start().await;
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f";
    let pool = cognate.create_pool(json!({ "LambdaConfig": { "PreSignUp": arn } })).await;
    let request = json!({
        "Username": "alice",
        "ValidationData": [{ "Name": "from", "Value": "test" }],
        "ClientMetadata": { "k": "v" },
        "UserAttributes": [{ "Name": "email", "Value": "a@example.com" }],
    });
    create(&cognate, &pool, request.clone()).await.expect_error(
        "UnexpectedLambdaException",
        "PreSignUp invocation failed due to error configuration.",
    );
    cognate.functions.answer(|_, _| Err(Failure::Function("not you".into())));
    create(&cognate, &pool, request.clone())
        .await
        .expect_error("UserLambdaValidationException", "PreSignUp failed with error not you.");
    cognate.functions.answer(|_, _| Ok(json!({})));
    create(&cognate, &pool, request.clone())
        .await
        .expect_error("InvalidLambdaResponseException", "Unrecognizable lambda output");
    get(&cognate, &pool, "alice").await.expect_code("UserNotFoundException");

    cognate.functions.calls();
    cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        event["response"]["autoConfirmUser"] = true.into();
        Ok(event)
    });
    let user = create(&cognate, &pool, request).await.ok();
    // Confirming is not the function's to decide here.
    assert_eq!(user["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let calls = cognate.functions.calls();
    let event = &calls[0].event;
    assert_eq!(event["triggerSource"], "PreSignUp_AdminCreateUser");
    assert_eq!(event["userName"], "alice");
    assert_eq!(event["callerContext"]["clientId"], "CLIENT_ID_NOT_APPLICABLE");
    assert_eq!(
        event["request"],
        json!({
            "userAttributes": { "email": "a@example.com" },
            "validationData": { "from": "test" },
            "clientMetadata": { "k": "v" },
        })
    );
}

#[tokio::test]
async fn a_temporary_password_must_be_changed_in_time() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let new = json!({ "Username": "alice", "TemporaryPassword": PASSWORD });
    cognate.invite_user(&pool, new).await;
    let challenge = cognate.try_sign_in(&client, "alice", PASSWORD).await.ok();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    cognate.clock.turn(7 * 24 * 3600 - 1);
    cognate.try_sign_in(&client, "alice", PASSWORD).await.ok();
    cognate.clock.turn(1);
    let expired = "Temporary password has expired and must be reset by an administrator.";
    let answer = cognate.try_sign_in(&client, "alice", PASSWORD).await;
    answer.expect_error("NotAuthorizedException", expired);
    // A new one opens a new window.
    set_password(&cognate, &pool, "alice", OTHER, false).await.ok();
    cognate.try_sign_in(&client, "alice", PASSWORD).await.expect_code("NotAuthorizedException");
    let challenge = cognate.try_sign_in(&client, "alice", OTHER).await.ok();
    let respond = |session: &Value| {
        json!({
            "ClientId": client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session,
            "ChallengeResponses": { "USERNAME": "alice", "NEW_PASSWORD": PASSWORD },
        })
    };
    // PW-8: a password set meanwhile voids the challenge.
    set_password(&cognate, &pool, "alice", OTHER, false).await.ok();
    let answer = cognate.call("RespondToAuthChallenge", respond(&challenge["Session"])).await;
    answer.expect_code("NotAuthorizedException");
    let challenge = cognate.try_sign_in(&client, "alice", OTHER).await.ok();
    let answer = cognate.call("RespondToAuthChallenge", respond(&challenge["Session"])).await;
    Tokens::of(&answer.ok());
    assert_eq!(get(&cognate, &pool, "alice").await.ok()["UserStatus"], "CONFIRMED");
}

#[tokio::test]
async fn a_set_password_is_permanent_or_not() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    let srp = cognate_testkit::srp::Client::new(&"a1".repeat(32));
    let begun = cognate.srp_start(&client, "alice", &srp).await.ok();
    set_password(&cognate, &pool, "alice", OTHER, true).await.ok();
    // PW-8: a sign-in begun with the old password does not end; sessions live on.
    let parameters = &begun["ChallengeParameters"];
    let late = srp.responses(&pool, PASSWORD, parameters, cognate.clock.now_s());
    let answer = cognate.srp_answer(&client, late).await;
    answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
    cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
    cognate.sign_in(&client, "alice", OTHER).await;
    let absent = json!({ "UserPoolId": pool, "Username": "alice", "Password": PASSWORD });
    cognate.admin("AdminSetUserPassword", absent).await.ok();
    let status = &get(&cognate, &pool, "alice").await.ok()["UserStatus"];
    assert_eq!(status, "FORCE_CHANGE_PASSWORD");
}

#[tokio::test]
async fn a_federated_user_with_a_password_signs_in_here() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "AliasAttributes": ["email"] })).await;
    let client = cognate.create_client(&pool, json!({})).await;
    create(&cognate, &pool, verified("alice")).await.ok();
    rewrite(&cognate, &pool, "alice", |user| user.status = Status::ExternalProvider).await;
    get(&cognate, &pool, "x@example.com").await.expect_code("UserNotFoundException");
    // Meanwhile somebody else may have verified the address.
    create(&cognate, &pool, verified("bob")).await.ok();
    let answer = set_password(&cognate, &pool, "alice", PASSWORD, true).await;
    let taken = "An account with the email already exists.";
    answer.expect_error("InvalidParameterException", taken);
    assert_eq!(get(&cognate, &pool, "alice").await.ok()["UserStatus"], "EXTERNAL_PROVIDER");
    let bob = json!({ "UserPoolId": pool, "Username": "bob" });
    cognate.admin("AdminDeleteUser", bob).await;
    set_password(&cognate, &pool, "alice", PASSWORD, true).await.ok();
    assert_eq!(get(&cognate, &pool, "x@example.com").await.ok()["UserStatus"], "CONFIRMED");
    cognate.sign_in(&client, "x@example.com", PASSWORD).await;
}

#[tokio::test]
async fn pw_5_remembered_passwords_do_not_come_back() {
    let cognate = Cognate::start().await;
    let policy = json!({ "MinimumLength": 8, "PasswordHistorySize": 2 });
    let pool = cognate.create_pool(json!({ "Policies": { "PasswordPolicy": policy } })).await;
    cognate.invite_user(&pool, json!({ "Username": "alice" })).await;
    let reused = "Password has previously been used, and the password policy does not allow the \
                  reuse of the last passwords.";
    for (password, allowed) in [
        ("password-1", true),
        ("password-1", false),
        ("password-2", true),
        ("password-1", false),
        ("password-3", true),
        ("password-2", false),
        ("password-1", true),
    ] {
        let answer = set_password(&cognate, &pool, "alice", password, true).await;
        match allowed {
            true => drop(answer.ok()),
            false => answer.expect_error("PasswordHistoryPolicyViolationException", reused),
        }
    }
}

#[tokio::test]
async fn disabling_ends_sessions_for_good() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    let get_user = json!({ "AccessToken": tokens.access });
    let alice = json!({ "UserPoolId": pool, "Username": "alice" });
    cognate.clock.turn(5);

    assert_eq!(cognate.admin("AdminDisableUser", alice.clone()).await.ok(), json!({}));
    let user = get(&cognate, &pool, "alice").await.ok();
    assert_eq!(user["Enabled"], false);
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert!(user["UserLastModifiedDate"].as_f64() > user["UserCreateDate"].as_f64());
    let answer = cognate.call("GetUser", get_user.clone()).await;
    answer.expect_error("NotAuthorizedException", "User is disabled.");
    let answer = cognate.try_refresh(&client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "User is disabled.");
    cognate.try_sign_in(&client, "alice", PASSWORD).await.expect_code("NotAuthorizedException");

    assert_eq!(cognate.admin("AdminEnableUser", alice.clone()).await.ok(), json!({}));
    cognate.admin("AdminEnableUser", alice).await.ok();
    let answer = cognate.call("GetUser", get_user).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    let answer = cognate.try_refresh(&client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "Refresh Token has been revoked");
    cognate.sign_in(&client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn a_deleted_user_is_gone_and_the_name_is_free() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "AliasAttributes": ["email"] })).await;
    let client = cognate.create_client(&pool, json!({})).await;
    create(&cognate, &pool, verified("alice")).await.ok();
    set_password(&cognate, &pool, "alice", PASSWORD, true).await.ok();
    let tokens = cognate.sign_in(&client, "x@example.com", PASSWORD).await;
    let by_alias = json!({ "UserPoolId": pool, "Username": "x@example.com" });
    let answer = cognate.admin("AdminDeleteUser", by_alias).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let token = json!({ "AccessToken": tokens.access });
    let answer = cognate.call("GetUser", token.clone()).await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
    // GlobalSignOut declares no such error.
    let answer = cognate.call("GlobalSignOut", token).await;
    answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
    let answer = cognate.try_refresh(&client, &tokens.refresh).await;
    answer.expect_error("NotAuthorizedException", "Refresh Token has been revoked");
    // The newcomer under the old name and alias is somebody else.
    create(&cognate, &pool, verified("alice")).await.ok();
    cognate
        .call("GetUser", json!({ "AccessToken": tokens.access }))
        .await
        .expect_code("UserNotFoundException");
}

#[tokio::test]
async fn everybody_is_signed_out_by_an_administrator() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    cognate.create_user(&pool, "alice", PASSWORD).await;
    let first = cognate.sign_in(&client, "alice", PASSWORD).await;
    let second = cognate.sign_in(&client, "alice", PASSWORD).await;
    let alice = json!({ "UserPoolId": pool, "Username": "alice" });
    assert_eq!(cognate.admin("AdminUserGlobalSignOut", alice).await.ok(), json!({}));
    for tokens in [first, second] {
        let answer = cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await;
        answer.expect_error("NotAuthorizedException", "Access Token has been revoked");
        let answer = cognate.try_refresh(&client, &tokens.refresh).await;
        answer.expect_error("NotAuthorizedException", "Refresh Token has been revoked");
    }
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
}

/// AdminCreateUser without a message.
async fn create(cognate: &Cognate, pool: &str, mut request: Value) -> Answer {
    request["UserPoolId"] = pool.into();
    request["MessageAction"] = "SUPPRESS".into();
    cognate.admin("AdminCreateUser", request).await
}

async fn get(cognate: &Cognate, pool: &str, username: &str) -> Answer {
    cognate.admin("AdminGetUser", json!({ "UserPoolId": pool, "Username": username })).await
}

async fn set_password(
    cognate: &Cognate,
    pool: &str,
    username: &str,
    password: &str,
    permanent: bool,
) -> Answer {
    let request = json!({
        "UserPoolId": pool, "Username": username, "Password": password, "Permanent": permanent,
    });
    cognate.admin("AdminSetUserPassword", request).await
}

/// A user with the verified address `x@example.com`.
fn verified(username: &str) -> Value {
    json!({ "Username": username, "UserAttributes": [
        { "Name": "email", "Value": "x@example.com" },
        { "Name": "email_verified", "Value": "true" },
    ] })
}

/// The value of an attribute in a list; empty when it is not there.
fn attribute(list: &Value, name: &str) -> String {
    let list = list.as_array().expect("a list of attributes");
    let found = list.iter().find(|attribute| attribute["Name"] == name);
    found.map_or_else(String::new, |a| a["Value"].as_str().unwrap_or_default().to_owned())
}
