//! NEW_PASSWORD_REQUIRED: from the temporary password to the user's own.

use serde_json::json;

use super::play::*;
use crate::auth::*;
use crate::user::Status;
use crate::{Refusal, refusal};

const INVALID: &str = "Invalid session for the user.";

/// A user with a temporary password, in a pool that requires a name.
fn invited() -> Play {
    let schema = json!([{ "Name": "name", "Required": true, "AttributeDataType": "String" }]);
    let client = json!({ "PreventUserExistenceErrors": "ENABLED" });
    Play::with(json!({ "Schema": schema }), client).status(Status::ForceChangePassword)
}

/// The session that the first request is answered with.
fn session(play: &Play) -> Continuation {
    play.password().challenged().session.clone()
}

fn answer(play: &Play, change: impl FnOnce(&mut Continuation, &mut Said)) -> Run {
    let mut session = session(play);
    let mut answer = Said {
        username: "alice".into(),
        policy: Ok(()),
        attributes: vec![("name".into(), "Alice".into())],
    };
    change(&mut session, &mut answer);
    let Said { username, policy, attributes } = answer;
    let reply = Reply::NewPassword(NewPassword { policy, attributes });
    let challenge = ChallengeName::NewPasswordRequired;
    play.run(Input::Reply(Box::new(Replied { session, challenge, username, reply })))
}

struct Said {
    username: String,
    policy: Result<(), Refusal>,
    attributes: Vec<(String, String)>,
}

#[test]
fn the_temporary_password_is_answered_with_a_challenge() {
    let play = invited();
    let run = play.password();
    // The first factor of two: the counter is neither raised nor cleared (RL-2).
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
    let challenge = run.challenged();
    assert_eq!(challenge.name().as_str(), "NEW_PASSWORD_REQUIRED");
    let parameters = &challenge.parameters;
    assert_eq!(parameters["USER_ID_FOR_SRP"], "alice");
    assert_eq!(parameters["requiredAttributes"], r#"["userAttributes.name"]"#);
    assert_eq!(parameters["userAttributes"], r#"{"email":"a@b.example"}"#);
    let session = &challenge.session;
    assert_eq!(session.expires_ms, NOW_MS + 3 * 60_000);
    assert_eq!((session.nonce, session.event_id), (NONCE, EVENT));
    assert_eq!((session.user_epoch, session.store_epoch), (4, STORE_EPOCH));
}

#[test]
fn srp_leads_to_the_same_challenge_and_keeps_the_sign_ins_id() {
    let run = invited().srp_proof();
    assert_eq!(run.asked, ["load by sub", "proof"]);
    assert!(matches!(run.effects[..], [Effect::Use { .. }, Effect::AttemptsUnchanged]));
    assert_eq!(run.challenged().session.event_id, [10; 16]);
}

#[test]
fn a_temporary_password_expires() {
    let week_ms = 7 * 86_400_000;
    let play = |age_ms| Play { credential_set_ms: Some(NOW_MS - age_ms), ..invited() };
    play(week_ms - 1).password().challenged();
    let run = play(week_ms).password();
    let text = "Temporary password has expired and must be reset by an administrator.";
    run.refused("NotAuthorizedException", text);
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
}

#[test]
fn the_answer_sets_the_password_and_signs_in() {
    let run = answer(&invited(), |_, _| {});
    assert_eq!(run.asked, ["load by sub"]);
    let attributes =
        [("email", "a@b.example"), ("name", "Alice")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    assert_eq!(
        run.effects,
        [
            Effect::Use { nonce: NONCE, expires_ms: NOW_MS + 3 * 60_000 },
            Effect::SetPassword { status: Status::Confirmed, attributes: attributes.into() },
            Effect::AttemptsCleared,
        ]
    );
    assert_eq!(run.granted().source, TokenSource::NewPasswordChallenge);
    assert_eq!(run.granted().event_id, EVENT);
}

#[test]
fn otp_7_a_session_is_bound_to_client_user_and_state() {
    type Change = fn(&mut Continuation, &mut Said);
    let cases: [(Change, &str); 6] = [
        (|session, _| session.client = "other".into(), INVALID),
        (|session, _| session.store_epoch += 1, INVALID),
        (|session, _| session.user_epoch -= 1, INVALID),
        (|_, answer| answer.username = "bob".into(), INVALID),
        (
            |session, _| session.expires_ms = NOW_MS,
            "Invalid session for the user, session is expired.",
        ),
        (
            |session, _| session.credential_stamp += 1,
            "Invalid session for the user, session can only be used once.",
        ),
    ];
    for (change, message) in cases {
        let run = answer(&invited(), change);
        run.refused("NotAuthorizedException", message);
        assert!(run.effects.is_empty());
    }
}

#[test]
fn an_answer_may_name_the_user_in_any_way() {
    let sub = SUB.to_string();
    for name in ["alice", "a@b.example", sub.as_str()] {
        answer(&invited(), |_, answer| answer.username = name.into()).granted();
    }
    let typed = |session: &mut Continuation, answer: &mut Said| {
        session.typed = "Al".into();
        answer.username = "Al".into();
    };
    answer(&invited(), typed).granted();
    let case = |play: Play| answer(&play, |_, answer| answer.username = "ALICE".into());
    case(invited()).refused("NotAuthorizedException", INVALID);
    let mut folding = invited();
    folding.pool.rules.case_sensitive = false;
    case(folding).granted();
}

#[test]
fn what_happened_to_the_user_since_counts() {
    let session = session(&invited());
    let again = |play: Play| {
        let answer = NewPassword { policy: Ok(()), attributes: Vec::new() };
        play.reply(&session, Reply::NewPassword(answer))
    };
    again(invited().unknown()).refused("NotAuthorizedException", INVALID);
    again(invited().disabled()).refused("NotAuthorizedException", "User is disabled.");
    for status in [Status::Confirmed, Status::ResetRequired, Status::Unconfirmed] {
        again(invited().status(status)).refused("NotAuthorizedException", INVALID);
    }
}

#[test]
fn a_refused_password_or_attribute_leaves_the_session_usable() {
    let policy = "Password did not conform with policy: Password not long enough";
    type Change = Box<dyn FnOnce(&mut Continuation, &mut Said)>;
    let given = |name: &'static str, value: &'static str| -> Change {
        Box::new(move |_, answer| answer.attributes.push((name.into(), value.into())))
    };
    let cases: [(Change, &str, &str); 4] = [
        (
            Box::new(move |_, answer| answer.policy = Err(refusal::invalid_password(policy))),
            "InvalidPasswordException",
            policy,
        ),
        (
            given("email", "c@d.example"),
            "InvalidParameterException",
            "Cannot modify an already provided email",
        ),
        (
            Box::new(|_, answer| answer.attributes.clear()),
            "InvalidParameterException",
            "Attributes did not conform to the schema: name: The attribute is required",
        ),
        (
            given("custom:none", "x"),
            "InvalidParameterException",
            "Attributes did not conform to the schema: custom:none: Attribute does not exist in \
             the schema.",
        ),
    ];
    for (change, code, message) in cases {
        let run = answer(&invited(), change);
        run.refused(code, message);
        assert!(run.effects.is_empty(), "nothing is used up");
    }
}

#[test]
fn pw_5_the_history_is_asked_where_it_is_kept() {
    let mut play = invited();
    play.pool.rules.password.history = 3;
    let run = answer(&play, |_, _| {});
    assert_eq!(run.asked, ["load by sub", "history"]);
    run.granted();
    play.used_before = true;
    let run = answer(&play, |_, _| {});
    assert_eq!(run.refusal().code, "PasswordHistoryPolicyViolationException");
    assert!(run.effects.is_empty());
}

#[test]
fn functions_run_after_the_new_password_is_settled() {
    let play = invited().functions(&["PostAuthentication", "PreTokenGeneration"]);
    let session = session(&play);
    let answer = NewPassword { policy: Ok(()), attributes: Vec::new() };
    let run = play.reply(&session, Reply::NewPassword(answer));
    assert_eq!(run.asked, ["load by sub", "settle", "PostAuthentication", "PreTokenGeneration"]);
    assert!(matches!(
        run.settled[..],
        [Effect::Use { .. }, Effect::SetPassword { .. }, Effect::AttemptsUnchanged]
    ));
    assert_eq!(run.effects, [Effect::AttemptsCleared]);
}
