//! The function points of a sign-in: when they are asked, and what their failure does.

use serde_json::json;

use super::play::*;
use crate::auth::*;
use crate::pool::Trigger;
use ChallengeName as C;

const ALL: [&str; 3] = ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"];

#[test]
fn rl_2_attempts_are_settled_before_functions_learn_of_a_success() {
    let run = Play::new().functions(&ALL).password();
    assert_eq!(
        run.asked,
        [
            "load alice",
            "PreAuthentication",
            "password",
            "settle",
            "PostAuthentication",
            "PreTokenGeneration"
        ]
    );
    assert_eq!(run.settled, [Effect::AttemptsUnchanged]);
    assert_eq!(run.effects, [Effect::AttemptsCleared]);
    run.granted();
}

#[test]
fn each_function_point_stands_alone() {
    let post = Play::new().functions(&["PostAuthentication"]).password();
    assert_eq!(post.asked[2..], ["settle", "PostAuthentication"]);
    assert_eq!(post.granted().overrides, None);
    let mut play = Play::new().functions(&["PreTokenGeneration"]);
    play.response = json!({ "claimsOverrideDetails": { "claimsToSuppress": ["email"] } });
    let token = play.password();
    assert_eq!(token.asked[2..], ["settle", "PreTokenGeneration"]);
    assert_eq!(token.granted().overrides, Some(play.response));
}

#[test]
fn srp_asks_before_the_first_leg_and_after_the_second() {
    let play = Play::new().functions(&ALL);
    assert_eq!(play.srp_start().asked, ["load alice", "PreAuthentication"]);
    let second = play.srp_proof();
    assert_eq!(
        second.asked,
        ["load by sub", "proof", "settle", "PostAuthentication", "PreTokenGeneration"]
    );
    assert!(matches!(second.settled[..], [Effect::Use { .. }, Effect::AttemptsUnchanged]));
    assert_eq!(second.effects, [Effect::AttemptsCleared]);
}

#[test]
fn a_function_that_fails_ends_the_sign_in() {
    let cases = [
        (Trigger::PreAuthentication, 2),
        (Trigger::PostAuthentication, 5),
        (Trigger::PreTokenGeneration, 6),
    ];
    for (trigger, asked) in cases {
        let run = Play::new().functions(&ALL).failing(trigger).password();
        run.refused("UserLambdaValidationException", "no.");
        assert_eq!(run.asked.len(), asked);
        assert!(run.effects.is_empty(), "the counter is not cleared without tokens");
    }
}

#[test]
fn pre_authentication_is_told_that_nobody_is_there() {
    let hidden = Play::new().functions(&ALL).unknown();
    let run = hidden.password();
    assert_eq!(run.asked[1..], ["PreAuthentication for nobody", "password of decoy"]);
    run.refused("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(hidden.srp_start().asked[1..], ["PreAuthentication for nobody"]);
    // A telling client gets its answer first.
    let telling = Play::telling().functions(&ALL).unknown().password();
    assert_eq!(telling.asked, ["load alice"]);
}

#[test]
fn no_function_runs_for_a_wrong_password_or_in_a_lock() {
    let wrong = Play::new().functions(&ALL).wrong().password();
    assert_eq!(wrong.asked, ["load alice", "PreAuthentication", "password"]);
    let locked = Play::new().functions(&ALL).locked().password();
    assert_eq!(locked.asked, ["load alice"]);
}

#[test]
fn migration_is_asked_only_for_typed_passwords_of_unknown_users() {
    let migrating = || Play::new().functions(&["UserMigration"]);
    assert_eq!(migrating().password().asked, ["load alice", "password"]);
    let unknown = migrating().unknown();
    assert_eq!(unknown.password().asked, ["load alice", "UserMigration for nobody"]);
    assert_eq!(unknown.srp_start().asked, ["load alice"]);
}

#[test]
fn a_migration_that_fails_is_a_wrong_password() {
    let failing =
        |play: Play| play.functions(&["UserMigration"]).unknown().failing(Trigger::UserMigration);
    let hidden = failing(Play::new()).password();
    hidden.refused("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(hidden.effects, [one_failure()]);
    let telling = failing(Play::telling()).password();
    telling.refused("UserLambdaValidationException", "no.");
    assert_eq!(telling.effects, [one_failure()]);
}

#[test]
fn rl_2_a_locked_name_is_not_shown_to_the_migration() {
    for play in [Play::new(), Play::telling()] {
        let run = play.functions(&["UserMigration"]).unknown().locked().password();
        assert_eq!(run.asked, ["load alice"]);
        run.refused("NotAuthorizedException", "Password attempts exceeded");
        assert!(run.effects.is_empty());
    }
}

#[test]
fn a_user_who_is_known_elsewhere_is_made_and_signs_in_as_anybody() {
    let mut play = Play::new().functions(&["UserMigration", "PreAuthentication"]).unknown();
    play.script = Some(|trigger, _| match trigger {
        Trigger::UserMigration => json!({ "userAttributes": { "email": "a@b.example" } }),
        _ => json!({}),
    });
    let run = play.password();
    let asked =
        ["load alice", "UserMigration for nobody", "make alice", "PreAuthentication", "password"];
    assert_eq!(run.asked, asked);
    run.granted();
    // Made under another name, or not at all.
    let run = Play { migrated: None, ..play }.password();
    run.refused("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(run.effects, [one_failure()]);
}

#[test]
fn a_migration_that_knows_nobody_is_a_wrong_password() {
    let run = Play::new().functions(&["UserMigration"]).unknown().password();
    run.refused("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(run.effects, [one_failure()]);
    let run = Play::telling().functions(&["UserMigration"]).unknown().password();
    run.refused("UserNotFoundException", "User does not exist.");
    assert_eq!(run.effects, [one_failure()]);
}

/// In a pool with UserMigration, of a name that nobody has.
fn strangers(play: Play) -> Play {
    let mut play = play.functions(&["UserMigration", "PreAuthentication"]).unknown();
    play.script = Some(|trigger, _| match trigger {
        Trigger::UserMigration => json!({ "userAttributes": { "email": "a@b.example" } }),
        _ => json!({}),
    });
    play.flow = Flow::User;
    play
}

fn choosing(play: &Play, preferred: Option<C>, brought: Brought) -> Run {
    let username = "alice".to_owned();
    let choice = Choice { username, preferred, brought, session: None, target: None, credit: None };
    play.run(Input::Choice(Box::new(choice)))
}

#[test]
fn a_choice_that_brings_the_password_migrates_at_once() {
    for play in [strangers(Play::new()), strangers(Play::telling())] {
        let run = choosing(&play, Some(C::Password), Brought::Password);
        let asked = [
            "load alice",
            "UserMigration for nobody",
            "make alice",
            "PreAuthentication",
            "password",
        ];
        assert_eq!(run.asked, asked);
        run.granted();
        // SRP shows the function nothing.
        let srp = choosing(&play, Some(C::PasswordSrp), Brought::PublicValue);
        assert!(!srp.asked.iter().any(|asked| asked.starts_with("UserMigration")), "{srp:?}");
        let locked = choosing(&play.clone().locked(), Some(C::Password), Brought::Password);
        assert_eq!(locked.asked, ["load alice"]);
        locked.refused("NotAuthorizedException", "Password attempts exceeded");
    }
}

#[test]
fn a_choice_that_brings_the_password_later_migrates_then() {
    for (play, first) in [
        (strangers(Play::new()), &["load alice", "PreAuthentication for nobody"][..]),
        (strangers(Play::telling()), &["load alice"]),
    ] {
        let selected = choosing(&play, None, Brought::Nothing);
        assert_eq!(selected.asked, first);
        let session = &selected.challenged().session;
        assert_eq!((session.sub, session.challenge), (None, C::SelectChallenge));
        assert!(session.available.contains(&C::Password));
        let chosen = |brought| Reply::Choose { answer: C::Password.as_str().to_owned(), brought };
        let then = [
            "load alice",
            "UserMigration for nobody",
            "make alice",
            "PreAuthentication",
            "password",
        ];
        let run = play.reply(session, chosen(Brought::Password));
        assert_eq!(run.asked, then);
        assert!(
            run.effects.contains(&Effect::Use { nonce: NONCE, expires_ms: session.expires_ms })
        );
        run.granted();
        // One more step.
        let asked = play.reply(session, chosen(Brought::Nothing));
        assert_eq!(asked.asked, ["load nobody called alice"]);
        let asked = &asked.challenged().session;
        assert_eq!((asked.sub, asked.challenge), (None, C::Password));
        let run = play.reply(asked, Reply::Password);
        assert_eq!(run.asked, then);
        run.granted();
        // Somebody else was quicker: the same answer is theirs.
        let made = Play { user: play.migrated.clone(), ..play.clone() };
        let run = made.reply(asked, Reply::Password);
        assert_eq!(run.asked, ["load alice", "PreAuthentication", "password"]);
        run.granted();
        made.clone()
            .wrong()
            .reply(asked, Reply::Password)
            .refused("NotAuthorizedException", "Incorrect username or password.");
        // RL-2
        let locked = play.clone().locked().reply(asked, Reply::Password);
        assert_eq!(locked.asked, ["load alice"]);
        locked.refused("NotAuthorizedException", "Password attempts exceeded");
        let failed = play.clone().failing(Trigger::UserMigration).reply(asked, Reply::Password);
        assert_eq!(failed.effects, [one_failure()], "the session is good for another try");
        let code = failed.refusal().code;
        let told = play.client.rules.hide_existence;
        assert_eq!(code == "NotAuthorizedException", told, "{code}");
    }
}

#[test]
fn ct_2_in_a_pool_with_migration_everybody_hidden_is_offered_a_password() {
    let offered = |play: &Play| {
        let run = choosing(play, None, Brought::Nothing);
        run.challenged().session.available.clone()
    };
    let pool = json!({
        "LambdaConfig": { "UserMigration": "arn:x" },
        "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } },
    });
    let hiding = json!({ "PreventUserExistenceErrors": "ENABLED" });
    let mut play = Play { flow: Flow::User, ..Play::with(pool.clone(), hiding) };
    let verified = ("email_verified".to_owned(), "true".to_owned());
    play.user.as_mut().unwrap().attributes.extend([verified]);
    let with_password = offered(&play);
    assert_eq!(with_password, [C::PasswordSrp, C::Password, C::EmailOtp]);
    let without = play.clone().without_password();
    assert_eq!(offered(&without), with_password);
    let wrong = choosing(&without, Some(C::Password), Brought::Password);
    assert_eq!(wrong.asked[1..], ["password of decoy"]);
    wrong.refused("NotAuthorizedException", "Incorrect username or password.");
    assert!(offered(&play.clone().unknown()).contains(&C::Password));
    assert!(offered(&play.clone().disabled()).contains(&C::Password));
    // A client that tells has nothing to hide.
    let telling = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let play = Play { flow: Flow::User, ..Play::with(pool, telling) };
    let mut without = play.clone().without_password();
    let verified = ("email_verified".to_owned(), "true".to_owned());
    without.user.as_mut().unwrap().attributes.extend([verified]);
    assert_eq!(offered(&without), [C::EmailOtp]);
    assert_eq!(offered(&play.clone().unknown()), [C::Password]);
    choosing(&play.unknown(), Some(C::EmailOtp), Brought::Nothing)
        .refused("UserNotFoundException", "User does not exist.");
}
