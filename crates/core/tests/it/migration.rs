//! UserMigration: users whom a function knows are made when they first come, and sign in as anybody.

use cognate_testkit::{Answer, Cognate, Failure, Tokens, Value, json};

use crate::scene::{PASSWORD, Scene};

const ARN: &str = "arn:aws:lambda:eu-central-1:123456789012:function:migrate";
const THEIRS: &str = "weak";

async fn scene_in(mut pool: Value, client: Value) -> Scene {
    pool["LambdaConfig"] = json!({ "UserMigration": ARN });
    Scene::on(Cognate::start().await, pool, client).await
}

async fn scene() -> Scene {
    scene_in(json!({}), json!({})).await
}

/// From here on the function knows bob, with this response.
fn knows(scene: &Scene, response: Value) {
    scene.functions.answer(move |_, event| {
        let mut event = event.clone();
        let given = &event["request"]["password"];
        if !given.is_null() && given != THEIRS {
            return Err(Failure::Function("Bad password".into()));
        }
        event["response"] = response.clone();
        Ok(event)
    });
}

fn bob(status: &str) -> Value {
    json!({
        "userAttributes": { "email": "bob@example.com", "email_verified": "true" },
        "finalUserStatus": status, "messageAction": "SUPPRESS",
    })
}

async fn sign_in(scene: &Scene, name: &str, password: &str) -> Answer {
    scene.try_sign_in(&scene.client, name, password).await
}

async fn shown(scene: &Scene, name: &str) -> Answer {
    let request = json!({ "UserPoolId": scene.pool, "Username": name });
    scene.admin("AdminGetUser", request).await
}

/// The pool's policy is no matter for a password that was good elsewhere.
#[tokio::test]
async fn a_user_is_made_at_the_first_sign_in() {
    let scene = scene().await;
    knows(&scene, bob("CONFIRMED"));
    let tokens = Tokens::of(&sign_in(&scene, "bob", THEIRS).await.ok());
    let claims = tokens.id_claims();
    assert_eq!(
        (&claims["cognito:username"], &claims["email_verified"]),
        (&json!("bob"), &json!(true))
    );
    assert_eq!(shown(&scene, "bob").await.ok()["UserStatus"], "CONFIRMED");
    assert_eq!(scene.functions.calls().len(), 1);
    // From then on the function is not asked, and SRP works.
    Tokens::of(&sign_in(&scene, "bob", THEIRS).await.ok());
    let incorrect = "Incorrect username or password.";
    sign_in(&scene, "bob", "x").await.expect_error("NotAuthorizedException", incorrect);
    let answer = scene.srp_sign_in(&scene.pool, &scene.client, "bob", THEIRS).await;
    Tokens::of(&answer.ok());
    assert!(scene.functions.calls().is_empty());
}

#[tokio::test]
async fn without_a_final_status_the_password_is_to_be_reset() {
    let scene = scene().await;
    let mut response = bob("x");
    response["finalUserStatus"] = Value::Null;
    knows(&scene, response);
    let text = "Password reset required for the user";
    sign_in(&scene, "bob", THEIRS).await.expect_error("PasswordResetRequiredException", text);
    assert_eq!(shown(&scene, "bob").await.ok()["UserStatus"], "RESET_REQUIRED");
}

#[tokio::test]
async fn whom_the_function_does_not_know_is_nobody() {
    let scene = scene().await;
    let incorrect = "Incorrect username or password.";
    for response in [
        json!({}),
        json!({ "userAttributes": null }),
        json!({ "userAttributes": {} }),
        // Attributes that the pool does not have.
        json!({ "userAttributes": { "custom:x": "1" }, "finalUserStatus": "CONFIRMED" }),
    ] {
        knows(&scene, response);
        scene.clock.turn(3_600);
        sign_in(&scene, "bob", THEIRS).await.expect_error("NotAuthorizedException", incorrect);
        shown(&scene, "bob").await.expect_code("UserNotFoundException");
    }
    knows(&scene, json!({ "userAttributes": "bob" }));
    scene.clock.turn(3_600);
    sign_in(&scene, "bob", THEIRS).await.expect_code("InvalidLambdaResponseException");
    let telling = scene_in(json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
    knows(&telling, json!({ "userAttributes": { "custom:x": "1" } }));
    let text = format!("Exception migrating user in app client {}", telling.client);
    sign_in(&telling, "bob", THEIRS).await.expect_error("UserNotFoundException", &text);
}

/// RL-2: a wrong password counts, whoever knows it to be wrong.
#[tokio::test]
async fn wrong_passwords_count_before_the_user_is_made() {
    let scene = scene().await;
    knows(&scene, bob("CONFIRMED"));
    for _ in 0..5 {
        sign_in(&scene, "bob", "x").await.expect_code("NotAuthorizedException");
    }
    let exceeded = "Password attempts exceeded";
    sign_in(&scene, "bob", THEIRS).await.expect_error("NotAuthorizedException", exceeded);
    shown(&scene, "bob").await.expect_code("UserNotFoundException");
}

#[tokio::test]
async fn names_follow_the_type_of_the_pool() {
    let scene = scene_in(json!({ "AliasAttributes": ["email"] }), json!({})).await;
    let mut response = bob("CONFIRMED");
    response["userAttributes"]["username"] = "robert".into();
    knows(&scene, response);
    let tokens = Tokens::of(&sign_in(&scene, "bob@example.com", THEIRS).await.ok());
    assert_eq!(tokens.id_claims()["cognito:username"], "robert");
    Tokens::of(&sign_in(&scene, "robert", THEIRS).await.ok());
    // A name that does not lead to who was asked for.
    let mut response = bob("CONFIRMED");
    response["userAttributes"] = json!({ "username": "robert" });
    knows(&scene, response);
    let incorrect = "Incorrect username or password.";
    sign_in(&scene, "carol", THEIRS).await.expect_error("NotAuthorizedException", incorrect);
}

#[tokio::test]
async fn addresses_that_are_user_names_stay_attributes() {
    let cognate = Cognate::start().await;
    let members = json!({
        "UsernameAttributes": ["email"], "LambdaConfig": { "UserMigration": ARN },
    });
    let pool = cognate.create_pool(members).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let scene = Scene::over(cognate, pool, client, String::new());
    let mut response = bob("CONFIRMED");
    response["userAttributes"] = json!({ "name": "Bob", "username": "ignored" });
    knows(&scene, response);
    let tokens = Tokens::of(&sign_in(&scene, "bob@example.com", THEIRS).await.ok());
    let claims = tokens.id_claims();
    assert_eq!(
        (&claims["cognito:username"], &claims["email"]),
        (&claims["sub"], &json!("bob@example.com"))
    );
}

#[tokio::test]
async fn an_alias_moves_only_when_it_is_forced() {
    let scene = scene_in(json!({ "AliasAttributes": ["email"] }), json!({})).await;
    let request = json!({
        "UserPoolId": scene.pool, "Username": "alice",
        "UserAttributes": [
            { "Name": "email", "Value": "bob@example.com" },
            { "Name": "email_verified", "Value": "true" },
        ],
    });
    scene.admin("AdminUpdateUserAttributes", request).await.ok();
    knows(&scene, bob("CONFIRMED"));
    sign_in(&scene, "bob", THEIRS).await.expect_code("NotAuthorizedException");
    let mut forced = bob("CONFIRMED");
    forced["forceAliasCreation"] = true.into();
    knows(&scene, forced);
    Tokens::of(&sign_in(&scene, "bob", THEIRS).await.ok());
    Tokens::of(&sign_in(&scene, "bob@example.com", THEIRS).await.ok());
    Tokens::of(&sign_in(&scene, "alice", PASSWORD).await.ok());
}

#[tokio::test]
async fn sms_mfa_may_be_switched_on() {
    let scene = scene().await;
    let mut response = bob("CONFIRMED");
    response["userAttributes"]["phone_number"] = "+15551234567".into();
    response["enableSMSMFA"] = true.into();
    knows(&scene, response);
    Tokens::of(&sign_in(&scene, "bob", THEIRS).await.ok());
    assert_eq!(shown(&scene, "bob").await.ok()["UserMFASettingList"], json!(["SMS_MFA"]));
}

/// ST-2: of those who come at once, one makes the user, and all sign in.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_come_at_once_are_one_user() {
    let scene = scene().await;
    knows(&scene, bob("CONFIRMED"));
    let answers = (0..4).map(|_| sign_in(&scene, "bob", THEIRS));
    let answers = futures_util::future::join_all(answers).await;
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let request = json!({ "UserPoolId": scene.pool });
    let users = scene.admin("ListUsers", request).await.ok();
    assert_eq!(users["Users"].as_array().map(Vec::len), Some(2));
}

/// A pool where users choose, and how they begin.
async fn choosing(client: Value) -> Scene {
    let factors = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    let pool = json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": factors } } });
    let mut members = client;
    members["ExplicitAuthFlows"] =
        json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    scene_in(pool, members).await
}

async fn begin(scene: &Scene, name: &str, mut parameters: Value) -> Answer {
    parameters["USERNAME"] = name.into();
    scene.initiate(&scene.client, "USER_AUTH", parameters).await
}

async fn reply(scene: &Scene, name: &str, asked: &Value, mut responses: Value) -> Answer {
    responses["USERNAME"] = name.into();
    let request = json!({
        "ClientId": scene.client, "ChallengeName": asked["ChallengeName"],
        "Session": asked["Session"], "ChallengeResponses": responses,
        "ClientMetadata": { "from": "the answer" },
    });
    scene.call("RespondToAuthChallenge", request).await
}

#[tokio::test]
async fn a_password_that_is_chosen_migrates() {
    for existence in ["ENABLED", "LEGACY"] {
        let scene = choosing(json!({ "PreventUserExistenceErrors": existence })).await;
        knows(&scene, bob("CONFIRMED"));
        // With the first request.
        let brought = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": THEIRS });
        let tokens = Tokens::of(&begin(&scene, "ann", brought).await.ok());
        assert_eq!(tokens.access_claims()["username"], "ann");
        // With the choice.
        let asked = begin(&scene, "ben", json!({})).await.ok();
        assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
        let available = asked["AvailableChallenges"].as_array().unwrap();
        assert!(available.contains(&json!("PASSWORD")), "{asked}");
        scene.functions.calls();
        let chosen = json!({ "ANSWER": "PASSWORD", "PASSWORD": THEIRS });
        Tokens::of(&reply(&scene, "ben", &asked, chosen.clone()).await.ok());
        let calls = scene.functions.calls();
        assert_eq!(calls.len(), 1);
        let request = &calls[0].event["request"];
        assert_eq!(request["clientMetadata"], json!({ "from": "the answer" }));
        assert_eq!(request["password"], THEIRS);
        reply(&scene, "ben", &asked, chosen).await.expect_code("NotAuthorizedException");
        // After the choice; a wrong password leaves the session good for the right one.
        let asked = begin(&scene, "bob", json!({})).await.ok();
        let asked = reply(&scene, "bob", &asked, json!({ "ANSWER": "PASSWORD" })).await.ok();
        assert_eq!(asked["ChallengeName"], "PASSWORD");
        let wrong = reply(&scene, "bob", &asked, json!({ "PASSWORD": "x" })).await;
        match existence {
            "ENABLED" => {
                wrong.expect_error("NotAuthorizedException", "Incorrect username or password.")
            }
            _ => wrong.expect_code("UserLambdaValidationException"),
        };
        shown(&scene, "bob").await.expect_code("UserNotFoundException");
        Tokens::of(&reply(&scene, "bob", &asked, json!({ "PASSWORD": THEIRS })).await.ok());
        assert_eq!(shown(&scene, "bob").await.ok()["UserStatus"], "CONFIRMED");
        // From then on they are asked as anybody.
        let asked = begin(&scene, "bob", json!({ "PREFERRED_CHALLENGE": "PASSWORD" })).await.ok();
        scene.functions.calls();
        Tokens::of(&reply(&scene, "bob", &asked, json!({ "PASSWORD": THEIRS })).await.ok());
        assert!(scene.functions.calls().is_empty());
    }
}

/// RL-2
#[tokio::test]
async fn wrong_chosen_passwords_count_before_the_user_is_made() {
    let scene = choosing(json!({})).await;
    knows(&scene, bob("CONFIRMED"));
    let asked = begin(&scene, "bob", json!({ "PREFERRED_CHALLENGE": "PASSWORD" })).await.ok();
    for _ in 0..5 {
        let wrong = reply(&scene, "bob", &asked, json!({ "PASSWORD": "x" })).await;
        wrong.expect_error("NotAuthorizedException", "Incorrect username or password.");
    }
    scene.functions.calls();
    let exceeded = reply(&scene, "bob", &asked, json!({ "PASSWORD": THEIRS })).await;
    exceeded.expect_error("NotAuthorizedException", "Password attempts exceeded");
    assert!(scene.functions.calls().is_empty());
}

/// CT-2: with a password, without one, disabled, and nobody: the same choice, the same end.
#[tokio::test]
async fn whom_the_function_does_not_know_is_hidden_among_the_others() {
    let scene = choosing(json!({})).await;
    knows(&scene, json!({ "userAttributes": null }));
    let attributes = json!([
        { "Name": "email", "Value": "ada@example.com" }, { "Name": "email_verified", "Value": "true" },
    ]);
    let ada = json!({ "Username": "ada", "UserAttributes": attributes });
    scene.invite_user(&scene.pool, ada).await;
    scene.on_user("AdminDisableUser", "ada").await;
    for name in ["alice", "ada", "nobody", "nobody-else", "nobody-at-all"] {
        let asked = begin(&scene, name, json!({})).await.ok();
        let available = asked["AvailableChallenges"].as_array().unwrap();
        assert!(available.contains(&json!("PASSWORD")), "{name}: {asked}");
        let asked = reply(&scene, name, &asked, json!({ "ANSWER": "PASSWORD" })).await.ok();
        assert_eq!(asked["ChallengeName"], "PASSWORD", "{name}");
        let end = reply(&scene, name, &asked, json!({ "PASSWORD": "x" })).await;
        end.expect_error("NotAuthorizedException", "Incorrect username or password.");
    }
}

/// ST-2, with answers to sessions that were given out while nobody had the name.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_chose_at_once_are_one_user() {
    let scene = choosing(json!({})).await;
    knows(&scene, bob("CONFIRMED"));
    let mut sessions = Vec::new();
    for _ in 0..4 {
        let preferred = json!({ "PREFERRED_CHALLENGE": "PASSWORD" });
        sessions.push(begin(&scene, "bob", preferred).await.ok());
    }
    let answers =
        sessions.iter().map(|asked| reply(&scene, "bob", asked, json!({ "PASSWORD": THEIRS })));
    for answer in futures_util::future::join_all(answers).await {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}
