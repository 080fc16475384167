//! CUSTOM_AUTH: what functions are asked, what they may say, and what never follows from it.

use serde_json::{Value, json};

use super::play::*;
use crate::auth::*;
use crate::factor::Factors;
use crate::pool::{self, Mfa, Pool, Trigger};
use crate::user::Status;

const CUSTOM: [&str; 3] =
    ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];

/// A riddle, then tokens when the last answer was right.
fn riddle(trigger: Trigger, asked: &[String]) -> Value {
    let verified = asked.iter().any(|asked| asked.starts_with("VerifyAuthChallengeResponse"));
    match trigger {
        Trigger::DefineAuthChallenge if verified => json!({ "issueTokens": true }),
        Trigger::DefineAuthChallenge => json!({ "challengeName": "CUSTOM_CHALLENGE" }),
        Trigger::CreateAuthChallenge => json!({
            "publicChallengeParameters": { "question": "?", "null": null },
            "privateChallengeParameters": { "answer": "5" },
            "challengeMetadata": "RIDDLE",
        }),
        Trigger::VerifyAuthChallengeResponse => json!({ "answerCorrect": true }),
        _ => json!({}),
    }
}

fn play() -> Play {
    Play { script: Some(riddle), flow: Flow::Custom, ..Play::new().functions(&CUSTOM) }
}

fn start(play: &Play) -> Run {
    play.run(Input::Custom { username: "alice".into(), srp: false })
}

fn start_with_password(play: &Play) -> Run {
    play.run(Input::Custom { username: "alice".into(), srp: true })
}

fn define(response: fn(Trigger, &[String]) -> Value) -> Play {
    Play { script: Some(response), ..play() }
}

fn history(session: &Continuation) -> Vec<(&str, bool, Option<&str>)> {
    let history = session.custom.as_ref().map(|custom| custom.history.as_slice());
    history
        .unwrap_or_default()
        .iter()
        .map(|one| (one.challenge.as_str(), one.right, one.metadata.as_deref()))
        .collect()
}

#[test]
fn a_riddle_is_asked_and_answered() {
    let play = play();
    let run = start(&play);
    assert_eq!(run.asked, ["load alice", "DefineAuthChallenge", "CreateAuthChallenge"]);
    assert!(run.effects.is_empty());
    let Challenge { session, parameters } = run.challenged();
    assert_eq!(session.challenge, ChallengeName::CustomChallenge);
    let texts = [("USERNAME", "alice"), ("question", "?")];
    assert!(parameters.iter().map(|(name, text)| (name.as_str(), text.as_str())).eq(texts));
    let custom = session.custom.as_ref().unwrap();
    assert_eq!((custom.private["answer"].as_str(), custom.history.len()), ("5", 0));

    let run = play.reply(session, Reply::Custom);
    assert_eq!(run.asked, ["load by sub", "VerifyAuthChallengeResponse", "DefineAuthChallenge"]);
    let grant = run.granted();
    assert_eq!((grant.proven.as_slice(), grant.event_id), (&[Proof::Custom][..], EVENT));
    let used = Effect::Use { nonce: session.nonce, expires_ms: session.expires_ms };
    assert_eq!(run.effects, [used, Effect::AttemptsCleared]);
}

#[test]
fn results_and_metadata_are_kept_and_private_parameters_are_not() {
    let play = define(|trigger, asked| match trigger {
        Trigger::VerifyAuthChallengeResponse => json!({ "answerCorrect": false }),
        Trigger::DefineAuthChallenge => json!({ "challengeName": "CUSTOM_CHALLENGE" }),
        Trigger::CreateAuthChallenge if asked.iter().any(|asked| asked.starts_with("Verify")) => {
            json!({})
        }
        _ => riddle(trigger, asked),
    });
    let first = start(&play);
    let second = play.reply(&first.challenged().session, Reply::Custom);
    let session = &second.challenged().session;
    assert_eq!(history(session), [("CUSTOM_CHALLENGE", false, Some("RIDDLE"))]);
    let custom = session.custom.as_ref().unwrap();
    assert!(custom.private.is_empty() && custom.metadata.is_none());
    let third = play.reply(session, Reply::Custom);
    let kept = [("CUSTOM_CHALLENGE", false, Some("RIDDLE")), ("CUSTOM_CHALLENGE", false, None)];
    assert_eq!(history(&third.challenged().session), kept);
    // Neither counted nor cleared: a riddle is no password.
    assert!(matches!(third.effects[..], [Effect::Use { .. }]));
}

#[test]
fn ct_2_functions_are_called_for_nobody_and_never_issue_tokens() {
    for nobody in [play().unknown(), play().disabled()] {
        let run = start(&nobody);
        assert_eq!(
            run.asked[1..],
            ["DefineAuthChallenge for nobody", "CreateAuthChallenge for nobody"]
        );
        let session = &run.challenged().session;
        assert_eq!(
            (session.sub, run.challenged().parameters["USERNAME"].as_str()),
            (None, "nobody")
        );
        let nobody = Play { user: None, ..nobody };
        let run = nobody.reply(session, Reply::Custom);
        assert_eq!(run.asked[0], "load nobody called alice");
        run.refused("NotAuthorizedException", "Incorrect username or password.");
        assert!(matches!(run.effects[..], [Effect::Use { .. }]));
    }
    let telling = Play { script: Some(riddle), flow: Flow::Custom, ..Play::telling() };
    let telling = telling.functions(&CUSTOM).unknown();
    start(&telling).refused("UserNotFoundException", "User does not exist.");
}

#[test]
fn a_password_comes_first_and_is_settled_before_functions_learn_of_it() {
    let play = define(|trigger, asked| match trigger {
        Trigger::DefineAuthChallenge if asked.iter().all(|asked| asked != "proof") => {
            json!({ "challengeName": "PASSWORD_VERIFIER" })
        }
        _ => riddle(trigger, asked),
    });
    let run = start_with_password(&play);
    assert_eq!(run.asked, ["load alice", "DefineAuthChallenge"]);
    let within = match run.conclusion {
        Conclusion::SrpChallenge { decoy: false, within } => within.unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(history(&within), [("SRP_A", true, None)]);
    let state = SrpState { within: Some(within), ..play.srp_state() };
    let run = play.srp_proof_of(state.clone());
    assert_eq!(
        run.asked,
        ["load by sub", "proof", "settle", "DefineAuthChallenge", "CreateAuthChallenge"]
    );
    assert!(matches!(run.settled[..], [Effect::Use { .. }, Effect::AttemptsUnchanged]));
    assert!(run.effects.is_empty());
    let session = &run.challenged().session;
    assert_eq!(history(session), [("SRP_A", true, None), ("PASSWORD_VERIFIER", true, None)]);
    let grant = define(riddle).reply(session, Reply::Custom);
    assert_eq!(grant.granted().proven, [Proof::Password, Proof::Custom]);

    let wrong = define(riddle).wrong().srp_proof_of(state);
    wrong.refused("NotAuthorizedException", "Incorrect username or password.");
    assert!(wrong.effects.contains(&one_failure()));
    assert_eq!(wrong.asked, ["load by sub", "proof"]);
}

#[test]
fn tokens_straight_after_the_password() {
    let play = define(|_, asked| match asked.iter().any(|asked| asked == "proof") {
        true => json!({ "issueTokens": true }),
        false => json!({ "challengeName": "PASSWORD_VERIFIER" }),
    });
    let Conclusion::SrpChallenge { within, .. } = start_with_password(&play).conclusion else {
        panic!("no password was asked for")
    };
    let run = play.srp_proof_of(SrpState { within, ..play.srp_state() });
    run.granted();
    // Settled once: the second batch only clears.
    assert_eq!(run.effects, [Effect::AttemptsCleared]);
    let with_triggers = Play {
        pool: Play::new().functions(&["DefineAuthChallenge", "PostAuthentication"]).pool,
        ..play
    };
    let Conclusion::SrpChallenge { within, .. } = start_with_password(&with_triggers).conclusion
    else {
        panic!("no password was asked for")
    };
    let run = with_triggers.srp_proof_of(SrpState { within, ..with_triggers.srp_state() });
    assert_eq!(run.asked[2..], ["settle", "DefineAuthChallenge", "PostAuthentication"]);
    run.granted();
}

#[test]
fn mfa_comes_after_the_password_and_before_the_functions() {
    let sms = json!({ "SmsConfiguration": { "SnsCallerArn": "arn:aws:iam::1:role/r" } });
    let mut play = define(|trigger, asked| match trigger {
        Trigger::DefineAuthChallenge if asked.len() < 3 => {
            json!({ "challengeName": "PASSWORD_VERIFIER" })
        }
        _ => riddle(trigger, asked),
    });
    play.pool = with_sms(&play.pool, sms);
    assert_eq!(play.pool.rules.mfa, Mfa::Optional);
    play.user.as_mut().unwrap().attributes.insert("phone_number".into(), "+15551234567".into());
    play.factors = Factors { sms: true, ..Factors::default() };
    let Conclusion::SrpChallenge { within, .. } = start_with_password(&play).conclusion else {
        panic!("no password was asked for")
    };
    let run = play.srp_proof_of(SrpState { within, ..play.srp_state() });
    let session = &run.challenged().session;
    assert_eq!(session.challenge, ChallengeName::SmsMfa);
    assert_eq!(history(session).len(), 2);
}

/// The pool with SMS MFA, as UpdateUserPool would have it.
fn with_sms(pool: &Pool, mut sms: Value) -> Pool {
    let object = sms.as_object_mut().unwrap();
    object.insert("MfaConfiguration".into(), "OPTIONAL".into());
    object.insert("LambdaConfig".into(), pool.document["LambdaConfig"].clone());
    let document = pool::update(pool, object.clone()).unwrap();
    let head = pool::Head {
        key: pool.key,
        id: pool.id.clone(),
        region: pool.region.clone(),
        version: 1,
        created: 1,
        modified: 1,
        deleting: false,
        fold_version: 1,
    };
    Pool::assemble(head, document).unwrap()
}

#[test]
fn functions_can_end_it_and_bad_answers_do() {
    let fail = define(|_, _| json!({ "failAuthentication": true, "issueTokens": true }));
    start(&fail).refused("NotAuthorizedException", "Incorrect username or password.");
    let unusable: [fn(Trigger, &[String]) -> Value; 8] = [
        |_, _| json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null }),
        |_, _| json!({ "challengeName": "SRP_A" }),
        |_, _| json!({ "challengeName": 5 }),
        |_, _| json!({ "issueTokens": "true" }),
        |_, _| Value::Null,
        |trigger, asked| match trigger {
            Trigger::CreateAuthChallenge => json!({ "publicChallengeParameters": { "a": 1 } }),
            _ => riddle(trigger, asked),
        },
        |trigger, asked| match trigger {
            Trigger::CreateAuthChallenge => json!({ "privateChallengeParameters": [] }),
            _ => riddle(trigger, asked),
        },
        |trigger, asked| match trigger {
            Trigger::CreateAuthChallenge => json!({ "challengeMetadata": {} }),
            _ => riddle(trigger, asked),
        },
    ];
    for script in unusable {
        let run = start(&define(script));
        run.refused("InvalidLambdaResponseException", "Unrecognizable lambda output");
    }
    for name in [
        |_: Trigger, _: &[String]| json!({ "challengeName": "PASSWORD_VERIFIER" }),
        |_: Trigger, _: &[String]| json!({ "challengeName": "SMS_MFA" }),
        |_: Trigger, _: &[String]| json!({ "challengeName": "DEVICE_SRP_AUTH" }),
        |_: Trigger, _: &[String]| json!({ "challengeName": "WEB_AUTHN" }),
    ] {
        let run = start(&define(name));
        assert_eq!(run.refusal().code, "InvalidLambdaResponseException");
        assert!(run.refusal().message.ends_with("is not possible here"), "{}", run.refusal());
    }
    let failing = play().failing(Trigger::DefineAuthChallenge);
    start(&failing).refused("UserLambdaValidationException", "no.");
    let first = start(&play());
    let failing = play().failing(Trigger::VerifyAuthChallengeResponse);
    let run = failing.reply(&first.challenged().session, Reply::Custom);
    run.refused("UserLambdaValidationException", "no.");
    // The session may be answered again: nothing was said of the answer.
    assert!(run.effects.is_empty());
}

#[test]
fn missing_functions_are_named_when_they_are_needed() {
    let text = "Custom auth lambda trigger is not configured for the user pool.";
    let none = Play { flow: Flow::Custom, ..Play::new() };
    start(&none).refused("InvalidParameterException", text);
    let define_only = Play { pool: Play::new().functions(&["DefineAuthChallenge"]).pool, ..play() };
    start(&define_only).refused("InvalidParameterException", text);
}

#[test]
fn the_users_state_still_counts_when_tokens_are_to_be_issued() {
    let first = start(&play());
    let session = &first.challenged().session;
    let answered = |status| play().status(status).reply(session, Reply::Custom);
    answered(Status::Unconfirmed).refused("UserNotConfirmedException", "User is not confirmed.");
    answered(Status::ResetRequired)
        .refused("PasswordResetRequiredException", "Password reset required for the user");
    answered(Status::ExternalProvider)
        .refused("NotAuthorizedException", "Incorrect username or password.");
    let new_password = answered(Status::ForceChangePassword);
    let asked = new_password.challenged();
    assert_eq!(asked.session.challenge, ChallengeName::NewPasswordRequired);
    // The functions have said their say.
    assert!(asked.session.custom.is_none());
}

#[test]
fn rl_4_a_lock_is_no_matter_of_riddles() {
    start(&play().locked()).challenged();
    start_with_password(&play().locked())
        .refused("NotAuthorizedException", "Password attempts exceeded");
}
