//! Users who help themselves, with an access token.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Tokens, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const OTHER: &str = "Battery-Staple8";
const WRONG: &str = "Wrong-Password7";

const INCORRECT: &str = "Incorrect username or password.";
const EXCEEDED: &str = "Attempt limit exceeded, please try after some time.";

/// Alice, signed in.
struct Alice {
    cognate: Cognate,
    pool: String,
    client: String,
    tokens: Tokens,
}

impl Alice {
    async fn in_pool(members: cognate_testkit::Value) -> Alice {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(members).await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
        Alice { cognate, pool, client, tokens }
    }

    async fn change(&self, previous: &str, proposed: &str) -> Answer {
        self.change_with(&self.tokens, previous, proposed).await
    }

    /// Tokens of the same session that have not expired.
    async fn refreshed(&self) -> Tokens {
        Tokens::of(&self.cognate.try_refresh(&self.client, &self.tokens.refresh).await.ok())
    }

    async fn change_with(&self, tokens: &Tokens, previous: &str, proposed: &str) -> Answer {
        let request = json!({
            "AccessToken": tokens.access,
            "PreviousPassword": previous, "ProposedPassword": proposed,
        });
        self.cognate.call("ChangePassword", request).await
    }

    async fn sign_in(&self, password: &str) -> Answer {
        self.cognate.try_sign_in(&self.client, "alice", password).await
    }

    async fn admin(&self, operation: &str, mut members: cognate_testkit::Value) -> Answer {
        members["UserPoolId"] = self.pool.as_str().into();
        members["Username"] = "alice".into();
        self.cognate.admin(operation, members).await
    }
}

#[tokio::test]
async fn get_user_shows_what_the_client_may_read() {
    let cognate = Cognate::start().await;
    let schema = json!([{ "Name": "level", "AttributeDataType": "Number", "Mutable": true }]);
    let pool = cognate.create_pool(json!({ "Schema": schema })).await;
    let attributes = json!([
        { "Name": "email", "Value": "a@example.com" }, { "Name": "email_verified", "Value": "true" },
        { "Name": "nickname", "Value": "Al" }, { "Name": "custom:level", "Value": "3" },
    ]);
    let alice = json!({ "Username": "alice", "UserAttributes": attributes });
    let sub = cognate.invite_user(&pool, alice).await;
    let request = json!({
        "UserPoolId": pool, "Username": "alice", "Password": PASSWORD, "Permanent": true,
    });
    cognate.admin("AdminSetUserPassword", request).await.ok();
    for (members, names) in [
        (json!({}), vec!["email", "email_verified", "nickname", "sub"]),
        (json!({ "ReadAttributes": ["custom:level"] }), vec!["custom:level", "sub"]),
    ] {
        let client = cognate.create_client(&pool, members).await;
        let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
        let user = cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await.ok();
        assert_eq!(user["Username"], "alice");
        let list = user["UserAttributes"].as_array().expect("a list");
        let mut shown: Vec<_> = list.iter().map(|a| a["Name"].as_str().unwrap()).collect();
        shown.sort();
        assert_eq!(shown, names);
        let own = list.iter().find(|a| a["Name"] == "sub").unwrap();
        assert_eq!(own["Value"], sub.as_str());
        assert!(user.get("UserMFASettingList").is_none());
    }
}

#[tokio::test]
async fn tokens_that_open_nothing() {
    let alice = Alice::in_pool(json!({})).await;
    let not_authorized = "NotAuthorizedException";
    for operation in ["GetUser", "GlobalSignOut", "ChangePassword"] {
        let call = |token: String| {
            let request = json!({ "AccessToken": token, "ProposedPassword": OTHER });
            alice.cognate.call(operation, request)
        };
        call("garbage".into()).await.expect_error(not_authorized, "Invalid Access Token");
        // TK-3: an ID token is none, nor is a refresh token.
        call(alice.tokens.id.clone()).await.expect_code(not_authorized);
        call(alice.tokens.refresh.clone())
            .await
            .expect_error(not_authorized, "Invalid Access Token");
        let (body, signature) = alice.tokens.access.rsplit_once('.').unwrap();
        let flipped = if signature.starts_with('A') { "B" } else { "A" };
        call(format!("{body}.{flipped}{}", &signature[1..]))
            .await
            .expect_error(not_authorized, "Could not verify signature for Access Token");
    }
    alice.cognate.clock.turn(3600);
    let request = json!({ "AccessToken": alice.tokens.access });
    let answer = alice.cognate.call("GetUser", request).await;
    answer.expect_error(not_authorized, "Access Token has expired");
}

#[tokio::test]
async fn a_global_sign_out_ends_its_own_token_too() {
    let alice = Alice::in_pool(json!({})).await;
    let other = alice.cognate.sign_in(&alice.client, "alice", PASSWORD).await;
    let token = json!({ "AccessToken": alice.tokens.access });
    assert_eq!(alice.cognate.call("GlobalSignOut", token.clone()).await.ok(), json!({}));
    let revoked = "Access Token has been revoked";
    for (operation, token) in [
        ("GetUser", &alice.tokens.access),
        ("GetUser", &other.access),
        ("GlobalSignOut", &other.access),
    ] {
        let answer = alice.cognate.call(operation, json!({ "AccessToken": token })).await;
        answer.expect_error("NotAuthorizedException", revoked);
    }
    for refresh in [&alice.tokens.refresh, &other.refresh] {
        let answer = alice.cognate.try_refresh(&alice.client, refresh).await;
        answer.expect_error("NotAuthorizedException", "Refresh Token has been revoked");
    }
    alice.sign_in(PASSWORD).await.ok();
}

#[tokio::test]
async fn a_changed_password_takes_effect_and_sessions_live() {
    let alice = Alice::in_pool(json!({})).await;
    assert_eq!(alice.change(PASSWORD, OTHER).await.ok(), json!({}));
    alice.sign_in(PASSWORD).await.expect_error("NotAuthorizedException", INCORRECT);
    alice.sign_in(OTHER).await.ok();
    let cognate = &alice.cognate;
    cognate.srp_sign_in(&alice.pool, &alice.client, "alice", OTHER).await.ok();
    cognate.call("GetUser", json!({ "AccessToken": alice.tokens.access })).await.ok();
    cognate.try_refresh(&alice.client, &alice.tokens.refresh).await.ok();
}

#[tokio::test]
async fn a_proposed_password_is_judged_before_the_previous_one() {
    let alice = Alice::in_pool(json!({})).await;
    for _ in 0..10 {
        alice.change(WRONG, "short").await.expect_error(
            "InvalidPasswordException",
            "Password did not conform with policy: Password not long enough",
        );
    }
    // None of them counted.
    alice.change(PASSWORD, OTHER).await.ok();
    let request = json!({ "AccessToken": alice.tokens.access, "ProposedPassword": PASSWORD });
    let answer = alice.cognate.call("ChangePassword", request).await;
    let missing = "Missing required parameter PreviousPassword";
    answer.expect_error("InvalidParameterException", missing);
}

#[tokio::test]
async fn pw_5_the_history_holds_for_changes() {
    let policy = json!({ "MinimumLength": 8, "PasswordHistorySize": 2 });
    let alice = Alice::in_pool(json!({ "Policies": { "PasswordPolicy": policy } })).await;
    alice.change(PASSWORD, OTHER).await.ok();
    for reused in [PASSWORD, OTHER] {
        let answer = alice.change(OTHER, reused).await;
        answer.expect_code("PasswordHistoryPolicyViolationException");
        // A wrong previous password is not told which others were used.
        let answer = alice.change(WRONG, reused).await;
        answer.expect_error("NotAuthorizedException", INCORRECT);
    }
    alice.change(OTHER, WRONG).await.ok();
    alice.change(WRONG, PASSWORD).await.ok();
}

#[tokio::test]
async fn rl_3_wrong_previous_passwords_lock_with_sign_ins() {
    let alice = Alice::in_pool(json!({})).await;
    let wrong = "NotAuthorizedException";
    for _ in 0..3 {
        alice.change(WRONG, OTHER).await.expect_error(wrong, INCORRECT);
    }
    for _ in 0..2 {
        alice.sign_in(WRONG).await.expect_error(wrong, INCORRECT);
    }
    // One counter for all doors: locked, even for the right password.
    alice.change(PASSWORD, OTHER).await.expect_error("LimitExceededException", EXCEEDED);
    alice.sign_in(PASSWORD).await.expect_error(wrong, "Password attempts exceeded");
    let srp = cognate_testkit::srp::Client::new(&"a1".repeat(32));
    let srp = alice.cognate.srp_start(&alice.client, "alice", &srp).await;
    srp.expect_error(wrong, "Password attempts exceeded");
    // Locks of 1, 2, 4, … seconds, up to 15 minutes; tries inside them neither count nor prolong.
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        alice.cognate.clock.turn_ms(seconds * 1_000 - 1);
        let tokens = alice.refreshed().await;
        let locked = alice.change_with(&tokens, PASSWORD, OTHER).await;
        locked.expect_error("LimitExceededException", EXCEEDED);
        alice.cognate.clock.turn_ms(1);
        alice.change_with(&tokens, WRONG, OTHER).await.expect_error(wrong, INCORRECT);
    }
    // A quarter of an hour of quiet after the lock, and the first five are free again.
    alice.cognate.clock.turn(900 + 900);
    let tokens = alice.refreshed().await;
    for _ in 0..4 {
        alice.change_with(&tokens, WRONG, OTHER).await.expect_error(wrong, INCORRECT);
    }
    alice.change_with(&tokens, PASSWORD, OTHER).await.ok();
}

#[tokio::test]
async fn rl_3_the_lock_ends_and_a_sign_in_clears() {
    let alice = Alice::in_pool(json!({})).await;
    for _ in 0..5 {
        alice.change(WRONG, OTHER).await.expect_code("NotAuthorizedException");
    }
    alice.cognate.clock.turn(1);
    // A right previous password completes no sign-in, and clears nothing.
    alice.change(PASSWORD, OTHER).await.ok();
    alice.change(WRONG, PASSWORD).await.expect_error("NotAuthorizedException", INCORRECT);
    alice.change(OTHER, PASSWORD).await.expect_code("LimitExceededException");
    alice.cognate.clock.turn(2);
    alice.sign_in(OTHER).await.ok();
    for _ in 0..5 {
        alice.sign_in(WRONG).await.expect_error("NotAuthorizedException", INCORRECT);
    }
    alice.sign_in(OTHER).await.expect_error("NotAuthorizedException", "Password attempts exceeded");
    // Nor does an administrator's new password: only the owner's success ends the counting.
    let set = json!({ "Password": PASSWORD, "Permanent": true });
    alice.admin("AdminSetUserPassword", set).await.ok();
    alice
        .sign_in(PASSWORD)
        .await
        .expect_error("NotAuthorizedException", "Password attempts exceeded");
    alice.cognate.clock.turn(1);
    alice.sign_in(PASSWORD).await.ok();
}

#[tokio::test]
async fn rl_2_parallel_right_answers_never_lock_out() {
    let alice = Alice::in_pool(json!({})).await;
    for _ in 0..4 {
        alice.sign_in(WRONG).await.expect_code("NotAuthorizedException");
    }
    for _ in 0..3 {
        let (a, b, c, d, e) = tokio::join!(
            alice.sign_in(PASSWORD),
            alice.sign_in(PASSWORD),
            alice.sign_in(PASSWORD),
            alice.sign_in(PASSWORD),
            alice.sign_in(PASSWORD),
        );
        for answer in [a, b, c, d, e] {
            Tokens::of(&answer.ok());
        }
    }
}

#[tokio::test]
async fn rl_2_parallel_guesses_learn_no_more_than_the_limit() {
    let alice = Alice::in_pool(json!({})).await;
    let (a, b, c, d, e, f, g, h) = tokio::join!(
        alice.change(WRONG, OTHER),
        alice.sign_in(WRONG),
        alice.change(WRONG, OTHER),
        alice.sign_in(WRONG),
        alice.change(WRONG, OTHER),
        alice.sign_in(WRONG),
        alice.change(WRONG, OTHER),
        alice.sign_in(WRONG),
    );
    let answers = [a, b, c, d, e, f, g, h];
    let wrong = answers.iter().filter(|answer| answer.error().1 == INCORRECT).count();
    let locked = answers
        .iter()
        .filter(|answer| [EXCEEDED, "Password attempts exceeded"].contains(&answer.error().1))
        .count();
    assert_eq!((wrong, locked), (5, 3));
}

#[tokio::test]
async fn rl_2_a_right_answer_overtaken_by_the_last_guess_is_not_told() {
    // The history makes the right answer slow: all former passwords are checked.
    let policy = json!({ "MinimumLength": 8, "PasswordHistorySize": 24 });
    let alice = Alice::in_pool(json!({ "Policies": { "PasswordPolicy": policy } })).await;
    for number in 1..24 {
        let set = json!({ "Password": format!("password-{number}"), "Permanent": true });
        alice.admin("AdminSetUserPassword", set).await.ok();
    }
    for _ in 0..4 {
        alice.change(WRONG, OTHER).await.expect_code("NotAuthorizedException");
    }
    let (right, guess) =
        tokio::join!(alice.change("password-23", OTHER), alice.change(WRONG, OTHER));
    guess.expect_error("NotAuthorizedException", INCORRECT);
    right.expect_error("LimitExceededException", EXCEEDED);
}

#[tokio::test]
async fn parallel_changes_from_one_password_have_one_winner() {
    let alice = Alice::in_pool(json!({})).await;
    let (a, b) = tokio::join!(alice.change(PASSWORD, OTHER), alice.change(PASSWORD, WRONG));
    let winners = [(a, OTHER), (b, WRONG)].map(|(answer, password)| match answer.status {
        200 => Some(password),
        _ => {
            answer.expect_error("NotAuthorizedException", INCORRECT);
            None
        }
    });
    let ([Some(password), None] | [None, Some(password)]) = winners else {
        panic!("one of both wins: {winners:?}")
    };
    alice.sign_in(password).await.ok();
}

#[tokio::test]
async fn temporary_passwords_are_not_changed_here() {
    let alice = Alice::in_pool(json!({})).await;
    let set = json!({ "Password": OTHER, "Permanent": false });
    alice.admin("AdminSetUserPassword", set).await.ok();
    alice.change(OTHER, PASSWORD).await.expect_error(
        "NotAuthorizedException",
        "User password cannot be changed in the current state.",
    );
}

#[tokio::test]
async fn who_could_not_sign_in_does_not_act() {
    let alice = Alice::in_pool(json!({})).await;
    let reset = ("PasswordResetRequiredException", "Password reset required for the user");
    let unconfirmed = ("UserNotConfirmedException", "User is not confirmed.");
    for (status, (code, text)) in
        [(Status::ResetRequired, reset), (Status::Unconfirmed, unconfirmed)]
    {
        rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = status).await;
        alice.change(PASSWORD, OTHER).await.expect_error(code, text);
        let token = json!({ "AccessToken": alice.tokens.access });
        alice.cognate.call("GetUser", token).await.expect_error(code, text);
        alice.cognate.try_refresh(&alice.client, &alice.tokens.refresh).await.expect_code(code);
        // The other door to the same declares neither.
        let request = json!({ "ClientId": alice.client, "RefreshToken": alice.tokens.refresh });
        let answer = alice.cognate.call("GetTokensFromRefreshToken", request).await;
        answer.expect_error("NotAuthorizedException", text);
    }
    let external = Status::ExternalProvider;
    rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = external).await;
    alice.change(PASSWORD, OTHER).await.expect_code("NotAuthorizedException");
}

#[tokio::test]
async fn a_first_password_needs_no_previous_one() {
    let alice = Alice::in_pool(json!({})).await;
    rewrite(&alice.cognate, &alice.pool, "alice", |user| user.credential = None).await;
    // Whoever names one names a wrong one.
    alice.change(PASSWORD, OTHER).await.expect_error("NotAuthorizedException", INCORRECT);
    let first = json!({ "AccessToken": alice.tokens.access, "ProposedPassword": OTHER });
    assert_eq!(alice.cognate.call("ChangePassword", first.clone()).await.ok(), json!({}));
    alice.sign_in(OTHER).await.ok();
    let answer = alice.cognate.call("ChangePassword", first).await;
    answer.expect_code("InvalidParameterException");
}

#[tokio::test]
async fn five_changes_of_the_password_an_hour() {
    let alice = Alice::in_pool(json!({})).await;
    let (mut now, mut next) = (PASSWORD, OTHER);
    for _ in 0..5 {
        alice.change(now, next).await.ok();
        std::mem::swap(&mut now, &mut next);
    }
    // The previous password is not looked at any more.
    for previous in [now, WRONG] {
        alice.change(previous, next).await.expect_error("LimitExceededException", EXCEEDED);
    }
    alice.cognate.clock.turn(3_600);
    let tokens = alice.refreshed().await;
    alice.change_with(&tokens, now, next).await.ok();
}
