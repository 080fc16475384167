//! Addresses as user names and as aliases.

use super::*;

#[tokio::test]
async fn addresses_as_user_names() {
    let members = json!({
        "UsernameAttributes": ["email", "phone_number"],
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "UsernameConfiguration": { "CaseSensitive": false },
    });
    let app = App::new(members).await;
    let either = "Username should be either an email or a phone number.";
    app.sign_up("alice", json!([])).await.expect_error("InvalidParameterException", either);
    let answer = app.sign_up("Alice@Example.com", json!([])).await.ok();
    let user = app.user(ALICE).await;
    assert_eq!(user["Username"], answer["UserSub"]);
    assert_eq!(app.attribute(ALICE, "email").await, "Alice@Example.com");
    let code = app.code("Alice@Example.com").await;
    app.confirm("ALICE@example.com", &code).await.ok();
    Tokens::of(&app.sign_in(ALICE).await.ok());
    app.sign_up(ALICE, json!([]))
        .await
        .expect_error("UsernameExistsException", "An account with the given email already exists.");
    app.sign_up("+4712345678", json!([])).await.ok();
    let code = app.code("+4712345678").await;
    app.confirm("+4712345678", &code).await.ok();
}

#[tokio::test]
async fn an_alias_moves_only_by_force() {
    let members = json!({
        "AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
    });
    let app = App::new(members).await;
    let shaped =
        "Username cannot be of email format, since user pool is configured for email alias.";
    app.sign_up(ALICE, json!([])).await.expect_error("InvalidParameterException", shaped);
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    app.confirm("alice", &code).await.ok();
    Tokens::of(&app.sign_in(ALICE).await.ok());

    // The same address may be signed up with, but not confirmed.
    app.sign_up("eve", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    let taken = ("AliasExistsException", "An account with the email already exists.");
    refused(&app.confirm("eve", &code).await, taken);
    assert_eq!(app.user("eve").await["UserStatus"], "UNCONFIRMED");
    assert_eq!(app.force("eve", &code).await.ok(), json!({}));
    assert_eq!(app.attribute("eve", "email_verified").await, "true");
    assert_eq!(app.attribute("alice", "email_verified").await, "false");
    assert_eq!(app.attribute("alice", "email").await, ALICE);
    assert_eq!(app.user(ALICE).await["Username"], "eve");
    Tokens::of(&app.sign_in("alice").await.ok());
}

#[tokio::test]
async fn a_right_code_for_a_taken_alias_counts_as_a_try() {
    let members = json!({
        "AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
    });
    let app = App::new(members).await;
    app.sign_up("alice", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    app.confirm("alice", &code).await.ok();
    app.sign_up("eve", email(ALICE)).await.ok();
    let code = app.code(ALICE).await;
    for _ in 0..5 {
        app.confirm("eve", &code).await.expect_code("AliasExistsException");
    }
    refused(&app.force("eve", &code).await, EXPIRED);
}

#[tokio::test]
async fn an_alias_fought_over_has_one_holder() {
    let members = json!({
        "AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
    });
    let app = App::new(members).await;
    let mut codes = Vec::new();
    for name in ["alice", "bob", "carol"] {
        app.sign_up(name, email(ALICE)).await.ok();
        codes.push(app.code(ALICE).await);
    }
    let (a, b, c) = tokio::join!(
        app.force("alice", &codes[0]),
        app.force("bob", &codes[1]),
        app.force("carol", &codes[2]),
    );
    for answer in [a, b, c] {
        answer.ok();
    }
    let mut holders = Vec::new();
    for name in ["alice", "bob", "carol"] {
        if app.attribute(name, "email_verified").await == "true" {
            holders.push(name);
        }
    }
    let [holder] = holders[..] else { panic!("{holders:?}") };
    assert_eq!(app.user(ALICE).await["Username"], holder);
}
